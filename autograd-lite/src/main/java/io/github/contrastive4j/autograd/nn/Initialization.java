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
   * @throws IllegalArgumentException if a number is out of range
   */
  static Initialization glorotUniform(int inputs, int outputs) {
    requireColumns("inputs", inputs);
    requireColumns("outputs", outputs);
    double bound = Math.sqrt(6.0 / ((double) inputs + outputs));
    return random -> bound * (2 * random.nextDouble() - 1);
  }

  /**
   * Normal with mean 0.
   *
   * @param standardDeviation at least 0, finite
   * @return the distribution
   * @throws IllegalArgumentException if the deviation is out of range
   */
  static Initialization normal(double standardDeviation) {
    if (!(standardDeviation >= 0 && standardDeviation <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "standardDeviation is " + standardDeviation + ", expected a finite number of at least 0");
    }
    return random -> standardDeviation * random.nextGaussian();
  }

  private static void requireColumns(String name, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException(name + " is " + columns + ", expected at least 1");
    }
  }
}
