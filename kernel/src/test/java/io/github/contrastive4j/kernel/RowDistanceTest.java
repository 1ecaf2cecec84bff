package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Distances of two rows and their gradients against float64. */
@Tag("simd")
class RowDistanceTest {
  private static double distance(RowDistance kind, double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      double d = x[k] - y[k];
      sum += kind == RowDistance.EUCLIDEAN ? d * d : Math.abs(d);
    }
    return kind == RowDistance.EUCLIDEAN ? Math.sqrt(sum) : sum;
  }

  /** Rows between other elements, of which some are equal. */
  private static float[] framed(int start, int n, double size, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] row = new float[start + n + 3];
    Arrays.fill(row, 7);
    for (int k = 0; k < n; k++) {
      row[start + k] = k % 5 == 4 ? 0 : (float) (size * random.nextGaussian());
    }
    return row;
  }

  private static double[] row(float[] framed, int start, int n) {
    double[] row = new double[n];
    for (int k = 0; k < n; k++) {
      row[k] = framed[start + k];
    }
    return row;
  }

  @ParameterizedTest
  @EnumSource
  void everyLengthAndSizeAgreesWithFloat64(RowDistance kind) {
    for (int n : new int[] {1, 2, 15, 16, 17, 33, 100}) {
      for (double size : new double[] {1e-38, 1e-20, 1, 1e20, 1e37, 1e38}) {
        float[] x = framed(2, n, size, 1);
        float[] y = framed(5, n, size, 2);
        double[] xs = row(x, 2, n);
        double[] ys = row(y, 5, n);
        double expected = distance(kind, xs, ys);
        double actual = kind.of(x, 2, y, 5, n);
        assertThat(actual).isCloseTo(expected, within(1e-14 * expected));
        for (double gradient : new double[] {-0.7, 1e-30, 1e10}) {
          float[] sink = framed(1, n, 1e-3 * Math.abs(gradient), 3);
          double[] before = row(sink, 1, n);
          kind.addGradient(gradient, actual, x, 2, y, 5, sink, 1, n);
          assertThat(sink[0]).isEqualTo(7);
          assertThat(Arrays.copyOfRange(sink, n + 1, n + 4)).containsOnly(7);
          for (int k = 0; k < n; k++) {
            double d = xs[k] - ys[k];
            double slope = kind == RowDistance.EUCLIDEAN ? d / actual : Math.signum(d);
            double share = gradient * slope;
            assertThat((double) sink[1 + k])
                .as("%s, length %d, size %s, gradient %s, element %d", kind, n, size, gradient, k)
                .isCloseTo(before[k] + share, within(3e-7 * Math.abs(gradient)));
          }
        }
      }
    }
  }

  /** A difference may be beyond float32 where rows and gradients are not. */
  @ParameterizedTest
  @EnumSource
  void rowsAtBothEndsOfFloat32HaveGradients(RowDistance kind) {
    float[] x = new float[40];
    float[] y = new float[40];
    x[7] = 3e38f;
    y[7] = -3e38f;
    float[] sink = new float[40];
    double distance = kind.of(x, 0, y, 0, 40);
    assertThat(distance).isCloseTo(6e38, within(1e32));
    kind.addGradient(1e30, distance, x, 0, y, 0, sink, 0, 40);
    assertThat(sink[7]).isCloseTo(1e30f, within(1e24f));
    sink[7] = 0;
    assertThat(sink).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  void equalRowsAndNoGradientAddNothing(RowDistance kind) {
    float[] x = framed(0, 20, 1, 1);
    float[] sink = new float[23];
    assertThat(kind.of(x, 0, x.clone(), 0, 20)).isZero();
    kind.addGradient(1, 0, x, 0, x, 0, sink, 0, 20);
    kind.addGradient(0, 2, x, 0, framed(0, 20, 1, 2), 0, sink, 0, 20);
    assertThat(sink).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoNumberComesThrough(RowDistance kind) {
    float[] x = new float[20];
    float[] y = new float[20];
    Arrays.fill(y, 1);
    x[3] = Float.NaN;
    x[18] = Float.NaN;
    float[] sink = new float[20];
    assertThat(kind.of(x, 0, y, 0, 20)).isNaN();
    kind.addGradient(1, 1, x, 0, y, 0, sink, 0, 20);
    float[] expected = new float[20];
    Arrays.fill(expected, -1);
    expected[3] = Float.NaN;
    expected[18] = Float.NaN;
    assertThat(sink).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aGradientBeyondFloat32LeavesWhatIsEqualAlone(RowDistance kind) {
    float[] x = framed(0, 20, 1, 2);
    float[] y = x.clone();
    x[19] += 1;
    float[] sink = new float[20];
    kind.addGradient(1e300, 1, x, 0, y, 0, sink, 0, 20);
    float[] expected = new float[20];
    expected[19] = Float.POSITIVE_INFINITY;
    assertThat(sink).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void anInfiniteGradientLeavesWhatIsEqualAlone(RowDistance kind) {
    float[] x = {5, 1};
    float[] y = {5, 0};
    float[] sink = new float[2];
    kind.addGradient(Double.POSITIVE_INFINITY, 1, x, 0, y, 0, sink, 0, 2);
    assertThat(sink).containsExactly(0, Float.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAGradientNothingIsAddedWhateverTheRowsAre(RowDistance kind) {
    float[] x = {Float.NaN, Float.POSITIVE_INFINITY, 1};
    float[] sink = {1, 2, 3};
    for (double distance : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1}) {
      kind.addGradient(0, distance, x, 0, new float[3], 0, sink, 0, 3);
    }
    assertThat(sink).containsExactly(1, 2, 3);
  }

  @Test
  void signsCountThoughTheDistanceIsInfinite() {
    RowDistance kind = RowDistance.MANHATTAN;
    float[] x = {Float.POSITIVE_INFINITY, 1};
    float[] sink = new float[2];
    kind.addGradient(1e300, Double.POSITIVE_INFINITY, x, 0, new float[2], 0, sink, 0, 2);
    assertThat(sink).containsOnly(Float.POSITIVE_INFINITY);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    RowDistance kind = RowDistance.EUCLIDEAN;
    float[] x = new float[4];
    float[] y = new float[4];
    float[] sink = new float[4];
    assertThatThrownBy(() -> kind.of(x, 1, y, 0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> kind.of(x, 0, y, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> kind.addGradient(1, 1, x, 0, y, 0, sink, 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    for (float[] row : new float[][] {x, y}) {
      assertThatThrownBy(() -> kind.addGradient(1, 1, x, 0, y, 0, row, 0, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("xGradient is the array of a row, expected an array of its own");
    }
    refusesNull("x", () -> kind.of(null, 0, y, 0, 1));
    refusesNull("y", () -> kind.of(x, 0, null, 0, 1));
    refusesNull("xGradient", () -> kind.addGradient(1, 1, x, 0, y, 0, null, 0, 1));
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten(RowDistance kind) {
    float[] x = {1, 2, 3, 4};
    float[] y = new float[4];
    float[] sink = new float[4];
    for (double gradient : new double[] {0, 1, 1e-30, 1e300}) {
      for (int[] start : new int[][] {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}, {-1, 0, 0}}) {
        assertThatThrownBy(
                () -> kind.addGradient(gradient, 1, x, start[0], y, start[1], sink, start[2], 3))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("expected some of the 4 elements of ");
      }
      refusesNull("x", () -> kind.addGradient(gradient, 1, null, 0, y, 0, sink, 0, 1));
    }
    assertThatThrownBy(() -> kind.of(x, 0, y, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(sink).containsOnly(0);
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null");
  }
}
