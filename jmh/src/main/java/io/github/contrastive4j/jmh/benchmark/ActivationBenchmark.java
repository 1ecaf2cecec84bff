package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Activation;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * An activation of B × D elements, and the way of a gradient back through it. There is no rate: how
 * many operations an exponential is worth is a matter of taste.
 */
public class ActivationBenchmark extends TimedBenchmark {
  /** The function. */
  @Param public Activation activation;

  private Matrix x;
  private Matrix y;
  private Matrix gradient;

  /**
   * Draws inputs of standard normal numbers, and checks both directions on the last element.
   *
   * @param pairs the shape; the candidates serve as incoming gradient
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    x = Pairs.gaussian(Pairs.random(), pairs.B, pairs.D);
    y = Matrix.zeros(pairs.B, pairs.D);
    gradient = Matrix.zeros(pairs.B, pairs.D);
    forward(workers);
    backward(pairs, workers);
    int row = pairs.B - 1;
    int column = pairs.D - 1;
    double v = x.get(row, column);
    double slope = (value(v + 1e-5) - value(v - 1e-5)) / 2e-5;
    Check.close("last element", y.get(row, column), value(v), 1e-6);
    double expected = pairs.candidates.get(row, column) * slope;
    Check.close("last element of the gradient", gradient.get(row, column), expected, 1e-6);
  }

  private double value(double v) {
    return switch (activation) {
      case TANH -> Math.tanh(v);
      case GELU -> {
        double inner = Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v);
        yield 0.5 * v * (1 + Math.tanh(inner));
      }
    };
  }

  /**
   * y = f(x).
   *
   * @param workers who works
   * @return y
   */
  @Benchmark
  public Matrix forward(Workers workers) {
    activation.forward(x, y, workers.parallelism);
    return y;
  }

  /**
   * The gradient with respect to x, given that with respect to y.
   *
   * @param pairs incoming gradient
   * @param workers who works
   * @return the gradient
   */
  @Benchmark
  public Matrix backward(Pairs pairs, Workers workers) {
    activation.backward(x, pairs.candidates, gradient, Update.OVERWRITE, workers.parallelism);
    return gradient;
  }
}
