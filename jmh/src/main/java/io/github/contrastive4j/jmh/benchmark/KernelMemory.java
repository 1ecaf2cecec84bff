package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Workspace;
import java.io.IOException;

/** Tells how much memory the kernel takes for a loss with gradients. */
public final class KernelMemory {
  private KernelMemory() {}

  /**
   * Prints it; see {@link MemoryProbe}.
   *
   * @param args B, D, workers
   * @throws IOException if the system does not tell
   */
  public static void main(String[] args) throws IOException {
    try (Parallelism workers = Parallelism.workers(MemoryProbe.workers(args))) {
      MemoryProbe.run(
          args,
          (loss, batch) -> run(loss, batch, workers),
          (loss, b, d) -> planned(loss, b, d, workers));
    }
  }

  private static void run(RankingLoss loss, RankingBatch batch, Parallelism workers) {
    int rows = batch.anchors().rows();
    int columns = batch.anchors().columns();
    RankingGradients gradients =
        RankingGradients.into(Matrix.zeros(rows, columns), Matrix.zeros(rows, columns));
    Workspace workspace = new Workspace();
    for (int step = 0; step < MemoryProbe.STEPS; step++) {
      loss.forwardBackward(batch, gradients, workspace, workers);
    }
  }

  /** Two inputs, two gradients, and what the workspace says. */
  private static long planned(RankingLoss loss, int b, int d, Parallelism workers) {
    return 4L * b * d * Float.BYTES
        + new Workspace().bytesFor(loss, b, b, d, true, workers.workers());
  }
}
