package io.github.contrastive4j.kernel;

/** The losses of the rows, and their shares of scalar gradients, become numbers. */
final class ReduceStage {
  private final RankingCall call;
  private final AnchorScratch anchors;

  ReduceStage(RankingCall call) {
    this.call = call;
    this.anchors = call.scratch.anchors;
  }

  /**
   * Runs the stage.
   *
   * @param columnScaleGradient what columns with a softmax of their own add to the gradient of the
   *     scale
   * @param report where the losses of the rows go, or null
   * @return the reduced loss
   */
  double run(double columnScaleGradient, RankingReport report) {
    double half = call.loss.symmetric() ? 0.5 : 1;
    double loss = 0;
    double scaleGradient = columnScaleGradient;
    double biasGradient = 0;
    for (int i = 0; i < call.plan.anchors(); i++) {
      anchors.loss[i] *= half * call.anchorWeights.of(i);
      loss += anchors.loss[i];
      scaleGradient += anchors.scaleGradient[i];
      biasGradient += anchors.biasGradient[i];
    }
    if (call.gradients != null) {
      // Logits are in base 2 and proportional to the scale. The constant half of the shifted cosine
      // is not among them: it moves all logits at once, as the bias does.
      boolean shifted = call.loss.similarity() == Similarity.SHIFTED_COSINE;
      double slope = scaleGradient * Exponents.LN2 / call.loss.scale();
      double factor = call.anchorWeights.gradientFactor() * half;
      call.gradients.set(
          factor * (slope + (shifted ? biasGradient / 2 : 0)), factor * biasGradient);
    }
    if (report != null) {
      report.set(call.plan.anchors(), anchors.loss, anchors.rank);
    }
    return call.anchorWeights.reduce(loss);
  }
}
