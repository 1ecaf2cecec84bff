package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.MatrixProduct;
import io.github.contrastive4j.kernel.Update;
import io.github.contrastive4j.kernel.Workspace;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The three matrix products in the shapes of a loss: similarities S = A·Cᵀ (B × B), and with B × B
 * weights W the gradients W·C of the anchors and Wᵀ·A of the candidates (B × D).
 */
public class ProductBenchmark extends TimedBenchmark {
  private static final int CHECKED = 32;

  private final Workspace workspace = new Workspace();
  private Matrix weights;
  private Matrix square;
  private Matrix tall;

  /**
   * Allocates the outputs and checks some elements of each product.
   *
   * @param pairs the operands A and C
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    Matrix a = pairs.anchors;
    Matrix c = pairs.candidates;
    int b = pairs.B;
    int d = pairs.D;
    RandomGenerator random = Pairs.random();
    weights = Pairs.gaussian(random, b, b);
    square = Matrix.zeros(b, b);
    tall = Matrix.zeros(b, d);
    abt(pairs, workers);
    for (int n = 0; n < CHECKED; n++) {
      int i = random.nextInt(b);
      int j = random.nextInt(b);
      check("similarity", square.get(i, j), d, x -> a.get(i, x) * (double) c.get(j, x));
    }
    ab(pairs, workers);
    for (int n = 0; n < CHECKED; n++) {
      int i = random.nextInt(b);
      int k = random.nextInt(d);
      check("W·C", tall.get(i, k), b, x -> weights.get(i, x) * (double) c.get(x, k));
    }
    atb(pairs, workers);
    for (int n = 0; n < CHECKED; n++) {
      int j = random.nextInt(b);
      int k = random.nextInt(d);
      check("Wᵀ·A", tall.get(j, k), b, x -> weights.get(x, j) * (double) a.get(x, k));
    }
  }

  /** Compares a float32 sum with the sum of its terms in float64. */
  private static void check(String what, float actual, int terms, IntToDoubleFunction term) {
    double sum = 0;
    double magnitude = 0;
    for (int x = 0; x < terms; x++) {
      sum += term.applyAsDouble(x);
      magnitude += Math.abs(term.applyAsDouble(x));
    }
    Check.close(what, actual, sum, 1e-5 * magnitude);
  }

  /**
   * The similarities A·Cᵀ.
   *
   * @param pairs the operands
   * @param workers who works
   * @return B × B
   */
  @Benchmark
  @Counts(Work.PRODUCT)
  public Matrix abt(Pairs pairs, Workers workers) {
    MatrixProduct.abt(
        pairs.anchors, pairs.candidates, square, Update.OVERWRITE, workspace, workers.parallelism);
    return square;
  }

  /**
   * The gradient of the anchors, W·C.
   *
   * @param pairs the operand C
   * @param workers who works
   * @return B × D
   */
  @Benchmark
  @Counts(Work.PRODUCT)
  public Matrix ab(Pairs pairs, Workers workers) {
    MatrixProduct.ab(
        weights, pairs.candidates, tall, Update.OVERWRITE, workspace, workers.parallelism);
    return tall;
  }

  /**
   * The gradient of the candidates, Wᵀ·A.
   *
   * @param pairs the operand A
   * @param workers who works
   * @return B × D
   */
  @Benchmark
  @Counts(Work.PRODUCT)
  public Matrix atb(Pairs pairs, Workers workers) {
    MatrixProduct.atb(
        weights, pairs.anchors, tall, Update.OVERWRITE, workspace, workers.parallelism);
    return tall;
  }
}
