package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.RowKernels;

/**
 * Last stage: from a row of a backward product to a row of the caller's gradient, projected and
 * scaled where the row was normalized.
 */
final class Unnormalization {
  private final RankingCall call;

  Unnormalization(RankingCall call) {
    this.call = call;
  }

  /** Factor from the products to gradients with respect to (normalized) rows. */
  double gain() {
    double share = call.gradients.upstream() / call.normalizer;
    return call.logitSlope() * (call.loss.symmetric() ? share / 2 : share);
  }

  /**
   * ∂x = (∂x̂ − ⟨∂x̂, x̂⟩ x̂)/‖x‖; without the projection where the norm was clamped.
   *
   * @param panels the product
   * @param at its first element of this row
   * @param stride distance of two panels
   * @param gain factor on the product
   * @param mass sum of the weights whose products lack −x, as those for a distance do; else 0
   * @param x the row's matrix
   * @param row which row of it
   * @param norm its norm
   * @param out where the gradient goes, to the same row
   * @param add whether to add to what is there
   */
  void write(
      float[] panels,
      int at,
      int stride,
      double gain,
      double mass,
      Matrix x,
      int row,
      double norm,
      Matrix out,
      boolean add) {
    RowKernels rows = call.rows;
    int length = x.columns();
    float xScale = 1;
    float projection = 0;
    float outScale = 1;
    if (mass != 0) {
      xScale = (float) (1 / call.unit);
      projection = (float) (gain * mass);
    }
    if (call.cosine()) {
      outScale = (float) (1 / L2Normalization.divisor(norm));
      if (norm > L2Normalization.EPSILON) {
        xScale = outScale;
        projection =
            (float)
                rows.panelDot(
                    panels, at, stride, (float) gain, x.data(), x.start(row), xScale, length);
      }
    }
    rows.unpackRow(
        panels,
        at,
        stride,
        (float) gain,
        x.data(),
        x.start(row),
        xScale,
        projection,
        outScale,
        out.data(),
        out.start(row),
        length,
        add);
  }
}
