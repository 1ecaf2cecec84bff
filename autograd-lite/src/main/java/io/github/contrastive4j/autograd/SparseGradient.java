package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * A gradient that holds only touched rows, in the order of their first touch.
 *
 * <p>The order depends on the indices alone, so optimizers that walk it are deterministic. Adding a
 * row is O(C), zeroing is O(touched rows). Memory: 4 bytes for each row of the table, and the
 * touched rows themselves, which are kept and reused after {@link #zero()}.
 */
public final class SparseGradient implements Gradient {
  private static final int FIRST_CAPACITY = 64;

  /** Places in a row that go to one part, so that threads seldom write to one cache line. */
  private static final int PART_BLOCK = 16;

  private final int columns;

  /** For each row of the table 1 + its place among the touched rows, 0 where it is untouched. */
  private final int[] places;

  private final Part whole;
  private Part[] parts = new Part[0];
  private int[] touched = new int[0];
  private float[] values = new float[0];
  private int count;

  /**
   * Makes the gradient 0.
   *
   * @param rows rows of the differentiated matrix, at least 0
   * @param columns columns of the differentiated matrix, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public SparseGradient(int rows, int columns) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows is " + rows + ", expected at least 0");
    }
    if (columns < 1) {
      throw new IllegalArgumentException("columns is " + columns + ", expected at least 1");
    }
    this.places = new int[rows];
    this.columns = columns;
    this.whole = new Part(0, 1);
  }

  @Override
  public int rows() {
    return places.length;
  }

  @Override
  public int columns() {
    return columns;
  }

  /**
   * Number of touched rows.
   *
   * @return count, at most the number of rows
   */
  public int count() {
    return count;
  }

  /**
   * Index of a touched row.
   *
   * @param k place in the order of first touch, in [0, count)
   * @return the row of the differentiated matrix whose gradient is row {@code k} of {@link
   *     #values()}
   * @throws IndexOutOfBoundsException if {@code k} is out of range
   */
  public int row(int k) {
    return touched[Objects.checkIndex(k, count)];
  }

  /**
   * Gradients of the touched rows.
   *
   * @return count × C, a view that the next added row may move
   */
  @Override
  public Matrix values() {
    return Matrix.of(values, count, columns);
  }

  @Override
  public void zero() {
    for (int k = 0; k < count; k++) {
      places[touched[k]] = 0;
    }
    count = 0;
  }

  @Override
  public void addRow(int row, float factor, float[] source, int offset) {
    Objects.checkFromIndexSize(offset, columns, source.length);
    whole.firstStale = count;
    touch(row);
    whole.addRow(row, factor, source, offset);
  }

  /**
   * Gives rows their places and deals the places out, so that several threads can add to the rows.
   * All of the rows must be added to before anything else is done with this gradient.
   *
   * @param rows rows to be added to, with repeats, in the order in which each part will add to them
   * @param length number of rows to read
   * @param wanted number of parts
   * @return the parts; every row is in one of them
   */
  Part[] touch(int[] rows, int length, int wanted) {
    int firstStale = count;
    for (int k = 0; k < length; k++) {
      touch(rows[k]);
    }
    if (parts.length != wanted) {
      parts = new Part[wanted];
      Arrays.setAll(parts, number -> new Part(number, wanted));
    }
    for (Part part : parts) {
      part.firstStale = firstStale;
    }
    return parts;
  }

  private void touch(int row) {
    if (places[row] == 0) {
      if (count == touched.length) {
        grow();
      }
      touched[count++] = row;
      places[row] = count;
    }
  }

  /** Some of the places, for one thread at a time to add to. */
  final class Part {
    private final int number;
    private final int partCount;

    /**
     * Places from here on hold what an earlier step has left there. Because they are given in the
     * order of the first touch, they become valid in ascending order.
     */
    private int firstStale;

    private Part(int number, int partCount) {
      this.number = number;
      this.partCount = partCount;
    }

    /**
     * As {@link Gradient#addRow}, for a touched row; does nothing if the row is in another part.
     */
    void addRow(int row, float factor, float[] source, int offset) {
      int place = places[row] - 1;
      if (place / PART_BLOCK % partCount != number) {
        return;
      }
      int at = place * columns;
      if (place >= firstStale) {
        Arrays.fill(values, at, at + columns, 0);
        firstStale = place + 1;
      }
      Axpy.add(factor, source, offset, values, at, columns);
    }
  }

  private void grow() {
    int capacity = Math.min(places.length, Math.max(FIRST_CAPACITY, 2 * count));
    values = Arrays.copyOf(values, Math.multiplyExact(capacity, columns));
    touched = Arrays.copyOf(touched, capacity);
  }
}
