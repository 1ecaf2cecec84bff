package io.github.contrastive4j.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One batch of a ranking problem: M anchors, N candidates, and for each anchor the candidate that
 * is its positive. All other candidates are its negatives. With k hard negatives an anchor that the
 * whole batch shares, N = M·(1 + k): the positives first, then the first hard negative of every
 * anchor, then the second …, so that hard negative r of anchor i is row (1 + r)·M + i.
 *
 * <p>Arrays and matrices belong to the caller and are read during each call, not copied.
 *
 * @param anchors M × D embeddings, M at least 1
 * @param candidates N × D embeddings, N at least 1
 * @param targets for each anchor the row of its positive in {@code candidates}, in [0, N); null
 *     stands for targets[i] = i and needs N ≥ M
 * @param queue K × D further negatives that get no gradient, such as the embeddings of earlier
 *     batches (MoCo, He et al., arXiv 1911.05722; cross-batch memory, Wang et al., arXiv
 *     1912.06798); or null
 * @param ownNegatives (M·k) × D negatives that are seen by their own anchor alone, k ≥ 1 each: row
 *     i·k + r is negative r of anchor i; or null
 * @param ids identities that make pairs no negatives of one another, any number of kinds
 * @param weights a weight w_i per anchor, from 0 to 3.4e38, not all 0; null stands for 1 each
 * @param guide embeddings of another model that judge for the {@link MarginFilter}; or null
 */
public record RankingBatch(
    Matrix anchors,
    Matrix candidates,
    int[] targets,
    Matrix queue,
    Matrix ownNegatives,
    List<RankingIds> ids,
    double[] weights,
    Guide guide) {

  /**
   * Embeddings of the same rows by another model, compared by their cosine.
   *
   * @param anchors M × G
   * @param candidates (N + K) × G, the queue's behind those of the candidates
   */
  public record Guide(Matrix anchors, Matrix candidates) {
    /**
     * Checks that both have the same columns.
     *
     * @throws NullPointerException if a matrix is null
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Guide {
      Objects.requireNonNull(anchors, "guide's anchors is null, expected an M x G matrix");
      Objects.requireNonNull(candidates, "guide's candidates is null, expected an N x G matrix");
      Arguments.require(
          candidates.columns() == anchors.columns(),
          "columns of the guide's candidates",
          candidates.columns(),
          anchors.columns() + " as in its anchors");
    }
  }

  /**
   * Checks shapes, targets, ids and weights.
   *
   * @throws NullPointerException if anchors, candidates, ids or an element of ids is null
   * @throws IllegalArgumentException if a shape, a target, an id array or a weight does not fit
   */
  public RankingBatch {
    Objects.requireNonNull(anchors, "anchors is null, expected an M x D matrix");
    Objects.requireNonNull(candidates, "candidates is null, expected an N x D matrix");
    Objects.requireNonNull(ids, "ids is null, expected a list");
    ids.forEach(kind -> Objects.requireNonNull(kind, "ids has null, expected ids of a kind"));
    ids = List.copyOf(ids);
    int m = anchors.rows();
    int n = candidates.rows();
    Arguments.require(m >= 1, "rows of anchors", m, "at least 1");
    Arguments.require(n >= 1, "rows of candidates", n, "at least 1");
    requireColumns("candidates", candidates, anchors);
    if (targets == null) {
      Arguments.require(
          n >= m,
          "rows of candidates",
          n,
          "at least the " + m + " anchors, because targets is null");
    }
    if (queue != null) {
      requireColumns("queue", queue, anchors);
    }
    if (ownNegatives != null) {
      requireColumns("ownNegatives", ownNegatives, anchors);
      Arguments.require(
          ownNegatives.rows() >= m && ownNegatives.rows() % m == 0,
          "rows of ownNegatives",
          ownNegatives.rows(),
          "a multiple of the " + m + " anchors");
    }
    long together = n + (queue == null ? 0L : queue.rows());
    Arguments.require(
        together <= Panels.MAX_ARRAY,
        "rows of candidates and queue",
        together,
        "at most " + Panels.MAX_ARRAY);
    int columns = (int) together;
    for (RankingIds kind : ids) {
      requireLength("ids of anchors", kind.anchors().length, m);
      Arguments.require(
          kind.candidates().length == columns,
          queue == null ? "length of ids of candidates" : "length of ids of candidates and queue",
          kind.candidates().length,
          queue == null ? columns + ", or a queue before its ids" : columns + "");
    }
    if (guide != null) {
      Arguments.require(
          guide.anchors().rows() == m,
          "rows of the guide's anchors",
          guide.anchors().rows(),
          m + "");
      Arguments.require(
          guide.candidates().rows() == columns,
          "rows of the guide's candidates",
          guide.candidates().rows(),
          columns + ", the candidates and the queue");
    }
    checkTargets(targets, m, n);
    checkWeights(weights, m);
  }

  /**
   * A batch of anchors, candidates and targets alone.
   *
   * @param anchors M × D
   * @param candidates N × D
   * @param targets for each anchor the row of its positive, or null for targets[i] = i
   */
  public RankingBatch(Matrix anchors, Matrix candidates, int[] targets) {
    this(anchors, candidates, targets, null, null, List.of(), null, null);
  }

  /**
   * Anchor i belongs to candidate i.
   *
   * @param anchors M × D
   * @param candidates N × D, N ≥ M
   * @return the batch with targets[i] = i
   */
  public static RankingBatch of(Matrix anchors, Matrix candidates) {
    return new RankingBatch(anchors, candidates, null);
  }

  /**
   * The same batch with further negatives that get no gradient.
   *
   * @param queue K × D, or null
   * @return the batch
   */
  public RankingBatch withQueue(Matrix queue) {
    return new RankingBatch(anchors, candidates, targets, queue, ownNegatives, ids, weights, guide);
  }

  /**
   * The same batch with negatives that their own anchor alone sees.
   *
   * @param ownNegatives (M·k) × D, row i·k + r for anchor i; or null
   * @return the batch
   */
  public RankingBatch withOwnNegatives(Matrix ownNegatives) {
    return new RankingBatch(anchors, candidates, targets, queue, ownNegatives, ids, weights, guide);
  }

  /**
   * The same batch with one more kind of ids.
   *
   * @param anchorIds an id per anchor
   * @param candidateIds an id per candidate, those of the queue behind them
   * @return the batch
   */
  public RankingBatch withIds(long[] anchorIds, long[] candidateIds) {
    List<RankingIds> more = new ArrayList<>(ids);
    more.add(new RankingIds(anchorIds, candidateIds));
    return new RankingBatch(
        anchors, candidates, targets, queue, ownNegatives, more, weights, guide);
  }

  /**
   * The same batch with one more kind of ids, of which a copy is taken.
   *
   * @param anchorIds an id per anchor
   * @param candidateIds an id per candidate, those of the queue behind them
   * @return the batch
   */
  public RankingBatch withIds(int[] anchorIds, int[] candidateIds) {
    Objects.requireNonNull(anchorIds, "ids of anchors is null, expected an id per anchor");
    Objects.requireNonNull(candidateIds, "ids of candidates is null, expected an id per candidate");
    return withIds(
        Arrays.stream(anchorIds).asLongStream().toArray(),
        Arrays.stream(candidateIds).asLongStream().toArray());
  }

  /**
   * The same batch with weights.
   *
   * @param weights a weight per anchor, or null
   * @return the batch
   */
  public RankingBatch withWeights(double[] weights) {
    return new RankingBatch(anchors, candidates, targets, queue, ownNegatives, ids, weights, guide);
  }

  /**
   * The same batch with a judge for the margin filter; a loss without one does not ask it.
   *
   * @param guideAnchors M × G
   * @param guideCandidates (N + K) × G
   * @return the batch
   */
  public RankingBatch withGuide(Matrix guideAnchors, Matrix guideCandidates) {
    return new RankingBatch(
        anchors,
        candidates,
        targets,
        queue,
        ownNegatives,
        ids,
        weights,
        new Guide(guideAnchors, guideCandidates));
  }

  /** The same rows with their first columns alone; the guide keeps all of its own. */
  RankingBatch prefix(int columns) {
    if (columns == anchors.columns()) {
      return this;
    }
    return new RankingBatch(
        anchors.columnRange(0, columns),
        candidates.columnRange(0, columns),
        targets,
        queue == null ? null : queue.columnRange(0, columns),
        ownNegatives == null ? null : ownNegatives.columnRange(0, columns),
        ids,
        weights,
        guide);
  }

  /** The arrays belong to the caller, who may have changed them since. */
  void checkArrays() {
    checkTargets(targets, anchors.rows(), candidates.rows());
    checkWeights(weights, anchors.rows());
  }

  /** Candidates that belong to each anchor: the positive and hard negatives, or that alone. */
  int candidatesEach() {
    return candidatesEach(anchors.rows(), candidates.rows());
  }

  static int candidatesEach(int anchors, int candidates) {
    return candidates % anchors == 0 ? candidates / anchors : 1;
  }

  /** The row of the candidates that is a hard negative of an anchor, the first being 0. */
  int hardNegative(int anchor, int number) {
    return (1 + number) * anchors.rows() + anchor;
  }

  /** Negatives that each anchor has for itself. */
  int ownNegativesEach() {
    return ownNegatives == null ? 0 : ownNegatives.rows() / anchors.rows();
  }

  private static void requireColumns(String name, Matrix x, Matrix anchors) {
    Arguments.require(
        x.columns() == anchors.columns(),
        "columns of " + name,
        x.columns(),
        anchors.columns() + " as in anchors");
  }

  private static void requireLength(String name, int length, int expected) {
    // Runs in each call: no message is made unless it is needed.
    if (length != expected) {
      throw new IllegalArgumentException(
          "length of %s is %d, expected %d".formatted(name, length, expected));
    }
  }

  static void checkTargets(int[] targets, int anchors, int candidates) {
    if (targets == null) {
      return;
    }
    if (targets.length != anchors) {
      throw new IllegalArgumentException(
          "length of targets is %d, expected %d, one for each anchor"
              .formatted(targets.length, anchors));
    }
    for (int i = 0; i < anchors; i++) {
      if (targets[i] < 0 || targets[i] >= candidates) {
        throw new IllegalArgumentException(
            "targets[%d] is %d, expected a row of candidates, 0 to %d"
                .formatted(i, targets[i], candidates - 1));
      }
    }
  }

  static void checkWeights(double[] weights, int anchors) {
    if (weights == null) {
      return;
    }
    requireLength("weights", weights.length, anchors);
    double sum = 0;
    for (int i = 0; i < anchors; i++) {
      if (!(weights[i] >= 0 && weights[i] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "weights[%d] is %s, expected a number from 0 to 3.4e38".formatted(i, weights[i]));
      }
      sum += weights[i];
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "sum of weights is %s, expected a number greater than 0".formatted(sum));
    }
  }
}
