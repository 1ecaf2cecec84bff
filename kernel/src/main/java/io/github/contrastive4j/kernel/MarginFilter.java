package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * Drops candidates that are too much alike the anchor to be believed negatives: those whose
 * similarity exceeds a threshold below that of the positive, by more than the rounding error of
 * float32 (2e-6 for cosines, relative to the norms of anchor and positive for dot products, to the
 * similarity for distances, and twice that for Euclidean ones). The positive itself is never
 * dropped. A pair that is dropped competes neither for its query nor for its document; pairs of two
 * queries or of two documents are not judged.
 *
 * <p>The similarity is that of the loss, or, where the batch has a {@link RankingBatch.Guide}, the
 * cosine of the guide's embeddings: GISTEmbed, Solatorio, arXiv 2402.16829.
 *
 * @param kind how the margin counts
 * @param margin a finite number; 0 drops what is more alike than the positive
 */
public record MarginFilter(Kind kind, double margin) {
  /** Drops nothing. */
  public static final MarginFilter NONE = new MarginFilter(Kind.NONE, 0);

  /** How a margin counts. */
  public enum Kind {
    /** Nothing is dropped. */
    NONE,
    /** Dropped above s(a_i, positive) − margin. */
    ABSOLUTE,
    /** Dropped above s(a_i, positive) − |s(a_i, positive)| · margin. */
    RELATIVE
  }

  /**
   * Checks the margin.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public MarginFilter {
    Objects.requireNonNull(kind, "kind is null, expected NONE, ABSOLUTE or RELATIVE");
    Arguments.require(Double.isFinite(margin), "margin", margin, "a finite number");
  }

  /**
   * Drops above s(a_i, positive) − margin.
   *
   * @param margin a finite number
   * @return the filter
   */
  public static MarginFilter absolute(double margin) {
    return new MarginFilter(Kind.ABSOLUTE, margin);
  }

  /**
   * Drops above s(a_i, positive) − |s(a_i, positive)| · margin.
   *
   * @param margin a finite number
   * @return the filter
   */
  public static MarginFilter relative(double margin) {
    return new MarginFilter(Kind.RELATIVE, margin);
  }

  boolean isOn() {
    return kind != Kind.NONE;
  }

  /** The similarity above which a candidate is dropped. */
  double threshold(double positive) {
    return kind == Kind.RELATIVE ? positive - Math.abs(positive) * margin : positive - margin;
  }
}
