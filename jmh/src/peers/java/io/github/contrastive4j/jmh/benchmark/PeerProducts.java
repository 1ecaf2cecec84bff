package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.MatrixProduct;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Update;
import io.github.contrastive4j.kernel.Workspace;

/** Comparison of another library's A·Cᵀ with that of the kernel. */
final class PeerProducts {
  private PeerProducts() {}

  /**
   * Refuses a product that differs.
   *
   * @param what names the product in the message
   * @param actual B × B, row by row
   * @param pairs the operands
   */
  static void check(String what, float[] actual, Pairs pairs) {
    Matrix expected = Matrix.zeros(pairs.B, pairs.B);
    MatrixProduct.abt(
        pairs.anchors,
        pairs.candidates,
        expected,
        Update.OVERWRITE,
        new Workspace(),
        Parallelism.sequential());
    Check.close(what, actual, expected.data(), 1e-5);
  }
}
