package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * A gradient that holds every element.
 *
 * @param values R × C, element (r, c) is the gradient of element (r, c); live, not a copy
 */
public record DenseGradient(Matrix values) implements Gradient {

  /**
   * Wraps the matrix.
   *
   * @throws NullPointerException if {@code values} is null
   */
  public DenseGradient {
    Objects.requireNonNull(values, "values is null, expected the matrix that holds the gradient");
  }

  @Override
  public int rows() {
    return values.rows();
  }

  @Override
  public int columns() {
    return values.columns();
  }

  @Override
  public void zero() {
    for (int r = 0; r < values.rows(); r++) {
      int start = values.start(r);
      Arrays.fill(values.data(), start, start + values.columns(), 0);
    }
  }

  @Override
  public void addRow(int row, float factor, float[] source, int offset) {
    requireOther(source, values.data());
    Axpy.add(factor, source, offset, values.data(), values.start(row), values.columns());
  }

  /** Throws unless added values come from another array than that of the gradient. */
  static void requireOther(float[] source, float[] own) {
    Objects.requireNonNull(source, "source is null, expected the added values");
    if (source == own) {
      throw new IllegalArgumentException(
          "source is the array of this gradient, expected another one");
    }
  }
}
