package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches so small that each worker packs them for itself, when its first task needs it. */
@Timeout(60)
class WorkerCopiesTest {
  private static final int CALLS = 100;

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void helpersThatComeInAnyStageGiveTheBitsOfTheSequentialCall(Similarity similarity) {
    RankingProblem problem = RankingProblem.random(130, 600, 70, Pairing.RANDOM, 1, 0.5, 7);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 5).withSymmetric(symmetric);
      RankingPlan plan =
          RankingPlan.of(RankingShape.of(loss, problem.batch(), true), Workspace.DEFAULT_BUDGET);
      assertThat(plan.copiesPerWorker(3)).isTrue();
      Workspace workspace = new Workspace();
      RankingResult alone = problem.run(loss, workspace, Parallelism.sequential());
      long start = System.nanoTime();
      problem.run(loss, workspace, Parallelism.sequential());
      long length = System.nanoTime() - start;
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        Parallelism late = Parallelism.on(delayed(pool, length), 3);
        for (int k = 0; k < CALLS; k++) {
          problem.run(loss, workspace, late).assertSameBits(alone);
        }
      }
    }
  }

  /** Runs tasks on another executor, up to so many nanoseconds later. */
  private static Executor delayed(Executor executor, long longest) {
    SplittableRandom random = new SplittableRandom(1);
    return task -> {
      long delay = random.nextLong(longest);
      executor.execute(() -> {
        LockSupport.parkNanos(delay);
        task.run();
      });
    };
  }
}
