package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Exponents.LN2;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * Log-sum-exp of the rows: takes the sums of the chunks in, block after block, and makes of them
 * row losses and the factors of all weights.
 *
 * <p>A row's state is Σ E and Σ E·(y − r) over all that competes with its target, where E =
 * 2^(logit − r), r is a reference and y the logit without what hardness adds. The weight of a
 * target, P − 1, is the exact complement −Σ of all other exponentials, and the row loss log1p(Σ
 * others / target) where the target dominates: a trained model has P near 1, and a difference in
 * float32 would leave nothing but rounding errors.
 */
final class RowStage {
  private final RankingCall call;
  private final ColumnStage columns;
  private final SigmoidRows sigmoid;

  private final Phase shifts = (task, worker) -> shift(task);
  private final Phase sums = (task, worker) -> sum(task);
  private final Phase sumsAndFinishes = (task, worker) -> sumAndFinish(task);
  private final Phase finishes = (task, worker) -> finish(task);

  RowStage(RankingCall call, ColumnStage columns, SigmoidRows sigmoid) {
    this.call = call;
    this.columns = columns;
    this.sigmoid = sigmoid;
  }

  /** Turns the maxima of the group into shifts. */
  void shift() {
    call.crew.forEach(call.group.panels(), shifts);
  }

  /** Takes the sums of the group in. */
  void sum() {
    call.crew.forEach(call.group.panels(), sums);
  }

  /** The same, and losses and factors of the group's rows, where nothing else competes. */
  void sumAndFinish() {
    call.crew.forEach(call.group.panels(), sumsAndFinishes);
  }

  /** Losses and factors of all rows. */
  void finish() {
    call.crew.forEach(Panels.count(call.plan.anchors()), finishes);
  }

  /** Adds the rows of a shard to the states of the whole problem. */
  void exportTo(RankingStates states) {
    RankingScratch s = call.scratch;
    long candidates = RankingStates.hashes(call.firstCandidate, call.candidates.rows());
    for (int i = 0; i < call.plan.anchors(); i++) {
      int row = call.firstAnchor + i;
      states.add(row, s.rowState, i);
      states.meet(row, candidates);
      // The target is counted when it is known.
      states.addTotal(row, s.total[i], s.entries[i] - 1);
      if (call.target(i) >= 0) {
        states.target(row, s.target[i]);
      }
    }
  }

  /** Takes the rows of a shard from the states of the whole problem. */
  void importFrom(RankingStates states) {
    RankingScratch s = call.scratch;
    for (int i = 0; i < call.plan.anchors(); i++) {
      int row = call.firstAnchor + i;
      s.target[i] = states.target(row);
      s.coefficient[i] = call.anchorWeights.coefficient(i);
      s.rowState.clear(i, s.target[i]);
      states.addTo(s.rowState, i, row);
      s.total[i] = states.total(row);
      s.plainTotal[i] = s.total[i];
      s.entries[i] = 1 + states.entries(row);
    }
  }

  /** From here on, exponentials are taken relative to the reference of their row. */
  void shiftToReference() {
    RankingScratch s = call.scratch;
    for (int i = 0; i < call.plan.anchors(); i++) {
      s.rowShift[i] = (float) s.rowState.reference[i];
    }
  }

  private void shift(int panel) {
    RankingScratch s = call.scratch;
    int first = call.group.panelRow(panel);
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int i = first + lane;
      float max = (float) s.target[i];
      for (int entry = 0; entry < call.own(); entry++) {
        max = Math.max(max, (float) ownLogit(i, entry));
      }
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        max = Math.max(max, s.chunkMaxima[call.group.chunkLane(chunk, panel) + lane]);
      }
      s.rowShift[i] = max == Float.NEGATIVE_INFINITY ? 0 : max;
    }
  }

  /** Starts the states of rows. */
  private void begin(int i) {
    RankingScratch s = call.scratch;
    s.rowState.clear(i, call.sharedShift ? s.rowShift[i] : s.target[i]);
    s.total[i] = 0;
    s.plainTotal[i] = 0;
    s.entries[i] = 1;
    s.coefficient[i] = call.anchorWeights.coefficient(i);
    if (call.plan.shape().positives()) {
      s.positiveTotal[i] = 0;
      s.positiveCount[i] = 0;
    }
    for (int entry = 0; entry < call.own(); entry++) {
      double logit = ownLogit(i, entry);
      if (logit > Double.NEGATIVE_INFINITY) {
        double plain = s.ownLogit[i * call.own() + entry];
        s.rowState.merge(i, logit, 1, plain - logit);
        s.total[i] += logit;
        s.plainTotal[i] += plain;
        s.entries[i]++;
      }
    }
  }

  /** Logit of an own negative, with what hardness adds. */
  private double ownLogit(int i, int entry) {
    double logit = call.scratch.ownLogit[i * call.own() + entry];
    Hardness hardness = call.loss.hardness();
    boolean raised = hardness.isOn() && hardness.negatives() != Hardness.Negatives.IN_BATCH;
    if (!raised) {
      return logit;
    }
    return logit * call.hardnessSlope() + Exponents.log2(call.hardnessGain());
  }

  /** Takes the sums of one panel in. */
  void sum(int panel) {
    if (call.sigmoid()) {
      sigmoid.sum(panel);
      return;
    }
    RankingScratch s = call.scratch;
    int first = call.group.panelRow(panel);
    boolean fresh = call.block == call.plan.blocks().getFirst();
    double slope = call.blockSlope();
    double gain = call.blockGain();
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int i = first + lane;
      if (fresh) {
        begin(i);
      }
      double sum = 0;
      double moment = 0;
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        int at = call.group.chunkLane(chunk, panel) * ROW_SUMS + lane;
        sum += s.rowSums[at];
        moment += s.rowSums[at + PANEL];
      }
      double shift = s.rowShift[i];
      if (slope != 1) {
        // Hardness counts in the exponent alone: the moment is that of the plain logit.
        moment = moment / slope + sum * (shift / slope - shift);
      }
      s.rowState.merge(i, shift, gain * sum, gain * moment);
      takeExtras(i, panel, lane, slope, gain);
    }
  }

  private void takeExtras(int i, int panel, int lane, double slope, double gain) {
    RankingScratch s = call.scratch;
    RankingShape shape = call.plan.shape();
    boolean main = call.block.kind() == Kind.MAIN;
    for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
      int at = call.group.chunkLane(chunk, panel);
      if (shape.smoothing()) {
        double count = s.rowTotals[2 * at + PANEL + lane];
        double total = s.rowTotals[2 * at + lane];
        s.total[i] += total + count * Exponents.log2(gain);
        s.plainTotal[i] += total / slope;
        s.entries[i] += count;
      }
      if (main && shape.ranks()) {
        s.rank[i] += (int) s.rowCounts[at + lane];
      }
      if (main && shape.positives()) {
        int taken = Exclusions.POSITIVE_SUMS * (at + lane);
        s.positiveCount[i] += (int) s.positives[taken];
        s.positiveTotal[i] += s.positives[taken + 1];
      }
    }
  }

  /** Takes the sums of one panel in, and finishes its rows. */
  void sumAndFinish(int panel) {
    sum(panel);
    finish(call.group.panelRow(panel) / PANEL);
  }

  /**
   * Losses, factors and shares of the scalar gradients of some rows.
   *
   * @param panel their panel, among those of all rows
   */
  private void finish(int panel) {
    int from = panel * PANEL;
    int to = Math.min(from + PANEL, call.plan.anchors());
    for (int i = from; i < to; i++) {
      if (call.sigmoid()) {
        sigmoid.finish(i);
        setFactor(i);
      } else {
        finishRow(i);
      }
    }
  }

  private void finishRow(int i) {
    RankingScratch s = call.scratch;
    // In a joint softmax the positive pair counts once more, seen from its candidate.
    int twice = 0;
    if (call.plan.shape().columns() && call.loss.directions().joint()) {
      mergeColumn(i);
      twice = 1;
    }
    double exponent = s.target[i] - s.rowState.reference[i];
    boolean ownColumn = call.loss.symmetric() && call.target(i) >= 0;
    double own = ownColumn ? columns.exponential(i, exponent) : Exponents.exp2(exponent);
    double rest = s.rowState.others[i];
    double all = (1 + twice) * own + rest;
    s.sum[i] = all;
    double logSumExp = 0;
    if (call.loss.zLoss() > 0) {
      logSumExp = LN2 * (s.rowState.reference[i] + Exponents.log2(all)) + call.logitConstant();
    }
    double smoothing = call.loss.labelSmoothing();
    double zLoss = call.loss.zLoss();
    int positives = call.plan.shape().positives() ? s.positiveCount[i] + 1 : 1;

    // How far the target's logit is above the mean under the target distribution.
    double gap = 0;
    double plainGap = 0;
    if (positives > 1 || smoothing > 0) {
      double mean = (s.target[i] + positiveTotal(i)) / positives;
      gap = gap(i, mean, s.total[i]);
      plainGap = gap(i, mean, s.plainTotal[i]);
    }
    s.rowLoss[i] =
        Exponents.negativeLogShare(own, rest + twice * own, exponent)
            + LN2 * gap
            + zLoss * logSumExp * logSumExp;

    double pull = 2 * zLoss * logSumExp;
    double weight = s.coefficient[i];
    s.rowWeight[i] = weight * (1 + pull);
    // Without smoothing and further positives the second part is an exact 0.
    double spread = (1 - (1 - smoothing) / positives) - smoothing * (1 + twice) / s.entries[i];
    s.targetWeight[i] = (pull * (1 + twice) * own - rest) / all + spread;
    s.rowSmoothing[i] = (float) (weight * smoothing / s.entries[i]);
    setFactor(i);
    s.biasGradient[i] = weight * pull;
    s.scaleGradient[i] =
        weight
            * ((1 + pull) * (s.rowState.moment[i] - rest * exponent) / all
                + plainGap
                + pull * s.target[i]);
    if (ownColumn) {
      columns.finishTarget(i);
    }
  }

  /** Takes the sums of the target's column into a joint softmax. */
  private void mergeColumn(int i) {
    RankingScratch s = call.scratch;
    int j = call.target(i);
    OnlineSoftmax column = s.columnState;
    s.rowState.merge(i, column.reference[j], column.others[j], column.moment[j]);
    s.total[i] += s.columnTotal[j] + s.target[i];
    s.plainTotal[i] += s.columnTotal[j] + s.target[i];
    s.entries[i] += s.columnEntries[j] + 1;
  }

  private double positiveTotal(int i) {
    return call.plan.shape().positives() ? call.scratch.positiveTotal[i] : 0;
  }

  private double gap(int i, double positiveMean, double total) {
    double smoothing = call.loss.labelSmoothing();
    double target = call.scratch.target[i];
    double mean = (total + target) / call.scratch.entries[i];
    return target - ((1 - smoothing) * positiveMean + smoothing * mean);
  }

  /** Weight of an anchor's own negative. */
  double ownWeight(int i, int entry) {
    RankingScratch s = call.scratch;
    double logit = ownLogit(i, entry);
    if (logit == Double.NEGATIVE_INFINITY) {
      return 0;
    }
    if (call.sigmoid()) {
      return sigmoid.ownWeight(i, logit);
    }
    double evenly = s.coefficient[i] * call.loss.labelSmoothing() / s.entries[i];
    return s.rowWeight[i] / s.sum[i] * Exponents.exp2(logit - s.rowState.reference[i]) - evenly;
  }

  /** Weight of a positive of the sigmoid objective, without the coefficient of its row. */
  double positiveWeight(double logit) {
    return sigmoid.positiveWeight(logit);
  }

  /** Share of the target distribution that each of an anchor's positives has. */
  double positiveShare(int i) {
    return (1 - call.loss.labelSmoothing()) / (call.scratch.positiveCount[i] + 1);
  }

  /** The factor from exponentials under the row's shift to weights. */
  void setFactor(int i) {
    RankingScratch s = call.scratch;
    double exponent = s.rowShift[i] - s.rowState.reference[i];
    double factor = call.blockGain() * s.rowWeight[i] / s.sum[i];
    s.rowFactor[i] = (float) (factor * Exponents.exp2(exponent));
  }
}
