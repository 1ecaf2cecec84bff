package io.github.contrastive4j.kernel;

/**
 * How much each anchor counts: the caller's weights, and factors of the caller's objective on the
 * losses of the rows.
 */
final class AnchorWeights {
  /** Twice the largest log-sum-exp, in base e: what a z-loss multiplies by. */
  private static final double Z_PULL = 1e8;

  /**
   * Exponents of coefficients above 1: the most that leave room for the other factors. What
   * hardness takes is subtracted.
   */
  private static final int MOST_ABOVE = 60;

  private RankingLoss loss;
  private double[] weights;
  private RankingGradients gradients;
  private ShardedRankingLoss whole;
  private int first;

  /** What the weighted sum of the row losses is divided by. */
  private double normalizer;

  /**
   * Power of two that coefficients are divided by, so that float32 holds them whatever their size;
   * gradients are multiplied in the end.
   */
  private double coefficientUnit;

  private int largestExponent;
  private int leastExponent;

  /** All anchors together, without signs. */
  private double total;

  /** Bound on what the entries of a row with coefficient 1 have together, without signs. */
  private double entries;

  /** Takes those of a batch. */
  void set(RankingLoss newLoss, RankingBatch batch, RankingGradients sink) {
    loss = newLoss;
    weights = batch.weights();
    gradients = sink;
    whole = null;
    measure(0, batch.anchors().rows());
    boolean softmax = loss.objective() == Objective.SOFTMAX;
    double others = (double) batch.candidates().rows() + RankingShape.queue(batch);
    entries = softmax ? 2 : others + batch.ownNegativesEach();
  }

  /** Takes those of a whole problem, of which this is a shard or the sums. */
  void setWhole(ShardedRankingLoss problem, int firstAnchor, RankingGradients sink) {
    loss = problem.loss();
    gradients = sink;
    whole = problem;
    first = firstAnchor;
    measure(-first, problem.anchors() - first);
    entries = 2;
  }

  private void measure(int from, int to) {
    double sum = 0;
    total = 0;
    double largest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = from; i < to; i++) {
      double size = Math.abs(withUpstream(i));
      sum += of(i);
      total += size;
      largest = Math.max(largest, size);
      least = size > 0 ? Math.min(least, size) : least;
    }
    normalizer = loss.reduction() == Reduction.MEAN ? sum : 1;
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    int spread = largest == 0 ? 0 : exponent - Math.getExponent(least);
    // Light rows beside heavy ones keep their digits as long as there is room for both.
    int most = MOST_ABOVE - Math.getExponent(LogitFactors.hardnessGain(loss));
    int above = Math.clamp(spread / 2, 0, Math.max(most, 0));
    int unit = Math.max(exponent - above, Double.MIN_EXPONENT);
    coefficientUnit = Math.scalb(1.0, unit);
    largestExponent = exponent - unit;
    leastExponent = largestExponent - spread;
  }

  /** The binary exponent of the largest coefficient. */
  int largestExponent() {
    return largestExponent;
  }

  /** That of the least coefficient which is not 0. */
  int leastExponent() {
    return leastExponent;
  }

  /**
   * Refuses what float32 does not hold, before anything is written.
   *
   * @throws IllegalArgumentException if gradients of normalized rows, or sums on the way to them,
   *     may be too large
   */
  void check() {
    check(bound());
  }

  /** The same for a bound, or a sum of bounds on gradients that are added up. */
  static void check(double bound) {
    if (!(bound <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "upstream, weights and scale make a factor of %.3g on the gradients, expected at most 3.4e38"
              .formatted(bound));
    }
  }

  /** Bound on the elements of gradients of normalized rows; 0 if there are none. */
  double bound() {
    if (gradients == null || !gradients.propagates()) {
      return 0;
    }
    // Where nested prefixes add up, the scale comes later.
    double factor = Math.max(loss.scale(), 1) * entries * (1 + loss.zLoss() * Z_PULL);
    // Weights that are all tiny, or all huge, leave their mean alone.
    return total / normalizer * Math.abs(gradients.upstream()) * factor;
  }

  /** Weight of an anchor's loss. */
  double of(int anchor) {
    if (whole != null) {
      return whole.weight(first + anchor);
    }
    return weights == null ? 1 : weights[anchor];
  }

  private double withUpstream(int anchor) {
    boolean alone = gradients == null || whole != null;
    return alone ? of(anchor) : of(anchor) * gradients.rowUpstream(anchor);
  }

  /** Factor on the gradient of an anchor's loss, but for what all have in common. */
  double coefficient(int anchor) {
    return withUpstream(anchor) / coefficientUnit;
  }

  /** The same of an anchor of the whole problem. */
  double wholeCoefficient(int anchor) {
    return whole.weight(anchor) / coefficientUnit;
  }

  /** What all gradients have in common: the caller's factor, and what coefficients leave out. */
  double gradientFactor() {
    return gradients.upstream() / (normalizer / coefficientUnit);
  }

  /** The loss, from the weighted sum of the row losses. */
  double reduce(double sum) {
    return sum / normalizer;
  }

  /** Lets go of everything that belongs to the caller. */
  void clear() {
    loss = null;
    weights = null;
    gradients = null;
    whole = null;
  }
}
