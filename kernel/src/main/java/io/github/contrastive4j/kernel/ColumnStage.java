package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Exponents.LN2;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * The column direction: sums per candidate over all anchors, gathered group after group. In the
 * symmetric loss each candidate that is a target has a softmax of its own; in a joint one its sums
 * go to the softmax of its anchor.
 *
 * <p>A candidate that is the target of several anchors has a softmax for each: over the anchors
 * that it is not the target of, those of its own that compete with one another, and the anchor in
 * question. An anchor that shares an id with its target does not compete for it with the others.
 */
final class ColumnStage {
  private static final int TASK_COLUMNS = 512;

  /**
   * How far from its column's reference the exponential of a target goes, so that it neither
   * vanishes nor becomes infinite: that of an anchor that does not compete may be anywhere.
   */
  private static final double LARGEST_EXPONENT = 1000;

  private final RankingCall call;
  private final IdFilter ids;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final BlockScratch scratch;
  private final Phase shifts = (task, worker) -> shift(task * TASK_COLUMNS);
  private final Phase sums = (task, worker) -> sum(task * TASK_COLUMNS);

  ColumnStage(RankingCall call, IdFilter ids) {
    this.call = call;
    this.ids = ids;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.scratch = call.scratch.block;
  }

  /** Forgets all columns. */
  void begin() {
    int n = call.shape().negatives();
    double shift = call.sharedShift ? anchors.shift[0] : Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      candidates.state.clear(j, shift);
    }
    Arrays.fill(candidates.shift, 0, n, (float) shift);
    Arrays.fill(candidates.total, 0, n, 0);
    Arrays.fill(candidates.entries, 0, n, 0);
  }

  /** Turns the maxima of the group into shifts. */
  void shift() {
    call.crew.forEach(tasks(), shifts);
  }

  /** Takes the sums of the group in. */
  void sum() {
    call.crew.forEach(tasks(), sums);
  }

  private int tasks() {
    return Math.ceilDiv(call.block.columns(), TASK_COLUMNS);
  }

  private void shift(int from) {
    double slope = call.logits.blockSlope();
    for (int j = from; j < Math.min(from + TASK_COLUMNS, call.block.columns()); j++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int b = 0; b < call.block.tileBlocks(call.group.panels()); b++) {
        max = Math.max(max, scratch.columnBlocks[call.block.columnValuesAt(b, j)]);
      }
      candidates.shift[call.block.firstColumn() + j] =
          max == Double.NEGATIVE_INFINITY ? 0 : (float) (max / slope);
    }
  }

  private void sum(int from) {
    double[] blocks = scratch.columnBlocks;
    double slope = call.logits.blockSlope();
    boolean smoothing = call.shape().smoothing();
    for (int j = from; j < Math.min(from + TASK_COLUMNS, call.block.columns()); j++) {
      int column = call.block.firstColumn() + j;
      double sum = 0;
      double moment = 0;
      for (int b = 0; b < call.block.tileBlocks(call.group.panels()); b++) {
        int at = call.block.columnValuesAt(b, j);
        sum += blocks[at];
        moment += blocks[at + 1];
        if (smoothing) {
          // Columns have the plain logits, without hardness.
          candidates.total[column] += blocks[at + 2] / slope;
          candidates.entries[column] += blocks[at + 3];
        }
      }
      double shift = candidates.shift[column];
      candidates.state.merge(column, shift, sum, moment + call.centre * shift * sum);
    }
  }

  /** After the sums of all groups: the targets, which were excluded, join their columns. */
  void addTargets() {
    clearTargets();
    int m = call.plan.anchors();
    for (int i = 0; i < m; i++) {
      anchors.competes[i] = !sharesTargetId(i);
      // Under a shared shift no target is out of range.
      if (!call.sharedShift && anchors.competes[i]) {
        candidates.state.raise(call.target(i), anchors.targetLogit[i]);
      }
    }
    for (int i = 0; i < m; i++) {
      addTarget(call.target(i), anchors.targetLogit[i], anchors.competes[i]);
    }
    for (int i = 0; call.loss.symmetric() && i < m; i++) {
      addShare(call.target(i), anchors.targetLogit[i], anchors.competes[i], anchors.coefficient[i]);
    }
  }

  /**
   * The same in a shard, whose columns may be targets of anchors that are elsewhere, and have
   * references from there.
   */
  void addTargets(RankingStates states) {
    clearTargets();
    int m = call.whole.anchors();
    for (int i = 0; i < m; i++) {
      if (call.wholeTarget(i) >= 0 && !states.sharesTargetId(i)) {
        candidates.state.raise(call.wholeTarget(i), states.targetLogit(i));
      }
    }
    for (int i = 0; i < m; i++) {
      if (call.wholeTarget(i) >= 0) {
        addTarget(call.wholeTarget(i), states.targetLogit(i), !states.sharesTargetId(i));
      }
    }
    for (int i = 0; i < m; i++) {
      if (call.wholeTarget(i) >= 0) {
        double weight = call.anchorWeights.wholeCoefficient(i);
        boolean competes = !states.sharesTargetId(i);
        addShare(call.wholeTarget(i), states.targetLogit(i), competes, weight);
      }
    }
    for (int i = 0; i < call.plan.anchors(); i++) {
      anchors.competes[i] = !states.sharesTargetId(call.firstAnchor + i);
    }
  }

  /** Whether an anchor has an id in common with its target, which is here. */
  boolean sharesTargetId(int anchor) {
    return ids.matches(anchor, call.target(anchor));
  }

  private void clearTargets() {
    int n = call.shape().negatives();
    Arrays.fill(candidates.targets, 0, n, 0);
    Arrays.fill(candidates.targetTotal, 0, n, 0);
    Arrays.fill(candidates.competing, 0, n, 0);
    Arrays.fill(candidates.share, 0, n, 0);
    Arrays.fill(candidates.evenly, 0, n, 0);
    Arrays.fill(candidates.pairs, 0, n, 0);
  }

  private void addTarget(int j, double target, boolean competes) {
    if (candidates.state.reference[j] == Double.NEGATIVE_INFINITY) {
      // Nothing competes in this column.
      candidates.state.raise(j, target);
    }
    double exponential = exponentialInColumn(j, target);
    candidates.lastTarget[j] = exponential;
    candidates.pairs[j]++;
    if (competes) {
      candidates.targets[j] += exponential;
      candidates.targetTotal[j] += target;
      candidates.competing[j]++;
    }
  }

  /** Adds what the softmax of one anchor makes of the exponentials of its target's column. */
  private void addShare(int j, double target, boolean competes, double weight) {
    if (hasNegatives(j)) {
      double all = all(j, target, competes);
      candidates.share[j] += weight * (1 + pull(j, target, all)) / all;
    }
    candidates.evenly[j] += weight * call.loss.labelSmoothing() / entries(j, competes);
  }

  /** All exponentials in the softmax that a column has for one of its anchors. */
  private double all(int j, double target, boolean competes) {
    double shared = candidates.state.others[j] + candidates.targets[j];
    return competes ? shared : shared + exponential(j, target);
  }

  /** Whether there are others than the anchor in question, if that does not compete itself. */
  private boolean hasNegatives(int j) {
    return candidates.state.others[j] + candidates.targets[j] > 0;
  }

  /** How many there are in the softmax. */
  private double entries(int j, boolean competes) {
    return candidates.entries[j] + candidates.competing[j] + (competes ? 0 : 1);
  }

  /** Adds the columns of a shard to the states of the whole problem. */
  void exportTo(RankingStates states) {
    long anchors = RankingStates.hashes(call.firstAnchor, call.anchors.rows());
    for (int j = 0; j < call.shape().candidates(); j++) {
      int row = call.whole.anchors() + call.firstCandidate + j;
      states.add(row, candidates.state, j);
      states.meet(row, anchors);
      states.addTotal(row, candidates.total[j], candidates.entries[j]);
    }
  }

  /** Takes the columns of a shard from the states of the whole problem. */
  void importFrom(RankingStates states) {
    for (int j = 0; j < call.shape().candidates(); j++) {
      int row = call.whole.anchors() + call.firstCandidate + j;
      candidates.state.clear(j, Double.NEGATIVE_INFINITY);
      states.addTo(candidates.state, j, row);
      candidates.total[j] = states.total(row);
      candidates.entries[j] = states.entries(row);
    }
  }

  /**
   * The factors of all columns, and where they have a softmax of their own, their share of the
   * gradients of scale and bias, without that of the targets.
   *
   * @return the share in the scale's gradient
   */
  double finish() {
    int n = call.shape().negatives();
    Arrays.fill(candidates.factor, 0, n, 0f);
    Arrays.fill(candidates.smoothing, 0, n, 0f);
    // Whether columns were summed or not. Without a shift for all, what remains of the last group
    // may be too small for columns that have no softmax.
    Arrays.fill(candidates.shift, 0, n, call.sharedShift ? anchors.shift[0] : Float.MAX_VALUE);
    return call.loss.symmetric() ? finishSymmetric() : finishJoint();
  }

  private double finishSymmetric() {
    double scaleGradient = 0;
    for (int j = 0; j < call.shape().negatives(); j++) {
      if (candidates.pairs[j] > 0) {
        double share = candidates.share[j];
        double evenly = candidates.evenly[j];
        setFactor(j, share, candidates.state.reference[j]);
        candidates.smoothing[j] = (float) evenly;
        scaleGradient += share * candidates.state.moment[j];
        scaleGradient -= evenly * candidates.total[j];
      }
    }
    return scaleGradient;
  }

  /** Candidate i is the target of anchor i: these are the factors of anchors as columns, too. */
  private double finishJoint() {
    for (int i = 0; i < call.plan.anchors(); i++) {
      double share = anchors.weight[i] / anchors.sum[i];
      setFactor(call.target(i), share, anchors.state.reference[i]);
      candidates.smoothing[call.target(i)] = anchors.smoothing[i];
    }
    return 0;
  }

  /** The factor from exponentials under the column's shift to weights. */
  private void setFactor(int j, double share, double reference) {
    if (!call.sharedShift) {
      candidates.shift[j] = (float) reference;
    }
    candidates.factor[j] = (float) (share * Exponents.exp2(candidates.shift[j] - reference));
  }

  /** What the z-loss adds to the weights of a softmax: 2λ times its log-sum-exp. */
  private double pull(int j, double target, double all) {
    return call.loss.zLoss() == 0 ? 0 : 2 * call.loss.zLoss() * logSumExp(j, target, all);
  }

  private double logSumExp(int j, double target, double all) {
    double exponent = target;
    if (hasNegatives(j)) {
      // The exponential of the target may be cut off.
      exponent = Math.max(exponent, candidates.state.reference[j] + Exponents.log2(all));
    }
    return LN2 * exponent + call.logits.constant();
  }

  /** The column loss of one anchor, and what it adds to the weight of the target's entry. */
  void finishTarget(int i) {
    int j = call.target(i);
    boolean competes = anchors.competes[i];
    double target = anchors.targetLogit[i];
    double own = exponential(j, target);
    double all = all(j, target, competes);
    double rest = candidates.state.others[j] + (candidates.targets[j] - (competes ? own : 0));
    double exponent = target - candidates.state.reference[j];
    double weight = anchors.coefficient[i];
    double pull = pull(j, target, all);
    anchors.loss[i] += Exponents.negativeLogShare(own, rest, exponent);
    anchors.columnTargetWeight[i] = -weight * rest / all;
    if (competes) {
      // In the softmaxes of the other anchors it is a negative.
      anchors.columnTargetWeight[i] += own * (candidates.share[j] - weight * (1 + pull) / all);
    }
    if (call.loss.zLoss() > 0) {
      pullTarget(i, weight * pull, own / all, logSumExp(j, target, all));
    }
    if (call.loss.labelSmoothing() > 0) {
      smoothTarget(i, j);
    }
    anchors.scaleGradient[i] += anchors.columnTargetWeight[i] * target;
  }

  /** What the z-loss of the column adds. */
  private void pullTarget(int i, double pull, double probability, double logSumExp) {
    anchors.loss[i] += call.loss.zLoss() * logSumExp * logSumExp;
    anchors.columnTargetWeight[i] += pull * probability;
    anchors.biasGradient[i] += pull;
  }

  /** What label smoothing adds in the column. */
  private void smoothTarget(int i, int j) {
    boolean competes = anchors.competes[i];
    double smoothing = call.loss.labelSmoothing();
    double target = anchors.targetLogit[i];
    double entries = entries(j, competes);
    double sum = candidates.total[j] + candidates.targetTotal[j] + (competes ? 0 : target);
    double weight = smoothing * anchors.coefficient[i];
    anchors.loss[i] += LN2 * smoothing * (target - sum / entries);
    anchors.columnTargetWeight[i] +=
        competes ? weight - candidates.evenly[j] : weight - weight / entries;
  }

  /** 2^exponent of an anchor's target in its row, which the column has if the references agree. */
  double exponentialInRow(int i, double exponent) {
    int j = call.target(i);
    double target = anchors.targetLogit[i];
    return exponent == target - candidates.state.reference[j]
        ? exponential(j, target)
        : Exponents.exp2(exponent);
  }

  /**
   * The exponential of a target in its column, as it was added, so that it leaves nothing of itself
   * when it is taken away.
   */
  private double exponential(int j, double target) {
    return candidates.pairs[j] == 1 ? candidates.lastTarget[j] : exponentialInColumn(j, target);
  }

  private double exponentialInColumn(int j, double target) {
    double exponent = target - candidates.state.reference[j];
    return Exponents.exp2(Math.clamp(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT));
  }
}
