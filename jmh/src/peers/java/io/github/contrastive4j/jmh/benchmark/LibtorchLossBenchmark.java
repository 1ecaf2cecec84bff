package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import io.github.contrastive4j.kernel.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The whole ranking loss with gradients in libtorch, the peer of {@link LossBenchmark}. */
public class LibtorchLossBenchmark extends TimedBenchmark {
  /**
   * How far gradients may be apart, relative to their length. In a small batch the positive's
   * probability p is close to 1, and libtorch rounds p before it takes 1 − p: 1e-5 off.
   */
  private static final double TOLERANCE = 1e-4;

  /** How two rows are compared. */
  @Param({"RAW_COSINE", "DOT_PRODUCT"})
  public Similarity similarity;

  private LibtorchLoss plain;
  private LibtorchLoss symmetric;

  /**
   * Copies the batch and compares loss and gradients with those of the kernel.
   *
   * @param pairs anchors and candidates
   * @param threads who works
   */
  @Setup
  public void setUp(Pairs pairs, LibtorchThreads threads) {
    RankingLoss loss = RankingLoss.of(similarity, LossBenchmark.SCALE);
    RankingBatch batch = pairs.batch();
    plain = checked(loss, batch, threads);
    symmetric = checked(loss.withSymmetric(true), batch, threads);
  }

  private static LibtorchLoss checked(
      RankingLoss loss, RankingBatch batch, LibtorchThreads threads) {
    Matrix anchors = Matrix.zeros(batch.anchors().rows(), batch.anchors().columns());
    Matrix candidates = Matrix.zeros(batch.candidates().rows(), batch.candidates().columns());
    double expected;
    try (Parallelism workers = Parallelism.workers(threads.workers)) {
      expected =
          loss.forwardBackward(
              batch, RankingGradients.into(anchors, candidates), new Workspace(), workers);
    }
    LibtorchLoss peer = new LibtorchLoss(threads.engine, loss, batch);
    double actual =
        peer.step((a, c) -> {
          Check.close("libtorch's anchors", a.toFloatArray(), anchors.data(), TOLERANCE);
          Check.close("libtorch's candidates", c.toFloatArray(), candidates.data(), TOLERANCE);
        });
    Check.close("libtorch's loss", actual, expected, 1e-5 * Math.max(1, expected));
    return peer;
  }

  /** Lets go of libtorch's memory. */
  @TearDown
  public void tearDown() {
    plain.close();
    symmetric.close();
  }

  /**
   * The loss and its gradients.
   *
   * @param threads who works
   * @return the loss
   */
  @Benchmark
  @Counts(Work.LOSS_FORWARD_BACKWARD)
  public double forwardBackward(LibtorchThreads threads) {
    return plain.step();
  }

  /**
   * The mean of row and column loss, and its gradients.
   *
   * @param threads who works
   * @return the loss
   */
  @Benchmark
  @Counts(Work.LOSS_FORWARD_BACKWARD)
  public double symmetric(LibtorchThreads threads) {
    return symmetric.step();
  }
}
