package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("simd")
class L2NormalizationTest {
  private static final Parallelism HERE = Parallelism.sequential();

  private static Matrix gaussian(int rows, int columns, double length, long seed) {
    Matrix x = Framed.input(rows, columns).view();
    RankingProblem.fill(x, new SplittableRandom(seed));
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        x.set(r, c, (float) (x.get(r, c) * length));
      }
    }
    return x;
  }

  private static double norm(Matrix x, int row) {
    double sum = 0;
    for (int c = 0; c < x.columns(); c++) {
      sum += (double) x.get(row, c) * x.get(row, c);
    }
    return Math.sqrt(sum);
  }

  /** The formula of the backward pass for one row, in float64. */
  private static double[] backward(Matrix x, Matrix g, int row) {
    double norm = norm(x, row);
    double divisor = Math.max(norm, 1e-12);
    double along = 0;
    for (int c = 0; c < x.columns(); c++) {
      along += (double) g.get(row, c) * x.get(row, c) / divisor;
    }
    double[] result = new double[x.columns()];
    for (int c = 0; c < x.columns(); c++) {
      double projection = norm > 1e-12 ? along * x.get(row, c) / divisor : 0;
      result[c] = (g.get(row, c) - projection) / divisor;
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 5, 1",
    "70, 33, 1",
    "200, 100, 1",
    "5, 384, 1e30",
    "5, 384, 1e37",
    "5, 384, 1e-10",
    "5, 384, 1e-30",
    "5, 7, 1e-38",
    "5, 7, 1e-44"
  })
  void rowsOfAnyLengthAreDividedByTheirNorm(int rows, int columns, double length) {
    Matrix x = gaussian(rows, columns, length, 1);
    Framed unit = Framed.output(rows, columns, Float.NaN);
    double[] norms = new double[rows];
    L2Normalization.forward(x, unit.view(), norms, HERE);
    unit.assertFrameUntouched();
    for (int r = 0; r < rows; r++) {
      double expected = norm(x, r);
      assertThat(norms[r]).isCloseTo(expected, within(1e-14 * expected));
      for (int c = 0; c < columns; c++) {
        double quotient = x.get(r, c) / Math.max(expected, 1e-12);
        assertThat(Math.abs(unit.view().get(r, c) - quotient))
            .isLessThanOrEqualTo(Math.ulp((float) quotient));
      }
    }
  }

  @Test
  void aZeroRowStaysZero() {
    Matrix x = Matrix.zeros(2, 9);
    x.set(1, 3, -4);
    double[] norms = {Double.NaN, Double.NaN};
    L2Normalization.forward(x, x, norms, HERE);
    assertThat(norms).containsExactly(0, 4);
    assertThat(x.rowRange(0, 1).toArray()).containsOnly(0f);
    assertThat(x.get(1, 3)).isEqualTo(-1);
  }

  @Test
  void rowsMayBeNormalizedInPlace() {
    Matrix x = gaussian(100, 21, 3, 2);
    Matrix expected = Matrix.zeros(100, 21);
    L2Normalization.forward(x, expected, null, HERE);
    L2Normalization.forward(x, x, null, HERE);
    assertThat(x.toArray()).isEqualTo(expected.toArray());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e15, 1e-5, 1e30, 1e-13, 1e-20})
  void theBackwardPassIsTheFormulaInFloat64(double length) {
    Matrix x = gaussian(70, 33, length, 3);
    Arrays.fill(x.data(), x.start(7), x.start(7) + 33, 0f);
    Matrix g = gaussian(70, 33, Math.min(length, 1), 4);
    Framed out = Framed.output(70, 33, Float.NaN);
    L2Normalization.backward(x, g, out.view(), Update.OVERWRITE, HERE);
    out.assertFrameUntouched();
    for (int r = 0; r < 70; r++) {
      double[][] expected = {backward(x, g, r)};
      assertThat(RankingResult.relativeError(expected, out.view().rowRange(r, r + 1)))
          .as("row %d", r)
          .isLessThan(1e-6);
    }
  }

  @Test
  void theBackwardPassAgreesWithFiniteDifferences() {
    double[] x = {0.3, -1.2, 2, 0.7};
    Matrix g = Matrix.copyOf(new float[][] {{1, -2, 0.5f, 3}});
    Matrix gradient = Matrix.zeros(1, 4);
    L2Normalization.backward(
        Matrix.copyOf(new float[][] {{0.3f, -1.2f, 2, 0.7f}}), g, gradient, Update.OVERWRITE, HERE);
    for (int k = 0; k < 4; k++) {
      double step = 1e-6;
      x[k] += step;
      double above = objective(x, g);
      x[k] -= 2 * step;
      double below = objective(x, g);
      x[k] += step;
      assertThat((double) gradient.get(0, k)).isCloseTo((above - below) / (2 * step), within(1e-6));
    }
  }

  private static double objective(double[] x, Matrix g) {
    double squares = 0;
    double product = 0;
    for (int k = 0; k < x.length; k++) {
      squares += x[k] * x[k];
      product += x[k] * g.get(0, k);
    }
    return product / Math.sqrt(squares);
  }

  @Test
  void theBackwardPassMayAddAndMayWorkInPlace() {
    Matrix x = gaussian(65, 10, 2, 5);
    Matrix g = gaussian(65, 10, 1, 6);
    Matrix alone = Matrix.zeros(65, 10);
    L2Normalization.backward(x, g, alone, Update.OVERWRITE, HERE);
    Framed sum = Framed.output(65, 10, 2f);
    L2Normalization.backward(x, g, sum.view(), Update.ACCUMULATE, HERE);
    sum.assertFrameUntouched();
    for (int r = 0; r < 65; r++) {
      for (int c = 0; c < 10; c++) {
        assertThat(sum.view().get(r, c)).isCloseTo(2 + alone.get(r, c), within(3e-7f));
      }
    }
    L2Normalization.backward(x, g, g, Update.OVERWRITE, HERE);
    assertThat(g.toArray()).isEqualTo(alone.toArray());
  }

  @Test
  void workersDoNotChangeABit() {
    Matrix x = gaussian(500, 40, 2, 7);
    Matrix g = gaussian(500, 40, 1, 8);
    Matrix unit = Matrix.zeros(500, 40);
    Matrix back = Matrix.zeros(500, 40);
    L2Normalization.forward(x, unit, null, HERE);
    L2Normalization.backward(x, g, back, Update.OVERWRITE, HERE);
    try (Parallelism team = Parallelism.workers(3)) {
      Matrix other = Matrix.zeros(500, 40);
      L2Normalization.forward(x, other, null, team);
      assertThat(other.data()).isEqualTo(unit.data());
      L2Normalization.backward(x, g, other, Update.OVERWRITE, team);
      assertThat(other.data()).isEqualTo(back.data());
    }
  }

  @Test
  void noRowsAreNoWork() {
    Framed out = Framed.output(0, 3, 0);
    L2Normalization.forward(Matrix.zeros(0, 3), out.view(), new double[0], HERE);
    out.assertFrameUntouched();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void anElementThatIsNotFiniteIsRefusedBeforeAnythingIsWritten(float value) {
    Matrix x = gaussian(4, 6, 1, 9);
    x.set(3, 2, value);
    Matrix out = Framed.output(4, 6, 5f).view();
    float[] before = out.data().clone();
    String message = "x[3][2] is " + value + ", expected a finite number";
    refuses(message, () -> L2Normalization.forward(x, out, null, HERE));
    refuses(
        message,
        () -> L2Normalization.backward(x, Matrix.zeros(4, 6), out, Update.OVERWRITE, HERE));
    assertThat(out.data()).isEqualTo(before);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Matrix x = Matrix.zeros(4, 6);
    Matrix right = Matrix.zeros(4, 6);
    Matrix wrong = Matrix.zeros(4, 5);
    refuses("unit is 4 x 5, expected 4 x 6", () -> L2Normalization.forward(x, wrong, null, HERE));
    refuses(
        "length of norms is 3, expected at least 4",
        () -> L2Normalization.forward(x, right, new double[3], HERE));
    refuses(
        "unitGradient is 4 x 5, expected 4 x 6",
        () -> L2Normalization.backward(x, wrong, right, Update.OVERWRITE, HERE));
    refuses(
        "xGradient is 4 x 5, expected 4 x 6",
        () -> L2Normalization.backward(x, right, wrong, Update.OVERWRITE, HERE));
  }

  @Test
  void outputsThatAreStillToBeReadAreRefused() {
    Matrix all = Matrix.zeros(9, 6);
    Matrix x = all.rowRange(0, 4);
    Matrix shifted = all.rowRange(1, 5);
    Matrix free = all.rowRange(5, 9);
    String own = ", expected an output of its own";
    refuses("unit overlaps x" + own, () -> L2Normalization.forward(x, shifted, null, HERE));
    refuses(
        "xGradient overlaps x" + own,
        () -> L2Normalization.backward(x, free, x, Update.OVERWRITE, HERE));
    refuses(
        "xGradient overlaps unitGradient" + own,
        () -> L2Normalization.backward(x, free, free, Update.ACCUMULATE, HERE));
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(1, 1);
    Matrix y = Matrix.zeros(1, 1);
    Update over = Update.OVERWRITE;
    refusesNull("x", () -> L2Normalization.forward(null, x, null, HERE));
    refusesNull("unit", () -> L2Normalization.forward(x, null, null, HERE));
    refusesNull("parallelism", () -> L2Normalization.forward(x, x, null, null));
    refusesNull("x", () -> L2Normalization.backward(null, x, y, over, HERE));
    refusesNull("unitGradient", () -> L2Normalization.backward(x, null, y, over, HERE));
    refusesNull("xGradient", () -> L2Normalization.backward(x, y, null, over, HERE));
    refusesNull("update", () -> L2Normalization.backward(x, y, y, null, HERE));
    refusesNull("parallelism", () -> L2Normalization.backward(x, y, y, over, null));
  }

  private static void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void noRowMayBeOtherThanFiniteNotEvenAllOfThem(float value) {
    Matrix x = Matrix.copyOf(new float[][] {{1, value}});
    refuses(
        "x[0][1] is " + value + ", expected a finite number",
        () -> L2Normalization.forward(x, Matrix.zeros(1, 2), null, HERE));
  }
}
