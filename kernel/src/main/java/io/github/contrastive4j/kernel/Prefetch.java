package io.github.contrastive4j.kernel;

/**
 * Reads memory front to back before a product reads it tile by tile.
 *
 * <p>A tile takes a few rows of every panel and jumps from one panel to the next. Where these are
 * not in a cache of the core's own yet, each jump waits for memory, and no prefetcher of the
 * processor guesses it. Reads in the order of the addresses, one for each cache line, are guessed:
 * they take what the bandwidth of the outer caches asks for and not what their latency does.
 */
final class Prefetch {
  /** Elements of a cache line, or of a part of it where lines are longer. */
  private static final int LINE = 16;

  /** Where sums go, so that the compiler does not drop the reads. */
  @SuppressWarnings("unused")
  private static int sink;

  private Prefetch() {}

  /** Brings a stretch of an array near. */
  static void read(float[] data, int at, int length) {
    int sum = 0;
    for (int i = at; i < at + length; i += LINE) {
      sum += Float.floatToRawIntBits(data[i]);
    }
    sink = sum;
  }
}
