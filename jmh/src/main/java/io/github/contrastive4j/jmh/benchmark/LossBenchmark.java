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

/** The whole ranking loss: alone, with its gradients, and with those of both directions. */
public class LossBenchmark extends TimedBenchmark {
  static final double SCALE = 20;

  /** How two rows are compared. */
  @Param({"RAW_COSINE", "DOT_PRODUCT", "EUCLIDEAN", "MANHATTAN"})
  public Similarity similarity;

  /** Budget of the workspace in MiB. With more, a symmetric loss of many rows scores them once. */
  @Param("64")
  public int budget;

  /** Factor on the similarities. */
  @Param("" + SCALE)
  public double scale;

  private Workspace workspace;
  private RankingLoss plain;
  private RankingLoss symmetric;
  private RankingBatch batch;
  private RankingGradients gradients;

  /**
   * Allocates the gradients and checks losses and gradients of a part of the batch.
   *
   * @param pairs anchors and candidates
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    workspace = new Workspace((long) budget << 20);
    plain = RankingLoss.of(similarity, scale);
    symmetric = plain.withSymmetric(true);
    batch = pairs.batch();
    gradients = pairs.gradients();
    LossCheck check = new LossCheck(batch, workers.parallelism);
    check.run(plain);
    check.run(symmetric);
    Check.close("loss with gradients", forwardBackward(workers), forward(workers), 1e-6);
  }

  /**
   * The loss alone.
   *
   * @param workers who works
   * @return the loss
   */
  @Benchmark
  @Counts(Work.LOSS_FORWARD)
  public double forward(Workers workers) {
    return plain.forward(batch, workspace, workers.parallelism);
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
    return plain.forwardBackward(batch, gradients, workspace, workers.parallelism);
  }

  /**
   * The mean of row and column loss, and its gradients.
   *
   * @param workers who works
   * @return the loss
   */
  @Benchmark
  @Counts(Work.LOSS_FORWARD_BACKWARD)
  public double symmetric(Workers workers) {
    return symmetric.forwardBackward(batch, gradients, workspace, workers.parallelism);
  }
}
