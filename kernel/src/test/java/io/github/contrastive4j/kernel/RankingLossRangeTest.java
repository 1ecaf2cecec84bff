package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Norms and logits near the limits of float32, and exponentials beyond them. */
@Tag("simd")
class RankingLossRangeTest {
  private static final boolean[] DIRECTIONS = {false, true};

  @ParameterizedTest
  @CsvSource({
    "RAW_COSINE, 7e37",
    "RAW_COSINE, 1e30",
    "RAW_COSINE, 1e-8",
    "RAW_COSINE, 1e-30",
    "SHIFTED_COSINE, 1e30",
    "SHIFTED_COSINE, 1e-30",
    "DOT_PRODUCT, 1e-8",
    "DOT_PRODUCT, 1e-15",
    "DOT_PRODUCT, 1e-30",
    "EUCLIDEAN, 1e8",
    "EUCLIDEAN, 1e-8",
    "EUCLIDEAN, 1e-30",
    "EUCLIDEAN, 1e-38",
    "MANHATTAN, 1e8",
    "MANHATTAN, 1e-8",
    "MANHATTAN, 1e-30"
  })
  void rowsOfAnyLengthAgreeWithFloat64(Similarity similarity, double length) {
    RankingProblem problem = RankingProblem.untrained(20, 40, 45, Pairing.RANDOM, 1).times(length);
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      result.assertCloseTo(problem.truth(loss), 3e-6);
    }
  }

  /** The caller's factor is below the normal numbers, and the gradients of short rows are not. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-38, 1e-42})
  void smallFactorsKeepTheirDigits(double upstream) {
    RankingProblem problem = RankingProblem.untrained(20, 40, 45, Pairing.RANDOM, 1).times(1e-8);
    for (boolean symmetric : DIRECTIONS) {
      for (Reduction reduction : List.of(Reduction.MEAN, Reduction.SUM)) {
        RankingLoss loss =
            RankingLoss.of(Similarity.RAW_COSINE, 20)
                .withSymmetric(symmetric)
                .withReduction(reduction);
        Matrix[] whole = gradients(loss, problem, 1);
        Matrix[] small = gradients(loss, problem, upstream);
        for (int side = 0; side < 2; side++) {
          float[] expected = whole[side].toArray();
          float[] actual = small[side].toArray();
          double largest = 0;
          for (float element : expected) {
            largest = Math.max(largest, Math.abs(element));
          }
          for (int k = 0; k < expected.length; k++) {
            assertThat(actual[k] / upstream).isCloseTo(expected[k], within(1e-6 * largest));
          }
        }
      }
    }
  }

  private static Matrix[] gradients(RankingLoss loss, RankingProblem problem, double upstream) {
    Matrix a = Matrix.zeros(problem.anchors().rows(), problem.anchors().columns());
    Matrix c = Matrix.zeros(problem.candidates().rows(), problem.candidates().columns());
    loss.forwardBackward(
        problem.batch(),
        RankingGradients.into(a, c).withUpstream(upstream),
        new Workspace(),
        Parallelism.sequential());
    return new Matrix[] {a, c};
  }

  @ParameterizedTest
  @ValueSource(strings = {"EUCLIDEAN", "MANHATTAN"})
  void rowsBelowTheNormalNumbersAreFinite(Similarity similarity) {
    RankingProblem problem = RankingProblem.untrained(20, 40, 45, Pairing.RANDOM, 1).times(1e-41);
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      result.assertCloseTo(problem.truth(loss), 3e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"EUCLIDEAN, 1e30", "MANHATTAN, 1e30", "EUCLIDEAN, 1e38", "MANHATTAN, 1e38"})
  void veryLongRowsAreFarFromEachOtherButFinite(Similarity similarity, double length) {
    RankingProblem problem =
        RankingProblem.untrained(20, 40, 45, Pairing.RANDOM, 1).times(length / 5);
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      result.assertCloseTo(problem.truth(loss), 3e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EUCLIDEAN, 1e30, 1e-30",
    "EUCLIDEAN, 1e-30, 1e30",
    "MANHATTAN, 1e30, 1e-30",
    "MANHATTAN, 1e-30, 1e30"
  })
  void oneSideMayBeFarLongerThanTheOther(Similarity similarity, double anchors, double candidates) {
    RankingProblem unit = RankingProblem.untrained(20, 25, 12, Pairing.IDENTITY, 2);
    RankingProblem problem =
        new RankingProblem(
            unit.times(anchors).anchors(), unit.times(candidates).candidates(), unit.targets());
    RankingLoss loss = RankingLoss.of(similarity, 20);
    RankingResult result = problem.run(loss);
    result.assertFinite();
    result.assertCloseTo(problem.truth(loss), 1e-4);
  }

  /** One element of 64 has the other sign, so that rows are near, and their difference is not. */
  @ParameterizedTest
  @ValueSource(strings = {"EUCLIDEAN", "MANHATTAN"})
  void veryLongRowsNearEachOtherAreFinite(Similarity similarity) {
    Matrix a = Matrix.zeros(40, 64);
    Matrix c = Matrix.zeros(40, 64);
    Matrix own = Matrix.zeros(40, 64);
    RandomGenerator random = new SplittableRandom(31);
    for (int r = 0; r < 40; r++) {
      for (int k = 0; k < 64; k++) {
        float value = random.nextBoolean() ? 3e38f : -3e38f;
        a.set(r, k, value);
        c.set(r, k, k == r ? -value : value);
        own.set(r, k, k == r + 1 ? -value : value);
      }
    }
    RankingBatch batch = RankingBatch.of(a, c).withOwnNegatives(own);
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      Matrix da = Matrix.zeros(40, 64);
      Matrix dc = Matrix.zeros(40, 64);
      Matrix down = Matrix.zeros(40, 64);
      RankingGradients sink = RankingGradients.into(da, dc).withOwnNegatives(down);
      double value = loss.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
      // All logits are as good as 0.
      assertThat(value)
          .isCloseTo(
              (symmetric ? 0.5 : 1) * Math.log(41) + (symmetric ? 0.5 * Math.log(40) : 0),
              within(1e-6));
      for (Matrix gradient : new Matrix[] {da, dc, down}) {
        for (int i = 0; i < 40 * 64; i++) {
          assertThat(gradient.get(i / 64, i % 64)).isFinite();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RAW_COSINE", "SHIFTED_COSINE"})
  void cosinesOfVeryLongAndVeryShortRowsInOneBatchAgreeWithFloat64(Similarity similarity) {
    RankingProblem problem = mixed(new double[] {1e30, 1, 1e-5, 1e-30, 1e15});
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      assertRowsCloseTo(problem.run(loss), problem.truth(loss), 2e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EUCLIDEAN", "MANHATTAN"})
  void distancesOfLongAndShortRowsInOneBatchAgreeWithFloat64(Similarity similarity) {
    for (double longest : new double[] {1e3, 1e6, 1e12}) {
      RankingProblem problem = mixed(new double[] {longest, 1, 1e-3, 30, 1e-2});
      for (boolean symmetric : DIRECTIONS) {
        RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
        assertRowsCloseTo(problem.run(loss), problem.truth(loss), 2e-5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"EUCLIDEAN, 1e20", "EUCLIDEAN, 1e37", "MANHATTAN, 1e37"})
  void rowsTooShortBesideVeryLongOnesCountAsEqual(Similarity similarity, double longest) {
    double shortest = 1e-35;
    RankingProblem problem = mixed(new double[] {longest, shortest});
    RankingProblem withZeros = mixed(new double[] {longest, 0});
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      assertRowsCloseTo(result, withZeros.truth(loss), 2e-5);
    }
  }

  /** Row i of both matrices has the length lengths[i % lengths.length], roughly. */
  private static RankingProblem mixed(double[] lengths) {
    RankingProblem problem = RankingProblem.untrained(20, 25, 12, Pairing.IDENTITY, 2);
    for (Matrix x : new Matrix[] {problem.anchors(), problem.candidates()}) {
      for (int r = 0; r < x.rows(); r++) {
        for (int k = 0; k < x.columns(); k++) {
          x.set(r, k, (float) (x.get(r, k) * lengths[r % lengths.length]));
        }
      }
    }
    return problem;
  }

  /** Rows differ by many orders of magnitude, so each is held against its own truth. */
  private static void assertRowsCloseTo(
      RankingResult result, Float64ContrastiveLoss truth, double tolerance) {
    result.assertFinite();
    assertThat(result.loss()).isCloseTo(truth.loss, within(1e-5 * truth.loss));
    for (int r = 0; r < truth.anchorGradient.length; r++) {
      double[][] row = {truth.anchorGradient[r]};
      Matrix actual = result.anchorGradient().rowRange(r, r + 1);
      assertThat(RankingResult.relativeError(row, actual)).as("row %d", r).isLessThan(tolerance);
    }
  }

  @ParameterizedTest
  @CsvSource({"1e2", "1e3", "1e4"})
  void dotProductsTooLargeForOneShiftAgreeWithFloat64(double logits) {
    RankingProblem problem = RankingProblem.trained(60, 50, 3).times(Math.sqrt(logits / 100));
    for (boolean symmetric : DIRECTIONS) {
      for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
        RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1).withSymmetric(symmetric);
        RankingResult result = problem.run(loss, new Workspace(budget), Parallelism.sequential());
        Float64ContrastiveLoss truth = problem.truth(loss);
        result.assertFinite();
        result.assertCloseTo(truth, 2e-7 * truth.largestLogit);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RAW_COSINE, 100", "RAW_COSINE, 1e4", "EUCLIDEAN, 1e4", "MANHATTAN, 1e4"})
  void largeScalesAgreeWithFloat64(Similarity similarity, double scale) {
    for (RankingProblem problem :
        new RankingProblem[] {
          RankingProblem.trained(60, 50, 4),
          RankingProblem.untrained(40, 70, 50, Pairing.REPEATED, 4)
        }) {
      for (boolean symmetric : DIRECTIONS) {
        RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
        RankingResult result = problem.run(loss);
        Float64ContrastiveLoss truth = problem.truth(loss);
        result.assertFinite();
        result.assertCloseTo(truth, 2e-7 * truth.largestLogit);
      }
    }
  }

  /** Nothing competes with a target, so that its row and its column have no other maximum. */
  @ParameterizedTest
  @ValueSource(doubles = {-700, -730, -1400, -6000})
  void aTargetFarBelowZeroThatIsAloneAgreesWithFloat64(double logit) {
    Matrix a = Matrix.of(new float[] {1, 0, 0.9f, 0.1f}, 2, 2);
    Matrix c = Matrix.of(new float[] {(float) logit, 5, (float) (1.1 * logit), 3}, 2, 2);
    int[] ids = {7, 7};
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    for (RankingLoss each :
        List.of(loss, loss.withSymmetric(true), loss.withDirections(Directions.GTE))) {
      RankingBatch onePair = RankingBatch.of(a.rowRange(0, 1), c.rowRange(0, 1));
      new ContrastiveCase(each, onePair).check();
      new ContrastiveCase(each, RankingBatch.of(a, c).withIds(ids, ids)).check();
    }
  }

  @ParameterizedTest
  @CsvSource({"50", "100", "400", "1e4", "1e6"})
  void aTargetFarBelowTheMaximumHasAFiniteLoss(double scale) {
    RankingProblem problem =
        RankingProblem.of(new float[][] {{1, 0}, {0, 1}}, new float[][] {{-1, 0}, {1, 0}});
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, scale).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      Float64ContrastiveLoss truth = problem.truth(loss);
      assertThat(truth.loss).isGreaterThan(scale / 2);
      result.assertFinite();
      result.assertCloseTo(truth, 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 10, 20, 30, 34})
  void aDominatingTargetKeepsTheRelativeAccuracyOfATinyLoss(double scale) {
    RankingProblem problem =
        RankingProblem.of(
            new float[][] {{1, 0}, {0, 1}}, new float[][] {{1, 0}, {0, 1}, {-1, 0.5f}});
    for (boolean symmetric : DIRECTIONS) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, scale).withSymmetric(symmetric);
      problem.run(loss).assertCloseTo(problem.truth(loss), 5e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {50, 75, 90, 100, 110, 130, 150})
  void aDominatingTargetKeepsItThoughTheCosineIsLow(double scale) {
    // Target at cosine 0 and all others far below: a loss of some 1e-10, however large the scale.
    float cosine = (float) (-23 / scale);
    float sine = (float) Math.sqrt(1 - cosine * cosine);
    RankingProblem problem =
        RankingProblem.of(
            new float[][] {{1, 0}}, new float[][] {{0, 1}, {cosine, sine}, {cosine, -sine}});
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, scale);
    assertThat(problem.truth(loss).loss).isBetween(1e-10, 4e-10);
    problem.run(loss).assertCloseTo(problem.truth(loss), 2e-5);
  }

  @ParameterizedTest
  @CsvSource({"1e25, 1.00e+50", "1e12, 1.00e+24", "7000, 4.90e+07"})
  void logitsThatFloat32DoesNotTellApartAreRefused(float length, String largest) {
    RankingProblem problem =
        RankingProblem.of(new float[][] {{length}}, new float[][] {{length}, {1f}});
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    assertThatThrownBy(() -> problem.run(loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "logits may reach "
                + largest
                + ", expected at most 4.65e+07: "
                + "float32 does not tell larger ones apart");
  }

  @Test
  void anchorsThatTheScaleTakesBeyondFloat32AreRefused() {
    RankingProblem problem = RankingProblem.of(new float[][] {{1e38f}}, new float[][] {{1e-38f}});
    assertThatThrownBy(() -> problem.run(RankingLoss.of(Similarity.DOT_PRODUCT, 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("anchors times the scale may reach 2.89e+39, expected less than 3.4e38");
  }

  /** The scores of the two directions of a pair may differ by rounding, and logits from scores. */
  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theLargestLogitsGiveFiniteGradients(Similarity similarity) {
    for (int seed = 0; seed < 5; seed++) {
      RankingProblem problem = RankingProblem.untrained(60, 60, 7, Pairing.IDENTITY, seed);
      boolean dot = similarity == Similarity.DOT_PRODUCT;
      RankingLoss plain = RankingLoss.of(similarity, dot ? 1e6 : 4.6e7);
      for (RankingLoss loss :
          List.of(
              plain,
              plain.withSymmetric(true),
              plain.withDirections(Directions.GTE),
              plain.withDirections(Directions.GTE).withLabelSmoothing(0.1),
              plain.withSymmetric(true).withZLoss(1e-3))) {
        for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
          RankingGradients gradients =
              RankingGradients.into(Matrix.zeros(60, 7), Matrix.zeros(60, 7));
          RankingBatch batch = RankingBatch.of(problem.anchors(), problem.candidates());
          double value =
              loss.forwardBackward(
                  batch, gradients, new Workspace(budget), Parallelism.sequential());
          new RankingResult(value, gradients.anchors(), gradients.candidates(), gradients.scale())
              .assertFinite();
        }
      }
    }
  }
}
