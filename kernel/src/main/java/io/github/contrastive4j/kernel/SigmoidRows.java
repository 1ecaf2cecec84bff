package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Exponents.LN2;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

/**
 * Row losses and weights of the sigmoid objective, whose entries do not depend on one another: ℓ_i
 * = Σ softplus(L_ij) over negatives + Σ softplus(−L_ij) over positives, with weights σ(L_ij) and
 * −σ(−L_ij).
 */
final class SigmoidRows {
  private final RankingCall call;
  private final AnchorScratch anchors;
  private final OwnScratch own;
  private final BlockScratch scratch;
  private final PositiveSums positives;

  SigmoidRows(RankingCall call, PositiveSums positives) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.own = call.scratch.own;
    this.scratch = call.scratch.block;
    this.positives = positives;
  }

  /** Takes the sums of one panel in. */
  void sum(int panel) {
    int first = call.group.panelRow(panel);
    boolean fresh = call.isFirstBlock();
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int i = first + lane;
      if (fresh) {
        begin(i);
      }
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        int at = call.group.chunkLane(chunk, panel);
        int sums = at * ROW_SUMS + lane;
        anchors.state.others[i] += scratch.rowSums[sums];
        anchors.state.moment[i] += scratch.rowSums[sums + PANEL];
        anchors.total[i] += scratch.rowSums[sums + 2 * PANEL];
        if (call.shape().ranks()) {
          anchors.rank[i] += (int) scratch.rowCounts[at + lane];
        }
        if (call.shape().positives()) {
          anchors.positiveCount[i] += positives.count(at + lane);
          anchors.state.others[i] += positives.losses(at + lane);
          anchors.state.moment[i] += positives.weightedLogits(at + lane);
          anchors.total[i] += positives.weights(at + lane);
        }
      }
    }
  }

  private void begin(int i) {
    anchors.coefficient[i] = call.anchorWeights.coefficient(i);
    // Weights are what the scores have become, without a sum to divide by.
    anchors.state.reference[i] = anchors.shift[i];
    anchors.sum[i] = 1;
    anchors.weight[i] = anchors.coefficient[i];
    double bias = bias();
    double target = anchors.targetLogit[i] + bias;
    double weight = -Exponents.sigmoid(-target);
    anchors.targetWeight[i] = weight;
    anchors.state.others[i] = Exponents.softplus(-target);
    anchors.state.moment[i] = weight * anchors.targetLogit[i];
    anchors.total[i] = weight;
    if (call.shape().positives()) {
      anchors.positiveCount[i] = 0;
    }
    for (int entry = 0; entry < call.own(); entry++) {
      double logit = own.logit[i * call.own() + entry];
      if (logit > Double.NEGATIVE_INFINITY) {
        double sigmoid = Exponents.sigmoid(logit + bias);
        anchors.state.others[i] += Exponents.softplus(logit + bias);
        anchors.state.moment[i] += sigmoid * logit;
        anchors.total[i] += sigmoid;
      }
    }
  }

  private double bias() {
    return call.logits.constant() * Exponents.LOG2_E;
  }

  /** Loss and shares of the scalar gradients of one row. */
  void finish(int i) {
    anchors.loss[i] = LN2 * anchors.state.others[i];
    anchors.biasGradient[i] = anchors.coefficient[i] * anchors.total[i];
    anchors.scaleGradient[i] = anchors.coefficient[i] * anchors.state.moment[i];
  }

  /** Weight of a negative that an anchor has for itself. */
  double ownWeight(int i, double logit) {
    return anchors.coefficient[i] * Exponents.sigmoid(logit + bias());
  }

  /** Weight of a positive, without the coefficient of its row. */
  double positiveWeight(double logit) {
    return -Exponents.sigmoid(-(logit + bias()));
  }
}
