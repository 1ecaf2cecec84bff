package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * The product A·Bᵀ where one side has a single row, as a service has it that compares a request
 * with all documents: a dot product in float64 for each row of the other side, which is read once,
 * where it lies. From two rows on packing takes less.
 */
final class RowDots {
  private final RowKernels kernels = SimdProvider.kernels().rows();
  private final Phase multiply = (task, worker) -> multiply(task);

  private Matrix single;
  private Matrix matrix;
  private Matrix out;
  private boolean add;
  private int taskRows;

  /** Whether an output has a single row or column. */
  boolean takes(Matrix c) {
    return c.rows() == 1 || c.columns() == 1;
  }

  void run(Matrix a, Matrix b, Matrix c, Update update, Crew crew) {
    single = a.rows() == 1 ? a : b;
    matrix = a.rows() == 1 ? b : a;
    out = c;
    add = update == Update.ACCUMULATE;
    taskRows = RowTasks.height(matrix.columns());
    try {
      crew.forEach(Math.ceilDiv(matrix.rows(), taskRows), multiply);
    } finally {
      single = null;
      matrix = null;
      out = null;
    }
  }

  private void multiply(int task) {
    int from = task * taskRows;
    int to = from + Math.min(taskRows, matrix.rows() - from);
    int length = matrix.columns();
    for (int r = from; r < to; r++) {
      double dot =
          kernels.dot(single.data(), single.start(0), matrix.data(), matrix.start(r), length);
      int at = out.rows() == 1 ? out.start(0) + r : out.start(r);
      out.data()[at] = (float) (add ? out.data()[at] + dot : dot);
    }
  }
}
