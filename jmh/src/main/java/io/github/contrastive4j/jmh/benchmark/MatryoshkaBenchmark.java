package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.MatryoshkaRankingLoss;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import io.github.contrastive4j.kernel.Workspace;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What nested prefixes cost: the raw cosine of whole rows, and of shorter and shorter prefixes as
 * well. Credited with the products of whole rows alone, so that rates compare like times.
 */
public class MatryoshkaBenchmark extends TimedBenchmark {
  private static final int STEP = 32;

  /**
   * How many prefixes, the whole rows included: each has half the dimensions of the one before, in
   * multiples of 32. Rows that are too short for so many have fewer.
   */
  @Param({"1", "4"})
  public int prefixes;

  private final Workspace workspace = new Workspace();
  private MatryoshkaRankingLoss loss;
  private RankingBatch batch;
  private RankingGradients gradients;

  /**
   * Allocates the gradients and compares the loss with those of its prefixes.
   *
   * @param pairs anchors and candidates
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    RankingLoss plain = RankingLoss.of(Similarity.RAW_COSINE, LossBenchmark.SCALE);
    int[] widths =
        IntStream.iterate(pairs.D, width -> width > 0, width -> width / 2 / STEP * STEP)
            .limit(prefixes)
            .toArray();
    double[] weights = new double[widths.length];
    Arrays.fill(weights, 1);
    loss = new MatryoshkaRankingLoss(plain, widths, weights);
    batch = pairs.batch();
    gradients = pairs.gradients();
    double sum = 0;
    for (int width : widths) {
      RankingBatch part =
          RankingBatch.of(
              pairs.anchors.columnRange(0, width), pairs.candidates.columnRange(0, width));
      sum += plain.forward(part, workspace, workers.parallelism);
    }
    Check.close("loss of all prefixes", forwardBackward(workers), sum, 1e-6 * Math.max(1, sum));
  }

  /**
   * The loss and its gradients.
   *
   * @param workers who works
   * @return the loss
   */
  @Benchmark
  @Counts(Work.LOSS_FORWARD_BACKWARD)
  public double forwardBackward(Workers workers) {
    return loss.forwardBackward(batch, gradients, null, workspace, workers.parallelism);
  }
}
