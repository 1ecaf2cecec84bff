package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * y ← y + α·x, the step with which gradients accumulate; called so in BLAS. Each element is rounded
 * after the product and after the sum, and depends on nothing else. NaN and ∞ spread as arithmetic
 * has it.
 */
public final class Axpy {
  private Axpy() {}

  /**
   * Adds α·x to y.
   *
   * @param alpha the factor α
   * @param x what is added, R × C
   * @param y what it is added to, R × C; the same view as {@code x}, or one that does not overlap
   *     it
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if a matrix or the parallelism is null
   * @throws IllegalArgumentException if the shape of {@code y} does not fit, or views overlap in
   *     part; nothing has been written then
   */
  public static void add(float alpha, Matrix x, Matrix y, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected what is added");
    Objects.requireNonNull(y, "y is null, expected what it is added to");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("y", y, x.rows(), x.columns());
    Arguments.requireSameOrApart("y", y, "x", x);
    RowKernels kernels = SimdProvider.kernels().rows();
    ElementRuns.forEach(
        parallelism,
        (row, length) ->
            kernels.addScaled(alpha, x.data(), x.start(row), y.data(), y.start(row), length),
        x,
        y);
  }

  /**
   * Adds α·x to y, for elements that follow each other.
   *
   * @param alpha the factor α
   * @param x array of what is added
   * @param xStart its first element
   * @param y array of what it is added to
   * @param yStart its first element
   * @param length number of elements, at least 0
   * @throws NullPointerException if an array is null
   * @throws IllegalArgumentException if both are elements of one array that overlap in part;
   *     nothing has been written then
   * @throws IndexOutOfBoundsException if elements lie outside of their array; nothing has been
   *     written then
   */
  public static void add(float alpha, float[] x, int xStart, float[] y, int yStart, int length) {
    Objects.requireNonNull(x, "x is null, expected what is added");
    Objects.requireNonNull(y, "y is null, expected what it is added to");
    Arguments.requireElements("x", x, xStart, length);
    Arguments.requireElements("y", y, yStart, length);
    if (x == y && xStart != yStart && Math.abs(xStart - yStart) < length) {
      throw new IllegalArgumentException(
          "x and y overlap, from %d and %d on, expected the same elements or none in common"
              .formatted(xStart, yStart));
    }
    SimdProvider.kernels().rows().addScaled(alpha, x, xStart, y, yStart, length);
  }
}
