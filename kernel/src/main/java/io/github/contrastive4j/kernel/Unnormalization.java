package io.github.contrastive4j.kernel;

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
    return call.logitSlope() * share();
  }

  private double share() {
    double share = call.gradients.upstream() / call.normalizer;
    return call.loss.symmetric() ? share / 2 : share;
  }

  /**
   * Whether the weights of an anchor all come from its own scores, and cancel out: those of
   * sigmoids do not, and leave more to take away than there is to keep.
   */
  boolean knowsAnchorProjections() {
    return call.cosine() && !call.twoSweeps() && !call.sigmoid();
  }

  /**
   * ⟨∂x̂, x̂⟩ of an anchor, if it is known beforehand: similarities and scale are factors of the
   * same logits, so it is what the anchor adds to the gradient of the scale.
   */
  double anchorProjection(int anchor) {
    return share() * Exponents.LN2 * call.scratch.scaleGradient[anchor];
  }

  /** ⟨∂x̂, x̂⟩ of a row of a product; 0 where it is not taken away. */
  double projection(
      float[] panels, int at, int stride, double gain, Matrix x, int row, double norm) {
    if (!call.cosine() || norm <= L2Normalization.EPSILON) {
      return 0;
    }
    return call.rows.panelDot(
        panels, at, stride, (float) gain, x.data(), x.start(row), (float) (1 / norm), x.columns());
  }

  /**
   * ∂x = (∂x̂ − ⟨∂x̂, x̂⟩ x̂)/‖x‖; without the projection where the norm was clamped.
   *
   * @param panels the product
   * @param at its first element of this row
   * @param stride distance of two panels
   * @param gain factor on the product
   * @param projection how much of the normalized row, or of the row in packed units, to take away
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
      double projection,
      Matrix x,
      int row,
      double norm,
      Matrix out,
      boolean add) {
    float xScale = (float) (1 / call.unit);
    float outScale = 1;
    boolean clamped = false;
    if (call.cosine()) {
      xScale = (float) (1 / L2Normalization.divisor(norm));
      outScale = xScale;
      clamped = norm <= L2Normalization.EPSILON;
    }
    call.rows.unpackRow(
        panels,
        at,
        stride,
        (float) gain,
        x.data(),
        x.start(row),
        xScale,
        clamped ? 0 : (float) projection,
        outScale,
        out.data(),
        out.start(row),
        x.columns(),
        add);
  }
}
