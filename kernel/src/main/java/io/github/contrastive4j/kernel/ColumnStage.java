package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * The column direction of the symmetric loss: maxima and sums per candidate, gathered group after
 * group, and the factor that turns exponentials into the weights of the column softmax.
 *
 * <p>A candidate that is the target of several anchors has one softmax and counts once per anchor.
 */
final class ColumnStage {
  private static final int BLOCK = 512;

  private final RankingCall call;
  private final Phase maxima = (task, worker) -> mergeMaxima(task * BLOCK);
  private final Phase sums = (task, worker) -> mergeSums(task * BLOCK);

  ColumnStage(RankingCall call) {
    this.call = call;
  }

  /** Forgets all columns. */
  void reset() {
    int n = call.plan.candidates();
    RankingScratch s = call.scratch;
    Arrays.fill(s.columnOthers, 0, n, 0);
    Arrays.fill(s.columnMoment, 0, n, 0);
    Arrays.fill(s.columnShift, 0, n, call.sharedShift ? s.rowShift[0] : Float.NEGATIVE_INFINITY);
  }

  /** Takes in the maxima of a group. */
  void mergeMaxima() {
    call.crew.forEach(blocks(), maxima);
  }

  /** Takes in the sums of a group. */
  void mergeSums() {
    call.crew.forEach(blocks(), sums);
  }

  /** After the maxima of all groups: the targets, which were excluded, raise the shifts too. */
  void finishMaxima() {
    float[] shift = call.scratch.columnShift;
    for (int i = 0; i < call.plan.anchors(); i++) {
      int j = call.target(i);
      shift[j] = Math.max(shift[j], (float) call.scratch.target[i]);
    }
  }

  /** After the sums of all groups: the factors, and the columns' share of the scale's gradient. */
  double finishSums() {
    RankingScratch s = call.scratch;
    int n = call.plan.candidates();
    Arrays.fill(s.columnTargets, 0, n, 0);
    Arrays.fill(s.columnPairs, 0, n, 0);
    for (int i = 0; i < call.plan.anchors(); i++) {
      int j = call.target(i);
      s.columnTargets[j] += targetExponential(i);
      s.columnPairs[j]++;
    }
    double scaleGradient = 0;
    for (int j = 0; j < n; j++) {
      double factor =
          s.columnPairs[j] == 0 ? 0 : s.columnPairs[j] / (s.columnOthers[j] + s.columnTargets[j]);
      s.columnFactor[j] = (float) factor;
      scaleGradient += factor * s.columnMoment[j];
    }
    return scaleGradient;
  }

  /** The column losses of all anchors, where no weights are wanted. */
  void finishTargets() {
    for (int i = 0; i < call.plan.anchors(); i++) {
      finishTarget(i);
    }
  }

  /**
   * The column loss of one anchor, and what it adds to the weight of the target's entry.
   *
   * @return the weight, a complement: added up in float64, without what is near 1
   */
  double finishTarget(int i) {
    RankingScratch s = call.scratch;
    int j = call.target(i);
    double own = targetExponential(i);
    double rest = s.columnOthers[j] + (s.columnTargets[j] - own);
    double all = s.columnOthers[j] + s.columnTargets[j];
    double exponent = s.target[i] - s.columnShift[j];
    s.rowLoss[i] += SoftmaxStage.negativeLogShare(own, rest, exponent);
    double weight = -(rest - (s.columnPairs[j] - 1) * own) / all;
    s.scaleGradient[i] += weight * exponent;
    return weight;
  }

  private double targetExponential(int i) {
    return SoftmaxStage.exp2(call.scratch.target[i] - call.scratch.columnShift[call.target(i)]);
  }

  private int blocks() {
    return Math.ceilDiv(call.plan.candidates(), BLOCK);
  }

  private void mergeMaxima(int from) {
    int n = call.plan.candidates();
    float[] shift = call.scratch.columnShift;
    for (int j = from; j < Math.min(from + BLOCK, n); j++) {
      for (int b = 0; b < call.plan.tileBlocks(call.groupPanels()); b++) {
        shift[j] = Math.max(shift[j], (float) call.scratch.columnBlocks[(b * n + j) * 2]);
      }
    }
  }

  private void mergeSums(int from) {
    int n = call.plan.candidates();
    double[] blocks = call.scratch.columnBlocks;
    for (int j = from; j < Math.min(from + BLOCK, n); j++) {
      for (int b = 0; b < call.plan.tileBlocks(call.groupPanels()); b++) {
        call.scratch.columnOthers[j] += blocks[(b * n + j) * 2];
        call.scratch.columnMoment[j] += blocks[(b * n + j) * 2 + 1];
      }
    }
  }
}
