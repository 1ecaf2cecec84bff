package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Exponents.LN2;
import static io.github.contrastive4j.kernel.RankingBlock.COLUMN_VALUES;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * The column direction: sums per candidate over all anchors, gathered group after group. In the
 * symmetric loss each candidate that is a target has a softmax of its own; in a joint one its sums
 * go to the softmax of its anchor.
 *
 * <p>A candidate that is the target of several anchors has one softmax and counts once per anchor.
 */
final class ColumnStage {
  private static final int BLOCK = 512;

  private final RankingCall call;
  private final Phase shifts = (task, worker) -> shift(task * BLOCK);
  private final Phase sums = (task, worker) -> sum(task * BLOCK);

  ColumnStage(RankingCall call) {
    this.call = call;
  }

  /** Forgets all columns. */
  void begin() {
    int n = call.plan.shape().negatives();
    RankingScratch s = call.scratch;
    double shift = call.sharedShift ? s.rowShift[0] : Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      s.columnState.clear(j, shift);
    }
    Arrays.fill(s.columnShift, 0, n, (float) shift);
    Arrays.fill(s.columnTotal, 0, n, 0);
    Arrays.fill(s.columnEntries, 0, n, 0);
  }

  /** Turns the maxima of the group into shifts. */
  void shift() {
    call.crew.forEach(blocks(), shifts);
  }

  /** Takes the sums of the group in. */
  void sum() {
    call.crew.forEach(blocks(), sums);
  }

  private int blocks() {
    return Math.ceilDiv(call.block.columns(), BLOCK);
  }

  private void shift(int from) {
    RankingScratch s = call.scratch;
    double slope = call.blockSlope();
    for (int j = from; j < Math.min(from + BLOCK, call.block.columns()); j++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int b = 0; b < call.block.tileBlocks(call.group.panels()); b++) {
        max = Math.max(max, s.columnBlocks[blockValue(b, j)]);
      }
      s.columnShift[call.block.firstColumn() + j] =
          max == Double.NEGATIVE_INFINITY ? 0 : (float) (max / slope);
    }
  }

  private int blockValue(int block, int column) {
    return (block * call.block.columns() + column) * COLUMN_VALUES;
  }

  private void sum(int from) {
    RankingScratch s = call.scratch;
    double[] blocks = s.columnBlocks;
    double slope = call.blockSlope();
    boolean smoothing = call.plan.shape().smoothing();
    for (int j = from; j < Math.min(from + BLOCK, call.block.columns()); j++) {
      int column = call.block.firstColumn() + j;
      double sum = 0;
      double moment = 0;
      for (int b = 0; b < call.block.tileBlocks(call.group.panels()); b++) {
        int at = blockValue(b, j);
        sum += blocks[at];
        moment += blocks[at + 1];
        if (smoothing) {
          // Columns have the plain logits, without hardness.
          s.columnTotal[column] += blocks[at + 2] / slope;
          s.columnEntries[column] += blocks[at + 3];
        }
      }
      s.columnState.merge(column, s.columnShift[column], sum, moment);
    }
  }

  /** After the sums of all groups: the targets, which were excluded, join their columns. */
  void addTargets() {
    clearTargets();
    // Under a shared shift no target is out of range.
    for (int i = 0; !call.sharedShift && i < call.plan.anchors(); i++) {
      call.scratch.columnState.raise(call.target(i), call.scratch.target[i]);
    }
    for (int i = 0; i < call.plan.anchors(); i++) {
      addTarget(call.target(i), call.scratch.target[i], call.scratch.coefficient[i]);
    }
  }

  /**
   * The same in a shard, whose columns may be targets of anchors that are elsewhere, and have
   * references from there.
   */
  void addTargets(RankingStates states) {
    clearTargets();
    for (int i = 0; i < call.whole.anchors(); i++) {
      if (call.wholeTarget(i) >= 0) {
        call.scratch.columnState.raise(call.wholeTarget(i), states.target(i));
      }
    }
    for (int i = 0; i < call.whole.anchors(); i++) {
      if (call.wholeTarget(i) >= 0) {
        double target = states.target(i);
        addTarget(call.wholeTarget(i), target, call.anchorWeights.wholeCoefficient(i));
      }
    }
  }

  private void clearTargets() {
    RankingScratch s = call.scratch;
    int n = call.plan.shape().negatives();
    Arrays.fill(s.columnTargets, 0, n, 0);
    Arrays.fill(s.columnTargetTotal, 0, n, 0);
    Arrays.fill(s.columnWeight, 0, n, 0);
    Arrays.fill(s.columnPairs, 0, n, 0);
  }

  private void addTarget(int j, double target, double weight) {
    RankingScratch s = call.scratch;
    s.columnTargets[j] += Exponents.exp2(target - s.columnState.reference[j]);
    s.columnTargetTotal[j] += target;
    s.columnWeight[j] += weight;
    s.columnPairs[j]++;
  }

  /** Adds the columns of a shard to the states of the whole problem. */
  void exportTo(RankingStates states) {
    RankingScratch s = call.scratch;
    long anchors = RankingStates.hashes(call.firstAnchor, call.anchors.rows());
    for (int j = 0; j < call.plan.shape().candidates(); j++) {
      int row = call.whole.anchors() + call.firstCandidate + j;
      states.add(row, s.columnState, j);
      states.meet(row, anchors);
      states.addTotal(row, s.columnTotal[j], s.columnEntries[j]);
    }
  }

  /** Takes the columns of a shard from the states of the whole problem. */
  void importFrom(RankingStates states) {
    RankingScratch s = call.scratch;
    for (int j = 0; j < call.plan.shape().candidates(); j++) {
      int row = call.whole.anchors() + call.firstCandidate + j;
      s.columnState.clear(j, Double.NEGATIVE_INFINITY);
      states.addTo(s.columnState, j, row);
      s.columnTotal[j] = states.total(row);
      s.columnEntries[j] = states.entries(row);
    }
  }

  /**
   * The factors of all columns, and where they have a softmax of their own, their share of the
   * gradients of scale and bias, without that of the targets.
   *
   * @return the share in the scale's gradient
   */
  double finish() {
    RankingScratch s = call.scratch;
    int n = call.plan.shape().negatives();
    Arrays.fill(s.columnFactor, 0, n, 0f);
    Arrays.fill(s.columnSmoothing, 0, n, 0f);
    // Whether columns were summed or not. Without a shift for all, what remains of the last group
    // may be too small for columns that have no softmax.
    Arrays.fill(s.columnShift, 0, n, call.sharedShift ? s.rowShift[0] : Float.MAX_VALUE);
    return call.loss.symmetric() ? finishSymmetric() : finishJoint();
  }

  private double finishSymmetric() {
    RankingScratch s = call.scratch;
    double smoothing = call.loss.labelSmoothing();
    double scaleGradient = 0;
    for (int j = 0; j < call.plan.shape().negatives(); j++) {
      if (s.columnPairs[j] > 0) {
        double all = s.columnState.others[j] + s.columnTargets[j];
        double weight = s.columnWeight[j] * (1 + pull(j));
        double evenly = s.columnWeight[j] * smoothing / (s.columnEntries[j] + s.columnPairs[j]);
        setFactor(j, weight, all, s.columnState.reference[j]);
        s.columnSmoothing[j] = (float) evenly;
        scaleGradient += weight * s.columnState.moment[j] / all;
        scaleGradient -=
            evenly * (s.columnTotal[j] - s.columnEntries[j] * s.columnState.reference[j]);
      }
    }
    return scaleGradient;
  }

  /** Candidate i is the target of anchor i: these are the factors of anchors as columns, too. */
  private double finishJoint() {
    RankingScratch s = call.scratch;
    for (int i = 0; i < call.plan.anchors(); i++) {
      setFactor(call.target(i), s.rowWeight[i], s.sum[i], s.rowState.reference[i]);
      s.columnSmoothing[call.target(i)] = s.rowSmoothing[i];
    }
    return 0;
  }

  /**
   * The factor from exponentials under the column's shift to weights.
   *
   * @param sum all exponentials of the softmax, relative to the reference
   */
  private void setFactor(int j, double weight, double sum, double reference) {
    RankingScratch s = call.scratch;
    if (!call.sharedShift) {
      s.columnShift[j] = (float) reference;
    }
    s.columnFactor[j] = (float) (weight / sum * Exponents.exp2(s.columnShift[j] - reference));
  }

  /** What the z-loss adds to a column's weights: 2λ times its log-sum-exp. */
  private double pull(int j) {
    return call.loss.zLoss() == 0 ? 0 : 2 * call.loss.zLoss() * logSumExp(j);
  }

  private double logSumExp(int j) {
    RankingScratch s = call.scratch;
    double all = s.columnState.others[j] + s.columnTargets[j];
    return LN2 * (s.columnState.reference[j] + Exponents.log2(all)) + call.logitConstant();
  }

  /** The column loss of one anchor, and what it adds to the weight of the target's entry. */
  void finishTarget(int i) {
    RankingScratch s = call.scratch;
    int j = call.target(i);
    double own = targetExponential(i);
    double rest = s.columnState.others[j] + (s.columnTargets[j] - own);
    double all = s.columnState.others[j] + s.columnTargets[j];
    double exponent = s.target[i] - s.columnState.reference[j];
    double weight = s.coefficient[i];
    double others = s.columnWeight[j] - weight;
    s.rowLoss[i] += Exponents.negativeLogShare(own, rest, exponent);
    s.columnTargetWeight[i] = (others * own - weight * rest) / all;
    if (call.loss.zLoss() > 0) {
      pullTarget(i, j, own / all);
    }
    if (call.loss.labelSmoothing() > 0) {
      smoothTarget(i, j);
    }
    s.scaleGradient[i] += s.columnTargetWeight[i] * exponent;
  }

  /** What the z-loss of the column adds. */
  private void pullTarget(int i, int j, double share) {
    RankingScratch s = call.scratch;
    double logSumExp = logSumExp(j);
    double pull = pull(j);
    s.rowLoss[i] += call.loss.zLoss() * logSumExp * logSumExp;
    s.columnTargetWeight[i] += pull * s.columnWeight[j] * share;
    s.biasGradient[i] += s.coefficient[i] * pull;
    // The weights of a column add up to what the z-loss pulls, not to 0.
    s.scaleGradient[i] += s.coefficient[i] * pull * s.columnState.reference[j];
  }

  /** What label smoothing adds in the column. */
  private void smoothTarget(int i, int j) {
    RankingScratch s = call.scratch;
    double smoothing = call.loss.labelSmoothing();
    double entries = s.columnEntries[j] + s.columnPairs[j];
    double mean = (s.columnTotal[j] + s.columnTargetTotal[j]) / entries;
    s.rowLoss[i] += LN2 * smoothing * (s.target[i] - mean);
    s.columnTargetWeight[i] += smoothing * (s.coefficient[i] - s.columnWeight[j] / entries);
  }

  /** 2^exponent of an anchor's target in its row, which the column has if the references agree. */
  double exponential(int i, double exponent) {
    double columnExponent =
        call.scratch.target[i] - call.scratch.columnState.reference[call.target(i)];
    return exponent == columnExponent ? targetExponential(i) : Exponents.exp2(exponent);
  }

  /** As it was added to the column, so that it leaves nothing of itself when it is taken away. */
  private double targetExponential(int i) {
    RankingScratch s = call.scratch;
    int j = call.target(i);
    return s.columnPairs[j] == 1
        ? s.columnTargets[j]
        : Exponents.exp2(s.target[i] - s.columnState.reference[j]);
  }
}
