package io.github.contrastive4j.jmh.benchmark;

import ai.djl.engine.Engine;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingLoss;
import java.io.IOException;

/** Tells how much memory libtorch takes for a loss with gradients. */
public final class LibtorchMemory {
  private LibtorchMemory() {}

  /**
   * Prints it; see {@link MemoryProbe}.
   *
   * @param args B, D, workers
   * @throws IOException if the system does not tell
   */
  public static void main(String[] args) throws IOException {
    Engine engine = Libtorch.start(MemoryProbe.workers(args));
    MemoryProbe.run(args, (loss, batch) -> run(engine, loss, batch), (loss, b, d) -> Double.NaN);
  }

  private static void run(Engine engine, RankingLoss loss, RankingBatch batch) {
    try (LibtorchLoss peer = new LibtorchLoss(engine, loss, batch)) {
      for (int step = 0; step < MemoryProbe.STEPS; step++) {
        peer.step();
      }
    }
  }
}
