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

/**
 * Operands that are packed on the way, when a task needs them: by each worker for itself in small
 * batches, by the first who scores a chunk of columns in large ones.
 */
@Timeout(60)
class PackedCopiesTest {
  /** Fewer than after which a workspace would try out fewer workers. */
  private static final int CALLS = 20;

  private static final int WORKERS = 3;

  private final List<RankingProblem> small =
      List.of(
          RankingProblem.random(130, 600, 70, Pairing.RANDOM, 1, 0.5, 7),
          RankingProblem.random(70, 130, 90, Pairing.IDENTITY, 1, 0.5, 8));

  /** Columns of several chunks, which no cache of a worker's own would keep. */
  private final List<RankingProblem> large =
      List.of(
          RankingProblem.random(100, 3500, 80, Pairing.RANDOM, 1, 0.5, 7),
          RankingProblem.random(100, 3500, 80, Pairing.RANDOM, 1, 0.5, 8),
          RankingProblem.random(150, 2900, 97, Pairing.RANDOM, 1, 0.5, 9));

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void smallBatchesHaveTheBitsOfTheSequentialCallWheneverHelpersCome(Similarity similarity) {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 5).withSymmetric(symmetric);
      assertThat(small).allMatch(problem -> plan(loss, problem).copiesPerWorker(WORKERS));
      assertBitsOfTheSequentialCall(small, loss, 6);
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void largeBatchesHaveTheBitsOfTheSequentialCallWheneverHelpersCome(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 5);
    for (RankingProblem problem : large) {
      RankingBlock block = plan(loss, problem).blocks().getFirst();
      assertThat(plan(loss, problem).copiesPerWorker(WORKERS)).isFalse();
      assertThat(block.isFar()).isTrue();
      assertThat(block.chunks()).isGreaterThan(WORKERS);
    }
    assertBitsOfTheSequentialCall(large, loss, 1);
  }

  /** Sweeps that score twice or keep some groups, several blocks, and mirrored scores. */
  @ParameterizedTest
  @EnumSource(names = {"RAW_COSINE", "EUCLIDEAN"})
  void severalSweepsAndBlocksHaveTheSameBits(Similarity similarity) {
    RankingProblem problem = RankingProblem.random(1500, 3000, 64, Pairing.IDENTITY, 1, 0.5, 7);
    RankingBatch batch = RankingBatch.of(problem.anchors(), problem.candidates());
    RankingBatch queued = batch.withQueue(problem.candidates().rowRange(0, 700));
    RankingLoss plain = RankingLoss.of(similarity, 5);
    for (RankingLoss loss :
        List.of(
            plain.withScale(5000),
            plain.withSymmetric(true).withLabelSmoothing(0.1),
            plain.withDirections(Directions.GTE))) {
      RankingBatch used = loss.directions().all().size() == 4 ? batch : queued;
      ContrastiveCase same = new ContrastiveCase(loss, used);
      for (long budget : new long[] {4L << 20, 24L << 20}) {
        ContrastiveResult alone = same.run(new Workspace(budget), Parallelism.sequential());
        for (int workers : new int[] {3, 40}) {
          Workspace workspace = new Workspace(budget);
          try (Parallelism team = Parallelism.workers(workers)) {
            same.run(workspace, team).assertSameBits(alone);
            same.run(workspace, team).assertSameBits(alone);
          }
        }
      }
    }
  }

  /** More workers than chunks pack all columns before the first is scored. */
  @ParameterizedTest
  @EnumSource(Similarity.class)
  void chunksForSomeWorkersGiveTheSameBits(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 5);
    RankingProblem problem = large.getFirst();
    int chunks = plan(loss, problem).blocks().getFirst().chunks();
    RankingResult alone = problem.run(loss, new Workspace(), Parallelism.sequential());
    try (Parallelism many = Parallelism.workers(chunks + 1)) {
      problem.run(loss, new Workspace(), many).assertSameBits(alone);
    }
  }

  private static RankingPlan plan(RankingLoss loss, RankingProblem problem) {
    return RankingPlan.of(RankingShape.of(loss, problem.batch(), true), Workspace.DEFAULT_BUDGET);
  }

  private static void assertBitsOfTheSequentialCall(
      List<RankingProblem> problems, RankingLoss loss, int workspaces) {
    List<RankingResult> alone = new ArrayList<>();
    long longest = 0;
    for (RankingProblem problem : problems) {
      problem.run(loss, new Workspace(), Parallelism.sequential());
      long start = System.nanoTime();
      alone.add(problem.run(loss, new Workspace(), Parallelism.sequential()));
      longest = Math.max(longest, System.nanoTime() - start);
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(WORKERS - 1)) {
      Parallelism late = Parallelism.on(delayed(pool, longest), WORKERS);
      for (int k = 0; k < workspaces; k++) {
        Workspace workspace = new Workspace();
        for (int call = 0; call < CALLS; call++) {
          int which = call % problems.size();
          problems.get(which).run(loss, workspace, late).assertSameBits(alone.get(which));
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
