package io.github.contrastive4j.kernel;

import java.util.Arrays;

/**
 * Sums of columns over parts of the rows, so that workers need not wait for each other. Rows are
 * added in float64, or in blocks: in float32 for as many rows as it is enough for. Parts are added
 * in their order, whoever has worked on them.
 */
final class PartialColumnSums {
  /** Rows that are added in float32. */
  private static final int BLOCK = 32;

  private static final int MOST_PARTS = 64;

  private float[] blocks = {};
  private double[] sums = {};
  private int parts;
  private int height;
  private int columns;

  /**
   * Makes room.
   *
   * @param rows number of rows
   * @param width elements of a row
   * @param newColumns number of sums
   * @param inBlocks whether rows are added in blocks
   */
  void reserve(int rows, int width, long newColumns, boolean inBlocks) {
    int wanted = Math.max(RowTasks.height(width), Math.ceilDiv(rows, MOST_PARTS));
    height = BLOCK * Math.ceilDiv(wanted, BLOCK);
    parts = Math.ceilDiv(rows, height);
    blocks = Storage.HEAP.floats(blocks, inBlocks ? parts * newColumns : 0);
    sums = Storage.HEAP.doubles(sums, parts * newColumns);
    columns = (int) newColumns;
  }

  /** Rows of a part; the last may have fewer. */
  int height() {
    return height;
  }

  /** Where terms are added. */
  float[] blocks() {
    return blocks;
  }

  /** Makes the sums zero of the part that begins with a row; returns its first place. */
  int begin(int row) {
    int at = row / height * columns;
    Arrays.fill(sums, at, at + columns, 0);
    return at;
  }

  /** The same for rows that are added in blocks. */
  int beginBlocks(int row) {
    int at = begin(row);
    Arrays.fill(blocks, at, at + columns, 0f);
    return at;
  }

  /** Adds a row in float64. */
  void add(float[] row, int rowAt, int at) {
    for (int c = 0; c < columns; c++) {
      sums[at + c] += row[rowAt + c];
    }
  }

  /** Takes over what has been added up to a row, where float32 is enough for no more. */
  void advance(int at, int row) {
    if (row % BLOCK == 0) {
      end(at);
    }
  }

  /** Takes over what has been added. */
  void end(int at) {
    for (int k = at; k < at + columns; k++) {
      sums[k] += blocks[k];
      blocks[k] = 0;
    }
  }

  /** Writes, or adds, as many sums as an output has columns, from one on, times a factor. */
  void write(int first, float factor, Matrix out, Update update) {
    int at = out.start(0);
    boolean add = update == Update.ACCUMULATE;
    for (int c = 0; c < out.columns(); c++) {
      double sum = 0;
      for (int part = 0; part < parts; part++) {
        sum += sums[part * columns + first + c];
      }
      out.data()[at + c] = (float) ((add ? out.data()[at + c] : 0) + factor * sum);
    }
  }
}
