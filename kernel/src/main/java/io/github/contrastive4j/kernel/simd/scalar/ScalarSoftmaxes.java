package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.SoftmaxKernels;

/** Softmaxes from their sums, one after the other. */
final class ScalarSoftmaxes implements SoftmaxKernels {
  private static final double LN2 = Math.log(2);

  @Override
  public void targetExponentials(
      double[] logits, double[] references, int at, int length, double[] out) {
    for (int i = at; i < at + length; i++) {
      out[i] = Math.exp((logits[i] - references[i]) * LN2);
    }
  }

  @Override
  public void targetLosses(
      double[] logits,
      double[] references,
      double[] own,
      double[] rest,
      int at,
      int length,
      double[] out) {
    for (int i = at; i < at + length; i++) {
      out[i] =
          own[i] >= rest[i]
              ? Math.log1p(rest[i] / own[i])
              : Math.log(own[i] + rest[i]) - LN2 * (logits[i] - references[i]);
    }
  }
}
