package io.github.contrastive4j.examples.javadocsearch;

/** How much heap training takes, so that too little is said before the work and not after it. */
final class MemoryNeed {
  private static final long MEGABYTE = 1 << 20;

  /** Trees of the parser, texts, features of the JDK's methods, batches. */
  private static final long WITHOUT_TABLE = 240 * MEGABYTE;

  /** The table, Adagrad's sums, and the gradient of the touched rows while its array grows. */
  private static final int TABLES = 4;

  private MemoryNeed() {}

  static void check(FeatureSettings features, TrainingSettings training) {
    check(features, training, Runtime.getRuntime().maxMemory());
  }

  static void check(FeatureSettings features, TrainingSettings training, long maxMemory) {
    long table = (long) features.buckets() * training.dimension() * Float.BYTES;
    long needed = WITHOUT_TABLE + TABLES * table;
    if (maxMemory < needed) {
      throw new JobException(
          ExitCode.MEMORY,
          "training takes about %d MB of heap, and Java may use %d MB: start it with -Xmx%dm, or"
                  .formatted(needed / MEGABYTE, maxMemory / MEGABYTE, needed / MEGABYTE)
              + " choose a smaller --dimension");
    }
  }

  static String tooLittle() {
    long max = Runtime.getRuntime().maxMemory() / MEGABYTE;
    return "out of memory: Java may use %d MB of heap; give it more, for example with -Xmx%dm"
        .formatted(max, Math.max(1024, 2 * max));
  }
}
