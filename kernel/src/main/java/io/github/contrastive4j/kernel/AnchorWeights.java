package io.github.contrastive4j.kernel;

/**
 * How much each anchor counts: the caller's weights, and factors of the caller's objective on the
 * losses of the rows.
 */
final class AnchorWeights {
  private RankingLoss loss;
  private double[] weights;
  private RankingGradients gradients;
  private ShardedRankingLoss whole;
  private int first;

  /** What the weighted sum of the row losses is divided by. */
  private double normalizer;

  /**
   * Power of two near the largest coefficient. All are divided by it, so that float32 holds them
   * whatever their size, and gradients are multiplied in the end.
   */
  private double unit;

  /** Takes those of a batch. */
  void set(RankingLoss newLoss, RankingBatch batch, RankingGradients sink) {
    loss = newLoss;
    weights = batch.weights();
    gradients = sink;
    whole = null;
    int rows = batch.anchors().rows();
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < rows; i++) {
      sum += of(i);
      largest = Math.max(largest, Math.abs(withUpstream(i)));
    }
    measure(sum, largest);
  }

  /** Takes those of a whole problem, of which this is a shard or the sums. */
  void setWhole(ShardedRankingLoss problem, int firstAnchor, RankingGradients sink) {
    loss = problem.loss();
    gradients = sink;
    whole = problem;
    first = firstAnchor;
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < problem.anchors(); i++) {
      sum += problem.weight(i);
      largest = Math.max(largest, problem.weight(i));
    }
    measure(sum, largest);
  }

  private void measure(double sum, double largest) {
    normalizer = loss.reduction() == Reduction.MEAN ? sum : 1;
    unit = largest == 0 ? 1 : Math.scalb(1.0, Math.getExponent(largest));
  }

  /**
   * Refuses what float32 does not hold, before anything is written.
   *
   * @throws IllegalArgumentException if the factor of all gradients is too large
   */
  void check() {
    double factor = gradients == null ? 0 : loss.scale() * share();
    if (!(Math.abs(factor) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "upstream, weights and scale make a factor of %.3g on the gradients, expected at most 3.4e38"
              .formatted(factor));
    }
  }

  /** Weight of an anchor's loss. */
  double of(int anchor) {
    if (whole != null) {
      return whole.weight(first + anchor);
    }
    return weights == null ? 1 : weights[anchor];
  }

  private double withUpstream(int anchor) {
    return gradients == null ? of(anchor) : of(anchor) * gradients.rowUpstream(anchor);
  }

  /** Factor on the gradient of an anchor's loss, but for what all have in common. */
  double coefficient(int anchor) {
    return (whole == null ? withUpstream(anchor) : of(anchor)) / unit;
  }

  /** The same of an anchor of the whole problem. */
  double wholeCoefficient(int anchor) {
    return whole.weight(anchor) / unit;
  }

  /** What all gradients have in common: the caller's factor, and what coefficients leave out. */
  double share() {
    return gradients.upstream() / (normalizer / unit);
  }

  /** The loss, from the weighted sum of the row losses. */
  double reduce(double sum) {
    return sum / normalizer;
  }

  /** Lets go of everything that belongs to the caller. */
  void clear() {
    weights = null;
    gradients = null;
    whole = null;
  }
}
