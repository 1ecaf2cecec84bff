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
    int first = call.panelRow(panel);
    boolean fresh = call.block == call.plan.blocks().getFirst();
    for (int lane = 0; lane < call.panelRows(panel); lane++) {
      int i = first + lane;
      if (fresh) {
        begin(i);
      }
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        int at = call.chunkLane(chunk, panel);
        int sums = at * ROW_SUMS + lane;
        s.rowState.others[i] += s.rowSums[sums];
        s.rowState.moment[i] += s.rowSums[sums + PANEL];
        s.total[i] += s.rowSums[sums + 2 * PANEL];
        if (call.plan.shape().ranks()) {
          s.rank[i] += (int) s.rowCounts[at + lane];
        }
        if (call.plan.shape().positives()) {
          s.positiveTotal[i] += s.positives[2 * (at + lane)];
          s.positiveCount[i] += (int) s.positives[2 * (at + lane) + 1];
        }
      }
    }
  }

  private void begin(int i) {
    RankingScratch s = call.scratch;
    s.coefficient[i] = call.coefficient(i);
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
      s.positiveTotal[i] = 0;
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
    return call.logitConstant() * RankingCall.LOG2_E;
  }

  /** Loss and shares of the scalar gradients of one row. */
  void finish(int i) {
    RankingScratch s = call.scratch;
    double softplus = s.rowState.others[i];
    double moment = s.rowState.moment[i];
    double sum = s.total[i];
    if (call.plan.shape().positives()) {
      // They were taken for negatives: softplus(−x) = softplus(x) − x.
      softplus -= s.positiveTotal[i] + s.positiveCount[i] * bias();
      moment -= s.positiveTotal[i];
      sum -= s.positiveCount[i];
    }
    s.rowLoss[i] = LN2 * softplus;
    s.biasGradient[i] = s.coefficient[i] * sum;
    s.scaleGradient[i] = s.coefficient[i] * moment;
    if (call.loss.similarity() == Similarity.SHIFTED_COSINE) {
      s.scaleGradient[i] += s.coefficient[i] * sum * call.loss.scale() / 2 / LN2;
    }
  }

  double ownWeight(int i, double logit) {
    return call.scratch.coefficient[i] * Exponents.sigmoid(logit + bias());
  }
}
