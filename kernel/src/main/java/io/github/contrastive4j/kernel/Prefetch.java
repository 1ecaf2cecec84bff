package io.github.contrastive4j.kernel;

/**
 * Reads memory front to back before a product reads it tile by tile.
 *
 * <p>A tile takes a few rows of every panel and jumps from one panel to the next. Where these are
 * not in a cache of the core's own yet, each jump waits for memory, and no prefetcher of the
 * processor guesses it. Reads in the order of the addresses, one for each cache line, are guessed:
 * they take what the bandwidth of the outer caches asks for and not what their latency does.
 *
 * <p>A guess ends with the page of 4 KiB. So several stretches are read side by side: while one
 * waits for the start of its next page, the others go on.
 */
final class Prefetch {
  /** Elements of a cache line, or of a part of it where lines are longer. */
  private static final int LINE = 16;

  /**
   * Stretches that are read side by side, by as many statements: a loop over them takes longer than
   * the reads.
   */
  private static final int STREAMS = 4;

  /** Where sums go, so that the compiler does not drop the reads. */
  @SuppressWarnings("unused")
  private static int sink;

  private Prefetch() {}

  /** Brings a stretch of an array near. */
  static void read(float[] data, int at, int length) {
    int part = length / (STREAMS * LINE) * LINE;
    read(data, at, part, STREAMS, part);
    int rest = STREAMS * part;
    read(data, at + rest, length - rest, 1, 0);
  }

  /**
   * Brings stretches of an array near that lie at equal distances.
   *
   * @param data the array
   * @param at start of the first stretch
   * @param length elements of each
   * @param stretches how many there are
   * @param stride distance of two
   */
  static void read(float[] data, int at, int length, int stretches, int stride) {
    int sum = 0;
    int stretch = 0;
    for (; stretch <= stretches - STREAMS; stretch += STREAMS) {
      int start = at + stretch * stride;
      for (int i = start; i < start + length; i += LINE) {
        sum += Float.floatToRawIntBits(data[i]);
        sum += Float.floatToRawIntBits(data[i + stride]);
        sum += Float.floatToRawIntBits(data[i + 2 * stride]);
        sum += Float.floatToRawIntBits(data[i + 3 * stride]);
      }
    }
    for (; stretch < stretches; stretch++) {
      int start = at + stretch * stride;
      for (int i = start; i < start + length; i += LINE) {
        sum += Float.floatToRawIntBits(data[i]);
      }
    }
    sink = sum;
  }
}
