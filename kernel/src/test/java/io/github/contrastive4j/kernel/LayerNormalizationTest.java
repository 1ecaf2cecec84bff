package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("simd")
class LayerNormalizationTest {
  private static final double EPSILON = 1e-5;
  private static final Parallelism HERE = Parallelism.sequential();

  /** The definition of one row and of its gradients, in float64. */
  private record Truth(
      double[] y, double[] xGradient, double[] gainGradient, double[] biasGradient) {
    static Truth of(Matrix x, int row, Matrix gain, Matrix bias, double epsilon, Matrix g) {
      int n = x.columns();
      double mean = 0;
      for (int c = 0; c < n; c++) {
        mean += (double) x.get(row, c) / n;
      }
      double variance = 0;
      for (int c = 0; c < n; c++) {
        variance += Math.pow(x.get(row, c) - mean, 2) / n;
      }
      double deviation = Math.sqrt(variance + epsilon);
      Truth truth = new Truth(new double[n], new double[n], new double[n], new double[n]);
      double meanOfG = 0;
      double meanOfProducts = 0;
      for (int c = 0; c < n; c++) {
        double unit = (x.get(row, c) - mean) / deviation;
        double weighted = (double) g.get(row, c) * gain.get(0, c);
        meanOfG += weighted / n;
        meanOfProducts += weighted * unit / n;
        truth.y[c] = unit * gain.get(0, c) + bias.get(0, c);
        truth.gainGradient[c] = g.get(row, c) * unit;
        truth.biasGradient[c] = g.get(row, c);
      }
      for (int c = 0; c < n; c++) {
        double unit = (x.get(row, c) - mean) / deviation;
        double weighted = (double) g.get(row, c) * gain.get(0, c);
        truth.xGradient[c] = (weighted - meanOfG - unit * meanOfProducts) / deviation;
      }
      return truth;
    }
  }

  private static Matrix gaussian(int rows, int columns, double size, double mean, long seed) {
    Matrix x = Framed.input(rows, columns).view();
    RankingProblem.fill(x, new SplittableRandom(seed));
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        x.set(r, c, (float) (x.get(r, c) * size + mean));
      }
    }
    return x;
  }

  private static Matrix gaussian(int rows, int columns, long seed) {
    return gaussian(rows, columns, 1, 0, seed);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** Each element within a share of the largest of its row, or a few of the smallest floats. */
  private static void assertRow(Matrix actual, int row, double[] expected, double tolerance) {
    double allowed = tolerance * largest(expected) + 4e-45;
    for (int c = 0; c < expected.length; c++) {
      assertThat((double) actual.get(row, c))
          .as("[%d][%d]", row, c)
          .isCloseTo(expected[c], within(allowed));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0",
    "3, 5, 1, 0",
    "70, 33, 1, 0",
    "200, 100, 1, 3",
    "5, 384, 1, -1000",
    "5, 384, 1e-3, 0.25",
    "5, 384, 1e-30, 0",
    "5, 384, 1e12, 1e14",
    "5, 384, 1e25, 0",
    "5, 384, 5e37, 1e38",
    "2, 20000, 1, 2",
    "300, 7, 1, 0"
  })
  void rowsOfAnySizeAgreeWithFloat64(int rows, int columns, double size, double mean) {
    Matrix x = gaussian(rows, columns, size, mean, 1);
    Matrix gain = gaussian(1, columns, 2);
    Matrix bias = gaussian(1, columns, 3);
    Matrix g = gaussian(rows, columns, 4);
    Framed y = Framed.output(rows, columns, Float.NaN);
    Framed dx = Framed.output(rows, columns, Float.NaN);
    Framed dGain = Framed.output(1, columns, Float.NaN);
    Framed dBias = Framed.output(1, columns, Float.NaN);
    LayerNormalization.forward(x, gain, bias, EPSILON, y.view(), HERE);
    LayerNormalization.backward(x, gain, EPSILON, g, dx.view(), Update.OVERWRITE, HERE);
    LayerNormalization.parameterGradients(
        x, EPSILON, g, dGain.view(), dBias.view(), Update.OVERWRITE, new Workspace(), HERE);
    y.assertFrameUntouched();
    dx.assertFrameUntouched();
    dGain.assertFrameUntouched();
    dBias.assertFrameUntouched();
    double[] gainSums = new double[columns];
    double[] biasSums = new double[columns];
    for (int r = 0; r < rows; r++) {
      Truth truth = Truth.of(x, r, gain, bias, EPSILON, g);
      assertRow(y.view(), r, truth.y, 1e-6);
      assertRow(dx.view(), r, truth.xGradient, 2e-6);
      for (int c = 0; c < columns; c++) {
        gainSums[c] += truth.gainGradient[c];
        biasSums[c] += truth.biasGradient[c];
      }
    }
    assertRow(dGain.view(), 0, gainSums, 2e-6);
    assertRow(dBias.view(), 0, biasSums, 2e-6);
  }

  @Test
  void sumsOverManyRowsKeepTheirDigits() {
    int rows = 5000;
    Matrix x = gaussian(rows, 24, 1);
    Matrix g = Matrix.zeros(rows, 24);
    Arrays.fill(g.data(), 0.1f);
    Matrix gain = gaussian(1, 24, 2);
    Matrix dGain = Matrix.zeros(1, 24);
    Matrix dBias = Matrix.zeros(1, 24);
    Arrays.fill(dGain.data(), 1e5f);
    Arrays.fill(dBias.data(), 1e5f);
    LayerNormalization.parameterGradients(
        x, EPSILON, g, dGain, dBias, Update.ACCUMULATE, new Workspace(), HERE);
    double[] gainSums = new double[24];
    Arrays.fill(gainSums, 1e5);
    for (int r = 0; r < rows; r++) {
      Truth truth = Truth.of(x, r, gain, gain, EPSILON, g);
      for (int c = 0; c < 24; c++) {
        gainSums[c] += truth.gainGradient[c];
      }
    }
    assertRow(dGain, 0, gainSums, 6e-8);
    for (int c = 0; c < 24; c++) {
      assertThat((double) dBias.get(0, c)).isCloseTo(1e5 + rows * (double) 0.1f, within(0.004));
    }
  }

  @Test
  void whatIsCommonToAGradientLeavesTheRestItsDigits() {
    int columns = 100;
    Matrix x = gaussian(1, columns, 1);
    Matrix g = gaussian(1, columns, 1e-3, 1000, 2);
    Matrix gain = Matrix.zeros(1, columns);
    Arrays.fill(gain.data(), 1);
    Matrix dx = Matrix.zeros(1, columns);
    LayerNormalization.backward(x, gain, EPSILON, g, dx, Update.OVERWRITE, HERE);
    Truth truth = Truth.of(x, 0, gain, gain, EPSILON, g);
    assertRow(dx, 0, truth.xGradient, 2e-6);
  }

  @ParameterizedTest
  @CsvSource({"1e10, 1e18, 1e18, 1e-5", "1e-25, 1, 1, 1e-60", "1e-19, 1e-10, 1e-10, 1e-60"})
  void gradientsOfAnySizeAgreeWithFloat64(
      double size, double sizeOfGain, double sizeOfGradient, double epsilon) {
    Matrix x = gaussian(3, 50, size, 0, 1);
    Matrix gain = gaussian(1, 50, sizeOfGain, sizeOfGain, 2);
    Matrix g = gaussian(3, 50, sizeOfGradient, sizeOfGradient, 3);
    Matrix y = Matrix.zeros(3, 50);
    Matrix dx = Matrix.zeros(3, 50);
    LayerNormalization.forward(x, gain, gain, epsilon, y, HERE);
    LayerNormalization.backward(x, gain, epsilon, g, dx, Update.OVERWRITE, HERE);
    for (int r = 0; r < 3; r++) {
      Truth truth = Truth.of(x, r, gain, gain, epsilon, g);
      assertRow(y, r, truth.y, 1e-6);
      assertRow(dx, r, truth.xGradient, 2e-6);
    }
  }

  @Test
  void gradientsAgreeWithCentralDifferences() {
    int columns = 37;
    Matrix x = gaussian(1, columns, 2, 1, 5);
    Matrix gain = gaussian(1, columns, 6);
    Matrix bias = gaussian(1, columns, 7);
    Matrix g = gaussian(1, columns, 8);
    Matrix dx = Matrix.zeros(1, columns);
    Matrix dGain = Matrix.zeros(1, columns);
    Matrix dBias = Matrix.zeros(1, columns);
    LayerNormalization.backward(x, gain, EPSILON, g, dx, Update.OVERWRITE, HERE);
    LayerNormalization.parameterGradients(
        x, EPSILON, g, dGain, dBias, Update.OVERWRITE, new Workspace(), HERE);
    double[][] operands = {doubles(x), doubles(gain), doubles(bias)};
    Matrix[] gradients = {dx, dGain, dBias};
    for (int which = 0; which < 3; which++) {
      for (int c = 0; c < columns; c++) {
        double step = 1e-5;
        operands[which][c] += step;
        double above = objective(operands, g);
        operands[which][c] -= 2 * step;
        double below = objective(operands, g);
        operands[which][c] += step;
        assertThat((double) gradients[which].get(0, c))
            .isCloseTo((above - below) / (2 * step), within(2e-6));
      }
    }
  }

  private static double[] doubles(Matrix row) {
    double[] doubles = new double[row.columns()];
    Arrays.setAll(doubles, c -> row.get(0, c));
    return doubles;
  }

  private static double objective(double[][] operands, Matrix g) {
    double[] x = operands[0];
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(e -> (e - mean) * (e - mean)).average().orElseThrow();
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      double unit = (x[c] - mean) / Math.sqrt(variance + EPSILON);
      sum += g.get(0, c) * (unit * operands[1][c] + operands[2][c]);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -3, 1e20f, 1e-40f})
  void aRowOfEqualElementsIsTheBias(float element) {
    Matrix x = Matrix.zeros(1, 50);
    Arrays.fill(x.data(), element);
    Matrix gain = gaussian(1, 50, 1);
    Matrix bias = gaussian(1, 50, 2);
    Matrix y = Matrix.zeros(1, 50);
    LayerNormalization.forward(x, gain, bias, 1e-12, y, HERE);
    assertThat(y.toArray()).isEqualTo(bias.toArray());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void anElementThatIsNotFiniteMakesItsRowNan(float value) {
    for (int at : new int[] {0, 20, 38}) {
      Matrix x = gaussian(3, 39, 1);
      x.set(1, at, value);
      Matrix y = Matrix.zeros(3, 39);
      Matrix dx = Matrix.zeros(3, 39);
      Matrix gain = gaussian(1, 39, 2);
      LayerNormalization.forward(x, gain, gaussian(1, 39, 3), EPSILON, y, HERE);
      LayerNormalization.backward(x, gain, EPSILON, gaussian(3, 39, 4), dx, Update.OVERWRITE, HERE);
      for (Matrix out : new Matrix[] {y, dx}) {
        for (int c = 0; c < 39; c++) {
          assertThat(out.get(0, c)).isFinite();
          assertThat(out.get(1, c)).isNaN();
          assertThat(out.get(2, c)).isFinite();
        }
      }
      Matrix dGain = Matrix.zeros(1, 39);
      Matrix dBias = Matrix.zeros(1, 39);
      LayerNormalization.parameterGradients(
          x, EPSILON, gaussian(3, 39, 4), dGain, dBias, Update.OVERWRITE, new Workspace(), HERE);
      assertThat(dGain.data()).containsOnly(Float.NaN);
      for (float bias : dBias.data()) {
        assertThat(bias).isFinite();
      }
    }
  }

  @Test
  void rowsMayBeReplacedAndGradientsAddedTo() {
    Matrix x = gaussian(100, 21, 2, 1, 2);
    Matrix gain = gaussian(1, 21, 3);
    Matrix bias = gaussian(1, 21, 4);
    Matrix g = gaussian(100, 21, 5);
    Matrix dx = Matrix.zeros(100, 21);
    Matrix dGain = Matrix.zeros(1, 21);
    Matrix dBias = Matrix.zeros(1, 21);
    Workspace workspace = new Workspace();
    Update over = Update.OVERWRITE;
    LayerNormalization.backward(x, gain, EPSILON, g, dx, over, HERE);
    LayerNormalization.parameterGradients(x, EPSILON, g, dGain, dBias, over, workspace, HERE);
    Framed sum = Framed.output(100, 21, 2f);
    Framed gains = Framed.output(1, 21, 2f);
    Framed biases = Framed.output(1, 21, 2f);
    Update add = Update.ACCUMULATE;
    LayerNormalization.backward(x, gain, EPSILON, g, sum.view(), add, HERE);
    // The same scratch memory again, in which the sums of the last call are.
    LayerNormalization.parameterGradients(
        x, EPSILON, g, gains.view(), biases.view(), add, workspace, HERE);
    sum.assertFrameUntouched();
    gains.assertFrameUntouched();
    biases.assertFrameUntouched();
    assertSum(sum.view(), dx);
    assertSum(gains.view(), dGain);
    assertSum(biases.view(), dBias);
    Matrix replaced = Matrix.of(g.toArray(), 100, 21);
    LayerNormalization.backward(x, gain, EPSILON, replaced, replaced, over, HERE);
    assertThat(replaced.data()).isEqualTo(dx.data());
    Matrix y = Matrix.zeros(100, 21);
    LayerNormalization.forward(x, gain, bias, EPSILON, y, HERE);
    LayerNormalization.forward(x, gain, bias, EPSILON, x, HERE);
    assertThat(x.toArray()).isEqualTo(y.toArray());
  }

  private static void assertSum(Matrix sum, Matrix term) {
    for (int r = 0; r < sum.rows(); r++) {
      for (int c = 0; c < sum.columns(); c++) {
        assertThat(sum.get(r, c)).isCloseTo(2 + term.get(r, c), within(4e-6f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"5000, 40", "300, 301", "3, 9"})
  void workersDoNotChangeABit(int rows, int columns) {
    Matrix x = gaussian(rows, columns, 2, 1, 7);
    Matrix gain = gaussian(1, columns, 8);
    Matrix bias = gaussian(1, columns, 9);
    Matrix g = gaussian(rows, columns, 10);
    float[][] alone = results(x, gain, bias, g, HERE);
    for (int workers = 2; workers <= 5; workers++) {
      try (Parallelism team = Parallelism.workers(workers)) {
        assertThat(results(x, gain, bias, g, team)).isDeepEqualTo(alone);
      }
    }
  }

  private static float[][] results(
      Matrix x, Matrix gain, Matrix bias, Matrix g, Parallelism parallelism) {
    Matrix y = Matrix.zeros(x.rows(), x.columns());
    Matrix dx = Matrix.zeros(x.rows(), x.columns());
    Matrix dGain = Matrix.zeros(1, x.columns());
    Matrix dBias = Matrix.zeros(1, x.columns());
    Update over = Update.OVERWRITE;
    LayerNormalization.forward(x, gain, bias, EPSILON, y, parallelism);
    LayerNormalization.backward(x, gain, EPSILON, g, dx, over, parallelism);
    LayerNormalization.parameterGradients(
        x, EPSILON, g, dGain, dBias, over, new Workspace(), parallelism);
    return new float[][] {y.data(), dx.data(), dGain.data(), dBias.data()};
  }

  @Test
  void noRowsAreNoWork() {
    Matrix none = Matrix.zeros(0, 3);
    Matrix row = Matrix.zeros(1, 3);
    Framed gains = Framed.output(1, 3, 7f);
    Framed biases = Framed.output(1, 3, 7f);
    Workspace workspace = new Workspace();
    LayerNormalization.forward(none, row, row, EPSILON, Matrix.zeros(0, 3), HERE);
    LayerNormalization.backward(
        none, row, EPSILON, none, Matrix.zeros(0, 3), Update.ACCUMULATE, HERE);
    LayerNormalization.parameterGradients(
        none, EPSILON, none, gains.view(), biases.view(), Update.ACCUMULATE, workspace, HERE);
    assertThat(gains.view().toArray()).containsOnly(7f);
    LayerNormalization.parameterGradients(
        none, EPSILON, none, gains.view(), biases.view(), Update.OVERWRITE, workspace, HERE);
    assertThat(gains.view().toArray()).containsOnly(0f);
    assertThat(biases.view().toArray()).containsOnly(0f);
    gains.assertFrameUntouched();
    biases.assertFrameUntouched();
  }

  /** One sum in float32 over so many rows would be off by 3e-6. */
  @Test
  void parameterGradientsOfManyRowsKeepTheirDigits() {
    int rows = 20_000;
    Matrix x = Matrix.zeros(rows, 2);
    Matrix g = Matrix.zeros(rows, 2);
    Arrays.fill(g.data(), 0.1f);
    for (int r = 0; r < rows; r++) {
      x.set(r, 0, 1);
    }
    Matrix gain = Matrix.zeros(1, 2);
    Matrix bias = Matrix.zeros(1, 2);
    LayerNormalization.parameterGradients(
        x, 1e-5, g, gain, bias, Update.OVERWRITE, new Workspace(), Parallelism.sequential());
    double expected = rows * (double) 0.1f;
    assertThat((double) bias.get(0, 0)).isCloseTo(expected, within(1e-6 * expected));
  }
}
