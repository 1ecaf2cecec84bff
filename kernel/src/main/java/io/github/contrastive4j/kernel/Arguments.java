package io.github.contrastive4j.kernel;

/** Messages that name the argument, what it was and what was expected. */
final class Arguments {
  private Arguments() {}

  /** Throws if the condition does not hold. */
  static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
    }
  }

  /** The same for numbers that are looked at in each call, which makes no object. */
  static void require(boolean holds, String name, long value, String expected) {
    if (!holds) {
      require(false, name, (Object) value, expected);
    }
  }

  /** The same for numbers that are no integers. */
  static void require(boolean holds, String name, double value, String expected) {
    if (!holds) {
      require(false, name, (Object) value, expected);
    }
  }

  /** Throws unless an index is one of so many, and returns it. */
  static int requireIndex(String name, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "%s is %d, expected one in [0, %d)".formatted(name, index, size));
    }
    return index;
  }

  /** Throws unless a range, whose end is exclusive, is one of so many indices. */
  static void requireRange(String name, int from, int to, int size) {
    if (from < 0 || from > to || to > size) {
      throw new IndexOutOfBoundsException(
          "%s are %d to %d, expected a range in [0, %d)".formatted(name, from, to, size));
    }
  }

  /** Throws unless so many elements from a start on are in an array. */
  static void requireElements(String name, float[] array, int start, int length) {
    if (start < 0 || length < 0 || start > array.length - length) {
      throw new IndexOutOfBoundsException(
          "%sStart is %d and length is %d, expected some of the %d elements of %s"
              .formatted(name, start, length, array.length, name));
    }
  }

  /** Throws if a matrix has another shape than expected. */
  static void requireShape(String name, Matrix x, int rows, int columns) {
    if (x.rows() != rows || x.columns() != columns) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected %d x %d".formatted(name, x.rows(), x.columns(), rows, columns));
    }
  }

  /** Throws if an output shares elements with another matrix. */
  static void requireApart(String name, Matrix output, String otherName, Matrix other) {
    if (output.overlaps(other)) {
      throw new IllegalArgumentException(
          "%s overlaps %s, expected an output of its own".formatted(name, otherName));
    }
  }

  /** Throws if an output shares elements with another matrix, unless it is the same view. */
  static void requireSameOrApart(String name, Matrix output, String otherName, Matrix other) {
    if (!output.equals(other)) {
      requireApart(name, output, otherName, other);
    }
  }

  /**
   * Throws if an output shares elements with what is still to be read, unless it is the same view
   * and overwrites it.
   */
  static void requireOutput(
      Update update, String name, Matrix output, String otherName, Matrix other) {
    if (update == Update.ACCUMULATE) {
      requireApart(name, output, otherName, other);
    } else {
      requireSameOrApart(name, output, otherName, other);
    }
  }

  /** Throws, naming the first element of the row that is not finite. */
  static void refuseNonFinite(String name, Matrix x, int row) {
    for (int c = 0; c < x.columns(); c++) {
      float value = x.get(row, c);
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "%s[%d][%d] is %s, expected a finite number".formatted(name, row, c, value));
      }
    }
  }
}
