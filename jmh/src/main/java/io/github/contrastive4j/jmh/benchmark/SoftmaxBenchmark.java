package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Softmax;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Log-sum-exp and softmax over the rows of B × B Gaussian logits. */
public class SoftmaxBenchmark extends TimedBenchmark {
  /** Number of rows and of columns. */
  @Param({"128", "1024"})
  public int B;

  private Matrix logits;
  private Matrix probabilities;
  private float[] sums;

  /**
   * Draws the logits and checks the last row of both results.
   *
   * @param workers who works
   */
  @Setup
  public void setUp(Workers workers) {
    logits = Pairs.gaussian(Pairs.random(), B, B);
    probabilities = Matrix.zeros(B, B);
    sums = new float[B];
    logSumExp(workers);
    softmax(workers);
    int row = B - 1;
    double sum = 0;
    for (int j = 0; j < B; j++) {
      sum += Math.exp(logits.get(row, j));
    }
    Check.close("log-sum-exp", sums[row], Math.log(sum), 1e-5);
    for (int j = 0; j < B; j++) {
      double expected = Math.exp(logits.get(row, j)) / sum;
      Check.close("probability " + j, probabilities.get(row, j), expected, 1e-5 * expected);
    }
  }

  /**
   * log Σ exp of each row.
   *
   * @param workers who works
   * @return B values
   */
  @Benchmark
  @Counts(Work.LOG_SUM_EXP)
  public float[] logSumExp(Workers workers) {
    Softmax.logSumExp(logits, sums, workers.parallelism);
    return sums;
  }

  /**
   * The probabilities of each row.
   *
   * @param workers who works
   * @return B × B
   */
  @Benchmark
  @Counts(Work.SOFTMAX)
  public Matrix softmax(Workers workers) {
    Softmax.softmax(logits, probabilities, workers.parallelism);
    return probabilities;
  }
}
