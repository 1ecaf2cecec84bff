package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.SparseMatrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bags seen from the rows: for each row the bags that it is in, and its factors there, in the order
 * of the indices. That is the transposed matrix of the bags, by counting. The arrays are kept for
 * the next ones.
 */
final class BagsOfRows {
  private int[] offsets = new int[0];
  private int[] bagOf = new int[0];
  private float[] factorOf = new float[0];
  private boolean weighted;
  private int bagCount;

  /**
   * Inverts bags.
   *
   * @param bags number of bags
   * @param starts where the bags start among the indices and the last one ends, or null if each has
   *     one index
   * @param factors of the indices of the bags, or null if all are 1
   * @param rowOf the row that each index stands for
   * @param rows number of rows
   */
  void invert(int bags, int[] starts, float[] factors, int[] rowOf, int rows) {
    int count = starts == null ? bags : starts[bags];
    bagCount = bags;
    weighted = factors != null;
    reserve(rows, count);
    // Counted two places on, so that sums are starts one place on, which become ends.
    Arrays.fill(offsets, 0, rows + 2, 0);
    for (int k = 0; k < count; k++) {
      offsets[Objects.checkIndex(rowOf[k], rows) + 2]++;
    }
    for (int r = 2; r <= rows; r++) {
      offsets[r] += offsets[r - 1];
    }
    for (int b = 0; b < bags; b++) {
      int from = starts == null ? b : starts[b];
      int to = starts == null ? b + 1 : starts[b + 1];
      for (int k = from; k < to; k++) {
        int at = offsets[rowOf[k] + 1]++;
        bagOf[at] = b;
        if (weighted) {
          factorOf[at] = factors[k];
        }
      }
    }
  }

  private void reserve(int rows, int count) {
    if (offsets.length < rows + 2) {
      offsets = new int[rows + 2];
    }
    if (bagOf.length < count) {
      bagOf = new int[count];
    }
    if (weighted && factorOf.length < count) {
      factorOf = new float[count];
    }
  }

  /** Some rows × bags; to be used before other bags are inverted. */
  SparseMatrix rows(int from, int to) {
    return new SparseMatrix(from, to - from, bagCount, offsets, bagOf, weighted ? factorOf : null);
  }

  /** Bytes of the arrays. */
  long bytes() {
    return 4L * offsets.length + 4L * bagOf.length + 4L * factorOf.length;
  }
}
