package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Arrays;

/**
 * Sums of columns over parts of the rows, so that workers need not wait for each other. They are
 * added up in the order of the parts, whoever has worked on them.
 */
final class ColumnSums {
  private float[] sums = {};
  private int parts;
  private int columns;

  /** Makes room for sums of zero. */
  void clear(int newParts, long newColumns) {
    sums = Storage.HEAP.floats(sums, newParts * newColumns);
    parts = newParts;
    columns = (int) newColumns;
    Arrays.fill(sums, 0, parts * columns, 0f);
  }

  float[] data() {
    return sums;
  }

  /** The first sum of a part. */
  int start(int part) {
    return part * columns;
  }

  /** Writes, or adds, as many sums as an output has columns, from one on. */
  void write(int first, Matrix out, Update update) {
    RowKernels rows = SimdProvider.kernels().rows();
    int length = out.columns();
    int at = out.start(0);
    if (update == Update.OVERWRITE) {
      Arrays.fill(out.data(), at, at + length, 0f);
    }
    for (int part = 0; part < parts; part++) {
      rows.addScaled(1, sums, start(part) + first, out.data(), at, length);
    }
  }
}
