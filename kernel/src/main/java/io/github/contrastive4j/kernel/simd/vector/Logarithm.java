package io.github.contrastive4j.kernel.simd.vector;

/**
 * The logarithm of 1 + u for u in [0, 1], with the relative accuracy of float32 down to the
 * smallest u: log₂(1 + u) = 2/ln 2 · artanh(s) with s = u / (2 + u), by s times a minimax
 * polynomial of degree 4 in s² on [0, 1/9] (1.8 ulp).
 */
final class Logarithm {
  // Coefficients of the polynomial, by the power of s².
  static final float L0 = 2.8853900433e+0f;
  static final float L1 = 9.6179163456e-1f;
  static final float L2 = 5.7743740082e-1f;
  static final float L3 = 4.0338623524e-1f;
  static final float L4 = 4.0652742982e-1f;

  private Logarithm() {}
}
