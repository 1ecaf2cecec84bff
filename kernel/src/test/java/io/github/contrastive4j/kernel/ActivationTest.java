package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("simd")
class ActivationTest {
  private static final Parallelism HERE = Parallelism.sequential();

  /** The definitions, in float64. */
  private static double value(Activation f, double x) {
    return switch (f) {
      case TANH -> Math.tanh(x);
      // ½(1 + tanh z) = 1/(1 + e^−2z), which does not cancel.
      case GELU -> x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    };
  }

  private static double slope(Activation f, double x) {
    double step = 1e-5 * Math.max(1, Math.abs(x));
    return (value(f, x + step) - value(f, x - step)) / (2 * step);
  }

  private static Matrix gaussian(Matrix x, double spread, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int r = 0; r < x.rows(); r++) {
      for (int c = 0; c < x.columns(); c++) {
        x.set(r, c, (float) (spread * random.nextGaussian()));
      }
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource
  void valuesOfAnySizeAgreeWithFloat64(Activation f) {
    // From 1e-38 to 1e38, and then the stretch where something happens once more.
    int sizes = 4000;
    Matrix x = Matrix.zeros(4 * sizes, 1);
    for (int k = 0; k < sizes; k++) {
      float any = (float) Math.pow(10, -38 + 76.0 * k / sizes);
      float common = 20f * k / sizes;
      x.set(4 * k, 0, any);
      x.set(4 * k + 1, 0, -any);
      x.set(4 * k + 2, 0, common);
      x.set(4 * k + 3, 0, -common);
    }
    Matrix y = Matrix.zeros(x.rows(), 1);
    f.forward(x, y, HERE);
    for (int k = 0; k < x.rows(); k++) {
      double in = x.get(k, 0);
      double expected = value(f, in);
      double most = 3e-7 * Math.max(1, Math.abs(expected));
      double relative = 1e-6 * Math.max(1, Math.abs(in)) * Math.abs(expected);
      double allowed = Math.abs(expected) < 1.2e-37 ? 1.2e-37 : Math.min(most, relative);
      assertThat((double) y.get(k, 0)).as("%s of %s", f, in).isCloseTo(expected, within(allowed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivativesAgreeWithCentralDifferences(Activation f) {
    int sizes = 4000;
    Matrix x = Matrix.zeros(sizes, 1);
    Matrix ones = Matrix.zeros(sizes, 1);
    for (int k = 0; k < sizes; k++) {
      x.set(k, 0, -20 + 40f * k / sizes);
      ones.set(k, 0, 1);
    }
    Matrix derivative = Matrix.zeros(sizes, 1);
    f.backward(x, ones, derivative, Update.OVERWRITE, HERE);
    for (int k = 0; k < sizes; k++) {
      assertThat((double) derivative.get(k, 0))
          .as("%s' at %s", f, x.get(k, 0))
          .isCloseTo(slope(f, x.get(k, 0)), within(3e-7));
    }
  }

  @Test
  void derivativesThatDecayKeepTheirDigits() {
    Matrix x =
        Matrix.copyOf(
            new float[][] {
              {8, -12, 20, -30, 8, -12, 20, -30, 8, -12, 20, -30, 8, -12, 20, -30, 25}
            });
    Matrix g = Matrix.copyOf(new float[][] {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}});
    Matrix out = Matrix.zeros(1, 17);
    Activation.TANH.backward(x, g, out, Update.OVERWRITE, HERE);
    for (int c = 0; c < 17; c++) {
      double expected = 1 / Math.pow(Math.cosh(x.get(0, c)), 2);
      assertThat(out.get(0, c) / expected).isCloseTo(1, within(5e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void infiniteElementsGiveLimitsAndNanGivesNan(Activation f) {
    // Once where a vector takes them, and at the end, where none does.
    for (int columns : new int[] {1, 16, 19}) {
      for (int nan : new int[] {0x7fc00000, 0x7f800001, 0xffffffff, 0x7fffffff}) {
        Matrix x = Matrix.zeros(4, columns);
        Matrix ones = Matrix.zeros(4, columns);
        float[] row = {
          Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(nan), -0f
        };
        for (int c = 0; c < columns; c++) {
          for (int r = 0; r < 4; r++) {
            x.set(r, c, row[r]);
            ones.set(r, c, 1);
          }
        }
        Matrix y = Matrix.zeros(4, columns);
        Matrix slope = Matrix.zeros(4, columns);
        f.forward(x, y, HERE);
        f.backward(x, ones, slope, Update.OVERWRITE, HERE);
        boolean tanh = f == Activation.TANH;
        for (int c = 0; c < columns; c++) {
          assertThat(y.get(0, c)).isEqualTo(tanh ? 1 : Float.POSITIVE_INFINITY);
          assertThat(y.get(1, c)).isEqualTo(tanh ? -1 : -0f);
          assertThat(y.get(2, c)).isNaN();
          assertThat(y.get(3, c)).isEqualTo(-0f);
          assertThat(slope.get(0, c)).isEqualTo(tanh ? 0 : 1f);
          assertThat(slope.get(1, c)).isEqualTo(0f);
          assertThat(slope.get(2, c)).isNaN();
          assertThat(slope.get(3, c)).isEqualTo(tanh ? 1 : 0.5f);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 5", "17, 33", "40, 100", "2, 20000", "20000, 3", "300, 64"})
  void viewsOfAnyShapeGiveWhatDenseOnesDo(int rows, int columns) {
    for (Activation f : Activation.values()) {
      Matrix dense = gaussian(Matrix.zeros(rows, columns), 2, 1);
      Matrix x = gaussian(Framed.input(rows, columns).view(), 2, 1);
      Matrix denseG = gaussian(Matrix.zeros(rows, columns), 1, 2);
      Matrix g = gaussian(Framed.input(rows, columns).view(), 1, 2);
      Matrix y = Matrix.zeros(rows, columns);
      Matrix dx = Matrix.zeros(rows, columns);
      Framed framedY = Framed.output(rows, columns, Float.NaN);
      Framed framedDx = Framed.output(rows, columns, Float.NaN);
      f.forward(dense, y, HERE);
      f.forward(x, framedY.view(), HERE);
      f.backward(dense, denseG, dx, Update.OVERWRITE, HERE);
      f.backward(x, g, framedDx.view(), Update.OVERWRITE, HERE);
      framedY.assertFrameUntouched();
      framedDx.assertFrameUntouched();
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          double in = dense.get(r, c);
          double weight = denseG.get(r, c);
          assertThat((double) y.get(r, c)).isCloseTo(value(f, in), within(1e-6));
          double gradient = weight * slope(f, in);
          assertThat((double) dx.get(r, c)).isCloseTo(gradient, within(2e-6));
          // Where vectors end differs, and what is left over is computed in float64.
          assertThat(framedY.view().get(r, c)).isCloseTo(y.get(r, c), within(1e-6f));
          assertThat(framedDx.view().get(r, c)).isCloseTo(dx.get(r, c), within(2e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothPassesMayWorkInPlaceAndTheSecondMayAdd(Activation f) {
    Matrix x = gaussian(Matrix.zeros(65, 10), 2, 5);
    Matrix g = gaussian(Matrix.zeros(65, 10), 1, 6);
    Matrix alone = Matrix.zeros(65, 10);
    f.backward(x, g, alone, Update.OVERWRITE, HERE);
    Framed sum = Framed.output(65, 10, 2f);
    f.backward(x, g, sum.view(), Update.ACCUMULATE, HERE);
    sum.assertFrameUntouched();
    for (int r = 0; r < 65; r++) {
      for (int c = 0; c < 10; c++) {
        assertThat(sum.view().get(r, c)).isCloseTo(2 + alone.get(r, c), within(1e-6f));
      }
    }
    f.backward(x, g, g, Update.OVERWRITE, HERE);
    assertThat(g.data()).isEqualTo(alone.data());
    Matrix y = Matrix.zeros(65, 10);
    f.forward(x, y, HERE);
    f.forward(x, x, HERE);
    assertThat(x.data()).isEqualTo(y.data());
  }

  @ParameterizedTest
  @EnumSource
  void workersDoNotChangeABit(Activation f) {
    Matrix x = gaussian(Matrix.zeros(500, 301), 2, 7);
    Matrix g = gaussian(Matrix.zeros(500, 301), 1, 8);
    Matrix y = Matrix.zeros(500, 301);
    Matrix dx = Matrix.zeros(500, 301);
    f.forward(x, y, HERE);
    f.backward(x, g, dx, Update.OVERWRITE, HERE);
    try (Parallelism team = Parallelism.workers(3)) {
      Matrix other = Matrix.zeros(500, 301);
      f.forward(x, other, team);
      assertThat(other.data()).isEqualTo(y.data());
      f.backward(x, g, other, Update.OVERWRITE, team);
      assertThat(other.data()).isEqualTo(dx.data());
    }
  }

  @ParameterizedTest
  @EnumSource
  void noRowsAreNoWork(Activation f) {
    Framed out = Framed.output(0, 3, 0);
    f.forward(Matrix.zeros(0, 3), out.view(), HERE);
    f.backward(Matrix.zeros(0, 3), Matrix.zeros(0, 3), out.view(), Update.ACCUMULATE, HERE);
    out.assertFrameUntouched();
    f.forward(Matrix.zeros(0, 3), Matrix.zeros(0, 3), HERE);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Matrix all = Matrix.zeros(9, 6);
    Matrix x = all.rowRange(0, 4);
    Matrix shifted = all.rowRange(1, 5);
    Matrix free = all.rowRange(5, 9);
    Matrix wrong = Matrix.zeros(4, 5);
    Activation f = Activation.GELU;
    Update over = Update.OVERWRITE;
    refuses("y is 4 x 5, expected 4 x 6", () -> f.forward(x, wrong, HERE));
    refuses("y overlaps x, expected an output of its own", () -> f.forward(x, shifted, HERE));
    refuses("yGradient is 4 x 5, expected 4 x 6", () -> f.backward(x, wrong, free, over, HERE));
    refuses("xGradient is 4 x 5, expected 4 x 6", () -> f.backward(x, free, wrong, over, HERE));
    refuses(
        "xGradient overlaps x, expected an output of its own",
        () -> f.backward(x, free, x, over, HERE));
    refuses(
        "xGradient overlaps yGradient, expected an output of its own",
        () -> f.backward(x, free, free, Update.ACCUMULATE, HERE));
    refuses(
        "xGradient overlaps yGradient, expected an output of its own",
        () -> f.backward(Matrix.zeros(4, 6), x, shifted, over, HERE));
    assertThat(all.data()).containsOnly(0f);
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(1, 1);
    Matrix y = Matrix.zeros(1, 1);
    Activation f = Activation.TANH;
    Update over = Update.OVERWRITE;
    refusesNull("x", () -> f.forward(null, x, HERE));
    refusesNull("y", () -> f.forward(x, null, HERE));
    refusesNull("parallelism", () -> f.forward(x, x, null));
    refusesNull("x", () -> f.backward(null, x, y, over, HERE));
    refusesNull("yGradient", () -> f.backward(x, null, y, over, HERE));
    refusesNull("xGradient", () -> f.backward(x, y, null, over, HERE));
    refusesNull("update", () -> f.backward(x, y, y, null, HERE));
    refusesNull("parallelism", () -> f.backward(x, y, y, over, null));
  }

  private static void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null");
  }
}
