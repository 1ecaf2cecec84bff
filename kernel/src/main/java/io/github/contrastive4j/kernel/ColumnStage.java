package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Exponents.LN2;

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
  private static final int TASK_COLUMNS = 512;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final BlockScratch scratch;
  private final Phase shifts = (task, worker) -> shift(task * TASK_COLUMNS);
  private final Phase sums = (task, worker) -> sum(task * TASK_COLUMNS);

  ColumnStage(RankingCall call) {
    this.call = call;
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
      candidates.state.merge(column, candidates.shift[column], sum, moment);
    }
  }

  /** After the sums of all groups: the targets, which were excluded, join their columns. */
  void addTargets() {
    clearTargets();
    // Under a shared shift no target is out of range.
    for (int i = 0; !call.sharedShift && i < call.plan.anchors(); i++) {
      candidates.state.raise(call.target(i), anchors.targetLogit[i]);
    }
    for (int i = 0; i < call.plan.anchors(); i++) {
      addTarget(call.target(i), anchors.targetLogit[i], anchors.coefficient[i]);
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
        candidates.state.raise(call.wholeTarget(i), states.targetLogit(i));
      }
    }
    for (int i = 0; i < call.whole.anchors(); i++) {
      if (call.wholeTarget(i) >= 0) {
        double target = states.targetLogit(i);
        addTarget(call.wholeTarget(i), target, call.anchorWeights.wholeCoefficient(i));
      }
    }
  }

  private void clearTargets() {
    int n = call.shape().negatives();
    Arrays.fill(candidates.targets, 0, n, 0);
    Arrays.fill(candidates.targetTotal, 0, n, 0);
    Arrays.fill(candidates.weight, 0, n, 0);
    Arrays.fill(candidates.pairs, 0, n, 0);
  }

  private void addTarget(int j, double target, double weight) {
    candidates.targets[j] += Exponents.exp2(target - candidates.state.reference[j]);
    candidates.targetTotal[j] += target;
    candidates.weight[j] += weight;
    candidates.pairs[j]++;
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
    double smoothing = call.loss.labelSmoothing();
    double scaleGradient = 0;
    for (int j = 0; j < call.shape().negatives(); j++) {
      if (candidates.pairs[j] > 0) {
        double all = candidates.state.others[j] + candidates.targets[j];
        double weight = candidates.weight[j] * (1 + pull(j));
        double evenly =
            candidates.weight[j] * smoothing / (candidates.entries[j] + candidates.pairs[j]);
        setFactor(j, weight, all, candidates.state.reference[j]);
        candidates.smoothing[j] = (float) evenly;
        scaleGradient += weight * candidates.state.moment[j] / all;
        scaleGradient -=
            evenly * (candidates.total[j] - candidates.entries[j] * candidates.state.reference[j]);
      }
    }
    return scaleGradient;
  }

  /** Candidate i is the target of anchor i: these are the factors of anchors as columns, too. */
  private double finishJoint() {
    for (int i = 0; i < call.plan.anchors(); i++) {
      setFactor(call.target(i), anchors.weight[i], anchors.sum[i], anchors.state.reference[i]);
      candidates.smoothing[call.target(i)] = anchors.smoothing[i];
    }
    return 0;
  }

  /**
   * The factor from exponentials under the column's shift to weights.
   *
   * @param sum all exponentials of the softmax, relative to the reference
   */
  private void setFactor(int j, double weight, double sum, double reference) {
    if (!call.sharedShift) {
      candidates.shift[j] = (float) reference;
    }
    candidates.factor[j] = (float) (weight / sum * Exponents.exp2(candidates.shift[j] - reference));
  }

  /** What the z-loss adds to a column's weights: 2λ times its log-sum-exp. */
  private double pull(int j) {
    return call.loss.zLoss() == 0 ? 0 : 2 * call.loss.zLoss() * logSumExp(j);
  }

  private double logSumExp(int j) {
    double all = candidates.state.others[j] + candidates.targets[j];
    return LN2 * (candidates.state.reference[j] + Exponents.log2(all)) + call.logits.constant();
  }

  /** The column loss of one anchor, and what it adds to the weight of the target's entry. */
  void finishTarget(int i) {
    int j = call.target(i);
    double own = targetExponential(i);
    double rest = candidates.state.others[j] + (candidates.targets[j] - own);
    double all = candidates.state.others[j] + candidates.targets[j];
    double exponent = anchors.targetLogit[i] - candidates.state.reference[j];
    double weight = anchors.coefficient[i];
    double others = candidates.weight[j] - weight;
    anchors.loss[i] += Exponents.negativeLogShare(own, rest, exponent);
    anchors.columnTargetWeight[i] = (others * own - weight * rest) / all;
    if (call.loss.zLoss() > 0) {
      pullTarget(i, j, own / all);
    }
    if (call.loss.labelSmoothing() > 0) {
      smoothTarget(i, j);
    }
    anchors.scaleGradient[i] += anchors.columnTargetWeight[i] * exponent;
  }

  /** What the z-loss of the column adds. */
  private void pullTarget(int i, int j, double probability) {
    double logSumExp = logSumExp(j);
    double pull = pull(j);
    anchors.loss[i] += call.loss.zLoss() * logSumExp * logSumExp;
    anchors.columnTargetWeight[i] += pull * candidates.weight[j] * probability;
    anchors.biasGradient[i] += anchors.coefficient[i] * pull;
    // The weights of a column add up to what the z-loss pulls, not to 0.
    anchors.scaleGradient[i] += anchors.coefficient[i] * pull * candidates.state.reference[j];
  }

  /** What label smoothing adds in the column. */
  private void smoothTarget(int i, int j) {
    double smoothing = call.loss.labelSmoothing();
    double entries = candidates.entries[j] + candidates.pairs[j];
    double mean = (candidates.total[j] + candidates.targetTotal[j]) / entries;
    anchors.loss[i] += LN2 * smoothing * (anchors.targetLogit[i] - mean);
    anchors.columnTargetWeight[i] +=
        smoothing * (anchors.coefficient[i] - candidates.weight[j] / entries);
  }

  /** 2^exponent of an anchor's target in its row, which the column has if the references agree. */
  double exponential(int i, double exponent) {
    double columnExponent = anchors.targetLogit[i] - candidates.state.reference[call.target(i)];
    return exponent == columnExponent ? targetExponential(i) : Exponents.exp2(exponent);
  }

  /** As it was added to the column, so that it leaves nothing of itself when it is taken away. */
  private double targetExponential(int i) {
    int j = call.target(i);
    return candidates.pairs[j] == 1
        ? candidates.targets[j]
        : Exponents.exp2(anchors.targetLogit[i] - candidates.state.reference[j]);
  }
}
