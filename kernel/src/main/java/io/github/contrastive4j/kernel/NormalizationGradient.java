package io.github.contrastive4j.kernel;

/**
 * From a row of a backward product to a row of the caller's gradient, projected and scaled where
 * the row was normalized.
 */
final class NormalizationGradient {
  /** Factors below this are boosted; their norms are not so long that these would get too small. */
  private static final double SMALL = 0x1p-90;

  private static final double BOOST = 0x1p64;

  private final RankingCall call;
  private final AnchorScratch anchors;

  NormalizationGradient(RankingCall call) {
    this.call = call;
    this.anchors = call.scratch.anchors;
  }

  /** Factor from the products to gradients with respect to (normalized) rows. */
  double gain() {
    // Nested prefixes have factors of their own, which are in the sum of their weights.
    return call.level == null ? call.logits.slope() * gradientFactor() : call.logits.slope();
  }

  /** What the caller wants of the gradient, without the slope of the logits. */
  double gradientFactor() {
    double factor = call.anchorWeights.gradientFactor();
    return call.loss.symmetric() ? factor / 2 : factor;
  }

  /**
   * Whether ⟨∂x̂, x̂⟩ of an anchor is known before the product, from its own scores alone. Where
   * the weights of a row do not cancel out, as those of sigmoids and of the z-loss do not, more is
   * taken away than is kept, and only what the product itself has along the row is exact enough.
   */
  boolean knowsAnchorProjections() {
    boolean cancel = !call.sigmoid() && call.loss.zLoss() == 0;
    return call.cosine() && !call.twoSweeps() && cancel;
  }

  /**
   * ⟨∂x̂, x̂⟩ of an anchor, if it is known: similarities and scale are factors of the same logits,
   * so it is what the anchor adds to the gradient of the scale. 0 where it is not taken away.
   */
  double anchorProjection(int anchor) {
    boolean clamped = anchors.norm[anchor] <= L2Normalization.EPSILON;
    return clamped ? 0 : gradientFactor() * Exponents.LN2 * anchors.scaleGradient[anchor];
  }

  /** ⟨∂x̂, x̂⟩ of a row of a product; 0 where it is not taken away. */
  double projection(
      float[] panels, int at, int stride, double gain, Matrix x, int row, double norm) {
    if (!call.cosine() || norm <= L2Normalization.EPSILON) {
      return 0;
    }
    double boost = boost(gain);
    float large = (float) (gain * boost);
    float unit = (float) (1 / norm);
    return call.rowKernels.panelDot(
            panels, at, stride, large, x.data(), x.start(row), unit, x.columns())
        / boost;
  }

  /**
   * A power of two that keeps small factors from losing digits as subnormal numbers before they
   * meet the norm that they are divided by.
   */
  private static double boost(double gain) {
    return Math.abs(gain) < SMALL ? BOOST : 1;
  }

  /**
   * ∂x = (∂x̂ − ⟨∂x̂, x̂⟩ x̂)/‖x‖; without the projection where the norm was clamped. In the
   * dimensions that products pass over.
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
    double xScale = call.cosine() ? 1 / L2Normalization.divisor(norm) : 1 / call.unit;
    double boost = boost(gain);
    double outScale = (call.cosine() ? xScale : 1) / boost;
    call.rowKernels.unpackRow(
        panels,
        at,
        stride,
        (float) (gain * boost),
        x.data(),
        x.start(row) + call.firstDimension(),
        (float) xScale,
        (float) (projection * boost),
        (float) outScale,
        out.data(),
        out.start(row) + call.firstDimension(),
        call.dimensions(),
        add);
  }

  /**
   * The same for squared distances, with the share of one near pair that the product does not have.
   *
   * @param panels the product
   * @param at its first element of this row
   * @param stride distance of two panels
   * @param gain factor on the product
   * @param projection how much of the row in packed units to take away
   * @param x the row's matrix
   * @param row which row of it
   * @param y the matrix that the other row of the pair is of
   * @param yRow which row of that
   * @param pull factor on the difference of the pair in packed units
   * @param out where the gradient goes, to the same row as x
   * @param add whether to add to what is there
   */
  void writeOfPair(
      float[] panels,
      int at,
      int stride,
      double gain,
      double projection,
      Matrix x,
      int row,
      Matrix y,
      int yRow,
      double pull,
      Matrix out,
      boolean add) {
    call.rowKernels.unpackRowOfPair(
        panels,
        at,
        stride,
        (float) gain,
        x.data(),
        x.start(row),
        y.data(),
        y.start(yRow),
        (float) (1 / call.unit),
        (float) pull,
        (float) projection,
        out.data(),
        out.start(row),
        x.columns(),
        add);
  }
}
