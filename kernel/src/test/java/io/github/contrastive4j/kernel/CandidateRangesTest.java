package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** So many candidates that a small budget cuts them into ranges, against one range of them all. */
@Tag("simd")
@NativeWidthOnly
class CandidateRangesTest {
  private static final int ANCHORS = 5;
  private static final int CANDIDATES = 20_003;
  private static final int DIMENSIONS = 9;

  static Stream<RankingLoss> losses() {
    return Arrays.stream(Similarity.values())
        .map(similarity -> RankingLoss.of(similarity, 3))
        .flatMap(plain ->
            Stream.of(
                plain,
                plain.withSymmetric(true),
                plain.withLabelSmoothing(0.1).withZLoss(0.01),
                plain.withObjective(Objective.SIGMOID).withBias(-3),
                plain.withHardness(new Hardness(1, Hardness.Negatives.IN_BATCH)),
                plain.withDirections(Directions.GTE),
                plain.withScale(2000)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void rangesMakeUpTheWhole(RankingLoss loss) {
    RandomGenerator random = new SplittableRandom(17);
    Matrix anchors = ContrastiveCases.rows(ANCHORS, DIMENSIONS, 0.5, random);
    Matrix candidates = ContrastiveCases.rows(CANDIDATES, DIMENSIONS, 0.5, random);
    Matrix queue = ContrastiveCases.rows(100, DIMENSIONS, 0.5, random);
    Matrix own = ContrastiveCases.rows(2 * ANCHORS, DIMENSIONS, 0.5, random);
    RankingBatch batch =
        RankingBatch.of(anchors, candidates)
            .withQueue(queue)
            .withOwnNegatives(own)
            .withIds(
                random.longs(ANCHORS, 0, 50).toArray(),
                random.longs(CANDIDATES + 100, 0, 50).toArray());
    RankingShape shape = RankingShape.of(loss, batch, true);
    int kinds = loss.directions().all().contains(Direction.DOC_TO_DOC) ? 3 : 1;
    assertThat(RankingPlan.of(shape, 0).blocks()).hasSizeGreaterThan(kinds);
    assertThat(RankingPlan.of(shape, 1L << 30).blocks()).hasSize(kinds);

    Matrix[] whole = gradients();
    Matrix[] ranges = gradients();
    RankingReport wholeReport = RankingReport.ofLossesAndRanks();
    RankingReport rangesReport = RankingReport.ofLossesAndRanks();
    double expected = run(loss, batch, whole, wholeReport, 1L << 30);
    double actual = run(loss, batch, ranges, rangesReport, 0);
    double tolerance = loss.scale() > 1000 ? 1e-4 : 2e-5;
    assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(tolerance * Math.abs(expected));
    for (int k = 0; k < whole.length; k++) {
      assertThat(RankingResult.relativeError(whole[k], ranges[k])).isLessThanOrEqualTo(tolerance);
    }
    for (int i = 0; i < ANCHORS; i++) {
      assertThat(rangesReport.rank(i)).isEqualTo(wholeReport.rank(i));
    }
  }

  @Test
  void positivesMayBeInSeveralRanges() {
    int pairs = 4700;
    int documents = 8300;
    RandomGenerator random = new SplittableRandom(18);
    Matrix anchors = ContrastiveCases.rows(pairs, 3, 1, random);
    Matrix candidates = ContrastiveCases.rows(documents, 3, 1, random);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5).withDirections(Directions.GTE);
    RankingBatch batch = RankingBatch.of(anchors, candidates);
    RankingShape shape = RankingShape.of(loss, batch, true);
    assertThat(RankingPlan.of(shape, 0).blocks())
        .filteredOn(block -> block.kind() == RankingBlock.Kind.DOCUMENTS)
        .extracting(RankingBlock::firstOtherColumn)
        .containsExactly(4352, 348);
    Matrix[] whole = {Matrix.zeros(pairs, 3), Matrix.zeros(documents, 3), null};
    Matrix[] ranges = {Matrix.zeros(pairs, 3), Matrix.zeros(documents, 3), null};
    double expected = run(loss, batch, whole, RankingReport.ofLosses(), 1L << 30);
    double actual = run(loss, batch, ranges, RankingReport.ofLosses(), 0);
    assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(1e-5 * expected);
    for (int k = 0; k < 2; k++) {
      assertThat(RankingResult.relativeError(whole[k], ranges[k])).isLessThanOrEqualTo(1e-5);
    }
  }

  private static Matrix[] gradients() {
    return new Matrix[] {
      Matrix.zeros(ANCHORS, DIMENSIONS),
      Matrix.zeros(CANDIDATES, DIMENSIONS),
      Matrix.zeros(2 * ANCHORS, DIMENSIONS)
    };
  }

  private static double run(
      RankingLoss loss, RankingBatch batch, Matrix[] out, RankingReport report, long budget) {
    RankingGradients sink = RankingGradients.into(out[0], out[1]).withOwnNegatives(out[2]);
    Workspace workspace = new Workspace(budget);
    return loss.forwardBackward(batch, sink, report, workspace, Parallelism.sequential());
  }
}
