package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Phase;

/**
 * Gradients of negatives that one anchor has for itself, and their share in the anchor's: a few
 * rows each, pair by pair.
 */
final class OwnNegativeStage {
  private static final int TASK_ROWS = 32;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final OwnScratch own;
  private final WorkerScratch workers;
  private final NormalizationGradient normalization;
  private final Phase gradients = this::propagate;

  OwnNegativeStage(RankingCall call, NormalizationGradient normalization) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.own = call.scratch.own;
    this.workers = call.scratch.workers;
    this.normalization = normalization;
  }

  /** Adds the share of an anchor's own negatives to its row of the product. */
  void addTo(int anchor, float[] panels, int at, int stride) {
    Matrix a = call.anchors;
    for (int r = 0; r < call.ownNegativesEach(); r++) {
      int row = anchor * call.ownNegativesEach() + r;
      Matrix negatives = call.batch.ownNegatives();
      double factor = factor(anchor, r);
      if (call.cosine()) {
        factor /= L2Normalization.divisor(own.norm[row]);
      }
      call.rowKernels.addToPanel(
          call.geometry,
          a.data(),
          a.start(anchor),
          negatives.data(),
          negatives.start(row),
          a.columns(),
          scale(),
          (float) factor,
          panels,
          at,
          stride);
    }
  }

  private double factor(int anchor, int r) {
    int at = anchor * call.own() + call.ownCandidates() + r;
    return own.weight[at] * own.derivative[at];
  }

  /** To packed units, in which the derivatives of squared distances are. */
  private float scale() {
    return (float) (1 / call.unit);
  }

  /** Gradients of all own negatives. */
  void run() {
    call.crew.forEach(Math.ceilDiv(call.plan.anchors(), TASK_ROWS), gradients);
  }

  private void propagate(int task, int worker) {
    float[] panels = workers.gradients;
    int at = WorkerScratch.gradientsAt(call.shape(), worker);
    int stride = WorkerScratch.gradientStride(call.shape());
    Matrix a = call.anchors;
    Matrix negatives = call.batch.ownNegatives();
    int from = task * TASK_ROWS;
    int to = from + Math.min(TASK_ROWS, call.plan.anchors() - from);
    for (int i = from; i < to; i++) {
      for (int r = 0; r < call.ownNegativesEach(); r++) {
        int row = i * call.ownNegativesEach() + r;
        double factor = factor(i, r);
        if (call.cosine()) {
          factor /= L2Normalization.divisor(anchors.norm[i]);
        }
        Panels.clearRow(panels, at, stride, a.columns());
        call.rowKernels.addToPanel(
            call.geometry,
            negatives.data(),
            negatives.start(row),
            a.data(),
            a.start(i),
            a.columns(),
            scale(),
            (float) factor,
            panels,
            at,
            stride);
        double gain = normalization.gain();
        double norm = own.norm[row];
        normalization.write(
            panels,
            at,
            stride,
            gain,
            normalization.projection(panels, at, stride, gain, negatives, row, norm),
            negatives,
            row,
            norm,
            call.gradients.ownNegatives(),
            call.gradients.update() == Update.ACCUMULATE);
      }
    }
  }
}
