package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large scales, where exponentials come near the ends of the range of float32. */
@Tag("simd")
class RankingLossHighScaleTest {

  @ParameterizedTest
  @ValueSource(doubles = {70, 100, 115, 150, 400})
  void aNegativeThatAlmostCoincidesWithItsAnchorHasAFiniteGradient(double scale) {
    for (float gap : new float[] {1e-3f, 1e-6f, 1e-9f, 1e-12f, 1e-16f}) {
      double[][] a = {{0, 0, 0}, {1, 0, 0}};
      double[][] c = {{0.5, 0, 0}, {1, 0.25, 0}, {0, gap, 0}};
      Float64ContrastiveLoss truth =
          new Float64ContrastiveLoss(
              RankingLoss.of(Similarity.EUCLIDEAN, scale), Float64Batch.of(a, c), 1, null);
      Matrix anchors = matrix(a);
      Matrix candidates = matrix(c);
      Matrix anchorGradient = Matrix.zeros(2, 3);
      Matrix candidateGradient = Matrix.zeros(3, 3);
      double loss =
          RankingLoss.of(Similarity.EUCLIDEAN, scale)
              .forwardBackward(
                  new RankingBatch(anchors, candidates, new int[] {0, 1}),
                  RankingGradients.into(anchorGradient, candidateGradient),
                  new Workspace(),
                  Parallelism.sequential());
      assertThat(loss).isCloseTo(truth.loss, within(1e-5 * truth.loss));
      assertClose(anchorGradient, truth.anchorGradient, scale);
      assertClose(candidateGradient, truth.candidateGradient, scale);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-25, 1e-10, 1, 1e10, 1e25})
  void aDotProductOfLongAndShortRowsIsRight(double ratio) {
    double[][] a = {{3, 1}, {-2, 4}, {1, 1}};
    double[][] c = {{4, 2}, {-1, 5}, {2, -3}};
    double[][] longer = times(a, 6 * ratio);
    double[][] shorter = times(c, 1 / ratio);
    Matrix anchors = matrix(longer);
    Matrix candidates = matrix(shorter);
    Float64ContrastiveLoss truth =
        new Float64ContrastiveLoss(
            RankingLoss.of(Similarity.DOT_PRODUCT, 1), Float64Batch.of(longer, shorter), 1, null);
    Matrix anchorGradient = Matrix.zeros(3, 2);
    Matrix candidateGradient = Matrix.zeros(3, 2);
    double loss =
        RankingLoss.of(Similarity.DOT_PRODUCT, 1)
            .forwardBackward(
                RankingBatch.of(anchors, candidates),
                RankingGradients.into(anchorGradient, candidateGradient),
                new Workspace(),
                Parallelism.sequential());
    assertThat(loss).isCloseTo(truth.loss, within(1e-4 * truth.loss + 1e-30));
    assertClose(anchorGradient, truth.anchorGradient, 100);
    assertClose(candidateGradient, truth.candidateGradient, 100);
  }

  private static void assertClose(Matrix actual, double[][] expected, double scale) {
    double size = 0;
    for (double[] row : expected) {
      for (double value : row) {
        size = Math.max(size, Math.abs(value));
      }
    }
    for (int r = 0; r < actual.rows(); r++) {
      for (int k = 0; k < actual.columns(); k++) {
        assertThat((double) actual.get(r, k))
            .as("gradient[%d][%d]", r, k)
            .isCloseTo(expected[r][k], within(2e-6 * scale * size));
      }
    }
  }

  private static double[][] times(double[][] x, double factor) {
    double[][] product = new double[x.length][x[0].length];
    for (int r = 0; r < x.length; r++) {
      for (int k = 0; k < x[r].length; k++) {
        product[r][k] = (float) (x[r][k] * factor);
      }
    }
    return product;
  }

  private static Matrix matrix(double[][] x) {
    Matrix matrix = Matrix.zeros(x.length, x[0].length);
    for (int r = 0; r < x.length; r++) {
      for (int k = 0; k < x[r].length; k++) {
        matrix.set(r, k, (float) x[r][k]);
      }
    }
    return matrix;
  }
}
