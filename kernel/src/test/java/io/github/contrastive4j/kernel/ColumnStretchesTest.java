package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients against so many columns that rows and columns pass over them in stretches, which are
 * the longer, the more workers there are.
 */
class ColumnStretchesTest {
  private static final int ANCHORS = 320;
  private static final int CANDIDATES = 16_500;
  private static final int DIMENSIONS = 128;

  /** Room for the scores of some anchors, so that groups of them follow one another. */
  private static final long BUDGET = 11L << 20;

  @ParameterizedTest
  @CsvSource({"RAW_COSINE, false", "RAW_COSINE, true", "EUCLIDEAN, false", "MANHATTAN, true"})
  void gradientsAreRightForAnyNumberOfWorkers(Similarity similarity, boolean symmetric) {
    RankingLoss loss = RankingLoss.of(similarity, 5).withSymmetric(symmetric);
    RankingProblem problem =
        RankingProblem.random(ANCHORS, CANDIDATES, DIMENSIONS, Pairing.IDENTITY, 1, 0.5, 3);
    // So near each other that their distances do not come from products; across ends of stretches.
    raise(problem.anchors(), 0, ANCHORS);
    raise(problem.candidates(), 960, 3000);
    RankingBlock block = block(loss, problem.batch());
    assertThat(block.inStretches()).isTrue();
    assertThat(block.groups()).isGreaterThan(1);
    RankingResult alone = problem.run(loss, new Workspace(BUDGET), Parallelism.sequential());
    alone.assertCloseTo(problem.truth(loss), 1e-5);
    for (int workers : new int[] {2, 3, 40}) {
      Parallelism parallelism = Parallelism.on(Runnable::run, workers);
      problem.run(loss, new Workspace(BUDGET), parallelism).assertSameBits(alone);
    }
  }

  @Test
  void gradientsOfBothSidesMeetInCandidatesThatCompeteWithEachOther() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5).withDirections(Directions.GTE);
    RankingProblem problem = RankingProblem.random(80, 1056, 2048, Pairing.IDENTITY, 1, 0.5, 6);
    RankingBatch batch = RankingBatch.of(problem.anchors(), problem.candidates());
    RankingPlan plan = RankingPlan.of(RankingShape.of(loss, batch, true), BUDGET);
    assertThat(plan.blocks())
        .filteredOn(block -> block.kind() == RankingBlock.Kind.DOCUMENTS)
        .anyMatch(RankingBlock::inStretches);
    RankingResult alone = run(loss, batch, Parallelism.sequential());
    alone.assertCloseTo(new Float64ContrastiveLoss(loss, batch, 1, null), 1e-5);
    run(loss, batch, Parallelism.on(Runnable::run, 3)).assertSameBits(alone);
  }

  @Test
  void rowsPassOverAQueueThatHasNoGradient() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5);
    RankingProblem problem = RankingProblem.random(80, 1100, DIMENSIONS, Pairing.RANDOM, 1, 0.5, 4);
    Matrix queue = Matrix.zeros(CANDIDATES - 1100, DIMENSIONS);
    RankingProblem.fill(queue, new SplittableRandom(5));
    RankingBatch batch = problem.batch().withQueue(queue);
    assertThat(block(loss, batch).inStretches()).isTrue();
    RankingResult alone = run(loss, batch, Parallelism.sequential());
    alone.assertCloseTo(new Float64ContrastiveLoss(loss, batch, 1, null), 1e-5);
    run(loss, batch, Parallelism.on(Runnable::run, 2)).assertSameBits(alone);
  }

  /** Adds gradients to zeros, where any that is written too early would stay. */
  private static RankingResult run(RankingLoss loss, RankingBatch batch, Parallelism parallelism) {
    int dimensions = batch.anchors().columns();
    Matrix anchors = Matrix.zeros(batch.anchors().rows(), dimensions);
    Matrix candidates = Matrix.zeros(batch.candidates().rows(), dimensions);
    RankingGradients sink =
        RankingGradients.into(anchors, candidates).withUpdate(Update.ACCUMULATE);
    double value = loss.forwardBackward(batch, sink, new Workspace(BUDGET), parallelism);
    return new RankingResult(value, anchors, candidates, sink.scale());
  }

  private static RankingBlock block(RankingLoss loss, RankingBatch batch) {
    return RankingPlan.of(RankingShape.of(loss, batch, true), BUDGET).blocks().getFirst();
  }

  private static void raise(Matrix x, int from, int to) {
    for (int r = from; r < to; r++) {
      for (int k = 0; k < DIMENSIONS; k++) {
        x.set(r, k, x.get(r, k) + 5);
      }
    }
  }
}
