package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.DropoutMask;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Dropout of B × D elements. There is no rate: random bits are no operations of floats. */
public class DropoutBenchmark extends TimedBenchmark {
  private static final double RATE = 0.1;

  private final DropoutMask mask = new DropoutMask(RATE, 1);

  private Matrix y;

  /**
   * Allocates the output and checks that each element is there as it should be, or not at all.
   *
   * @param pairs the anchors are the input
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    y = Matrix.zeros(pairs.B, pairs.D);
    multiply(pairs, workers);
    int dropped = 0;
    for (int row = 0; row < pairs.B; row++) {
      for (int k = 0; k < pairs.D; k++) {
        float actual = y.get(row, k);
        double kept = pairs.anchors.get(row, k) / (1 - RATE);
        Check.close("element " + k + " of row " + row, actual, actual == 0 ? 0 : kept, 1e-5);
        dropped += actual == 0 ? 1 : 0;
      }
    }
    double elements = (double) pairs.B * pairs.D;
    double allowed = 6 * Math.sqrt(RATE * (1 - RATE) / elements);
    Check.close("share that is dropped", dropped / elements, RATE, allowed);
  }

  /**
   * y = x · mask; so goes the gradient back.
   *
   * @param pairs the input
   * @param workers who works
   * @return y
   */
  @Benchmark
  public Matrix multiply(Pairs pairs, Workers workers) {
    mask.multiply(pairs.anchors, y, Update.OVERWRITE, workers.parallelism);
    return y;
  }
}
