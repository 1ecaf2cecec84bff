package io.github.contrastive4j.kernel.simd.vector;

import io.github.contrastive4j.kernel.simd.Processor;
import io.github.contrastive4j.kernel.simd.SimdKernels;
import io.github.contrastive4j.kernel.simd.SoftmaxKernels;
import io.github.contrastive4j.kernel.simd.scalar.ScalarKernels;

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
        bits, new VectorTiles(), new VectorScores(), new VectorRows(), softmaxes());
  }

  /**
   * Scalar ones where vectors have two doubles on x86: the compiler has no masks of two lanes
   * there, and leaves what uses them as objects.
   */
  private static SoftmaxKernels softmaxes() {
    boolean masks = Lanes.DOUBLES.length() > 2 || !Processor.isX86();
    return masks ? new VectorSoftmaxes() : ScalarKernels.create().softmaxes();
  }
}
