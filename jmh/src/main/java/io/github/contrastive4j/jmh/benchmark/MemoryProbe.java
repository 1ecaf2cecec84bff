package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * Measures the most memory that this process has had resident: after a small batch, which loads the
 * code, and after the batch in question. Prints both in bytes, and what was planned.
 */
final class MemoryProbe {
  /** Steps on each batch; memory that one step leaves behind is there in the next. */
  static final int STEPS = 2;

  private static final int SMALL = 32;

  /** Bytes known beforehand, or NaN. */
  interface Plan {
    double bytes(RankingLoss loss, int b, int d);
  }

  private MemoryProbe() {}

  static int workers(String[] args) {
    return Integer.parseInt(args[2]);
  }

  /**
   * Measures and prints.
   *
   * @param args B, D, workers
   * @param steps what takes memory
   * @param plan bytes known beforehand
   * @throws IOException if the system does not tell
   */
  static void run(String[] args, BiConsumer<RankingLoss, RankingBatch> steps, Plan plan)
      throws IOException {
    int b = Integer.parseInt(args[0]);
    int d = Integer.parseInt(args[1]);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, LossBenchmark.SCALE);
    steps.accept(loss, batch(SMALL, d));
    long idle = mostResident();
    steps.accept(loss, batch(b, d));
    System.out.printf("%d %d %s%n", idle, mostResident(), plan.bytes(loss, b, d));
  }

  private static RankingBatch batch(int b, int d) {
    Pairs pairs = new Pairs();
    pairs.B = b;
    pairs.D = d;
    pairs.draw();
    return pairs.batch();
  }

  /** The kernel's high-water mark, which Linux gives in kibibytes. */
  private static long mostResident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("/proc/self/status has no line VmHWM");
  }
}
