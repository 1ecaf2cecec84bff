package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import java.util.Arrays;

/** Sizes of matrices in column panels; see {@link PanelLayout} for the layout. */
final class Panels {
  /**
   * Elements that one product sums, in a register where there are 32 of them, before the sum goes
   * to where the output is. A panel of that many rows is a contiguous 128 KiB, which streams out of
   * a second-level cache as fast as the tiles multiply, while every return to a sum costs a trip to
   * where the output is.
   */
  static final int DEPTH_BLOCK = 1024;

  private static final int WIDTH = PanelLayout.PANEL;

  /**
   * Distance of two panels modulo this, in rows: neighbouring panels start 12 rows, the height of
   * most tiles, further in the 4 KiB that one way of a first-level cache covers, so that the rows
   * of a tile do not compete for the same sets.
   */
  private static final int CACHE_PERIOD = 32;

  private static final int CACHE_SHIFT = 12;

  /** Longest array that every virtual machine can allocate. */
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** Packed elements that fit an array. */
  static final int MAX_PACKED = MAX_ARRAY - PanelLayout.ORIGIN;

  /** Rows whose panel fits an array, padding included. */
  static final int MAX_ROWS = MAX_PACKED / WIDTH - 2 * CACHE_PERIOD;

  /** Factors on rows of a panel that are packed as they are. */
  static final double[] ONES = new double[WIDTH];

  static {
    Arrays.fill(ONES, 1);
  }

  private Panels() {}

  /** Number of panels of a matrix with this many columns. */
  static int count(int columns) {
    return Math.ceilDiv(columns, WIDTH);
  }

  /** Rows that tiles touch: a multiple of {@link PanelLayout#ROW_STEP}. */
  static int paddedRows(int rows) {
    return Math.ceilDiv(rows, PanelLayout.ROW_STEP) * PanelLayout.ROW_STEP;
  }

  /**
   * Distance of two panels in elements.
   *
   * @throws IllegalArgumentException if no array can hold a panel of that many rows
   */
  static int stride(int rows) {
    if (rows > MAX_ROWS) {
      throw new IllegalArgumentException(
          "%d rows are more than a packed copy can have, expected at most %d"
              .formatted(rows, MAX_ROWS));
    }
    int padded = paddedRows(rows);
    return (padded + Math.floorMod(CACHE_SHIFT - padded, CACHE_PERIOD)) * WIDTH;
  }

  /**
   * Elements of a matrix.
   *
   * @throws IllegalArgumentException if no array can hold them
   */
  static int size(int rows, int columns) {
    return arrayLength((long) count(columns) * stride(rows), rows, columns);
  }

  /** Fills a row of some columns with zeros. */
  static void clearRow(float[] panels, int at, int stride, int columns) {
    for (int p = 0; p < count(columns); p++) {
      Arrays.fill(panels, at + p * stride, at + p * stride + WIDTH, 0f);
    }
  }

  static int arrayLength(long length, int rows, int columns) {
    if (length > MAX_PACKED) {
      throw new IllegalArgumentException(
          "a packed copy of %d x %d elements does not fit a Java array, expected at most %d"
              .formatted(rows, columns, MAX_PACKED));
    }
    return (int) length;
  }
}
