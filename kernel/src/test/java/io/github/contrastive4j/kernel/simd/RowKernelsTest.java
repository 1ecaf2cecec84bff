package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops over rows of the caller's matrices against their formulas in float64. */
@Tag("simd")
class RowKernelsTest {
  private static final int X = 3;
  private static final int Y = 7;

  private final RowKernels kernels = SimdProvider.kernels().rows();
  private final RandomGenerator random = new SplittableRandom(3);

  static IntStream lengths() {
    return IntStream.concat(IntStream.rangeClosed(1, 70), IntStream.of(95, 128, 384, 1000, 4097));
  }

  /** A row that starts at an offset, with NaN before and after it. */
  private float[] row(int at, int length) {
    float[] x = new float[at + length + 5];
    Arrays.fill(x, Float.NaN);
    for (int k = 0; k < length; k++) {
      x[at + k] = (float) random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void sumsOfProductsAndDifferencesAreThoseOfFloat64(int length) {
    float[] x = row(X, length);
    float[] y = row(Y, length);
    double dot = 0;
    double squares = 0;
    double absolutes = 0;
    for (int k = 0; k < length; k++) {
      double difference = (double) x[X + k] - y[Y + k];
      dot += (double) x[X + k] * y[Y + k];
      squares += difference * difference;
      absolutes += Math.abs(difference);
    }
    assertThat(kernels.dot(x, X, y, Y, length)).isCloseTo(dot, within(1e-15 * length));
    assertThat(kernels.sum(Geometry.INNER_PRODUCT, x, X, y, Y, length))
        .isEqualTo(kernels.dot(x, X, y, Y, length));
    assertThat(kernels.sum(Geometry.SQUARED_DISTANCE, x, X, y, Y, length))
        .isCloseTo(squares, within(1e-14 * squares));
    assertThat(kernels.sum(Geometry.ABSOLUTE_DISTANCE, x, X, y, Y, length))
        .isCloseTo(absolutes, within(1e-14 * absolutes));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void theSumsOfAPairAreToTheBitWhatEachAloneIs(int length) {
    float[] x = row(X, length);
    float[] y = row(Y, length);
    for (Geometry geometry : Geometry.values()) {
      double[] sums = new double[2 + RowKernels.PAIR_SUMS_LENGTH + 1];
      Arrays.fill(sums, Double.NaN);
      kernels.pairSums(geometry, x, X, y, Y, length, sums, 2);
      assertThat(sums[2]).isEqualTo(kernels.dot(x, X, x, X, length));
      assertThat(sums[3]).isEqualTo(kernels.sum(geometry, x, X, y, Y, length));
      assertThat(sums[4]).isEqualTo(kernels.dot(y, Y, y, Y, length));
      assertThat(sums[1]).isNaN();
      assertThat(sums[2 + RowKernels.PAIR_SUMS_LENGTH]).isNaN();
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void sumsDoNotOverflowOrUnderflow(int length) {
    float[] x = new float[length];
    float[] zeros = new float[length];
    for (float value : new float[] {1e30f, 3e38f, 1e-30f, 1e-44f}) {
      Arrays.fill(x, value);
      double expected = (double) value * value * length;
      assertThat(kernels.dot(x, 0, x, 0, length)).isCloseTo(expected, within(1e-13 * expected));
      assertThat(kernels.sum(Geometry.SQUARED_DISTANCE, x, 0, zeros, 0, length))
          .isCloseTo(expected, within(1e-13 * expected));
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void logitsAreReducedWithTheirMaximum(int length) {
    float[] x = row(X, length);
    x[X + length / 2] = 6f;
    if (length > 2) {
      x[X + length - 1] = Float.NEGATIVE_INFINITY;
    }
    float max = kernels.max(x, X, length);
    assertThat(max).isEqualTo(6f);
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += Math.exp(x[X + k] - 6.0);
    }
    assertThat(kernels.sumOfExponentials(x, X, length, max)).isCloseTo(sum, within(1e-6 * sum));
    float[] out = row(Y, length);
    float[] before = out.clone();
    kernels.exponentials(x, X, length, max, 0.5f, out, Y);
    for (int k = 0; k < length; k++) {
      double expected = 0.5 * Math.exp(x[X + k] - 6.0);
      assertThat((double) out[Y + k]).isCloseTo(expected, within(3e-6 * expected));
      before[Y + k] = out[Y + k];
    }
    assertThat(out).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void theMaximumIsFoundWhereverItIs(int length) {
    float[] x = row(X, length);
    for (int k = 0; k < length; k += 1 + length / 50) {
      float[] other = x.clone();
      other[X + k] = 9f;
      assertThat(kernels.max(other, X, length)).isEqualTo(9f);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aPackedRowIsTheRowTimesTheFactorAndZeros(int length) {
    float[] x = row(X, length);
    int padded = (length + PANEL - 1) / PANEL * PANEL;
    double factor = 1 / 3.0;
    Panel panel = Panel.of(5, padded);
    int at = panel.at() + 2 * PANEL;
    kernels.packRow(x, X, length, factor, panel.data(), at, panel.stride());
    for (int k = 0; k < padded; k++) {
      float expected = k < length ? (float) (x[X + k] * factor) : 0f;
      assertThat(Math.abs(panel.get(2, k) - expected)).isLessThanOrEqualTo(Math.ulp(expected));
      panel.set(2, k, Float.NaN);
    }
    for (float value : panel.data()) {
      assertThat(value).isNaN();
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void factorsBeyondFloat32AreApplied(int length) {
    float[] x = new float[length];
    for (double factor : new double[] {1e40, 1e-42, 0x1p-140}) {
      for (int k = 0; k < length; k++) {
        x[k] = (float) ((1 + k % 7) / factor / 16);
      }
      if (Float.isInfinite(x[0]) || x[0] < Float.MIN_NORMAL) {
        Arrays.fill(x, factor > 1 ? 0x1p-126f : 0x1p127f);
      }
      Panel panel = Panel.of(1, (length + PANEL - 1) / PANEL * PANEL);
      kernels.packRow(x, 0, length, factor, panel.data(), panel.at(), panel.stride());
      for (int k = 0; k < length; k++) {
        double expected = x[k] * factor;
        assertThat((double) panel.get(0, k)).isCloseTo(expected, within(1.2e-7 * expected));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void transposedRowsAreTheRowsTimesTheirFactorsAndZeros(int length) {
    for (int rows : new int[] {1, 2, 3, 4, 6, 16, 17, 21, 31, 32}) {
      int stride = length + 2;
      float[] x = row(X, rows * stride);
      double[] factors = new double[PANEL + 2];
      for (int r = 0; r < factors.length; r++) {
        factors[r] = 1 / (2.0 + r);
      }
      Panel panel = Panel.of(length, PANEL);
      kernels.packTransposed(x, X, stride, rows, length, factors, 2, panel.data(), panel.at());
      assertThat(panel.frameIsUntouched()).isTrue();
      for (int k = 0; k < length; k++) {
        for (int r = 0; r < PANEL; r++) {
          float expected = r < rows ? (float) (x[X + r * stride + k] * factors[2 + r]) : 0f;
          if (!(Math.abs(panel.get(k, r) - expected) <= Math.ulp(expected))) {
            throw new AssertionError("[%d][%d] %s".formatted(k, r, panel.get(k, r)));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 0x1p-140 / 3, 0x1p120 / 3})
  void transposedRowsKeepInfinitiesAndTinyProducts(double factor) {
    int length = 48;
    for (int rows : new int[] {6, PANEL}) {
      float[] x = row(X, rows * length);
      x[X + 5 * length + 20] = Float.POSITIVE_INFINITY;
      double[] factors = new double[PANEL];
      Arrays.fill(factors, Double.NaN);
      Arrays.fill(factors, 0, rows, factor);
      Panel panel = Panel.of(length, PANEL);
      kernels.packTransposed(x, X, length, rows, length, factors, 0, panel.data(), panel.at());
      for (int k = 0; k < length; k++) {
        for (int r = 0; r < PANEL; r++) {
          float expected = r < rows ? (float) (x[X + r * length + k] * factor) : 0f;
          assertThat(panel.get(k, r)).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aPanelRowTimesARowIsTheirProduct(int length) {
    Panel panel = Panel.gaussian(3, length, random);
    float[] y = row(Y, length);
    double expected = 0;
    double magnitude = 0;
    for (int k = 0; k < length; k++) {
      double term = 0.5 * panel.get(1, k) * 3.0 * y[Y + k];
      expected += term;
      magnitude += Math.abs(term);
    }
    double actual =
        kernels.panelDot(panel.data(), panel.at() + PANEL, panel.stride(), 0.5f, y, Y, 3f, length);
    assertThat(actual).isCloseTo(expected, within(1e-6 * magnitude));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void anUnpackedRowIsProjectedAndScaled(int length) {
    Panel panel = Panel.gaussian(3, length, random);
    float[] x = row(X, length);
    for (float projection : new float[] {0f, 1.5f}) {
      for (boolean add : new boolean[] {false, true}) {
        float[] out = new float[Y + length + 4];
        Arrays.fill(out, Y, Y + length, add ? 0.25f : Float.NaN);
        kernels.unpackRow(
            panel.data(),
            panel.at() + 2 * PANEL,
            panel.stride(),
            2f,
            projection == 0 ? null : x,
            X,
            0.5f,
            projection,
            3f,
            out,
            Y,
            length,
            add);
        for (int k = 0; k < length; k++) {
          double shadow = projection == 0 ? 0 : projection * (0.5 * x[X + k]);
          double gain = 2.0 * panel.get(2, k);
          double expected = (gain - shadow) * 3 + (add ? 0.25 : 0);
          double magnitude = 3 * (Math.abs(gain) + Math.abs(shadow)) + 0.25;
          assertThat((double) out[Y + k]).isCloseTo(expected, within(3e-7 * magnitude));
        }
        Arrays.fill(out, Y, Y + length, 0f);
        assertThat(out).containsOnly(0f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void anUnpackedRowHasTheShareOfItsPair(int length) {
    Panel panel = Panel.gaussian(3, length, random);
    float[] x = row(X, length);
    float[] y = row(Y, length);
    for (boolean add : new boolean[] {false, true}) {
      float[] out = new float[Y + length + 4];
      Arrays.fill(out, Y, Y + length, add ? 0.25f : Float.NaN);
      kernels.unpackRowOfPair(
          panel.data(),
          panel.at() + 2 * PANEL,
          panel.stride(),
          2f,
          x,
          X,
          y,
          Y,
          0.5f,
          -1.3f,
          1.5f,
          out,
          Y,
          length,
          add);
      for (int k = 0; k < length; k++) {
        double gain = 2.0 * panel.get(2, k);
        double share = -1.3f * (0.5 * ((double) y[Y + k] - x[X + k]));
        double shadow = 1.5 * (0.5 * x[X + k]);
        double expected = gain + share - shadow + (add ? 0.25 : 0);
        double magnitude = Math.abs(gain) + Math.abs(share) + Math.abs(shadow) + 0.25;
        assertThat((double) out[Y + k]).isCloseTo(expected, within(3e-7 * magnitude));
      }
      Arrays.fill(out, Y, Y + length, 0f);
      assertThat(out).containsOnly(0f);
    }
  }

  @Test
  void aMultipleOfADifferenceIsAddedToARowOfPanels() {
    for (int panels = 1; panels <= 3; panels++) {
      Panel self = Panel.gaussian(7, panels * PANEL, random);
      Panel other = Panel.gaussian(4, panels * PANEL, random);
      Panel out = Panel.gaussian(5, panels * PANEL, random);
      Panel before = out.copy();
      kernels.addDifference(
          -1.7f,
          self.data(),
          self.at() + 6 * PANEL,
          self.stride(),
          other.data(),
          other.at() + 3 * PANEL,
          other.stride(),
          out.data(),
          out.at() + 2 * PANEL,
          out.stride(),
          panels);
      for (int k = 0; k < panels * PANEL; k++) {
        double step = -1.7f * ((double) other.get(3, k) - self.get(6, k));
        double magnitude = Math.abs(before.get(2, k)) + 2 * Math.abs(step);
        assertThat((double) out.get(2, k))
            .isCloseTo(before.get(2, k) + step, within(3e-7 * magnitude));
        out.set(2, k, before.get(2, k));
      }
      assertThat(out.data()).isEqualTo(before.data());
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aMultipleOfTheDerivativeIsAddedToAPanelRow(int length) {
    float[] x = row(X, length);
    float[] y = row(Y, length);
    y[Y + length / 2] = x[X + length / 2];
    for (Geometry geometry : Geometry.values()) {
      Panel panel = Panel.gaussian(5, length, random);
      Panel before = panel.copy();
      int at = panel.at() + 2 * PANEL;
      kernels.addToPanel(
          geometry,
          geometry == Geometry.INNER_PRODUCT ? null : x,
          X,
          y,
          Y,
          length,
          0.25f,
          -1.7f,
          panel.data(),
          at,
          panel.stride());
      for (int k = 0; k < length; k++) {
        double difference = (double) y[Y + k] - x[X + k];
        double step =
            switch (geometry) {
              case INNER_PRODUCT -> y[Y + k];
              case SQUARED_DISTANCE -> 0.25 * difference;
              case ABSOLUTE_DISTANCE -> Math.signum(difference);
            };
        double expected = before.get(2, k) - 1.7f * step;
        double magnitude = Math.abs(before.get(2, k)) + 2 * Math.abs(step);
        assertThat((double) panel.get(2, k)).isCloseTo(expected, within(3e-7 * magnitude));
        panel.set(2, k, before.get(2, k));
      }
      assertThat(panel.data()).isEqualTo(before.data());
    }
  }
}
