package io.github.contrastive4j.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The logits that compete in one softmax, or have one decision each. The first is the positive that
 * the exact forms below are for: a loss and a gradient near 0 keep their digits.
 */
final class Float64Softmax {
  /** Probabilities below are those of negatives that have all but vanished from float32. */
  private static final double SMALLEST = 1e-10;

  /** The same for losses. */
  private static final double SMALLEST_LOSS = 1e-11;

  /** The share of a difference's operands that counts as its size, at the least. */
  static final double ROUNDING = 0.5;

  private final RankingLoss loss;
  private final List<Float64Pair> pairs = new ArrayList<>();
  private final List<Double> raises = new ArrayList<>();
  private final List<Boolean> positives = new ArrayList<>();
  private int positiveCount;

  Float64Softmax(RankingLoss loss) {
    this.loss = loss;
  }

  /**
   * Adds a logit.
   *
   * @param raise added to the logit, without a gradient
   */
  void add(Float64Pair pair, double raise, boolean positive) {
    pairs.add(pair);
    raises.add(raise);
    positives.add(positive);
    positiveCount += positive ? 1 : 0;
  }

  /**
   * Whether a probability and its target can be taken apart without loss: where the target is 0 or
   * 1. Elsewhere the difference may be small while both are not.
   */
  static boolean isExact(RankingLoss loss) {
    return loss.labelSmoothing() == 0
        && loss.zLoss() == 0
        && loss.sharedIds() == SharedIds.EXCLUDED;
  }

  double largestLogit() {
    double largest = 0;
    for (double logit : logits()) {
      largest = Math.max(largest, Math.abs(logit));
    }
    return largest;
  }

  double largestSimilarity() {
    return pairs.stream().mapToDouble(pair -> Math.abs(pair.similarity)).max().orElse(0);
  }

  private double[] logits() {
    double[] logits = new double[pairs.size()];
    for (int e = 0; e < logits.length; e++) {
      logits[e] = loss.scale() * pairs.get(e).similarity + loss.bias() + raises.get(e);
    }
    return logits;
  }

  /** What the rounding error of the loss relates to, beside the loss itself. */
  double size() {
    if (isExact(loss)) {
      return SMALLEST_LOSS;
    }
    return loss.objective() == Objective.SIGMOID ? SMALLEST_LOSS : ROUNDING;
  }

  /** The loss; adds its gradient, times a factor, to the pairs. */
  double propagate(double factor) {
    return loss.objective() == Objective.SIGMOID ? decisions(factor) : crossEntropy(factor);
  }

  private double crossEntropy(double factor) {
    double[] logit = logits();
    double max = Double.NEGATIVE_INFINITY;
    for (double value : logit) {
      max = Math.max(max, value);
    }
    double others = 0;
    double ratio = 0;
    for (int e = 1; e < logit.length; e++) {
      others += Math.exp(logit[e] - max);
      ratio += Math.exp(logit[e] - logit[0]);
    }
    double all = others + Math.exp(logit[0] - max);
    double logSum = max + Math.log(all);
    double zSlope = 2 * loss.zLoss() * logSum;
    double value =
        (ratio <= 1 ? Math.log1p(ratio) : logSum - logit[0]) + loss.zLoss() * logSum * logSum;
    for (int e = 0; e < logit.length; e++) {
      double target = target(e);
      double share = Math.exp(logit[e] - max) / all;
      double away = e == 0 ? -others / all + (1 - target) : share - target;
      value += target * (logit[0] - logit[e]);
      double weight = away + zSlope * share;
      double whole = share * (1 + Math.abs(zSlope)) + target;
      double mass = isExact(loss) ? Math.abs(weight) + SMALLEST * whole : whole;
      pairs.get(e).add(factor * weight, Math.abs(factor) * mass);
    }
    return value;
  }

  /** The probability that a logit should have. */
  private double target(int e) {
    double own = positives.get(e) ? (1 - loss.labelSmoothing()) / positiveCount : 0;
    return own + loss.labelSmoothing() / positives.size();
  }

  private double decisions(double factor) {
    double[] logit = logits();
    double value = 0;
    for (int e = 0; e < logit.length; e++) {
      double z = positives.get(e) ? 1 : -1;
      double miss = -z * logit[e];
      value += Math.max(miss, 0) + Math.log1p(Math.exp(-Math.abs(miss)));
      double weight = factor * -z / (1 + Math.exp(-miss));
      pairs.get(e).add(weight, Math.abs(weight));
    }
    return value;
  }
}
