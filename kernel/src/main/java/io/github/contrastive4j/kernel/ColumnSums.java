package io.github.contrastive4j.kernel;

import java.util.Arrays;

/**
 * Sums of columns over parts of the rows, so that workers need not wait for each other. A part has
 * so few rows that float32 is enough for it; parts are added up in float64 and in their order,
 * whoever has worked on them.
 */
final class ColumnSums {
  /** Most rows of a part. */
  static final int PART = 32;

  private float[] sums = {};
  private double[] totals = {};
  private int parts;
  private int columns;

  /** Makes room for the parts of so many rows. */
  void reserve(int rows, long newColumns) {
    long newParts = Math.ceilDiv(rows, PART);
    sums = Storage.HEAP.floats(sums, newParts * newColumns);
    totals = Storage.HEAP.doubles(totals, newColumns);
    parts = (int) newParts;
    columns = (int) newColumns;
  }

  float[] data() {
    return sums;
  }

  /** Makes the sums of the part that begins with a row zeros, and tells where they are. */
  int begin(int row) {
    int at = row / PART * columns;
    Arrays.fill(sums, at, at + columns, 0f);
    return at;
  }

  /** Adds up all parts. */
  void total() {
    Arrays.fill(totals, 0, columns, 0);
    for (int part = 0; part < parts; part++) {
      int at = part * columns;
      for (int c = 0; c < columns; c++) {
        totals[c] += sums[at + c];
      }
    }
  }

  /** Writes, or adds, as many totals as an output has columns, from one on. */
  void write(int first, Matrix out, Update update) {
    int at = out.start(0);
    boolean add = update == Update.ACCUMULATE;
    for (int c = 0; c < out.columns(); c++) {
      double total = totals[first + c];
      out.data()[at + c] = (float) (add ? out.data()[at + c] + total : total);
    }
  }
}
