package io.github.contrastive4j.kernel.simd;

/**
 * Activations of elements that follow each other, gradients through them, and dropout. NaN gives
 * NaN; what infinite elements give to activations are the limits.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface ActivationKernels {
  /**
   * y = tanh x.
   *
   * @param x elements
   * @param xAt first of them
   * @param y destination; may be {@code x} at the same place
   * @param yAt its first element
   * @param length number of elements
   */
  void tanh(float[] x, int xAt, float[] y, int yAt, int length);

  /**
   * dx (+)= dy · (1 − tanh² x).
   *
   * @param x elements
   * @param xAt first of them
   * @param dy incoming gradient
   * @param dyAt its first element
   * @param dx destination; may be {@code dy} at the same place if nothing is added
   * @param dxAt its first element
   * @param length number of elements
   * @param add whether to add to what dx holds
   */
  void tanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add);

  /**
   * y = gelu x, in its tanh form.
   *
   * @param x elements
   * @param xAt first of them
   * @param y destination; may be {@code x} at the same place
   * @param yAt its first element
   * @param length number of elements
   */
  void gelu(float[] x, int xAt, float[] y, int yAt, int length);

  /**
   * dx (+)= dy · gelu' x.
   *
   * @param x elements
   * @param xAt first of them
   * @param dy incoming gradient
   * @param dyAt its first element
   * @param dx destination; may be {@code dy} at the same place if nothing is added
   * @param dxAt its first element
   * @param length number of elements
   * @param add whether to add to what dx holds
   */
  void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add);

  /**
   * y (+)= x · 0 where the upper 24 of some {@link RandomBits} are less than a number, and else x ·
   * kept.
   *
   * @param x elements
   * @param xAt first of them
   * @param y destination; may be {@code x} at the same place if nothing is added
   * @param yAt its first element
   * @param length number of elements
   * @param key key of the bits
   * @param index index of those of the first element
   * @param dropped the number
   * @param kept the factor
   * @param add whether to add to what y holds
   */
  void dropout(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      long key,
      int index,
      int dropped,
      float kept,
      boolean add);
}
