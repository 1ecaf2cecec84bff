package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.LayerNormalization;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import io.github.contrastive4j.kernel.Workspace;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * Layer normalization of B rows of length D, and the way of a gradient back through it. There is no
 * rate: what there is to do is to read and to write.
 */
public class LayerNormalizationBenchmark extends TimedBenchmark {
  private static final double EPSILON = 1e-5;

  private final Workspace workspace = new Workspace();

  private Matrix gain;
  private Matrix bias;
  private Matrix y;
  private Matrix gradient;
  private Matrix gainGradient;
  private Matrix biasGradient;

  /**
   * Draws gains and biases, and checks all directions on the last row or column.
   *
   * @param pairs the anchors are normalized, the candidates serve as incoming gradient
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    RandomGenerator random = Pairs.random();
    gain = Pairs.gaussian(random, 1, pairs.D);
    bias = Pairs.gaussian(random, 1, pairs.D);
    y = Matrix.zeros(pairs.B, pairs.D);
    gradient = Matrix.zeros(pairs.B, pairs.D);
    gainGradient = Matrix.zeros(1, pairs.D);
    biasGradient = Matrix.zeros(1, pairs.D);
    forward(pairs, workers);
    backward(pairs, workers);
    parameterGradients(pairs, workers);
    int last = pairs.D - 1;
    double gains = 0;
    double biases = 0;
    for (int row = 0; row < pairs.B; row++) {
      gains += pairs.candidates.get(row, last) * unit(pairs.anchors, row)[last];
      biases += pairs.candidates.get(row, last);
    }
    Check.close("gradient of the last gain", gainGradient.get(0, last), gains, 1e-4);
    Check.close("gradient of the last bias", biasGradient.get(0, last), biases, 1e-4);
    checkRow(pairs, pairs.B - 1);
  }

  private void checkRow(Pairs pairs, int row) {
    double[] unit = unit(pairs.anchors, row);
    double mean = 0;
    double along = 0;
    for (int k = 0; k < unit.length; k++) {
      double g = (double) pairs.candidates.get(row, k) * gain.get(0, k);
      mean += g / unit.length;
      along += g * unit[k] / unit.length;
    }
    double deviation = deviation(pairs.anchors, row);
    for (int k = 0; k < unit.length; k++) {
      double value = unit[k] * gain.get(0, k) + bias.get(0, k);
      Check.close("normalized element " + k, y.get(row, k), value, 1e-5);
      double g = (double) pairs.candidates.get(row, k) * gain.get(0, k);
      double expected = (g - mean - unit[k] * along) / deviation;
      Check.close("gradient element " + k, gradient.get(row, k), expected, 1e-5);
    }
  }

  private static double mean(Matrix x, int row) {
    double sum = 0;
    for (int k = 0; k < x.columns(); k++) {
      sum += x.get(row, k);
    }
    return sum / x.columns();
  }

  private static double deviation(Matrix x, int row) {
    double mean = mean(x, row);
    double sum = 0;
    for (int k = 0; k < x.columns(); k++) {
      sum += (x.get(row, k) - mean) * (x.get(row, k) - mean);
    }
    return Math.sqrt(sum / x.columns() + EPSILON);
  }

  private static double[] unit(Matrix x, int row) {
    double mean = mean(x, row);
    double deviation = deviation(x, row);
    double[] unit = new double[x.columns()];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = (x.get(row, k) - mean) / deviation;
    }
    return unit;
  }

  /**
   * y = (x − mean)/√(variance + ε) · gain + bias for all rows.
   *
   * @param pairs the input
   * @param workers who works
   * @return y
   */
  @Benchmark
  public Matrix forward(Pairs pairs, Workers workers) {
    LayerNormalization.forward(pairs.anchors, gain, bias, EPSILON, y, workers.parallelism);
    return y;
  }

  /**
   * The gradient with respect to x, given that with respect to y.
   *
   * @param pairs input and incoming gradient
   * @param workers who works
   * @return the gradient
   */
  @Benchmark
  public Matrix backward(Pairs pairs, Workers workers) {
    LayerNormalization.backward(
        pairs.anchors,
        gain,
        EPSILON,
        pairs.candidates,
        gradient,
        Update.OVERWRITE,
        workers.parallelism);
    return gradient;
  }

  /**
   * Those with respect to gains and biases.
   *
   * @param pairs input and incoming gradient
   * @param workers who works
   * @return the gradient with respect to the gains
   */
  @Benchmark
  public Matrix parameterGradients(Pairs pairs, Workers workers) {
    LayerNormalization.parameterGradients(
        pairs.anchors,
        EPSILON,
        pairs.candidates,
        gainGradient,
        biasGradient,
        Update.OVERWRITE,
        workspace,
        workers.parallelism);
    return gainGradient;
  }
}
