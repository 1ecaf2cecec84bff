package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.ArrayList;
import java.util.List;
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
  private static final int WORKSPACES = 6;

  /** Fewer than after which a workspace would try out fewer workers. */
  private static final int CALLS = 20;

  private final List<RankingProblem> problems =
      List.of(
          RankingProblem.random(130, 600, 70, Pairing.RANDOM, 1, 0.5, 7),
          RankingProblem.random(70, 130, 90, Pairing.IDENTITY, 1, 0.5, 8));

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void helpersThatComeInAnyStageGiveTheBitsOfTheSequentialCall(Similarity similarity) {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 5).withSymmetric(symmetric);
      List<RankingResult> alone = new ArrayList<>();
      long longest = 0;
      for (RankingProblem problem : problems) {
        RankingShape shape = RankingShape.of(loss, problem.batch(), true);
        assertThat(RankingPlan.of(shape, Workspace.DEFAULT_BUDGET).copiesPerWorker(3)).isTrue();
        problem.run(loss, new Workspace(), Parallelism.sequential());
        long start = System.nanoTime();
        alone.add(problem.run(loss, new Workspace(), Parallelism.sequential()));
        longest = Math.max(longest, System.nanoTime() - start);
      }
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        Parallelism late = Parallelism.on(delayed(pool, longest), 3);
        for (int k = 0; k < WORKSPACES; k++) {
          Workspace workspace = new Workspace();
          for (int call = 0; call < CALLS; call++) {
            int which = call % problems.size();
            problems.get(which).run(loss, workspace, late).assertSameBits(alone.get(which));
          }
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
