package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * The product of one row and a matrix, as a service has it for each request. The matrix is read
 * once, where it lies: to pack it takes longer than to multiply.
 */
final class RowProduct {
  /** Columns of a task at most: their sums stay in a first-level cache. */
  private static final int MOST_COLUMNS = 1024;

  /** The same at the least: fewer are lines here and there of each row. */
  private static final int FEWEST_COLUMNS = 128;

  private final RowKernels kernels = SimdProvider.kernels().rows();
  private final Phase multiply = this::multiply;

  private float[] sums = {};
  private Matrix row;
  private Matrix matrix;
  private Matrix out;
  private boolean add;
  private int taskColumns;

  void run(Matrix a, Matrix b, Matrix c, Update update, Crew crew) {
    row = a;
    matrix = b;
    out = c;
    add = update == Update.ACCUMULATE;
    try {
      sums = Storage.HEAP.panels(sums, (long) crew.size() * MOST_COLUMNS);
      int each = Panels.count(Math.ceilDiv(c.columns(), crew.workers())) * PANEL;
      taskColumns = Math.clamp(each, FEWEST_COLUMNS, MOST_COLUMNS);
      crew.forEach(Math.ceilDiv(c.columns(), taskColumns), multiply);
    } finally {
      row = null;
      matrix = null;
      out = null;
    }
  }

  private void multiply(int task, int worker) {
    int from = task * taskColumns;
    int length = Math.min(taskColumns, out.columns() - from);
    int outAt = out.start(0) + from;
    if (!add) {
      Arrays.fill(out.data(), outAt, outAt + length, 0f);
    }
    int sumsAt = PanelLayout.ORIGIN + worker * MOST_COLUMNS;
    for (int k = 0; k < matrix.rows(); k += Panels.DEPTH_BLOCK) {
      Arrays.fill(sums, sumsAt, sumsAt + length, 0f);
      for (int r = k; r < Math.min(k + Panels.DEPTH_BLOCK, matrix.rows()); r++) {
        int at = matrix.start(r) + from;
        kernels.addScaled(row.get(0, r), matrix.data(), at, sums, sumsAt, length);
      }
      kernels.addScaled(1, sums, sumsAt, out.data(), outAt, length);
    }
  }
}
