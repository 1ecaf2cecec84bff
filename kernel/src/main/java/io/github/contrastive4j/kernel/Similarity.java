package io.github.contrastive4j.kernel;

/**
 * Similarity s(x, y) of an anchor row x and a candidate row y; a larger value means more alike.
 *
 * <p>Zero rows are legal everywhere: their unit vector is the zero vector, because norms are
 * clamped from below by 1e-12 before the division.
 */
public enum Similarity {
  /**
   * (1 + x̂·ŷ)/2 with x̂ = x / max(‖x‖₂, 1e-12); in [0, 1]. A loss over it with scale s equals a
   * loss over {@link #RAW_COSINE} with scale s/2.
   */
  SHIFTED_COSINE,
  /** x̂·ŷ with x̂ = x / max(‖x‖₂, 1e-12); in [−1, 1]. What most other libraries call cosine. */
  RAW_COSINE,
  /** x·y; unbounded. */
  DOT_PRODUCT,
  /**
   * 1/(1 + ‖x−y‖₂); in (0, 1]. The subgradient where x = y is 0. The distance is the root of the
   * summed squared differences, so near-equal rows keep the relative accuracy of float32.
   */
  EUCLIDEAN,
  /** 1/(1 + Σ|xₖ−yₖ|); in (0, 1]. The derivative of |0| is taken as 0. */
  MANHATTAN
}
