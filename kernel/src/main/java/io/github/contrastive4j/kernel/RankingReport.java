package io.github.contrastive4j.kernel;

/**
 * What a call says about each anchor, beside the loss. May be used for call after call; not to be
 * shared by calls that run at the same time.
 */
public final class RankingReport {
  private final boolean ranked;
  private int size;
  private double[] losses = {};
  private int[] ranks = {};

  private RankingReport(boolean ranked) {
    this.ranked = ranked;
  }

  /**
   * A report of row losses.
   *
   * @return an empty report
   */
  public static RankingReport ofLosses() {
    return new RankingReport(false);
  }

  /**
   * A report of row losses and of the positives' ranks, which are counted in the same sweep.
   *
   * @return an empty report
   */
  public static RankingReport ofLossesAndRanks() {
    return new RankingReport(true);
  }

  /**
   * Number of anchors of the last call.
   *
   * @return M; 0 before the first call
   */
  public int size() {
    return size;
  }

  /**
   * Loss of one anchor, times its weight: the summand w_i ℓ_i of the reduction.
   *
   * @param anchor 0 to size − 1
   * @return the loss
   * @throws IndexOutOfBoundsException if there is no such anchor
   */
  public double loss(int anchor) {
    return losses[Arguments.requireIndex("anchor", anchor, size)];
  }

  /**
   * Rank of an anchor's positive: 1 + the number of its negatives in the query-to-doc direction
   * that are more alike, by more than the rounding error of float32 (2e-6 for cosines, relative to
   * the norms of anchor and positive for dot products, to the similarity for distances, and twice
   * that for Euclidean ones). Ties are the positive's: where all rows are alike its rank is 1, and
   * so are all metrics below. The loss tells such a model from a good one.
   *
   * @param anchor 0 to size − 1
   * @return at least 1
   * @throws IndexOutOfBoundsException if there is no such anchor
   * @throws IllegalStateException if the report has no ranks
   */
  public int rank(int anchor) {
    requireRanks();
    return ranks[Arguments.requireIndex("anchor", anchor, size)];
  }

  /**
   * In-batch accuracy@1: the share of anchors whose positive has rank 1.
   *
   * @return 0 to 1
   * @throws IllegalStateException if the report has no ranks, or there was no call
   */
  public double accuracy() {
    return recallAt(1);
  }

  /**
   * In-batch recall@k: the share of anchors whose positive is among the k first.
   *
   * @param k at least 1
   * @return 0 to 1
   * @throws IllegalArgumentException if {@code k} is out of range
   * @throws IllegalStateException if the report has no ranks, or there was no call
   */
  public double recallAt(int k) {
    Arguments.require(k >= 1, "k", k, "at least 1");
    requireRanks();
    int hits = 0;
    for (int i = 0; i < size; i++) {
      hits += ranks[i] <= k ? 1 : 0;
    }
    return hits / (double) size;
  }

  /**
   * Mean reciprocal rank of the positives.
   *
   * @return more than 0, at most 1
   * @throws IllegalStateException if the report has no ranks, or there was no call
   */
  public double meanReciprocalRank() {
    requireRanks();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += 1.0 / ranks[i];
    }
    return sum / size;
  }

  /**
   * Mean rank of the positives.
   *
   * @return at least 1
   * @throws IllegalStateException if the report has no ranks, or there was no call
   */
  public double meanRank() {
    requireRanks();
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += ranks[i];
    }
    return sum / (double) size;
  }

  private void requireRanks() {
    if (!ranked || size == 0) {
      throw new IllegalStateException(
          "the report has no ranks, expected one made by ofLossesAndRanks() and a call before");
    }
  }

  boolean ranked() {
    return ranked;
  }

  /** Takes the results of a call in; allocates only when there are more anchors than before. */
  void set(int anchors, double[] rowLosses, int[] rowRanks) {
    if (losses.length < anchors) {
      ranks = new int[ranked ? anchors : 0];
      losses = new double[anchors];
    }
    System.arraycopy(rowLosses, 0, losses, 0, anchors);
    if (ranked) {
      System.arraycopy(rowRanks, 0, ranks, 0, anchors);
    }
    size = anchors;
  }

  /** Replaces the losses, of as many anchors as there are. */
  void setLosses(double[] rowLosses) {
    System.arraycopy(rowLosses, 0, losses, 0, size);
  }
}
