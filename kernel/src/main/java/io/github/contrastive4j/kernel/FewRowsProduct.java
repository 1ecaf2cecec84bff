package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * The product of a few rows and a matrix, as a service has it for each request. The matrix is read
 * once, where it lies: to pack it takes longer than to multiply.
 */
final class FewRowsProduct {
  /** Columns of a task at most. */
  private static final int MOST_COLUMNS = 1024;

  /** The same at the least: fewer are lines here and there of each row of the matrix. */
  private static final int FEWEST_COLUMNS = 128;

  /** Rows of the matrix that stay in a cache of the core's own while all others are multiplied. */
  private static final int DEPTH = 16;

  private final RowKernels kernels = SimdProvider.kernels().rows();
  private final TileKernels tiles = SimdProvider.kernels().tiles();
  private final Phase multiply = this::multiply;

  private float[] sums = {};
  private Matrix rows;
  private Matrix matrix;
  private Matrix out;
  private boolean add;
  private int taskColumns;

  /** Whether there are so few rows that it is not worth to pack the matrix. */
  boolean takes(int number) {
    return number <= tiles.unpackedRows();
  }

  void run(Matrix a, Matrix b, Matrix c, Update update, Crew crew) {
    rows = a;
    matrix = b;
    out = c;
    add = update == Update.ACCUMULATE;
    try {
      if (add || b.rows() > Panels.DEPTH_BLOCK) {
        sums = Storage.HEAP.panels(sums, (long) crew.size() * sumsLength());
      }
      int each = Panels.count(Math.ceilDiv(c.columns(), crew.workers())) * PANEL;
      taskColumns = Math.clamp(each, FEWEST_COLUMNS, MOST_COLUMNS);
      crew.forEach(Math.ceilDiv(c.columns(), taskColumns), multiply);
    } finally {
      rows = null;
      matrix = null;
      out = null;
    }
  }

  /** Sums that a worker keeps beside the output. */
  private int sumsLength() {
    return rows.rows() * MOST_COLUMNS;
  }

  private void multiply(int task, int worker) {
    int from = task * taskColumns;
    int length = Math.min(taskColumns, out.columns() - from);
    int sumsAt = PanelLayout.ORIGIN + worker * sumsLength();
    for (int k = 0; k < matrix.rows(); k += Panels.DEPTH_BLOCK) {
      int end = Math.min(k + Panels.DEPTH_BLOCK, matrix.rows());
      if (k == 0 && !add) {
        sum(k, end, from, length, out.data(), out.start(0) + from, out.rowStride());
        continue;
      }
      sum(k, end, from, length, sums, sumsAt, MOST_COLUMNS);
      for (int r = 0; r < rows.rows(); r++) {
        int at = sumsAt + r * MOST_COLUMNS;
        kernels.addScaled(1, sums, at, out.data(), out.start(r) + from, length);
      }
    }
  }

  /** Sums over some rows of the matrix, in some columns. */
  private void sum(
      int begin, int end, int from, int length, float[] target, int targetAt, int targetStride) {
    for (int k = begin; k < end; k += DEPTH) {
      int at = matrix.start(k) + from;
      int depth = Math.min(DEPTH, end - k);
      tiles.multiplyUnpacked(
          rows.data(),
          rows.start(0) + k,
          rows.rowStride(),
          rows.rows(),
          depth,
          matrix.data(),
          at,
          matrix.rowStride(),
          target,
          targetAt,
          targetStride,
          length,
          k > begin);
    }
  }
}
