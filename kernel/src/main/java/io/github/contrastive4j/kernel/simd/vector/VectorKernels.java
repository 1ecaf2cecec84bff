package io.github.contrastive4j.kernel.simd.vector;

import io.github.contrastive4j.kernel.simd.SimdKernels;

/** The leaf loops on the Vector API, at the width that {@link Lanes} has fixed. */
public final class VectorKernels {
  private VectorKernels() {}

  /**
   * Loads the Vector API; its module must be present.
   *
   * @return the leaf loops
   */
  public static SimdKernels create() {
    int bits = Lanes.SPECIES.vectorBitSize();
    return new SimdKernels(
        bits,
        new VectorTiles(),
        new VectorScores(),
        new VectorWeights(),
        new VectorRows(),
        new VectorNormalization(),
        new VectorActivations(),
        new VectorUpdates());
  }
}
