package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Draws the initial values of parameters, row after row. */
@FunctionalInterface
public interface Initialization {

  /**
   * Draws one value.
   *
   * @param random source of the draw
   * @return the value
   */
  double draw(RandomGenerator random);

  /**
   * Makes a matrix of draws.
   *
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 1
   * @param random source of the draws
   * @return rows × columns
   */
  default Matrix matrix(int rows, int columns, RandomGenerator random) {
    Objects.requireNonNull(random, "random is null, expected a generator");
    Matrix matrix = Matrix.zeros(rows, columns);
    for (int k = 0; k < rows * columns; k++) {
      matrix.data()[k] = (float) draw(random);
    }
    return matrix;
  }

  /**
   * Uniform in ±√(6/(inputs + outputs)), which keeps the variance of values and gradients through a
   * linear layer. Glorot and Bengio, AISTATS 2010.
   *
   * @param inputs columns of the layer's input, at least 1
   * @param outputs columns of the layer's output, at least 1
   * @return the distribution
   */
  static Initialization glorotUniform(int inputs, int outputs) {
    double bound = Math.sqrt(6.0 / ((double) inputs + outputs));
    return random -> bound * (2 * random.nextDouble() - 1);
  }

  /**
   * Normal with mean 0.
   *
   * @param standardDeviation at least 0
   * @return the distribution
   */
  static Initialization normal(double standardDeviation) {
    return random -> standardDeviation * random.nextGaussian();
  }
}
