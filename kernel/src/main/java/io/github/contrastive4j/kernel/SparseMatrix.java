package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * A view of a float32 matrix of which most elements are 0, in compressed rows (CSR) in arrays of
 * the caller; nothing is copied.
 *
 * <p>Row r has the elements {@code values[k]} in columns {@code indices[k]}, with k from {@code
 * offsets[firstRow + r]} to {@code offsets[firstRow + r + 1]}, exclusive. An index that is there
 * twice has the sum of both values. The view is immutable, the arrays are not: what has been
 * checked when it was made has to hold as long as it is used. Equality is that of the arrays'
 * identities.
 *
 * @param firstRow place of the first row in {@code offsets}, at least 0
 * @param rows number of rows, at least 0
 * @param columns number of columns, at least 0
 * @param offsets where the rows start and the last one ends, ascending; may be longer than needed
 * @param indices the column of each element, in [0, columns); may be longer than needed
 * @param values each element; or null if all are 1
 */
public record SparseMatrix(
    int firstRow, int rows, int columns, int[] offsets, int[] indices, float[] values) {

  /**
   * Checks the layout.
   *
   * @throws NullPointerException if {@code offsets} or {@code indices} is null
   * @throws IllegalArgumentException if a number is out of range, offsets do not ascend or leave
   *     the arrays
   * @throws IndexOutOfBoundsException if an index is not a column
   */
  public SparseMatrix {
    Objects.requireNonNull(offsets, "offsets is null, expected the starts of the rows and the end");
    Objects.requireNonNull(indices, "indices is null, expected the column of each element");
    Arguments.require(firstRow >= 0, "firstRow", firstRow, "at least 0");
    Arguments.require(rows >= 0, "rows", rows, "at least 0");
    Arguments.require(columns >= 0, "columns", columns, "at least 0");
    if (offsets.length - 1L < (long) firstRow + rows) {
      throw new IllegalArgumentException(
          "offsets has %d elements, expected at least %d for the rows from %d to %d"
              .formatted(offsets.length, firstRow + (rows + 1L), firstRow, (long) firstRow + rows));
    }
    int from = offsets[firstRow];
    int end = offsets[firstRow + rows];
    if (from < 0) {
      throw new IllegalArgumentException(
          "offsets[%d] is %d, expected at least 0".formatted(firstRow, from));
    }
    for (int r = firstRow; r < firstRow + rows; r++) {
      if (offsets[r + 1] < offsets[r]) {
        throw new IllegalArgumentException(
            "offsets[%d] is %d, expected at least offsets[%d] = %d"
                .formatted(r + 1, offsets[r + 1], r, offsets[r]));
      }
    }
    requireElements("indices", indices.length, end);
    if (values != null) {
      requireElements("values", values.length, end);
    }
    for (int k = from; k < end; k++) {
      if (indices[k] < 0 || indices[k] >= columns) {
        throw new IndexOutOfBoundsException(
            "indices[%d] is %d, expected a column in [0, %d)".formatted(k, indices[k], columns));
      }
    }
  }

  /**
   * Views whole arrays.
   *
   * @param columns number of columns, at least 0
   * @param offsets where the rows start and the last one ends; a row less than elements
   * @param indices the column of each element
   * @param values each element; or null if all are 1
   * @return a view from the first row to the last
   * @throws NullPointerException if {@code offsets} or {@code indices} is null
   * @throws IllegalArgumentException if {@code offsets} is empty, or as the constructor does
   * @throws IndexOutOfBoundsException if an index is not a column
   */
  public static SparseMatrix of(int columns, int[] offsets, int[] indices, float[] values) {
    Objects.requireNonNull(offsets, "offsets is null, expected the starts of the rows and the end");
    Arguments.require(offsets.length > 0, "length of offsets", 0, "at least 1");
    return new SparseMatrix(0, offsets.length - 1, columns, offsets, indices, values);
  }

  /**
   * Number of elements that are stored.
   *
   * @return those of all rows
   */
  public int count() {
    return offsets[firstRow + rows] - offsets[firstRow];
  }

  private static void requireElements(String name, int length, int end) {
    if (length < end) {
      throw new IllegalArgumentException(
          "%s has %d elements, expected at least the %d that offsets end with"
              .formatted(name, length, end));
    }
  }
}
