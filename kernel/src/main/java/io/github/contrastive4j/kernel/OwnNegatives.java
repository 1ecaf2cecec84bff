package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Phase;

/**
 * Gradients of negatives that one anchor has for itself, and their share in the anchor's: a few
 * rows each, pair by pair.
 */
final class OwnNegatives {
  private static final int BLOCK = 32;

  private final RankingCall call;
  private final Unnormalization unnormalization;
  private final Phase gradients = this::propagate;

  OwnNegatives(RankingCall call, Unnormalization unnormalization) {
    this.call = call;
    this.unnormalization = unnormalization;
  }

  /** Adds the share of an anchor's own negatives to its row of the product. */
  void addTo(int anchor, float[] panels, int at, int stride) {
    Matrix a = call.anchors;
    for (int r = 0; r < call.ownNegatives(); r++) {
      int row = anchor * call.ownNegatives() + r;
      Matrix own = call.batch.ownNegatives();
      double factor = factor(anchor, r);
      if (call.cosine()) {
        factor /= L2Normalization.divisor(call.scratch.ownNorm[row]);
      }
      call.rows.addToPanel(
          call.geometry,
          a.data(),
          a.start(anchor),
          own.data(),
          own.start(row),
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
    return call.scratch.ownWeight[at] * call.scratch.ownDerivative[at];
  }

  /** To packed units, in which the derivatives of squared distances are. */
  private float scale() {
    return (float) (1 / call.unit);
  }

  /** Gradients of all own negatives. */
  void run() {
    call.crew.forEach(Math.ceilDiv(call.plan.anchors(), BLOCK), gradients);
  }

  private void propagate(int task, int worker) {
    float[] panels = call.scratch.gradientBlocks;
    int at = worker * call.plan.gradientsPerWorker();
    int stride = Panels.stride(RankingPlan.GRADIENT_ROWS);
    Matrix a = call.anchors;
    Matrix own = call.batch.ownNegatives();
    int to = Math.min(task * BLOCK + BLOCK, call.plan.anchors());
    for (int i = task * BLOCK; i < to; i++) {
      for (int r = 0; r < call.ownNegatives(); r++) {
        int row = i * call.ownNegatives() + r;
        double factor = factor(i, r);
        if (call.cosine()) {
          factor /= L2Normalization.divisor(call.scratch.anchorNorm[i]);
        }
        Panels.clearRow(panels, at, stride, a.columns());
        call.rows.addToPanel(
            call.geometry,
            own.data(),
            own.start(row),
            a.data(),
            a.start(i),
            a.columns(),
            scale(),
            (float) factor,
            panels,
            at,
            stride);
        double gain = unnormalization.gain();
        double norm = call.scratch.ownNorm[row];
        unnormalization.write(
            panels,
            at,
            stride,
            gain,
            unnormalization.projection(panels, at, stride, gain, own, row, norm),
            own,
            row,
            norm,
            call.gradients.ownNegatives(),
            call.gradients.update() == Update.ACCUMULATE);
      }
    }
  }
}
