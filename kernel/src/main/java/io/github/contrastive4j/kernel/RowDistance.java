package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * Distances of two rows, and their gradients: for losses of one's own. The ranking loss has them
 * fused. NaN and ∞ spread as arithmetic has it.
 */
public enum RowDistance {
  /** √Σ(xₖ − yₖ)², with gradient 0 where it is 0. */
  EUCLIDEAN(Geometry.SQUARED_DISTANCE),

  /** Σ|xₖ − yₖ|, with sign(0) = 0 in its gradient. */
  MANHATTAN(Geometry.ABSOLUTE_DISTANCE);

  /** Factors on differences from this on leave normal numbers of all that matter. */
  private static final double LEAST_FACTOR = 0x1p-110;

  /** Factors on differences up to this stay below the end of float32. */
  private static final double LARGEST_FACTOR = 0x1p60;

  private final Geometry geometry;

  RowDistance(Geometry geometry) {
    this.geometry = geometry;
  }

  /**
   * The distance, summed in float64, so that near-equal rows keep the relative accuracy of float32.
   *
   * @param x array of one row
   * @param xStart its first element
   * @param y array of the other row
   * @param yStart its first element
   * @param length elements of each, at least 0
   * @return the distance
   * @throws NullPointerException if an array is null
   * @throws IndexOutOfBoundsException if elements lie outside of their array
   */
  public double of(float[] x, int xStart, float[] y, int yStart, int length) {
    check(x, xStart, y, yStart, length);
    double sum = SimdProvider.kernels().rows().sum(geometry, x, xStart, y, yStart, length);
    return this == EUCLIDEAN ? Math.sqrt(sum) : sum;
  }

  /**
   * xGradient ← xGradient + gradient · ∂distance/∂x; nothing where the gradient is 0. That of y is
   * the same with rows exchanged.
   *
   * @param gradient gradient of the caller's objective with respect to the distance
   * @param distance the distance, which may have been rounded to float32
   * @param x array of one row
   * @param xStart its first element
   * @param y array of the other row
   * @param yStart its first element
   * @param xGradient array of the gradient, another one than those of the rows
   * @param xGradientStart its first element
   * @param length elements of each, at least 0
   * @throws NullPointerException if an array is null
   * @throws IllegalArgumentException if the gradient is in the array of a row; nothing has been
   *     written then
   * @throws IndexOutOfBoundsException if elements lie outside of their array; nothing has been
   *     written then
   */
  public void addGradient(
      double gradient,
      double distance,
      float[] x,
      int xStart,
      float[] y,
      int yStart,
      float[] xGradient,
      int xGradientStart,
      int length) {
    check(x, xStart, y, yStart, length);
    Objects.requireNonNull(xGradient, "xGradient is null, expected an array");
    Arguments.requireElements("xGradient", xGradient, xGradientStart, length);
    if (xGradient == x || xGradient == y) {
      throw new IllegalArgumentException(
          "xGradient is the array of a row, expected an array of its own");
    }
    if (gradient == 0 || distance == 0) {
      return;
    }
    double factor = this == EUCLIDEAN ? gradient / distance : gradient;
    double size = Math.abs(factor);
    // No difference is longer than the distance.
    boolean inRange = distance <= Float.MAX_VALUE && size <= LARGEST_FACTOR;
    // A finite factor leaves equal elements alone; ∞ · 0 would be no number.
    boolean signs = this == MANHATTAN && size <= Float.MAX_VALUE;
    if (signs || inRange && size >= LEAST_FACTOR) {
      RowKernels rows = SimdProvider.kernels().rows();
      float f = (float) factor;
      rows.addSlopes(geometry, f, x, xStart, y, yStart, xGradient, xGradientStart, length);
      return;
    }
    for (int k = 0; k < length; k++) {
      double difference = (double) x[xStart + k] - y[yStart + k];
      double slope = this == MANHATTAN ? Math.signum(difference) : difference / distance;
      xGradient[xGradientStart + k] += slope == 0 ? 0 : (float) (gradient * slope);
    }
  }

  private static void check(float[] x, int xStart, float[] y, int yStart, int length) {
    Objects.requireNonNull(x, "x is null, expected an array");
    Objects.requireNonNull(y, "y is null, expected an array");
    Arguments.requireElements("x", x, xStart, length);
    Arguments.requireElements("y", y, yStart, length);
  }
}
