package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

import io.github.contrastive4j.kernel.team.Phase;

/**
 * Log-sum-exp of the rows: from the sums of the chunks to row losses and row factors, and from
 * exponentials to the weights that the backward products read.
 *
 * <p>The weight of a target, P − 1, is the exact complement −Σ of all other exponentials, and the
 * row loss log1p(Σ others / target) where the target dominates: a trained model has P near 1, and a
 * difference in float32 would leave nothing but rounding errors.
 */
final class SoftmaxStage {
  private static final double LN2 = Math.log(2);

  private final RankingCall call;
  private final PackStage pack;
  private final ColumnStage columns;

  private final Phase shifts = (task, worker) -> shift(task);
  private final Phase sums = (task, worker) -> sum(task);
  private final Phase weights = (task, worker) -> weigh(task);
  private final Phase sumsAndWeights =
      (task, worker) -> {
        sum(task);
        weigh(task);
      };

  SoftmaxStage(RankingCall call, PackStage pack, ColumnStage columns) {
    this.call = call;
    this.pack = pack;
    this.columns = columns;
  }

  /** Turns the maxima of the group into shifts. */
  void shift() {
    call.crew.forEach(call.groupPanels(), shifts);
  }

  /** Row sums, losses and factors of the group. */
  void sum() {
    call.crew.forEach(call.groupPanels(), sums);
  }

  /** Weights of the group, and its upright anchors, ready for the backward products. */
  void weigh() {
    call.crew.forEach(call.groupPanels(), weights);
  }

  /** Both of them, where nothing lies between. */
  void sumAndWeigh() {
    call.crew.forEach(call.groupPanels(), sumsAndWeights);
  }

  /** 2^x in float64. */
  static double exp2(double x) {
    return Math.exp(x * LN2);
  }

  /**
   * −log(own / (own + rest)) without cancellation at either end.
   *
   * @param own 2^exponent
   * @param rest sum of the other exponentials under the same shift
   * @param exponent logit minus shift in base 2, used where {@code own} is small or 0
   * @return at least 0
   */
  static double negativeLogShare(double own, double rest, double exponent) {
    return own >= rest ? Math.log1p(rest / own) : Math.log(own + rest) - LN2 * exponent;
  }

  private void shift(int panel) {
    float[] maxima = call.scratch.chunkMaxima;
    int first = call.panelAnchor(panel);
    for (int lane = 0; lane < call.panelAnchors(panel); lane++) {
      float max = (float) call.scratch.target[first + lane];
      for (int chunk = 0; chunk < call.plan.chunks(); chunk++) {
        max = Math.max(max, maxima[(chunk * call.plan.groupPanels() + panel) * PANEL + lane]);
      }
      call.scratch.rowShift[first + lane] = max;
    }
  }

  private void sum(int panel) {
    RankingScratch s = call.scratch;
    int first = call.panelAnchor(panel);
    for (int lane = 0; lane < call.panelAnchors(panel); lane++) {
      int i = first + lane;
      double others = 0;
      double moment = 0;
      for (int chunk = 0; chunk < call.plan.chunks(); chunk++) {
        int at = (chunk * call.plan.groupPanels() + panel) * ROW_SUMS * PANEL + lane;
        others += s.rowSums[at];
        moment += s.rowSums[at + PANEL];
      }
      double exponent = s.target[i] - s.rowShift[i];
      double own = exp2(exponent);
      s.rowOthers[i] = others;
      s.rowFactor[i] = (float) (1 / (own + others));
      s.rowLoss[i] = negativeLogShare(own, others, exponent);
      s.scaleGradient[i] = (moment - others * exponent) / (own + others);
    }
  }

  private void weigh(int panel) {
    RankingScratch s = call.scratch;
    if (call.weighsScores()) {
      weighScores(panel);
    }
    int first = call.panelAnchor(panel);
    for (int lane = 0; lane < call.panelAnchors(panel); lane++) {
      int i = first + lane;
      double weight = -s.rowOthers[i];
      if (call.weighsScores()) {
        weight *= s.rowFactor[i];
      }
      if (call.plan.symmetric()) {
        weight += columns.finishTarget(i);
      }
      int at = call.scorePanel(panel) + call.target(i) * PANEL + lane;
      s.scores[at] = (float) (weight * s.targetDerivative[i]);
    }
    pack.packUpright(panel);
  }

  private void weighScores(int panel) {
    RankingScratch s = call.scratch;
    int at = call.scorePanel(panel);
    int first = call.panelAnchor(panel);
    int n = call.plan.candidates();
    if (call.sharedShift || !call.plan.symmetric()) {
      call.scores.weigh(s.scores, at, n, s.rowFactor, first, s.columnFactor, 0);
    } else {
      call.scores.weighBoth(
          call.geometry,
          (float) call.kappa,
          (float) call.unit,
          s.scores,
          at,
          n,
          s.rowShift,
          s.rowFactor,
          first,
          s.columnShift,
          s.columnFactor,
          0);
    }
  }
}
