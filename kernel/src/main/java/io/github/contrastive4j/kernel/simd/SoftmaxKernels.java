package io.github.contrastive4j.kernel.simd;

/**
 * Softmaxes from their sums, many at a time, in float64.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface SoftmaxKernels {
  /** What lengths are multiples of. */
  int STEP = 8;

  /**
   * Exponentials of targets: out = 2^(logit − reference). Below 2^−1000 they may be 0.
   *
   * @param logits logits to base 2, at most 1000 above their references
   * @param references what they are relative to
   * @param at first element of all arrays
   * @param length number of elements, a multiple of {@link #STEP}
   * @param out destination
   */
  void targetExponentials(double[] logits, double[] references, int at, int length, double[] out);

  /**
   * Losses of targets, −ln(own / (own + rest)), without cancellation at either end.
   *
   * @param logits logits to base 2
   * @param references what own and rest are relative to
   * @param own 2^(logit − reference); 0 where that is too small and rest is not
   * @param rest sum of the other exponentials; with own a finite, positive and normal number
   * @param at first element of all arrays
   * @param length number of elements, a multiple of {@link #STEP}
   * @param out destination
   */
  void targetLosses(
      double[] logits,
      double[] references,
      double[] own,
      double[] rest,
      int at,
      int length,
      double[] out);
}
