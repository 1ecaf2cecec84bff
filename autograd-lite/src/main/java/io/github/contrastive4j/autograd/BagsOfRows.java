package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.SparseMatrix;
import java.util.Arrays;

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
   * @param bags whose offsets count
   * @param factors of the indices of the bags, or null if all are 1
   * @param rowOf the row that each index stands for
   * @param rows number of rows
   */
  void invert(IndexBags bags, float[] factors, int[] rowOf, int rows) {
    int count = bags.offsets()[bags.size()];
    bagCount = bags.size();
    weighted = factors != null;
    reserve(rows, count);
    // Counted two places on, so that sums are starts one place on, which become ends.
    Arrays.fill(offsets, 0, rows + 2, 0);
    for (int k = 0; k < count; k++) {
      offsets[rowOf[k] + 2]++;
    }
    for (int r = 2; r <= rows; r++) {
      offsets[r] += offsets[r - 1];
    }
    for (int b = 0; b < bagCount; b++) {
      for (int k = bags.offsets()[b]; k < bags.offsets()[b + 1]; k++) {
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
