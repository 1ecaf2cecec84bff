package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.SparseProduct;
import io.github.contrastive4j.kernel.Update;
import java.util.Arrays;

/**
 * A gradient that holds only touched rows, in the order of their first touch.
 *
 * <p>The order depends on the indices alone, so optimizers that walk it are deterministic. Adding a
 * row is O(C), adding those of bags O(C) for each index and O(1) for each row that is touched
 * already, zeroing O(touched rows). Memory: 4 bytes for each row of the table and for each index of
 * the most that are added at a time, and the touched rows themselves; all is kept and reused after
 * {@link #zero()}.
 */
public final class SparseGradient implements Gradient {
  /** Room that the first touched row makes, if it takes no more itself. */
  private static final int FIRST_ELEMENTS = 1 << 12;

  private final int columns;

  /** For each row of the table 1 + its place among the touched rows, 0 where it is untouched. */
  private final int[] places;

  private int[] touched = new int[0];
  private float[] values = new float[0];
  private int count;

  /** Places of the indices that are being added. */
  private int[] placesOfIndices = new int[0];

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
    requireIndex("k", k, count);
    return touched[k];
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
    requireIndex("row", row, places.length);
    DenseGradient.requireOther(source, values);
    if (offset < 0 || offset > source.length - columns) {
      throw new IndexOutOfBoundsException(
          "offset is %d, expected that of %d of the %d elements of source"
              .formatted(offset, columns, source.length));
    }
    int known = count;
    touch(row);
    int at = (places[row] - 1) * columns;
    if (count > known) {
      Arrays.fill(values, at, at + columns, 0);
    }
    Axpy.add(factor, source, offset, values, at, columns);
  }

  /**
   * Adds the gradient of each bag to those of its rows.
   *
   * @param indices rows of all bags
   * @param starts where the bags start among the indices and the last one ends, or null if each has
   *     one index
   * @param factors a factor for each index, or null if all are 1
   * @param g the gradient of the bags, B × C
   * @param scratch for the bags of each row
   * @param workers who works; the result is bitwise the same for any choice
   */
  void add(
      int[] indices,
      int[] starts,
      float[] factors,
      Matrix g,
      BagsOfRows scratch,
      Parallelism workers) {
    int known = count;
    touch(indices, starts == null ? g.rows() : starts[g.rows()]);
    scratch.invert(g.rows(), starts, factors, placesOfIndices, count);
    Matrix all = values();
    SparseProduct.multiply(
        scratch.rows(0, known), g, all.rowRange(0, known), Update.ACCUMULATE, workers);
    // Behind those is what an earlier step has left.
    SparseProduct.multiply(
        scratch.rows(known, count), g, all.rowRange(known, count), Update.OVERWRITE, workers);
  }

  private static void requireIndex(String name, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "%s is %d, expected one in [0, %d)".formatted(name, index, size));
    }
  }

  private void touch(int[] rows, int length) {
    if (placesOfIndices.length < length) {
      placesOfIndices = new int[length];
    }
    for (int k = 0; k < length; k++) {
      touch(rows[k]);
      placesOfIndices[k] = places[rows[k]] - 1;
    }
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

  private void grow() {
    int most = Math.min(places.length, Integer.MAX_VALUE / columns);
    if (count >= most) {
      throw new IllegalArgumentException(
          "the gradient has %d touched rows of %d columns, expected no more than an array holds"
              .formatted(count + 1, columns));
    }
    int first = Math.ceilDiv(FIRST_ELEMENTS, columns);
    int capacity = (int) Math.min(most, Math.max(first, 2L * count));
    values = Arrays.copyOf(values, capacity * columns);
    touched = Arrays.copyOf(touched, capacity);
  }
}
