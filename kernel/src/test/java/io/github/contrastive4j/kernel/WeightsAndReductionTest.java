package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much each anchor counts, and what becomes of the row losses. */
@Tag("simd")
@NativeWidthOnly
class WeightsAndReductionTest {

  static Stream<Arguments> reductions() {
    return Arrays.stream(Similarity.values())
        .flatMap(similarity ->
            Arrays.stream(Reduction.values())
                .map(reduction -> Arguments.of(similarity, reduction)));
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void rowsAreReduced(Similarity similarity, Reduction reduction) {
    ContrastiveCases.check(
        similarity, loss -> loss.withReduction(reduction), (batch, random) -> batch);
    ContrastiveCases.check(
        similarity,
        loss -> loss.withReduction(reduction).withSymmetric(true),
        (batch, random) -> batch);
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void weightsCount(Similarity similarity, Reduction reduction) {
    ContrastiveCases.check(
        similarity, loss -> loss.withReduction(reduction), ContrastiveCases::withWeights);
    for (int[][] shapes :
        new int[][][] {ContrastiveCases.SHAPES, ContrastiveCases.FEW_CANDIDATES}) {
      ContrastiveCases.check(
          similarity,
          shapes,
          loss -> loss.withReduction(reduction).withSymmetric(true),
          (batch, random) ->
              ContrastiveCases.withOwnNegatives(
                  ContrastiveCases.withWeights(batch, random), 1, random));
    }
  }

  @Test
  void anAnchorOfNoWeightIsANegativeOfTheOthersAlone() {
    RandomGenerator random = new SplittableRandom(1);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {5, 8, 6}, random)
            .withWeights(new double[] {1, 0, 2, 0, 0.5});
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      ContrastiveCase problem = new ContrastiveCase(loss, batch);
      problem.check();
      ContrastiveResult result = problem.run(new Workspace(), Parallelism.sequential());
      assertThat(result.report().loss(1)).isZero();
      for (int k = 0; !symmetric && k < 6; k++) {
        assertThat(result.gradients().anchors().get(3, k)).isZero();
      }
    }
  }

  @Test
  void aLoneWeightChangesTheSumAlone() {
    RandomGenerator random = new SplittableRandom(2);
    RankingBatch batch = ContrastiveCases.batch(Similarity.EUCLIDEAN, new int[] {5, 8, 6}, random);
    double[] weights = {3, 3, 3, 3, 3};
    RankingLoss mean = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    Workspace workspace = new Workspace();
    double plain = mean.forward(batch, workspace, Parallelism.sequential());
    RankingBatch heavier = batch.withWeights(weights);
    assertThat(mean.forward(heavier, workspace, Parallelism.sequential()))
        .isCloseTo(plain, within(1e-12));
    assertThat(
            mean.withReduction(Reduction.SUM).forward(heavier, workspace, Parallelism.sequential()))
        .isCloseTo(15 * plain, within(1e-10));
  }

  @Test
  void weightsOfAllSizesAreRight() {
    double[] factors = {1e-300, 1e-44, 1e-38, 1e-20, 1e20, 1e38};
    for (double factor : factors) {
      for (boolean symmetric : new boolean[] {false, true}) {
        RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
        ContrastiveCases.check(
            Similarity.RAW_COSINE,
            l -> loss,
            (batch, random) -> {
              double[] weights = random.doubles(batch.anchors().rows(), 0.1, 3).toArray();
              Arrays.setAll(weights, i -> weights[i] * factor);
              return batch.withWeights(weights);
            });
      }
    }
  }

  /** Each row of gradients is held against its own size. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-5, 1e-20, 1e-35, 1e-44, 1e-46})
  void lightRowsBesideHeavyOnesKeepTheirDigits(double light) {
    RandomGenerator random = new SplittableRandom(5);
    RankingBatch batch = ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {6, 6, 8}, random);
    double[] weights = {1e18, light * 1e18, light * 1e18, light * 1e18, light * 1e18, light * 1e18};
    double[] even = {1, 1, 1, 1, 1, 1};
    RankingLoss plain = RankingLoss.of(Similarity.RAW_COSINE, 20).withReduction(Reduction.SUM);
    // With a large scale, candidates between which no softmax decides.
    RankingBatch alike =
        RankingBatch.of(
            batch.anchors(), ContrastiveCases.near(batch.candidates(), new int[6], 0.01, random));
    for (RankingLoss loss :
        List.of(plain, plain.withObjective(Objective.SIGMOID), plain.withScale(100))) {
      RankingBatch rows = loss.scale() == 100 ? alike : batch;
      Matrix expected = anchorGradient(loss, rows.withWeights(even));
      Matrix actual = anchorGradient(loss, rows.withWeights(weights));
      for (int r = 0; r < 6; r++) {
        for (int c = 0; c < 8; c++) {
          double gradient = actual.get(r, c) / weights[r];
          assertThat(gradient).isCloseTo(expected.get(r, c), within(2e-5 * norm(expected, r)));
        }
      }
    }
  }

  @Test
  void weightsMayAllBeTinyOrHuge() {
    RandomGenerator random = new SplittableRandom(6);
    RankingBatch batch = ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {6, 6, 8}, random);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    double[] weights = {1, 2, 3, 4, 5, 6};
    Matrix expected = anchorGradient(loss, batch.withWeights(weights));
    for (double size : new double[] {1e-309, 1e-300, 1e37}) {
      double[] sized = Arrays.stream(weights).map(weight -> weight * size).toArray();
      Matrix actual = anchorGradient(loss, batch.withWeights(sized));
      assertThat(RankingResult.relativeError(expected, actual)).isLessThan(1e-6);
    }
  }

  private static Matrix anchorGradient(RankingLoss loss, RankingBatch batch) {
    Matrix gradient = Matrix.zeros(6, 8);
    loss.forwardBackward(
        batch, RankingGradients.into(gradient, null), new Workspace(), Parallelism.sequential());
    return gradient;
  }

  private static double norm(Matrix x, int row) {
    double sum = 0;
    for (int c = 0; c < x.columns(); c++) {
      sum += (double) x.get(row, c) * x.get(row, c);
    }
    return Math.sqrt(sum);
  }

  @Test
  void aFactorThatFloat32DoesNotHoldIsRefusedBeforeAnythingIsWritten() {
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {3, 4, 6}, new SplittableRandom(7));
    RankingLoss sum = RankingLoss.of(Similarity.RAW_COSINE, 20).withReduction(Reduction.SUM);
    RankingGradients plain = RankingGradients.into(Matrix.zeros(3, 6), Matrix.zeros(4, 6));
    RankingBatch heavy = batch.withWeights(new double[] {1e38, 0, 1});
    Workspace workspace = new Workspace();
    Parallelism here = Parallelism.sequential();
    for (Runnable call :
        List.<Runnable>of(
            () -> sum.forwardBackward(heavy, plain, workspace, here),
            () -> sum.forwardBackward(batch, plain.withUpstream(-1e39), workspace, here))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("upstream, weights and scale make a factor of ")
          .hasMessageEndingWith(" on the gradients, expected at most 3.4e38");
    }
    assertThat(plain.anchors().data()).containsOnly(0f);
    // The loss alone has no such factor, nor have the gradients of scale and bias, which are in
    // float64; and a smaller one of the caller's takes it back.
    RankingGradients scalars = RankingGradients.into(null, null).withUpstream(1e38);
    sum.forwardBackward(batch, scalars, workspace, here);
    assertThat(scalars.scale()).isFinite().isNotZero();
    assertThat(sum.forward(heavy, workspace, here)).isGreaterThan(1e36);
    sum.forwardBackward(heavy, plain.withUpstream(1e-30), workspace, here);
    assertThat(plain.anchors().get(0, 0)).isFinite().isNotZero();
  }

  @Test
  void manyNegativesOfOneAnchorAreBoundedToo() {
    RandomGenerator random = new SplittableRandom(4);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {1, 1, 6}, random)
            .withOwnNegatives(ContrastiveCases.rows(1000, 6, 1, random));
    RankingLoss sigmoid =
        RankingLoss.of(Similarity.RAW_COSINE, 20)
            .withObjective(Objective.SIGMOID)
            .withReduction(Reduction.SUM);
    for (double upstream = 1e30; ; upstream *= 2) {
      Matrix a = Matrix.zeros(1, 6);
      RankingGradients sink = RankingGradients.into(a, null).withUpstream(upstream);
      try {
        sigmoid.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
      } catch (IllegalArgumentException e) {
        assertThat(upstream).isBetween(1e33, 1e35);
        break;
      }
      for (float value : a.data()) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void gradientsOfNestedPrefixesAreBoundedTogether() {
    RandomGenerator random = new SplittableRandom(4);
    RankingBatch batch = ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {2, 2, 8}, random);
    RankingLoss sum = RankingLoss.of(Similarity.RAW_COSINE, 40).withReduction(Reduction.SUM);
    MatryoshkaRankingLoss loss =
        new MatryoshkaRankingLoss(
            sum, new int[] {8, 7, 6, 5, 4, 3, 2, 1}, new double[] {1, 1, 1, 1, 1, 1, 1, 1});
    Matrix a = Matrix.zeros(2, 8);
    RankingGradients sink = RankingGradients.into(a, null).withUpstream(2e36);
    assertThatThrownBy(() ->
            loss.forwardBackward(batch, sink, null, new Workspace(), Parallelism.sequential()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("upstream, weights and scale make a factor of 2.56e+39");
    assertThat(a.data()).containsOnly(0f);
  }

  /** All anchors want the one candidate that is none of their positives to go away. */
  @Test
  void gradientsAreFiniteUpToTheFactorThatIsRefused() {
    int m = 50;
    Matrix anchors = Matrix.zeros(m, 8);
    Matrix candidates = Matrix.zeros(m + 1, 8);
    for (int i = 0; i < m; i++) {
      anchors.set(i, 0, 1);
      anchors.set(i, 1 + i % 7, 0.01f);
      candidates.set(i, 0, -1);
      candidates.set(i, 1 + i % 5, 0.01f);
    }
    anchors.rowRange(0, 1).copyTo(candidates.rowRange(m, m + 1));
    RankingBatch batch = RankingBatch.of(anchors, candidates);
    RankingLoss sum = RankingLoss.of(Similarity.RAW_COSINE, 100).withReduction(Reduction.SUM);
    for (RankingLoss loss :
        List.of(sum, sum.withObjective(Objective.SIGMOID), sum.withBias(1000).withZLoss(1e6))) {
      double refused = 0;
      for (double upstream = 1e10; upstream < 1e40; upstream *= 2) {
        Matrix a = Matrix.zeros(m, 8);
        Matrix c = Matrix.zeros(m + 1, 8);
        RankingGradients sink = RankingGradients.into(a, c).withUpstream(upstream);
        try {
          loss.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
        } catch (IllegalArgumentException e) {
          refused = upstream;
          break;
        }
        for (float value : c.data()) {
          assertThat(value).as("%s, upstream %s", loss, upstream).isFinite();
        }
        for (float value : a.data()) {
          assertThat(value).as("%s, upstream %s", loss, upstream).isFinite();
        }
      }
      assertThat(refused).isBetween(1e20, 1e35);
    }
  }
}
