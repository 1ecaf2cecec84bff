package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.L2Normalization;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** L2 normalization of B rows of length D, and the way of a gradient back through it. */
public class NormalizeBenchmark extends TimedBenchmark {
  private Matrix unit;
  private Matrix gradient;
  private double[] norms;

  /**
   * Allocates the outputs and checks both directions on the last row.
   *
   * @param pairs the anchors are normalized, the candidates serve as incoming gradient
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    unit = Matrix.zeros(pairs.B, pairs.D);
    gradient = Matrix.zeros(pairs.B, pairs.D);
    norms = new double[pairs.B];
    forward(pairs, workers);
    backward(pairs, workers);
    int row = pairs.B - 1;
    double squares = 0;
    double inner = 0;
    for (int k = 0; k < pairs.D; k++) {
      double x = pairs.anchors.get(row, k);
      squares += x * x;
      inner += x * pairs.candidates.get(row, k);
    }
    double norm = Math.sqrt(squares);
    for (int k = 0; k < pairs.D; k++) {
      double x = pairs.anchors.get(row, k);
      double g = pairs.candidates.get(row, k);
      Check.close("normalized element " + k, unit.get(row, k), x / norm, 1e-6);
      double expected = (g - inner / squares * x) / norm;
      Check.close("gradient element " + k, gradient.get(row, k), expected, 1e-6);
    }
  }

  /**
   * x̂ = x/‖x‖ for all rows.
   *
   * @param pairs the input
   * @param workers who works
   * @return the unit vectors
   */
  @Benchmark
  @Counts(Work.NORMALIZE)
  public Matrix forward(Pairs pairs, Workers workers) {
    L2Normalization.forward(pairs.anchors, unit, norms, workers.parallelism);
    return unit;
  }

  /**
   * The gradient with respect to x, given that with respect to x̂.
   *
   * @param pairs input and incoming gradient
   * @param workers who works
   * @return the gradient
   */
  @Benchmark
  @Counts(Work.NORMALIZE_BACKWARD)
  public Matrix backward(Pairs pairs, Workers workers) {
    L2Normalization.backward(
        pairs.anchors, pairs.candidates, gradient, Update.OVERWRITE, workers.parallelism);
    return gradient;
  }
}
