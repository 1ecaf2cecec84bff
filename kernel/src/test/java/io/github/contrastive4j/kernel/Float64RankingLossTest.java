package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradients of the float64 truth against central differences of its own loss. */
class Float64RankingLossTest {
  private static final double UPSTREAM = 1.3;
  private static final double STEP = 1e-6;

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void gradientsAreCentralDifferencesOfTheLoss(Similarity similarity) {
    for (int[] shape : new int[][] {{1, 1, 1}, {1, 5, 3}, {3, 3, 6}, {4, 6, 5}, {6, 3, 2}}) {
      for (Pairing pairing : Pairing.values()) {
        RankingProblem problem =
            RankingProblem.untrained(shape[0], shape[1], shape[2], pairing, 11);
        double[][] a = RankingProblem.doubles(problem.anchors());
        double[][] c = RankingProblem.doubles(problem.candidates());
        check(similarity, false, a, c, problem.targets());
        check(similarity, true, a, c, problem.targets());
      }
    }
  }

  private static void check(
      Similarity similarity, boolean symmetric, double[][] a, double[][] c, int[] targets) {
    double scale = similarity == Similarity.DOT_PRODUCT ? 1 : 4;
    Float64RankingLoss truth =
        new Float64RankingLoss(similarity, scale, symmetric, a, c, targets, UPSTREAM);
    DoubleUnaryOperator ofScale =
        s -> new Float64RankingLoss(similarity, s, symmetric, a, c, targets, 1).loss;
    assertThat(truth.scaleGradient).isCloseTo(UPSTREAM * slope(ofScale, scale, STEP), within(1e-8));
    checkMatrix(truth.anchorGradient, a, () -> ofScale.applyAsDouble(scale), STEP, 1e-8);
    checkMatrix(truth.candidateGradient, c, () -> ofScale.applyAsDouble(scale), STEP, 1e-8);
  }

  private static void checkMatrix(
      double[][] gradient, double[][] x, DoubleSupplier loss, double step, double tolerance) {
    for (int r = 0; r < x.length; r++) {
      for (int k = 0; k < x[r].length; k++) {
        double[] row = x[r];
        int column = k;
        double before = row[k];
        double expected =
            slope(
                value -> {
                  row[column] = value;
                  return loss.getAsDouble();
                },
                before,
                step);
        row[k] = before;
        assertThat(gradient[r][k]).isCloseTo(UPSTREAM * expected, within(tolerance));
      }
    }
  }

  private static double slope(DoubleUnaryOperator f, double x, double step) {
    return (f.applyAsDouble(x + step) - f.applyAsDouble(x - step)) / (2 * step);
  }

  @Test
  void aClampedRowHasTheGradientOfADivisionByTheClamp() {
    double[][] a = {{0, 0, 0}, {1, 2, -1}};
    double[][] c = {{1, 0.5, 2}, {-1, 3, 0.3}};
    int[] targets = {0, 1};
    Float64RankingLoss truth =
        new Float64RankingLoss(Similarity.RAW_COSINE, 4, true, a, c, targets, UPSTREAM);
    double[][] zeroRow = {a[0]};
    checkMatrix(
        truth.anchorGradient,
        zeroRow,
        () -> new Float64RankingLoss(Similarity.RAW_COSINE, 4, true, a, c, targets, 1).loss,
        1e-15,
        1e6);
    assertThat(Math.abs(truth.anchorGradient[0][0])).isGreaterThan(1e11);
  }
}
