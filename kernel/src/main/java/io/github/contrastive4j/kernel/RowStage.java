package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Exponents.LN2;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_TOTALS;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * Log-sum-exp of the rows: takes the sums of the chunks in, block after block, and makes of them
 * row losses and the factors of all weights.
 *
 * <p>A row's state is Σ E and Σ E·y over all that competes with its target, where E = 2^(logit −
 * r), r is a reference and y the logit without what hardness adds. The weight of a target, P − 1,
 * is the exact complement −Σ of all other exponentials, and the row loss log1p(Σ others / target)
 * where the target dominates: a trained model has P near 1, and a difference in float32 would leave
 * nothing but rounding errors.
 */
final class RowStage {
  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final OwnScratch own;
  private final BlockScratch scratch;
  private final ColumnStage columns;
  private final SigmoidRows sigmoid;
  private final PositiveSums positives;

  private final Phase shifts = (task, worker) -> shift(task);
  private final Phase sums = (task, worker) -> sum(task);
  private final Phase sumsAndFinishes = (task, worker) -> sumAndFinish(task);
  private final Phase finishes = (task, worker) -> finish(task);

  RowStage(RankingCall call, ColumnStage columns, SigmoidRows sigmoid, PositiveSums positives) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.own = call.scratch.own;
    this.scratch = call.scratch.block;
    this.columns = columns;
    this.sigmoid = sigmoid;
    this.positives = positives;
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
    long candidates = RankingStates.hashes(call.firstCandidate, call.candidates.rows());
    for (int i = 0; i < call.plan.anchors(); i++) {
      int row = call.firstAnchor + i;
      states.add(row, anchors.state, i);
      states.meet(row, candidates);
      // The target is counted when it is known.
      states.addTotal(row, anchors.total[i], anchors.entries[i] - 1);
      if (call.target(i) >= 0) {
        states.target(row, anchors.targetLogit[i], columns.sharesTargetId(i));
      }
    }
  }

  /** Takes the rows of a shard from the states of the whole problem. */
  void importFrom(RankingStates states) {
    for (int i = 0; i < call.plan.anchors(); i++) {
      int row = call.firstAnchor + i;
      anchors.targetLogit[i] = states.targetLogit(row);
      anchors.coefficient[i] = call.anchorWeights.coefficient(i);
      anchors.state.clear(i, anchors.targetLogit[i]);
      states.addTo(anchors.state, i, row);
      anchors.total[i] = states.total(row);
      anchors.plainTotal[i] = anchors.total[i];
      anchors.entries[i] = 1 + states.entries(row);
    }
  }

  /** From here on, exponentials are taken relative to the reference of their row. */
  void shiftToReference() {
    for (int i = 0; i < call.plan.anchors(); i++) {
      anchors.shift[i] = (float) anchors.state.reference[i];
    }
  }

  private void shift(int panel) {
    int first = call.group.panelRow(panel);
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int i = first + lane;
      float max = (float) anchors.targetLogit[i];
      for (int entry = 0; entry < call.own(); entry++) {
        max = Math.max(max, (float) ownLogit(i, entry));
      }
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        max = Math.max(max, scratch.chunkMaxima[call.group.chunkLane(chunk, panel) + lane]);
      }
      anchors.shift[i] = max == Float.NEGATIVE_INFINITY ? 0 : max;
    }
  }

  /** Starts the states of rows. */
  private void begin(int i) {
    anchors.state.clear(i, call.sharedShift ? anchors.shift[i] : anchors.targetLogit[i]);
    anchors.total[i] = 0;
    anchors.plainTotal[i] = 0;
    anchors.entries[i] = 1;
    anchors.coefficient[i] = call.anchorWeights.coefficient(i);
    if (call.shape().positives()) {
      anchors.positiveTotal[i] = 0;
      anchors.positiveCount[i] = 0;
    }
    for (int entry = 0; entry < call.own(); entry++) {
      double logit = ownLogit(i, entry);
      if (logit > Double.NEGATIVE_INFINITY) {
        double plain = own.logit[i * call.own() + entry];
        anchors.state.merge(i, logit, 1, plain);
        anchors.total[i] += logit;
        anchors.plainTotal[i] += plain;
        anchors.entries[i]++;
      }
    }
  }

  /** Logit of an own negative, with what hardness adds. */
  private double ownLogit(int i, int entry) {
    return call.logits.raiseOwn(own.logit[i * call.own() + entry]);
  }

  /** Takes the sums of one panel in. */
  private void sum(int panel) {
    if (call.sigmoid()) {
      sigmoid.sum(panel);
      return;
    }
    int first = call.group.panelRow(panel);
    boolean fresh = call.isFirstBlock();
    double slope = call.logits.blockSlope();
    double gain = call.logits.blockGain();
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int i = first + lane;
      if (fresh) {
        begin(i);
      }
      double sum = 0;
      double moment = 0;
      for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
        int at = call.group.chunkLane(chunk, panel) * ROW_SUMS + lane;
        sum += scratch.rowSums[at];
        moment += scratch.rowSums[at + PANEL];
      }
      double shift = anchors.shift[i];
      moment += call.centre * shift * sum;
      // Hardness counts in the exponent alone: the moment is that of the plain logit.
      anchors.state.merge(i, shift, gain * sum, gain * (moment / slope));
      takeExtras(i, panel, lane, slope, gain);
    }
  }

  private void takeExtras(int i, int panel, int lane, double slope, double gain) {
    RankingShape shape = call.shape();
    boolean main = call.block.kind() == Kind.MAIN;
    for (int chunk = 0; chunk < call.block.chunks(); chunk++) {
      int at = call.group.chunkLane(chunk, panel);
      if (shape.smoothing()) {
        double total = scratch.rowTotals[ROW_TOTALS * at + lane];
        double count = scratch.rowTotals[ROW_TOTALS * at + PANEL + lane];
        anchors.total[i] += total + count * Exponents.log2(gain);
        anchors.plainTotal[i] += total / slope;
        anchors.entries[i] += count;
      }
      if (main && shape.ranks()) {
        anchors.rank[i] += (int) scratch.rowCounts[at + lane];
      }
      if (main && shape.positives()) {
        anchors.positiveCount[i] += positives.count(at + lane);
        anchors.positiveTotal[i] += positives.logits(at + lane);
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
      } else {
        finishRow(i);
      }
    }
  }

  private void finishRow(int i) {
    // In a joint softmax the positive pair counts once more, seen from its candidate.
    int times = 1;
    if (call.shape().columns() && call.loss.directions().joint()) {
      mergeColumn(i);
      times = 2;
    }
    double exponent = anchors.targetLogit[i] - anchors.state.reference[i];
    boolean ownColumn = call.loss.symmetric() && call.target(i) >= 0;
    double own = ownColumn ? columns.exponentialInRow(i, exponent) : Exponents.exp2(exponent);
    double rest = anchors.state.others[i];
    double all = times * own + rest;
    anchors.sum[i] = all;
    double logSumExp = 0;
    if (call.loss.zLoss() > 0) {
      logSumExp = LN2 * (anchors.state.reference[i] + Exponents.log2(all)) + call.logits.constant();
    }
    double smoothing = call.loss.labelSmoothing();
    double zLoss = call.loss.zLoss();
    int positives = call.shape().positives() ? anchors.positiveCount[i] + 1 : 1;

    // How far the target's logit is above the mean under the target distribution.
    double gap = 0;
    double plainGap = 0;
    if (positives > 1 || smoothing > 0) {
      double mean = (anchors.targetLogit[i] + positiveTotal(i)) / positives;
      gap = gap(i, mean, anchors.total[i]);
      plainGap = gap(i, mean, anchors.plainTotal[i]);
    }
    anchors.loss[i] =
        Exponents.negativeLogShare(own, rest + (times - 1) * own, exponent)
            + LN2 * gap
            + zLoss * logSumExp * logSumExp;

    double pull = 2 * zLoss * logSumExp;
    double weight = anchors.coefficient[i];
    anchors.weight[i] = weight * (1 + pull);
    // Without smoothing and further positives the second part is an exact 0.
    double spread = (1 - (1 - smoothing) / positives) - smoothing * times / anchors.entries[i];
    anchors.targetWeight[i] = (pull * times * own - rest) / all + spread;
    anchors.smoothing[i] = (float) (weight * smoothing / anchors.entries[i]);
    anchors.biasGradient[i] = weight * pull;
    anchors.scaleGradient[i] =
        weight
            * ((1 + pull) * (anchors.state.moment[i] - rest * anchors.targetLogit[i]) / all
                + plainGap
                + pull * anchors.targetLogit[i]);
    if (ownColumn) {
      columns.finishTarget(i);
    }
  }

  /** Takes the sums of the target's column into a joint softmax. */
  private void mergeColumn(int i) {
    int j = call.target(i);
    OnlineSoftmax column = candidates.state;
    anchors.state.merge(i, column.reference[j], column.others[j], column.moment[j]);
    anchors.total[i] += candidates.total[j] + anchors.targetLogit[i];
    anchors.plainTotal[i] += candidates.total[j] + anchors.targetLogit[i];
    anchors.entries[i] += candidates.entries[j] + 1;
  }

  private double positiveTotal(int i) {
    return call.shape().positives() ? anchors.positiveTotal[i] : 0;
  }

  private double gap(int i, double positiveMean, double total) {
    double smoothing = call.loss.labelSmoothing();
    double target = anchors.targetLogit[i];
    double mean = (total + target) / anchors.entries[i];
    return target - ((1 - smoothing) * positiveMean + smoothing * mean);
  }

  /** Weight of an anchor's own negative. */
  double ownWeight(int i, int entry) {
    double logit = ownLogit(i, entry);
    if (logit == Double.NEGATIVE_INFINITY) {
      return 0;
    }
    if (call.sigmoid()) {
      return sigmoid.ownWeight(i, logit);
    }
    double evenly = anchors.coefficient[i] * call.loss.labelSmoothing() / anchors.entries[i];
    return anchors.weight[i] / anchors.sum[i] * Exponents.exp2(logit - anchors.state.reference[i])
        - evenly;
  }

  /** Weight of a positive of the sigmoid objective, without the coefficient of its row. */
  double positiveWeight(double logit) {
    return sigmoid.positiveWeight(logit);
  }

  /** Share of the target distribution that each of an anchor's positives has. */
  double positiveShare(int i) {
    return (1 - call.loss.labelSmoothing()) / (anchors.positiveCount[i] + 1);
  }

  /** The factor from exponentials under the row's shift to weights. */
  void setFactor(int i) {
    double exponent = anchors.shift[i] - anchors.state.reference[i];
    double factor = call.logits.blockGain() * anchors.weight[i] / anchors.sum[i];
    anchors.factor[i] = (float) (factor * Exponents.exp2(exponent));
  }
}
