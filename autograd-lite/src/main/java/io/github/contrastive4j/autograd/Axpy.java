package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;

/**
 * y ← y + α·x, the step with which backward passes accumulate.
 *
 * <p>The JIT compiler makes vector code of a loop whose arrays are all read and written at the same
 * index, and scalar code of one with two different offsets, because the arrays might overlap. Hot
 * loops over rows therefore copy them to the start of a scratch array first.
 */
final class Axpy {
  private Axpy() {}

  /** Adds α·x to y, both R × C. */
  static void add(float alpha, Matrix x, Matrix y) {
    boolean withoutGaps = x.rowStride() == x.columns() && y.rowStride() == y.columns();
    if (withoutGaps && x.offset() == y.offset()) {
      int end = x.offset() + x.rows() * x.columns();
      add(alpha, x.data(), y.data(), x.offset(), end);
      return;
    }
    for (int r = 0; r < y.rows(); r++) {
      addRow(alpha, x.data(), x.start(r), y.data(), y.start(r), y.columns());
    }
  }

  /** Adds α·x to y at the indices from … to − 1. */
  static void add(float alpha, float[] x, float[] y, int from, int to) {
    for (int k = from; k < to; k++) {
      y[k] += alpha * x[k];
    }
  }

  /** Adds n values of α·x to y, each from a start of its own. */
  static void addRow(float alpha, float[] x, int xStart, float[] y, int yStart, int n) {
    for (int c = 0; c < n; c++) {
      y[yStart + c] += alpha * x[xStart + c];
    }
  }
}
