package io.github.contrastive4j.jmh.comparison;

/**
 * How much memory a process took for the plain loss with gradients.
 *
 * @param library who
 * @param shape of the batch
 * @param idle bytes resident at most before the batch came, after a small one
 * @param peak bytes resident at most
 * @param planned bytes of inputs, gradients and workspace by count; NaN where nobody can tell
 */
record Memory(String library, Shape shape, long idle, long peak, double planned) {
  static final double MEBIBYTE = 1 << 20;

  boolean ours() {
    return library.equals(Entrant.OURS);
  }

  /** What the batch added. */
  long added() {
    return peak - idle;
  }
}
