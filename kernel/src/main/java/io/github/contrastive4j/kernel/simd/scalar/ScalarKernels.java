package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.Float64Normalization;
import io.github.contrastive4j.kernel.simd.SimdKernels;

/** The leaf loops without the Vector API. */
public final class ScalarKernels {
  private ScalarKernels() {}

  /**
   * Makes the leaf loops.
   *
   * @return scalar loops
   */
  public static SimdKernels create() {
    return new SimdKernels(
        0,
        new ScalarTiles(),
        new ScalarScores(),
        new ScalarWeights(),
        new ScalarRows(),
        new Float64Normalization(),
        new ScalarActivations(),
        new ScalarUpdates());
  }
}
