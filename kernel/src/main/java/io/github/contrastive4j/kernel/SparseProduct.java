package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * The product Y (+)= A·X of a sparse matrix and a dense one: each row of Y is a weighted sum of
 * rows of X. With a row for each bag it is an embedding bag; with a row for each row of the table,
 * its gradient.
 *
 * <p>Sums are formed in float32 in the order of the elements, which no number of workers changes.
 * NaN and ∞ spread as arithmetic has it; a row without elements is 0.
 */
public final class SparseProduct {
  /** Multiply-adds of a task at least; some microseconds of work. */
  private static final double TASK = 1 << 14;

  private SparseProduct() {}

  /**
   * Y (+)= A·X.
   *
   * @param a sparse left operand, M × K
   * @param x dense right operand, K × N
   * @param y output, M × N; must not overlap {@code x}, nor be in the array of the values of {@code
   *     a}
   * @param update overwrite or accumulate
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if shapes do not fit, or {@code y} is where an operand is;
   *     nothing has been written then
   */
  public static void multiply(
      SparseMatrix a, Matrix x, Matrix y, Update update, Parallelism parallelism) {
    Objects.requireNonNull(a, "a is null, expected the sparse operand");
    Objects.requireNonNull(x, "x is null, expected the dense operand");
    Objects.requireNonNull(y, "y is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    if (x.rows() != a.columns()) {
      throw new IllegalArgumentException(
          "rows of x is %d, expected %d, the columns of a".formatted(x.rows(), a.columns()));
    }
    Arguments.requireShape("y", y, a.rows(), x.columns());
    Arguments.requireApart("y", y, "x", x);
    if (y.data() == a.values()) {
      throw new IllegalArgumentException(
          "y is in the array of the values of a, expected an output of its own");
    }
    double perRow = ((double) a.count() / Math.max(a.rows(), 1) + 1) * x.columns();
    int height = (int) Math.max(TASK / perRow, 1);
    if (a.rows() <= height) {
      multiply(a, x, y, update, 0, a.rows());
    } else {
      parallelism.forEachRange(a.rows(), height, (from, to) -> multiply(a, x, y, update, from, to));
    }
  }

  private static void multiply(
      SparseMatrix a, Matrix x, Matrix y, Update update, int from, int to) {
    RowKernels kernels = SimdProvider.kernels().rows();
    int[] offsets = a.offsets();
    boolean add = update == Update.ACCUMULATE;
    for (int r = from; r < to; r++) {
      int first = offsets[a.firstRow() + r];
      int count = offsets[a.firstRow() + r + 1] - first;
      if (add && count == 0) {
        continue;
      }
      kernels.sumOfRows(
          x.data(),
          x.offset(),
          x.rowStride(),
          a.indices(),
          first,
          a.values(),
          first,
          count,
          y.data(),
          y.start(r),
          y.columns(),
          add);
    }
  }
}
