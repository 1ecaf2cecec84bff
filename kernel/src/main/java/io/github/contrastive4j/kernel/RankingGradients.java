package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * Where the gradients of one call go. The gradient with respect to the scale is read from here
 * after the call. Not to be shared by calls that run at the same time.
 */
public final class RankingGradients {
  private final Matrix anchors;
  private final Matrix candidates;
  private final Update update;
  private final double upstream;
  private double scale;

  private RankingGradients(Matrix anchors, Matrix candidates, Update update, double upstream) {
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Arguments.require(Double.isFinite(upstream), "upstream", upstream, "a finite number");
    this.anchors = anchors;
    this.candidates = candidates;
    this.update = update;
    this.upstream = upstream;
  }

  /**
   * Gradients that overwrite two arrays, with upstream factor 1.
   *
   * @param anchors output, M × D, or null if not wanted
   * @param candidates output, N × D, or null if not wanted
   * @return a new sink
   */
  public static RankingGradients into(Matrix anchors, Matrix candidates) {
    return new RankingGradients(anchors, candidates, Update.OVERWRITE, 1);
  }

  /**
   * The same arrays with another way of writing.
   *
   * @param update overwrite or accumulate
   * @return a new sink
   */
  public RankingGradients withUpdate(Update update) {
    return new RankingGradients(anchors, candidates, update, upstream);
  }

  /**
   * The same arrays with another factor on all gradients.
   *
   * @param upstream gradient of the caller's objective with respect to this loss, finite
   * @return a new sink
   */
  public RankingGradients withUpstream(double upstream) {
    return new RankingGradients(anchors, candidates, update, upstream);
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
   * ∂loss/∂scale times the upstream factor, of the last call that was given this sink.
   *
   * @return the gradient; 0 before the first call
   */
  public double scale() {
    return scale;
  }

  /** Refuses outputs that do not fit the batch or would overwrite what is still to be read. */
  void check(RankingBatch batch) {
    check("gradient of anchors", anchors, batch.anchors(), batch);
    check("gradient of candidates", candidates, batch.candidates(), batch);
    if (anchors != null && candidates != null) {
      Arguments.requireApart(
          "gradient of anchors", anchors, "the gradient of candidates", candidates);
    }
  }

  private static void check(String name, Matrix output, Matrix input, RankingBatch batch) {
    if (output != null) {
      Arguments.requireShape(name, output, input.rows(), input.columns());
      Arguments.requireApart(name, output, "anchors", batch.anchors());
      Arguments.requireApart(name, output, "candidates", batch.candidates());
    }
  }

  void scale(double gradient) {
    this.scale = gradient;
  }
}
