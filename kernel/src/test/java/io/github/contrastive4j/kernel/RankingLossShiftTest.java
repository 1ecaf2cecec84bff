package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one shift for the exponentials of all rows has to hold, and where each row has its own. */
@Tag("simd")
@NativeWidthOnly
class RankingLossShiftTest {
  /** Targets far below a negative: what exponentials are multiplied by leaves float32. */
  static Stream<ContrastiveCase> largeFactors() {
    Matrix opposite = Matrix.copyOf(new float[][] {{1, 0}, {-1, 0}});
    Matrix nearer = Matrix.copyOf(new float[][] {{0.37f, 0.929f}, {-1, 0}});
    RankingLoss hard =
        RankingLoss.of(Similarity.SHIFTED_COSINE, 200)
            .withHardness(new Hardness(100, Hardness.Negatives.ALL));
    RankingLoss zLoss = RankingLoss.of(Similarity.RAW_COSINE, 100).withZLoss(10).withBias(1000);
    RankingLoss dot = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    double[] weights = {1, 1e-30};
    return Stream.of(
        new ContrastiveCase(hard, RankingBatch.of(opposite, nearer)),
        new ContrastiveCase(hard.withSymmetric(true), RankingBatch.of(opposite, nearer)),
        new ContrastiveCase(zLoss, upright(1, 1)),
        new ContrastiveCase(zLoss, upright(1, 1).withWeights(weights)),
        new ContrastiveCase(dot, upright(100, 1)),
        new ContrastiveCase(dot, upright(100, 1).withWeights(weights)),
        new ContrastiveCase(dot, upright(100, 1e10f).withWeights(weights)),
        new ContrastiveCase(dot, upright(100, 1e20f)));
  }

  /** Anchors of some length, and candidates as long as a product makes them. */
  private static RankingBatch upright(float product, float length) {
    float unit = product / length;
    return RankingBatch.of(
        Matrix.copyOf(new float[][] {{length, 0}, {0, length}}),
        Matrix.copyOf(new float[][] {{-0.14f * unit, 0.99f * unit}, {-unit, 0}}));
  }

  @ParameterizedTest
  @MethodSource("largeFactors")
  void factorsOnExponentialsStayFinite(ContrastiveCase each) {
    each.check();
  }

  /**
   * Distances so long that all logits are near 0, and the shift, which knows no distance, is not.
   */
  static Stream<ContrastiveCase> logitsFarBelowTheShift() {
    Hardness hard = new Hardness(7, Hardness.Negatives.IN_BATCH);
    return Stream.of(Similarity.EUCLIDEAN, Similarity.MANHATTAN)
        .flatMap(similarity ->
            DoubleStream.of(45, 60, 70).mapToObj(scale -> RankingLoss.of(similarity, scale)))
        .flatMap(loss ->
            Stream.of(
                loss,
                loss.withSymmetric(true),
                loss.withDirections(Directions.GTE),
                loss.withSymmetric(true).withZLoss(1e-3).withLabelSmoothing(0.1),
                loss.withHardness(hard),
                loss.withHardness(hard).withSymmetric(true)))
        .flatMap(loss ->
            DoubleStream.of(1e3, 1e6, 1e12)
                .mapToObj(length -> new ContrastiveCase(loss, pairs(length))));
  }

  private static RankingBatch pairs(double length) {
    RankingProblem pairs = RankingProblem.untrained(16, 16, 16, Pairing.IDENTITY, 1).times(length);
    return RankingBatch.of(pairs.anchors(), pairs.candidates());
  }

  @ParameterizedTest
  @MethodSource("logitsFarBelowTheShift")
  void theGradientOfTheScaleKeepsItsDigits(ContrastiveCase each) {
    each.check();
  }

  /**
   * The sum over the candidates that one anchor has is beyond float32 long before its terms are.
   */
  @Test
  void manyLongCandidatesThatAreAlikeHaveFiniteGradients() {
    float length = 200;
    Matrix candidates = Matrix.zeros(1 << 21, 1);
    Arrays.fill(candidates.data(), length);
    RankingBatch batch = RankingBatch.of(Matrix.copyOf(new float[][] {{length}}), candidates);
    Matrix gradient = Matrix.zeros(1, 1);
    RankingLoss.of(Similarity.DOT_PRODUCT, 1)
        .forwardBackward(
            batch,
            RankingGradients.into(gradient, null),
            new Workspace(),
            Parallelism.sequential());
    assertThat((double) gradient.get(0, 0)).isCloseTo(0, within(1e-4 * length));
  }

  /** Exponentials reach 2^100 and logits 2^20: their products would be beyond float32. */
  @Test
  void theLargestLogitsUnderASharedShiftHaveFiniteMoments() {
    for (int logit = 690_000; logit < 727_000; logit += 500) {
      Matrix a = Matrix.zeros(8, 1);
      Matrix c = Matrix.zeros(512, 1);
      Arrays.fill(a.data(), (float) Math.sqrt(logit));
      Arrays.fill(c.data(), (float) Math.sqrt(logit));
      RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
      for (RankingLoss each : List.of(loss, loss.withSymmetric(true))) {
        RankingGradients sink = RankingGradients.into(Matrix.zeros(8, 1), Matrix.zeros(512, 1));
        each.forwardBackward(
            RankingBatch.of(a, c), sink, new Workspace(), Parallelism.sequential());
        assertThat(sink.scale()).isCloseTo(0, within(0.1));
      }
    }
  }

  /** Usual losses have one shift for all rows, which is what is fast. */
  @Test
  void usualFactorsStayWithinFloat32UnderASharedShift() {
    for (double logits : new double[] {1, 30, 72, 100}) {
      for (int candidates : new int[] {100, 100_000, 10_000_000}) {
        double highest = logits + Exponents.log2(candidates);
        assertThat(MeasureStage.holdsFactors(5, -5, -60, highest)).isTrue();
        assertThat(MeasureStage.holdsFactors(1, 0, -67, highest)).isTrue();
      }
    }
    assertThat(MeasureStage.holdsFactors(72, 0, -60, 100)).isFalse();
    assertThat(MeasureStage.holdsFactors(0, -50, 0, 100)).isFalse();
  }
}
