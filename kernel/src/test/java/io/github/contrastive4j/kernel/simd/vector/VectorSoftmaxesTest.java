package io.github.contrastive4j.kernel.simd.vector;

import io.github.contrastive4j.kernel.simd.SoftmaxKernels;
import io.github.contrastive4j.kernel.simd.SoftmaxKernelsTest;
import org.junit.jupiter.api.Tag;

/** The vectors at every width, with two doubles too, which only ARM chooses. */
@Tag("simd")
class VectorSoftmaxesTest extends SoftmaxKernelsTest {
  @Override
  protected SoftmaxKernels kernels() {
    return new VectorSoftmaxes();
  }
}
