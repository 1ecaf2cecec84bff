package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import java.util.Arrays;

/**
 * What a call knows of each anchor, from its measurements on to its results. Float arrays have an
 * element for each lane of the anchors' panels. Logits, shifts and moments are in base 2; E is
 * 2^(logit − shift).
 */
final class AnchorScratch {
  // Inputs.
  double[] norm = {};
  double[] guideNorm = {};
  double[] targetSum = {};
  double[] targetLogit = {};
  double[] targetDerivative = {};
  double[] coefficient = {};
  float[] dropLimit = {};
  float[] rankLimit = {};

  // Sums over what competes with its positive. Sigmoids have no softmax, and sums over all entries:
  // of losses in state.others, of weights times logits in state.moment, of weights in total.
  final OnlineSoftmax state = new OnlineSoftmax();
  double[] total = {};
  double[] plainTotal = {};
  double[] entries = {};
  double[] positiveTotal = {};
  int[] positiveCount = {};
  int[] rank = {};

  // Results.
  double[] sum = {};
  double[] loss = {};
  double[] weight = {};
  double[] targetWeight = {};
  double[] columnTargetWeight = {};
  boolean[] competes = {};
  double[] scaleGradient = {};
  double[] biasGradient = {};
  float[] shift = {};
  float[] factor = {};
  float[] smoothing = {};

  void reserve(Storage storage, RankingShape shape) {
    int m = shape.anchors();
    norm = storage.doubles(norm, m);
    targetSum = storage.doubles(targetSum, m);
    targetLogit = storage.doubles(targetLogit, m);
    targetDerivative = storage.doubles(targetDerivative, m);
    coefficient = storage.doubles(coefficient, m);
    state.reserve(storage, m);
    total = storage.doubles(total, m);
    plainTotal = storage.doubles(plainTotal, m);
    entries = storage.doubles(entries, m);
    sum = storage.doubles(sum, m);
    loss = storage.doubles(loss, m);
    weight = storage.doubles(weight, m);
    targetWeight = storage.doubles(targetWeight, m);
    columnTargetWeight = storage.doubles(columnTargetWeight, shape.columns() ? m : 0);
    competes = storage.booleans(competes, shape.columns() ? m : 0);
    scaleGradient = storage.doubles(scaleGradient, m);
    biasGradient = storage.doubles(biasGradient, m);
    guideNorm = storage.doubles(guideNorm, shape.guide() > 0 ? m : 0);
    positiveTotal = storage.doubles(positiveTotal, shape.positives() ? m : 0);
    positiveCount = storage.ints(positiveCount, shape.positives() ? m : 0);
    rank = storage.ints(rank, shape.ranks() ? m : 0);
    long lanes = lanes(m);
    shift = storage.floats(shift, lanes);
    factor = storage.floats(factor, lanes);
    smoothing = storage.floats(smoothing, lanes);
    dropLimit = storage.floats(dropLimit, lanes);
    rankLimit = storage.floats(rankLimit, shape.ranks() ? lanes : 0);
  }

  /** Lanes of the panels of so many rows. */
  static long lanes(int rows) {
    return (long) Panels.count(rows) * PANEL;
  }

  /**
   * Clears lanes without a row, whose scores are −∞: what a larger call has left there must not
   * meet them.
   */
  void clearLanes(int rows) {
    int lanes = (int) lanes(rows);
    Arrays.fill(shift, rows, lanes, 0);
    Arrays.fill(factor, rows, lanes, 0);
    Arrays.fill(smoothing, rows, lanes, 0);
  }
}
