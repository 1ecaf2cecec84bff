package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The float64 truth: its values against those of other libraries, its gradients against central
 * differences of its own loss.
 */
class Float64ContrastiveLossTest {
  private static final double UPSTREAM = 1.3;
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 2e-8;

  static Stream<GoldenRows.Golden> goldenLosses() {
    return GoldenRows.losses();
  }

  @ParameterizedTest
  @MethodSource("goldenLosses")
  void valuesAreThoseOfOtherLibraries(GoldenRows.Golden golden) {
    double[][] q = GoldenRows.QUERIES.rows();
    double[][] c = GoldenRows.candidates(golden.negatives());
    assertThat(truth(golden.loss(), Float64Batch.of(q, c)).loss)
        .isCloseTo(golden.value(), within(1e-12));
    RankingBatch rounded = RankingBatch.of(GoldenRows.matrix(q), GoldenRows.matrix(c));
    assertThat(new Float64ContrastiveLoss(golden.loss(), rounded).loss)
        .isCloseTo(golden.value(), within(1e-6));
  }

  @Test
  void theGradientOfTheScaleIsThatOfOtherLibraries() {
    Float64Batch batch = Float64Batch.of(GoldenRows.QUERIES.rows(), GoldenRows.candidates(0));
    assertThat(truth(RankingLoss.of(Similarity.RAW_COSINE, 20), batch).scaleGradient)
        .isCloseTo(0.000309316148762713, within(1e-12));
  }

  private static Float64ContrastiveLoss truth(RankingLoss loss, Float64Batch batch) {
    return new Float64ContrastiveLoss(loss, batch, 1, null);
  }

  static Stream<Arguments> options() {
    return Stream.of(Similarity.values())
        .flatMap(similarity ->
            variants(RankingLoss.of(similarity, similarity == Similarity.DOT_PRODUCT ? 1 : 4))
                .map(Arguments::of));
  }

  private static Stream<RankingLoss> variants(RankingLoss plain) {
    RankingLoss symmetric = plain.withSymmetric(true);
    RankingLoss gte = plain.withDirections(Directions.GTE);
    return Stream.of(
        plain,
        symmetric,
        gte,
        plain.withDirections(Directions.joint(Direction.QUERY_TO_DOC, Direction.QUERY_TO_QUERY)),
        plain.withDirections(Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_QUERY)),
        plain.withDirections(Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_DOC)),
        plain.withLabelSmoothing(0.2),
        symmetric.withLabelSmoothing(0.2).withZLoss(0.03).withBias(-1.5),
        gte.withLabelSmoothing(0.2).withZLoss(0.03).withBias(-1.5),
        plain.withZLoss(0.1).withBias(0.7),
        plain.withHardness(new Hardness(2, Hardness.Negatives.IN_BATCH)),
        plain.withHardness(new Hardness(2, Hardness.Negatives.HARD)),
        symmetric.withHardness(new Hardness(2, Hardness.Negatives.ALL)).withZLoss(0.02),
        gte.withHardness(new Hardness(2, Hardness.Negatives.ALL)).withLabelSmoothing(0.1),
        plain.withMarginFilter(MarginFilter.absolute(0.1)),
        symmetric.withMarginFilter(MarginFilter.relative(-0.2)),
        plain.withSharedIds(SharedIds.POSITIVES).withLabelSmoothing(0.1).withZLoss(0.05),
        plain.withReduction(Reduction.SUM),
        symmetric.withReduction(Reduction.NONE),
        plain.withObjective(Objective.SIGMOID).withBias(-2),
        plain
            .withObjective(Objective.SIGMOID)
            .withSharedIds(SharedIds.POSITIVES)
            .withMarginFilter(MarginFilter.relative(0.1)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void gradientsAreCentralDifferencesOfTheLoss(RankingLoss loss) {
    boolean onePairEach = loss.directions().joint() && loss.directions().all().size() > 1;
    check(loss, batch(1, 1, 1, 0, 0, null));
    check(loss, batch(3, 3, 6, 0, 0, null));
    check(loss, batch(3, 9, 4, 2, 2, null));
    check(loss, batch(4, 6, 3, 3, 1, null));
    if (!onePairEach) {
      check(loss, batch(6, 3, 2, 0, 0, new int[] {0, 0, 2, 1, 1, 2}));
      check(loss, batch(3, 6, 4, 1, 2, new int[] {5, 0, 2}));
    }
  }

  private static Float64Batch batch(int m, int n, int d, int queue, int own, int[] targets) {
    RandomGenerator random = new SplittableRandom(11);
    long[] anchorIds = random.longs(m, 0, 6).toArray();
    long[] candidateIds = random.longs(n + queue, 0, 6).toArray();
    return new Float64Batch(
        rows(m, d, random),
        rows(n, d, random),
        targets,
        rows(queue, d, random),
        rows(m * own, d, random),
        List.of(new RankingIds(anchorIds, candidateIds)),
        random.doubles(m, 0.5, 2).toArray(),
        new double[0][],
        new double[0][]);
  }

  private static double[][] rows(int rows, int columns, RandomGenerator random) {
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    return x;
  }

  private static void check(RankingLoss loss, Float64Batch batch) {
    boolean separate = loss.reduction() == Reduction.NONE;
    double[] rowUpstream =
        separate ? new SplittableRandom(5).doubles(batch.anchors().length, -1, 1).toArray() : null;
    Float64ContrastiveLoss truth = new Float64ContrastiveLoss(loss, batch, UPSTREAM, rowUpstream);
    assertThat(truth.marginGap).isGreaterThan(10 * STEP);
    assertThat(truth.scaleGradient)
        .isCloseTo(
            slope(scale -> objective(loss.withScale(scale), batch, batch), loss.scale()),
            within(TOLERANCE));
    assertThat(truth.biasGradient)
        .isCloseTo(
            slope(bias -> objective(loss.withBias(bias), batch, batch), loss.bias()),
            within(TOLERANCE));
    Float64Batch moved = batch.copy();
    checkMatrix(truth.anchorGradient, moved.anchors(), loss, moved, batch);
    checkMatrix(truth.candidateGradient, moved.candidates(), loss, moved, batch);
    checkMatrix(truth.ownNegativeGradient, moved.ownNegatives(), loss, moved, batch);
  }

  /** What the gradients are gradients of: with a factor for each row where there is one. */
  private static double objective(RankingLoss loss, Float64Batch batch, Float64Batch frozen) {
    Float64ContrastiveLoss truth = new Float64ContrastiveLoss(loss, batch, 1, null, frozen);
    if (loss.reduction() != Reduction.NONE) {
      return truth.loss;
    }
    double[] rowUpstream = new SplittableRandom(5).doubles(batch.anchors().length, -1, 1).toArray();
    double sum = 0;
    for (int i = 0; i < rowUpstream.length; i++) {
      sum += rowUpstream[i] * truth.rowLosses[i];
    }
    return sum;
  }

  private static void checkMatrix(
      double[][] gradient,
      double[][] x,
      RankingLoss loss,
      Float64Batch moved,
      Float64Batch frozen) {
    for (int r = 0; r < x.length; r++) {
      for (int k = 0; k < x[r].length; k++) {
        double[] row = x[r];
        int column = k;
        double before = row[k];
        double expected =
            slope(
                value -> {
                  row[column] = value;
                  return objective(loss, moved, frozen);
                },
                before);
        row[k] = before;
        assertThat(gradient[r][k]).isCloseTo(expected, within(TOLERANCE));
      }
    }
  }

  private static double slope(DoubleUnaryOperator f, double x) {
    return UPSTREAM * (f.applyAsDouble(x + STEP) - f.applyAsDouble(x - STEP)) / (2 * STEP);
  }

  @Test
  void aClampedRowHasTheGradientOfADivisionByTheClamp() {
    double[][] a = {{0, 0, 0}, {1, 2, -1}};
    double[][] c = {{1, 0.5, 2}, {-1, 3, 0.3}};
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 4).withSymmetric(true);
    double gradient = truth(loss, Float64Batch.of(a, c)).anchorGradient[0][0];
    double step = 1e-15;
    a[0][0] = step;
    double above = truth(loss, Float64Batch.of(a, c)).loss;
    a[0][0] = -step;
    double below = truth(loss, Float64Batch.of(a, c)).loss;
    assertThat(Math.abs(gradient)).isGreaterThan(1e11);
    assertThat(gradient).isCloseTo((above - below) / (2 * step), within(1e6));
  }
}
