package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import io.github.contrastive4j.kernel.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What an option of the loss costs: the raw cosine with one option at a time. All are credited with
 * the products of the plain loss, so that rates compare like times.
 */
public class OptionBenchmark extends TimedBenchmark {
  /** The option. */
  @Param public Option option;

  private final Workspace workspace = new Workspace();
  private RankingLoss loss;
  private RankingBatch batch;
  private RankingGradients gradients;

  /**
   * Allocates the gradients and compares the loss with and without them.
   *
   * @param pairs anchors and candidates
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    loss = option.of(RankingLoss.of(Similarity.RAW_COSINE, LossBenchmark.SCALE));
    batch = option.of(pairs.batch());
    gradients = pairs.gradients();
    double alone = loss.forward(batch, workspace, workers.parallelism);
    Check.close("loss with gradients", forwardBackward(workers), alone, 1e-6 * Math.max(1, alone));
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
    return loss.forwardBackward(batch, gradients, workspace, workers.parallelism);
  }
}
