package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * A view of a row-major float32 matrix in an array of the caller; nothing is copied.
 *
 * <p>Element (r, c) lives at {@code data[offset + r * rowStride + c]}. The view is immutable, the
 * array is not: whoever shares it between threads takes care of the order of reads and writes.
 * Equality is the equality of views: the same array and the same window, not the same values.
 *
 * @param data the array that holds the values
 * @param offset index of element (0, 0), at least 0
 * @param rows number of rows, at least 0
 * @param columns number of columns, at least 1
 * @param rowStride distance between the starts of two rows, at least {@code columns}
 */
public record Matrix(float[] data, int offset, int rows, int columns, int rowStride) {

  /**
   * Checks that the window lies inside the array.
   *
   * @throws NullPointerException if {@code data} is null
   * @throws IllegalArgumentException if a number is out of range or the last element lies outside
   *     the array
   */
  public Matrix {
    Objects.requireNonNull(data, "data is null, expected the array that holds the matrix");
    Arguments.require(offset >= 0, "offset", offset, "at least 0");
    Arguments.require(rows >= 0, "rows", rows, "at least 0");
    Arguments.require(columns >= 1, "columns", columns, "at least 1");
    if (rowStride < columns) {
      throw new IllegalArgumentException(
          "rowStride is %d, expected at least the %d columns".formatted(rowStride, columns));
    }
    long end = rows == 0 ? offset : offset + (rows - 1L) * rowStride + columns;
    if (end > data.length) {
      throw new IllegalArgumentException(
          "data has %d elements, but %d x %d elements at offset %d with row stride %d end at %d"
              .formatted(data.length, rows, columns, offset, rowStride, end));
    }
  }

  /**
   * Views a whole dense array.
   *
   * @param data the values, row after row
   * @param rows number of rows
   * @param columns number of columns
   * @return a view with offset 0 and rows that follow each other without a gap
   * @throws IllegalArgumentException if the array is shorter than rows × columns
   */
  public static Matrix of(float[] data, int rows, int columns) {
    return new Matrix(data, 0, rows, columns, columns);
  }

  /**
   * Allocates a matrix of zeros.
   *
   * @param rows number of rows
   * @param columns number of columns
   * @return a dense matrix over an array of its own
   * @throws IllegalArgumentException if rows × columns is no legal array length
   */
  public static Matrix zeros(int rows, int columns) {
    Arguments.require(rows >= 0, "rows", rows, "at least 0");
    Arguments.require(columns >= 1, "columns", columns, "at least 1");
    long length = (long) rows * columns;
    if (length > Panels.MAX_ARRAY) {
      throw new IllegalArgumentException(
          "%d x %d elements do not fit a Java array, expected at most %d"
              .formatted(rows, columns, Panels.MAX_ARRAY));
    }
    return of(new float[(int) length], rows, columns);
  }

  /**
   * Copies an array of rows.
   *
   * @param rows at least one row, all of the same length
   * @return a dense matrix over an array of its own
   * @throws NullPointerException if {@code rows} or one of them is null
   * @throws IllegalArgumentException if there are no rows or their lengths differ
   */
  public static Matrix copyOf(float[][] rows) {
    Objects.requireNonNull(rows, "rows is null, expected at least one row");
    for (int r = 0; r < rows.length; r++) {
      if (rows[r] == null) {
        throw new NullPointerException("rows[" + r + "] is null, expected a row");
      }
    }
    if (rows.length == 0) {
      throw new IllegalArgumentException("rows is empty, expected at least one row");
    }
    Matrix matrix = zeros(rows.length, rows[0].length);
    for (int r = 0; r < rows.length; r++) {
      if (rows[r].length != matrix.columns) {
        throw new IllegalArgumentException(
            "rows[%d] has %d columns, expected %d as rows[0]"
                .formatted(r, rows[r].length, matrix.columns));
      }
      System.arraycopy(rows[r], 0, matrix.data, matrix.start(r), matrix.columns);
    }
    return matrix;
  }

  /**
   * Views a range of rows.
   *
   * @param from first row, inclusive
   * @param to last row, exclusive
   * @return a view on the same array
   * @throws IndexOutOfBoundsException if the range is not inside this matrix
   */
  public Matrix rowRange(int from, int to) {
    Arguments.requireRange("rows", from, to, rows);
    return new Matrix(data, from == rows ? offset : start(from), to - from, columns, rowStride);
  }

  /**
   * Views a range of columns.
   *
   * @param from first column, inclusive
   * @param to last column, exclusive, greater than {@code from}
   * @return a view on the same array
   * @throws IndexOutOfBoundsException if the range is not inside this matrix
   * @throws IllegalArgumentException if the range is empty
   */
  public Matrix columnRange(int from, int to) {
    Arguments.requireRange("columns", from, to, columns);
    return new Matrix(data, rows == 0 ? offset : offset + from, rows, to - from, rowStride);
  }

  /**
   * Reads one element.
   *
   * @param row row index
   * @param column column index
   * @return the element
   * @throws IndexOutOfBoundsException if an index is out of range
   */
  public float get(int row, int column) {
    return data[start(row) + Arguments.requireIndex("column", column, columns)];
  }

  /**
   * Writes one element.
   *
   * @param row row index
   * @param column column index
   * @param value the new value
   * @throws IndexOutOfBoundsException if an index is out of range
   */
  public void set(int row, int column, float value) {
    data[start(row) + Arguments.requireIndex("column", column, columns)] = value;
  }

  /**
   * Index of the first element of a row in the array.
   *
   * @param row row index
   * @return {@code offset + row * rowStride}
   * @throws IndexOutOfBoundsException if the row is out of range
   */
  public int start(int row) {
    return offset + Arguments.requireIndex("row", row, rows) * rowStride;
  }

  /**
   * Whether rows follow each other without a gap.
   *
   * @return true if the row stride is the number of columns
   */
  public boolean isDense() {
    return rowStride == columns;
  }

  /**
   * Copies the values of one row.
   *
   * @param row 0 to rows − 1
   * @return as many values as there are columns
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public float[] row(int row) {
    return rowRange(Arguments.requireIndex("row", row, rows), row + 1).toArray();
  }

  /**
   * Copies the values.
   *
   * @return rows × columns values, row after row
   */
  public float[] toArray() {
    float[] copy = new float[Math.multiplyExact(rows, columns)];
    copyTo(of(copy, rows, columns));
    return copy;
  }

  /**
   * Copies the values to another view.
   *
   * @param target a view of the same shape; the same one, or one that does not overlap it
   * @throws NullPointerException if {@code target} is null
   * @throws IllegalArgumentException if the shape differs, or views overlap in part; nothing has
   *     been written then
   */
  public void copyTo(Matrix target) {
    Objects.requireNonNull(target, "target is null, expected a matrix");
    Arguments.requireShape("target", target, rows, columns);
    Arguments.requireSameOrApart("target", target, "what is copied", this);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(data, start(r), target.data, target.start(r), columns);
    }
  }

  /**
   * Tells whether two views share an element.
   *
   * @param other another view
   * @return true if some element of this view is an element of the other one
   */
  public boolean overlaps(Matrix other) {
    Objects.requireNonNull(other, "other is null, expected a matrix");
    if (data != other.data || rows == 0 || other.rows == 0) {
      return false;
    }
    if (end() <= other.offset || other.end() <= offset) {
      return false;
    }
    if (rowStride != other.rowStride) {
      return overlapsRowByRow(other);
    }
    // With one stride, two windows are disjoint where their column ranges modulo the stride are.
    int shift = Math.floorMod(other.offset - offset, rowStride);
    return shift < columns || shift > rowStride - other.columns;
  }

  /** Names the shape, as messages do. */
  @Override
  public String toString() {
    return "Matrix[%d x %d, offset %d, row stride %d]".formatted(rows, columns, offset, rowStride);
  }

  private boolean overlapsRowByRow(Matrix other) {
    for (int r = 0; r < rows; r++) {
      int from = start(r);
      // The last row of the other view that starts before the end of this one.
      int candidate = Math.floorDiv(from + columns - 1 - other.offset, other.rowStride);
      if (candidate >= 0
          && other.start(Math.min(candidate, other.rows - 1)) + other.columns > from) {
        return true;
      }
    }
    return false;
  }

  /** One past the last element. */
  private int end() {
    return offset + (rows - 1) * rowStride + columns;
  }
}
