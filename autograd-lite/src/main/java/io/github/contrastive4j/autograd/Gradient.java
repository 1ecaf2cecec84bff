package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;

/**
 * The gradient of a matrix with R rows and C columns, to which backward passes add.
 *
 * <p>Dense gradients hold every element; sparse ones hold only the rows that a backward pass has
 * touched, which is what an embedding table needs: a step reads a few thousand of its rows, and all
 * others have the gradient 0.
 */
public sealed interface Gradient permits DenseGradient, SparseGradient {

  /**
   * Number of rows of the differentiated matrix.
   *
   * @return R
   */
  int rows();

  /**
   * Number of columns of the differentiated matrix.
   *
   * @return C
   */
  int columns();

  /**
   * What may be other than 0.
   *
   * @return all rows of a dense gradient, the touched ones of a sparse one; live
   */
  Matrix values();

  /** Sets every element to 0. */
  void zero();

  /**
   * Adds a multiple of a row: gradient[row] += factor · source[offset … offset + C).
   *
   * @param row row index in [0, R)
   * @param factor factor on the added values
   * @param source array of the added values, not of this gradient
   * @param offset index of the first added value
   * @throws NullPointerException if {@code source} is null
   * @throws IllegalArgumentException if {@code source} is the array of this gradient
   * @throws IndexOutOfBoundsException if the row or the range is out of bounds
   */
  void addRow(int row, float factor, float[] source, int offset);
}
