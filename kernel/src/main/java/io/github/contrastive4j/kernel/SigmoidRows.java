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

  SigmoidRows(RankingCall call) {
    this.call = call;
  }

  /** Takes the sums of one panel in. */
  void sum(int panel) {
    RankingScratch s = call.scratch;
    int first = call.group.panelRow(panel);
    boolean fresh = call.block == call.plan.blocks().getFirst();
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int i = first + lane;
      if (fresh) {
        begin(i);
      }
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        int at = call.group.chunkLane(chunk, panel);
        int sums = at * ROW_SUMS + lane;
        s.rowState.others[i] += s.rowSums[sums];
        s.rowState.moment[i] += s.rowSums[sums + PANEL];
        s.total[i] += s.rowSums[sums + 2 * PANEL];
        if (call.plan.shape().ranks()) {
          s.rank[i] += (int) s.rowCounts[at + lane];
        }
        if (call.plan.shape().positives()) {
          int taken = Exclusions.POSITIVE_SUMS * (at + lane);
          s.positiveCount[i] += (int) s.positives[taken];
          s.rowState.others[i] += s.positives[taken + 1];
          s.rowState.moment[i] += s.positives[taken + 2];
          s.total[i] += s.positives[taken + 3];
        }
      }
    }
  }

  private void begin(int i) {
    RankingScratch s = call.scratch;
    s.coefficient[i] = call.anchorWeights.coefficient(i);
    // Weights are what the scores have become, without a sum to divide by.
    s.rowState.reference[i] = s.rowShift[i];
    s.sum[i] = 1;
    s.rowWeight[i] = s.coefficient[i];
    double bias = bias();
    double target = s.target[i] + bias;
    double weight = -Exponents.sigmoid(-target);
    s.targetWeight[i] = weight;
    s.rowState.others[i] = Exponents.softplus(-target);
    s.rowState.moment[i] = weight * s.target[i];
    s.total[i] = weight;
    if (call.plan.shape().positives()) {
      s.positiveCount[i] = 0;
    }
    for (int entry = 0; entry < call.own(); entry++) {
      double logit = s.ownLogit[i * call.own() + entry];
      if (logit > Double.NEGATIVE_INFINITY) {
        double sigmoid = Exponents.sigmoid(logit + bias);
        s.rowState.others[i] += Exponents.softplus(logit + bias);
        s.rowState.moment[i] += sigmoid * logit;
        s.total[i] += sigmoid;
      }
    }
  }

  private double bias() {
    return call.logitConstant() * Exponents.LOG2_E;
  }

  /** Loss and shares of the scalar gradients of one row. */
  void finish(int i) {
    RankingScratch s = call.scratch;
    s.rowLoss[i] = LN2 * s.rowState.others[i];
    s.biasGradient[i] = s.coefficient[i] * s.total[i];
    s.scaleGradient[i] = s.coefficient[i] * s.rowState.moment[i];
  }

  /** Weight of a negative that an anchor has for itself. */
  double ownWeight(int i, double logit) {
    return call.scratch.coefficient[i] * Exponents.sigmoid(logit + bias());
  }

  /** Weight of a positive, without the coefficient of its row. */
  double positiveWeight(double logit) {
    return -Exponents.sigmoid(-(logit + bias()));
  }
}
