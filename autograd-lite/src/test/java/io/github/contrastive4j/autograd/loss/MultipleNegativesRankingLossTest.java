package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.Float64;
import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipleNegativesRankingLossTest {
  /** The fixture of Quaterion's own tests; the losses below are from float64 arithmetic. */
  private static final Matrix EMBEDDINGS =
      Matrix.copyOf(
          new float[][] {
            {0.0f, -1.0f, 0.5f},
            {0.1f, 2.0f, 0.5f},
            {0.0f, 0.3f, 0.2f},
            {1.0f, 0.0f, 0.9f},
            {1.2f, -1.2f, 0.01f},
            {-0.7f, 0.0f, 1.5f}
          });

  private static final int[][] PAIRS = {{0, 3}, {1, 4}, {2, 5}};

  private final Tape tape = new Tape();

  private double loss(double scale, Distance distance, boolean symmetric, int[][] pairs) {
    return new MultipleNegativesRankingLoss(scale, distance, symmetric)
        .forward(tape.constant(EMBEDDINGS), pairs)
        .scalar();
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE, 20, 4.29908305854577, 4.55435028744368",
    "EUCLIDEAN, 20, 1.63118943028490, 1.83880257363907",
    "MANHATTAN, 20, 1.50434611199691, 1.65368985851018",
    "DOT_PRODUCT, 1, 1.99637929224972, 2.02203728877954"
  })
  void hasTheKnownValues(Distance distance, double scale, double plain, double symmetric) {
    assertThat(loss(scale, distance, false, PAIRS)).isCloseTo(plain, within(2e-6 * plain));
    assertThat(loss(scale, distance, true, PAIRS)).isCloseTo(symmetric, within(2e-6 * symmetric));
  }

  @Test
  void hasTheKnownValueWithRepeatedRows() {
    assertThat(loss(20, Distance.COSINE, false, new int[][] {{0, 3}, {0, 4}, {2, 3}}))
        .isCloseTo(1.39557445487093, within(2e-6));
  }

  @Test
  void defaultsToCosineWithScaleTwentyInOneDirection() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    assertThat(loss.scale()).isEqualTo(20);
    assertThat(loss.distance()).isSameAs(Distance.COSINE);
    assertThat(loss.symmetric()).isFalse();
    assertThat(loss.forward(tape.constant(EMBEDDINGS), PAIRS, null, null).scalar())
        .isEqualTo((float) loss(20, Distance.COSINE, false, PAIRS));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfTheDefinition(Distance distance) {
    int[][] pairs = {{6, 0}, {2, 4}, {2, 0}, {5, 5}};
    double scale = distance == Distance.DOT_PRODUCT ? 1 : 4;
    for (boolean symmetric : new boolean[] {false, true}) {
      MultipleNegativesRankingLoss loss =
          new MultipleNegativesRankingLoss(scale, distance, symmetric);
      new OperationCheck()
          .input("embeddings", 7, 5)
          .matches(
              v -> loss.forward(v.get("embeddings"), pairs),
              p -> {
                double[][] e = p.get("embeddings");
                double[][] anchors =
                    Arrays.stream(pairs).map(i -> e[i[0]]).toArray(double[][]::new);
                double[][] positives =
                    Arrays.stream(pairs).map(i -> e[i[1]]).toArray(double[][]::new);
                int[] targets = {0, 1, 2, 3};
                return new double[][] {
                  {
                    Float64.rankingLoss(
                        distance.kernelSimilarity(), scale, symmetric, anchors, positives, targets)
                  }
                };
              });
    }
  }

  @Test
  void rowsInNoPairGetTheGradientZero() {
    Variable embeddings = tape.variable(EMBEDDINGS);
    new MultipleNegativesRankingLoss().forward(embeddings, new int[][] {{0, 3}, {5, 2}}).backward();
    assertThat(embeddings.gradient().rowRange(1, 2).toArray()).containsOnly(0);
    assertThat(embeddings.gradient().rowRange(4, 5).toArray()).containsOnly(0);
    assertThat(embeddings.gradient().rowRange(5, 6).toArray()).doesNotContain(0);
  }

  @Test
  void theOrderOfThePairsDoesNotMatter() {
    int[][] shuffled = {{2, 5}, {0, 3}, {1, 4}};
    assertThat(loss(20, Distance.COSINE, true, shuffled))
        .isCloseTo(loss(20, Distance.COSINE, true, PAIRS), within(1e-6));
  }

  @Test
  void theSymmetricLossIsTheMeanOfBothDirections() {
    int[][] reversed = {{3, 0}, {4, 1}, {5, 2}};
    double mean =
        (loss(20, Distance.COSINE, false, PAIRS) + loss(20, Distance.COSINE, false, reversed)) / 2;
    assertThat(loss(20, Distance.COSINE, true, PAIRS)).isCloseTo(mean, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void onePairHasNoLossAndNoGradient(Distance distance) {
    double scale = distance == Distance.DOT_PRODUCT ? 1 : 20;
    for (boolean symmetric : new boolean[] {false, true}) {
      tape.reset();
      Variable embeddings = tape.variable(EMBEDDINGS);
      Variable loss =
          new MultipleNegativesRankingLoss(scale, distance, symmetric)
              .forward(embeddings, new int[][] {{1, 4}});
      loss.backward();
      assertThat(loss.scalar()).isZero();
      assertThat(embeddings.gradient().toArray()).containsOnly(0);
    }
  }

  @Test
  void twoTowersAreTheSameAsOneMatrixOfPairs() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(20, Distance.COSINE, true);
    Variable anchors = tape.constant(EMBEDDINGS.rowRange(0, 3));
    Variable positives = tape.constant(EMBEDDINGS.rowRange(3, 6));
    assertThat(loss.forward(anchors, positives).scalar())
        .isEqualTo(loss.forward(tape.constant(EMBEDDINGS), PAIRS).scalar());
  }

  @Test
  void labelsOfPositivePairsAndAnySubgroupsAreIgnored() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    Variable embeddings = tape.constant(EMBEDDINGS);
    float expected = loss.forward(embeddings, PAIRS).scalar();
    assertThat(loss.forward(embeddings, PAIRS, new float[0], new int[0]).scalar())
        .isEqualTo(expected);
    assertThat(loss.forward(embeddings, PAIRS, new float[] {1, 1, 1}, new int[] {9, 8}).scalar())
        .isEqualTo(expected);
  }

  @Test
  void labelsOfOtherPairsAreRefused() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    Variable embeddings = tape.constant(EMBEDDINGS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(embeddings, PAIRS, new float[] {1, 0, 1}, null))
        .withMessage(
            "labels sum to 2.0, expected 3: the pairs must be positive pairs with a score of 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(embeddings, PAIRS, new float[] {1, Float.NaN, 1}, null))
        .withMessageContaining("positive pairs with a score of 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(embeddings, PAIRS, new float[] {1, 1}, null))
        .withMessage("labels has 2 elements, expected one for each of 3 pairs");
  }

  @Test
  void pairsThatAreNoneAreRefused() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    Variable embeddings = tape.constant(EMBEDDINGS);
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward(null, PAIRS))
        .withMessageStartingWith("embeddings is null");
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward(embeddings, (int[][]) null))
        .withMessage("pairs is null, expected index pairs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(embeddings, new int[0][]))
        .withMessage("pairs is empty, expected at least one pair");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(embeddings, new int[][] {{0, 1}, {2}}))
        .withMessage("pairs[1] has 1 elements, expected 2: the rows of an anchor and its positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(embeddings, new int[][] {null}))
        .withMessageStartingWith("pairs[0] has no elements");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> loss.forward(embeddings, new int[][] {{0, 1}, {2, 6}}))
        .withMessage("pairs[1][1] is 6, expected a row of the embeddings in [0, 6)");
  }

  @Test
  void rowsOfAnchorsAndPositivesOutOfRangeAreRefused() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    Variable embeddings = tape.variable(EMBEDDINGS);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> loss.forward(embeddings, new int[][] {{0, 1}, {6, 2}}))
        .withMessage("pairs[1][0] is 6, expected a row of the embeddings in [0, 6)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> loss.forward(embeddings, new int[][] {{0, -1}}))
        .withMessage("pairs[0][1] is -1, expected a row of the embeddings in [0, 6)");
  }

  @Test
  void towersThatDoNotFitAreRefused() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    Variable x = tape.constant(Matrix.zeros(2, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(x, tape.constant(Matrix.zeros(3, 3))))
        .withMessage("positives is 3 x 3, expected 2 x 3 as anchors");
    Variable empty = tape.constant(Matrix.zeros(0, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(empty, empty))
        .withMessage("anchors has no rows, expected at least one");
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward(x, (Variable) null))
        .withMessageStartingWith("positives is null");
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward(null, x))
        .withMessageStartingWith("anchors is null");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aScaleOutOfRangeIsRefused(double scale) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultipleNegativesRankingLoss(scale, Distance.COSINE, false))
        .withMessage("scale is " + scale + ", expected a number from 1.2e-38 to 3.4e38");
  }

  @Test
  void theDotProductTakesNoScaleButOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultipleNegativesRankingLoss(20, Distance.DOT_PRODUCT, false))
        .withMessage("scale is 20.0, expected 1 with the distance dot_product, which is unbounded");
    assertThatNullPointerException()
        .isThrownBy(() -> new MultipleNegativesRankingLoss(20, null, false))
        .withMessageStartingWith("distance is null");
  }

  @Test
  void hasATrainingFlagThatDoesNotChangeTheLoss() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    assertThat(loss.isTraining()).isTrue();
    float training = loss.forward(tape.constant(EMBEDDINGS), PAIRS).scalar();
    loss.eval();
    assertThat(loss.isTraining()).isFalse();
    assertThat(loss.forward(tape.constant(EMBEDDINGS), PAIRS).scalar()).isEqualTo(training);
    loss.train();
    assertThat(loss.isTraining()).isTrue();
    assertThat(loss.parameters()).isEmpty();
  }

  @Test
  void oneLossServesManyThreads() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(20, Distance.COSINE, true);
    int seeds = 64;
    float[] alone = new float[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      alone[seed] = randomLoss(loss, seed);
    }
    IntStream.range(0, seeds)
        .parallel()
        .forEach(seed -> assertThat(randomLoss(loss, seed)).isEqualTo(alone[seed]));
  }

  private static float randomLoss(MultipleNegativesRankingLoss loss, int seed) {
    Matrix embeddings = OperationCheck.random(6, 8, new SplittableRandom(seed));
    return loss.forward(new Tape().variable(embeddings), PAIRS).scalar();
  }
}
