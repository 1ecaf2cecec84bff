package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * B anchors and their B positives, D-dimensional Gaussian vectors of expected length 1, of which
 * each positive is correlated with its anchor.
 */
@State(Scope.Thread)
public class Pairs {
  private static final long SEED = 20_170_502;

  /** Number of anchors and of candidates. */
  @Param({"128", "1024"})
  public int B;

  /** Length of an embedding. */
  @Param({"128", "768"})
  public int D;

  /** Expected cosine of an anchor and its positive; that of a trained model is higher. */
  @Param("0.5")
  public double correlation;

  Matrix anchors;
  Matrix candidates;

  /** Draws the pairs. */
  @Setup
  public void draw() {
    RandomGenerator random = random();
    anchors = Matrix.zeros(B, D);
    candidates = Matrix.zeros(B, D);
    double noise = Math.sqrt(1 - correlation * correlation);
    double length = Math.sqrt(D);
    for (int i = 0; i < B; i++) {
      for (int k = 0; k < D; k++) {
        double x = random.nextGaussian();
        anchors.set(i, k, (float) (x / length));
        candidates.set(i, k, (float) ((correlation * x + noise * random.nextGaussian()) / length));
      }
    }
  }

  /** The pairs as the loss takes them. */
  RankingBatch batch() {
    return RankingBatch.of(anchors, candidates);
  }

  /** Room for the gradients of both sides. */
  RankingGradients gradients() {
    return RankingGradients.into(Matrix.zeros(B, D), Matrix.zeros(B, D));
  }

  /** The same sequence of numbers for every benchmark, on every machine. */
  static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  }

  /** A matrix of independent standard normal numbers. */
  static Matrix gaussian(RandomGenerator random, int rows, int columns) {
    Matrix matrix = Matrix.zeros(rows, columns);
    for (int i = 0; i < matrix.data().length; i++) {
      matrix.data()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }
}
