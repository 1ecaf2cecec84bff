package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the gradients of one call go. The gradients with respect to scale and bias are read from
 * here after the call. Not to be shared by calls that run at the same time.
 */
public final class RankingGradients {
  private final Matrix anchors;
  private final Matrix candidates;
  private final Matrix ownNegatives;
  private final Update update;
  private final double upstream;
  private final double[] rowUpstream;
  private double scale;
  private double bias;

  private RankingGradients(
      Matrix anchors,
      Matrix candidates,
      Matrix ownNegatives,
      Update update,
      double upstream,
      double[] rowUpstream) {
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Arguments.require(Double.isFinite(upstream), "upstream", upstream, "a finite number");
    this.anchors = anchors;
    this.candidates = candidates;
    this.ownNegatives = ownNegatives;
    this.update = update;
    this.upstream = upstream;
    this.rowUpstream = rowUpstream;
  }

  /**
   * Gradients that overwrite two arrays, with upstream factor 1.
   *
   * @param anchors output, M × D, or null if not wanted
   * @param candidates output, N × D, or null if not wanted
   * @return a new sink
   */
  public static RankingGradients into(Matrix anchors, Matrix candidates) {
    return new RankingGradients(anchors, candidates, null, Update.OVERWRITE, 1, null);
  }

  /**
   * The same arrays, and one for {@linkplain RankingBatch#ownNegatives own negatives}.
   *
   * @param ownNegatives output, (M·k) × D, or null if not wanted
   * @return a new sink
   */
  public RankingGradients withOwnNegatives(Matrix ownNegatives) {
    return new RankingGradients(anchors, candidates, ownNegatives, update, upstream, rowUpstream);
  }

  /**
   * The same arrays with another way of writing.
   *
   * @param update overwrite or accumulate
   * @return a new sink
   */
  public RankingGradients withUpdate(Update update) {
    return new RankingGradients(anchors, candidates, ownNegatives, update, upstream, rowUpstream);
  }

  /**
   * The same arrays with another factor on all gradients.
   *
   * @param upstream gradient of the caller's objective with respect to this loss, finite; times
   *     weights and scale it has to be a float32 number
   * @return a new sink
   */
  public RankingGradients withUpstream(double upstream) {
    return new RankingGradients(anchors, candidates, ownNegatives, update, upstream, rowUpstream);
  }

  /**
   * The same arrays with a factor on the gradient of each row loss, for {@link Reduction#NONE}.
   *
   * @param rowUpstream M finite float32 numbers, gradients of the caller's objective with respect
   *     to the losses w_i ℓ_i; null stands for 1 each
   * @return a new sink
   */
  public RankingGradients withRowUpstream(double[] rowUpstream) {
    return new RankingGradients(anchors, candidates, ownNegatives, update, upstream, rowUpstream);
  }

  /**
   * The output for ∂loss/∂anchors.
   *
   * @return M × D, or null
   */
  public Matrix anchors() {
    return anchors;
  }

  /**
   * The output for ∂loss/∂candidates.
   *
   * @return N × D, or null
   */
  public Matrix candidates() {
    return candidates;
  }

  /**
   * The output for ∂loss/∂ownNegatives.
   *
   * @return (M·k) × D, or null
   */
  public Matrix ownNegatives() {
    return ownNegatives;
  }

  /**
   * The way of writing.
   *
   * @return overwrite or accumulate
   */
  public Update update() {
    return update;
  }

  /**
   * The factor on all gradients.
   *
   * @return finite
   */
  public double upstream() {
    return upstream;
  }

  /**
   * ∂loss/∂scale times the upstream factor, of the last call that was given this sink; a shard
   * leaves it as it is, see {@link ShardedRankingLoss#reduce}.
   *
   * @return the gradient; 0 before the first call
   */
  public double scale() {
    return scale;
  }

  /**
   * ∂loss/∂bias times the upstream factor, of the last call that was given this sink; a shard
   * leaves it as it is, see {@link ShardedRankingLoss#reduce}.
   *
   * @return the gradient; 0 before the first call, and 0 for a softmax without z-loss
   */
  public double bias() {
    return bias;
  }

  /** A sink for a prefix of the columns, whose gradient counts with a weight. */
  RankingGradients prefix(int columns, double weight) {
    if (!Double.isFinite(upstream * weight)) {
      throw new IllegalArgumentException(
          "upstream is %s and the weight of a prefix %s, expected a finite product"
              .formatted(upstream, weight));
    }
    return new RankingGradients(
        prefix(anchors, columns),
        prefix(candidates, columns),
        prefix(ownNegatives, columns),
        update,
        upstream * weight,
        rowUpstream);
  }

  private static Matrix prefix(Matrix x, int columns) {
    return x == null ? null : x.columnRange(0, columns);
  }

  /** Columns that no prefix reaches have no gradient. */
  void clearBeyond(int columns) {
    if (update == Update.OVERWRITE) {
      clearBeyond(anchors, columns);
      clearBeyond(candidates, columns);
      clearBeyond(ownNegatives, columns);
    }
  }

  private static void clearBeyond(Matrix x, int columns) {
    for (int r = 0; x != null && r < x.rows(); r++) {
      Arrays.fill(x.data(), x.start(r) + columns, x.start(r) + x.columns(), 0f);
    }
  }

  /** Whether a gradient with respect to rows is wanted. */
  boolean propagates() {
    return anchors != null || candidates != null || ownNegatives != null;
  }

  /** Upstream factor of the loss of an anchor. */
  double rowUpstream(int anchor) {
    return rowUpstream == null ? 1 : rowUpstream[anchor];
  }

  /** Refuses outputs that do not fit the batch or would overwrite what is still to be read. */
  void check(RankingBatch batch, Reduction reduction) {
    check("gradient of anchors", anchors, batch.anchors(), batch);
    check("gradient of candidates", candidates, batch.candidates(), batch);
    if (ownNegatives != null && batch.ownNegatives() == null) {
      throw new IllegalArgumentException(
          "gradient of ownNegatives is given, expected null: the batch has none");
    }
    check("gradient of ownNegatives", ownNegatives, batch.ownNegatives(), batch);
    requireApart("gradient of anchors", anchors, "the gradient of candidates", candidates);
    requireApart("gradient of anchors", anchors, "the gradient of ownNegatives", ownNegatives);
    requireApart(
        "gradient of candidates", candidates, "the gradient of ownNegatives", ownNegatives);
    checkRowUpstream(batch.anchors().rows(), reduction);
  }

  private void checkRowUpstream(int rows, Reduction reduction) {
    if (rowUpstream == null) {
      return;
    }
    if (reduction != Reduction.NONE) {
      throw new IllegalArgumentException(
          "rowUpstream is given, expected null with the reduction " + reduction);
    }
    if (rowUpstream.length != rows) {
      throw new IllegalArgumentException(
          "length of rowUpstream is %d, expected %d".formatted(rowUpstream.length, rows));
    }
    for (int i = 0; i < rows; i++) {
      if (!(Math.abs(rowUpstream[i]) <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "rowUpstream[%d] is %s, expected a finite float32 number".formatted(i, rowUpstream[i]));
      }
    }
  }

  private static void requireApart(String name, Matrix output, String otherName, Matrix other) {
    if (output != null && other != null) {
      Arguments.requireApart(name, output, otherName, other);
    }
  }

  private static void check(String name, Matrix output, Matrix input, RankingBatch batch) {
    if (output != null) {
      Arguments.requireShape(name, output, input.rows(), input.columns());
    }
    requireApart(name, output, "anchors", batch.anchors());
    requireApart(name, output, "candidates", batch.candidates());
    requireApart(name, output, "queue", batch.queue());
    requireApart(name, output, "ownNegatives", batch.ownNegatives());
    if (batch.guide() != null) {
      requireApart(name, output, "the guide's anchors", batch.guide().anchors());
      requireApart(name, output, "the guide's candidates", batch.guide().candidates());
    }
  }

  void set(double scaleGradient, double biasGradient) {
    this.scale = scaleGradient;
    this.bias = biasGradient;
  }
}
