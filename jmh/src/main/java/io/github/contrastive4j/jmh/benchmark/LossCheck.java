package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import io.github.contrastive4j.kernel.Workspace;

/**
 * Compares the loss and one directional derivative with float64 loops, on all candidates and as
 * many of the first anchors as can be afforded: all of them in small batches.
 *
 * <p>In large batches the kernels thus see another shape before they are timed, as in a program
 * whose last batch is smaller. Code that is compiled well only for a single shape shows here.
 */
final class LossCheck {
  /** Multiplications that one float64 loss may take, some ten milliseconds. */
  private static final long AFFORDABLE = 1 << 23;

  private static final int FEWEST = 8;

  /** Rounding error of the difference of two losses in float64. */
  private static final double ROUNDING = 1e-14;

  private final RankingBatch batch;
  private final Parallelism parallelism;
  private final Matrix anchorDirection;
  private final Matrix candidateDirection;

  LossCheck(RankingBatch whole, Parallelism parallelism) {
    int n = whole.candidates().rows();
    int d = whole.anchors().columns();
    int m = Math.clamp(AFFORDABLE / ((long) n * d), Math.min(FEWEST, n), n);
    this.batch = RankingBatch.of(whole.anchors().rowRange(0, m), whole.candidates());
    this.parallelism = parallelism;
    var random = Pairs.random();
    this.anchorDirection = Pairs.gaussian(random, m, d);
    this.candidateDirection = Pairs.gaussian(random, n, d);
  }

  /**
   * Checks one loss.
   *
   * @throws IllegalStateException if a result is wrong
   */
  void run(RankingLoss loss) {
    Matrix anchors = Matrix.zeros(batch.anchors().rows(), batch.anchors().columns());
    Matrix candidates = Matrix.zeros(batch.candidates().rows(), batch.candidates().columns());
    double actual =
        loss.forwardBackward(
            batch, RankingGradients.into(anchors, candidates), new Workspace(), parallelism);
    double expected = shifted(loss, 0);
    Check.close("loss", actual, expected, 1e-5 * Math.max(1, expected));
    // Manhattan distances have kinks; a tiny step makes it unlikely to jump over many of them.
    double step = loss.similarity() == Similarity.MANHATTAN ? 1e-9 : 1e-6;
    double slope = (shifted(loss, step) - shifted(loss, -step)) / (2 * step);
    double along = inner(anchors, anchorDirection) + inner(candidates, candidateDirection);
    // For a direction of independent standard normals, an error e of the gradient shows as a
    // normal number of deviation ‖e‖.
    double length = Math.sqrt(inner(anchors, anchors) + inner(candidates, candidates));
    double allowed = 1e-3 * length + ROUNDING / step;
    Check.close("derivative along a random direction", along, slope, allowed);
  }

  private double shifted(RankingLoss loss, double step) {
    return new Float64Loss(loss)
        .at(
            Float64Loss.sum(batch.anchors(), step, anchorDirection),
            Float64Loss.sum(batch.candidates(), step, candidateDirection));
  }

  private static double inner(Matrix x, Matrix y) {
    double sum = 0;
    for (int i = 0; i < x.data().length; i++) {
      sum += (double) x.data()[i] * y.data()[i];
    }
    return sum;
  }
}
