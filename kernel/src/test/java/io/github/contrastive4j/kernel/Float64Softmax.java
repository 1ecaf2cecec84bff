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

  private record Logit(Float64Pair pair, double value, boolean isPositive) {}

  private final RankingLoss loss;
  private final List<Logit> logits;
  private int positives;

  /**
   * A softmax without logits.
   *
   * @param logits how many to expect
   */
  Float64Softmax(RankingLoss loss, int logits) {
    this.loss = loss;
    this.logits = new ArrayList<>(logits);
  }

  /**
   * Adds a logit.
   *
   * @param raise added to the logit, without a gradient
   */
  void add(Float64Pair pair, double raise, boolean isPositive) {
    double value = loss.scale() * pair.similarity + loss.bias() + raise;
    logits.add(new Logit(pair, value, isPositive));
    positives += isPositive ? 1 : 0;
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
    for (Logit logit : logits) {
      largest = Math.max(largest, Math.abs(logit.value));
    }
    return largest;
  }

  double largestSimilarity() {
    double largest = 0;
    for (Logit logit : logits) {
      largest = Math.max(largest, Math.abs(logit.pair.similarity));
    }
    return largest;
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
    double first = logits.getFirst().value;
    double max = first;
    for (Logit logit : logits) {
      max = Math.max(max, logit.value);
    }
    double[] exponentials = new double[logits.size()];
    double others = 0;
    for (int k = 0; k < exponentials.length; k++) {
      exponentials[k] = Math.exp(logits.get(k).value - max);
      others += k == 0 ? 0 : exponentials[k];
    }
    double all = others + exponentials[0];
    double logSum = max + Math.log(all);
    double zSlope = 2 * loss.zLoss() * logSum;
    boolean firstLeads = first == max && others <= 1;
    double value =
        (firstLeads ? Math.log1p(others) : logSum - first) + loss.zLoss() * logSum * logSum;
    boolean exact = isExact(loss);
    for (int k = 0; k < exponentials.length; k++) {
      Logit logit = logits.get(k);
      double target = target(logit);
      double share = exponentials[k] / all;
      double away = k == 0 ? -others / all + (1 - target) : share - target;
      value += target * (first - logit.value);
      double weight = away + zSlope * share;
      double whole = share * (1 + Math.abs(zSlope)) + target;
      double mass = exact ? Math.abs(weight) + SMALLEST * whole : whole;
      logit.pair.add(factor * weight, Math.abs(factor) * mass);
    }
    return value;
  }

  /** The probability that a logit should have. */
  private double target(Logit logit) {
    double own = logit.isPositive ? (1 - loss.labelSmoothing()) / positives : 0;
    return own + loss.labelSmoothing() / logits.size();
  }

  private double decisions(double factor) {
    double value = 0;
    for (Logit logit : logits) {
      double z = logit.isPositive ? 1 : -1;
      double miss = -z * logit.value;
      value += Math.max(miss, 0) + Math.log1p(Math.exp(-Math.abs(miss)));
      double weight = factor * -z / (1 + Math.exp(-miss));
      logit.pair.add(weight, Math.abs(weight));
    }
    return value;
  }
}
