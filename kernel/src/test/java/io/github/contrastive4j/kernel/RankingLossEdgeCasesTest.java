package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Problems whose answer is known without computing, and rows without a direction. */
@Tag("simd")
class RankingLossEdgeCasesTest {

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void onePairHasLossAndGradientsZero(Similarity similarity) {
    RankingProblem problem = RankingProblem.untrained(1, 1, 40, Pairing.IDENTITY, 1);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingResult result = problem.run(RankingLoss.of(similarity, 20).withSymmetric(symmetric));
      assertThat(result.loss()).isZero();
      assertThat(result.scaleGradient()).isZero();
      assertAllZero(result.anchorGradient());
      assertAllZero(result.candidateGradient());
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void identicalRowsHaveTheLogarithmOfTheirNumberAsLoss(Similarity similarity) {
    for (int n : new int[] {2, 3, 33, 300}) {
      float[][] rows = new float[n][];
      Arrays.fill(rows, new float[] {0.25f, -0.5f, 0.75f});
      RankingProblem problem = RankingProblem.of(rows, rows);
      for (boolean symmetric : new boolean[] {false, true}) {
        RankingResult result = problem.run(RankingLoss.of(similarity, 20).withSymmetric(symmetric));
        assertThat(result.loss()).isCloseTo(Math.log(n), within(1e-5));
        for (float value : result.anchorGradient().toArray()) {
          assertThat(value).isCloseTo(0f, within(1e-5f));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void twoIdenticalCandidatesHaveLogTwoWhateverTheAnchor(Similarity similarity) {
    RankingProblem problem =
        RankingProblem.of(new float[][] {{3, 1}}, new float[][] {{0.5f, -2}, {0.5f, -2}}, 1);
    RankingResult result = problem.run(RankingLoss.of(similarity, 7));
    assertThat(result.loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(result.scaleGradient()).isCloseTo(0, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(
      value = Similarity.class,
      names = {"RAW_COSINE", "SHIFTED_COSINE", "DOT_PRODUCT"})
  void aZeroAnchorIsAsNearToAllCandidates(Similarity similarity) {
    RankingProblem problem =
        RankingProblem.of(new float[][] {{0, 0}}, new float[][] {{1, 2}, {-3, 1}, {2, 2}}, 1);
    RankingLoss loss = RankingLoss.of(similarity, 20);
    assertThat(problem.run(loss).loss()).isCloseTo(Math.log(3), within(1e-6));
    problem.run(loss).assertCloseTo(problem.truth(loss), 2e-6);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void aBatchOfZerosIsFinite(Similarity similarity) {
    RankingProblem problem = RankingProblem.of(new float[5][4], new float[7][4]);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      assertAllZero(result.anchorGradient());
      assertAllZero(result.candidateGradient());
      assertThat(result.loss()).isCloseTo(problem.truth(loss).loss, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void zeroRowsAmongOthersGetTheGradientOfADivisionByTheClamp(Similarity similarity) {
    RankingProblem problem = RankingProblem.untrained(35, 40, 21, Pairing.IDENTITY, 2).times(0.5);
    clear(problem.anchors(), 3);
    clear(problem.anchors(), 34);
    clear(problem.candidates(), 5);
    clear(problem.candidates(), 34);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 10).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      Float64ContrastiveLoss truth = problem.truth(loss);
      result.assertCloseTo(truth, 3e-6);
      // The zero rows' gradients are 1e12 times larger: look at the others by themselves.
      for (int r = 0; r < 40; r++) {
        double[][] row = {truth.candidateGradient[r]};
        Matrix actual = result.candidateGradient().rowRange(r, r + 1);
        assertThat(RankingResult.relativeError(row, actual)).isLessThan(2e-5);
      }
    }
  }

  private static void assertAllZero(Matrix x) {
    for (float value : x.toArray()) {
      assertThat(value == 0f).as("%s is zero", value).isTrue();
    }
  }

  private static void clear(Matrix x, int row) {
    Arrays.fill(x.data(), x.start(row), x.start(row) + x.columns(), 0f);
  }

  @ParameterizedTest
  @CsvSource({"EUCLIDEAN, 1", "EUCLIDEAN, 300", "MANHATTAN, 1", "MANHATTAN, 300"})
  void rowsThatCoincideHaveNoDirection(Similarity similarity, double offset) {
    float x = (float) offset;
    RankingProblem problem =
        RankingProblem.of(
            new float[][] {{x, x, x}, {x + 1, x, x - 1}},
            new float[][] {{x, x, x}, {x + 1, x, x - 1}, {x, x, x}});
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      result.assertCloseTo(problem.truth(loss), 2e-6);
    }
  }

  @Test
  void anExactAntipodeAndAnExactMatchHaveTheKnownLoss() {
    RankingProblem problem =
        RankingProblem.of(new float[][] {{0, 3}}, new float[][] {{0, 0.5f}, {0, -8}});
    assertThat(problem.run(RankingLoss.of(Similarity.RAW_COSINE, 10)).loss())
        .isCloseTo(Math.log1p(Math.exp(-20)), within(1e-6 * Math.exp(-20)));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theSymmetricLossIsTheMeanOfBothDirections(Similarity similarity) {
    RankingProblem problem = RankingProblem.untrained(50, 50, 9, Pairing.IDENTITY, 5);
    RankingProblem swapped =
        new RankingProblem(problem.candidates(), problem.anchors(), problem.targets());
    RankingLoss loss = RankingLoss.of(similarity, 6);
    double forth = problem.run(loss).loss();
    double back = swapped.run(loss).loss();
    assertThat(problem.run(loss.withSymmetric(true)).loss())
        .isCloseTo((forth + back) / 2, within(1e-5 * (forth + back)));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theOrderOfCandidatesDoesNotMatter(Similarity similarity) {
    RankingProblem problem = RankingProblem.untrained(20, 70, 13, Pairing.IDENTITY, 6).times(0.5);
    Matrix reversed = Matrix.zeros(70, 13);
    for (int j = 0; j < 70; j++) {
      for (int k = 0; k < 13; k++) {
        reversed.set(69 - j, k, problem.candidates().get(j, k));
      }
    }
    int[] targets = Arrays.stream(problem.targets()).map(t -> 69 - t).toArray();
    RankingProblem other = new RankingProblem(problem.anchors(), reversed, targets);
    RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(true);
    RankingResult expected = problem.run(loss);
    RankingResult actual = other.run(loss);
    assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
    double[][] gradient = Float64Batch.doubles(expected.anchorGradient());
    assertThat(RankingResult.relativeError(gradient, actual.anchorGradient())).isLessThan(5e-6);
  }

  @Test
  void equalProblemsInADenseArrayAndInAStridedOneHaveTheSameBits() {
    RankingProblem strided = RankingProblem.untrained(40, 50, 37, Pairing.RANDOM, 7);
    RankingProblem dense = strided.times(1);
    assertThat(dense.anchors().rowStride()).isNotEqualTo(strided.anchors().rowStride());
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    strided.run(loss).assertSameBits(dense.run(loss));
  }

  @Test
  void anchorsAndCandidatesMayBeTheSameView() {
    Matrix rows = Matrix.zeros(12, 8);
    RankingProblem.fill(rows, new SplittableRandom(8));
    int[] targets = IntStream.range(0, 12).map(i -> (i + 1) % 12).toArray();
    RankingProblem problem = new RankingProblem(rows, rows, targets);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    problem.run(loss).assertCloseTo(problem.truth(loss), 2e-6);
  }

  /** Divided by 1e-12 like rows of zeros, but with a direction that is not to be projected out. */
  @Test
  void rowsBelowTheSmallestNormAreNotProjected() {
    RandomGenerator random = new SplittableRandom(5);
    RankingBatch batch = ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {5, 9, 6}, random);
    for (int r = 0; r < 5; r++) {
      for (int k = 0; k < 6; k++) {
        batch.anchors().set(r, k, 1e-13f * batch.anchors().get(r, k));
        batch.candidates().set(r, k, 1e-13f * batch.candidates().get(r, k));
      }
    }
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    new ContrastiveCase(loss, batch).check();
    new ContrastiveCase(loss.withSymmetric(true), batch).check();
  }
}
