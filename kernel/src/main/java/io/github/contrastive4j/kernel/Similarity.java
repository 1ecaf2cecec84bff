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
   * 1/(1 + ‖x−y‖₂); in (0, 1]. The subgradient where x = y is 0.
   *
   * <p>The square of the distance is ‖x‖² + ‖y‖² − 2x·y where it exceeds an eighth of ‖x‖² + ‖y‖²,
   * and a sum of squared differences, each formed by itself, where the former would cancel. The
   * relative error of the distance is some 1e-7 for near-equal rows too, 3e-6 at most for ordinary
   * rows just above the limit, and some 1e-5 there for rows whose elements are all the same,
   * because rounding then goes one way. Rows are taken in units of the longest row of the batch; a
   * difference below 1e-19 of that counts as none.
   */
  EUCLIDEAN,
  /**
   * 1/(1 + Σ|xₖ−yₖ|); in (0, 1]. The derivative of |0| is taken as 0. Rows are taken in units of
   * the longest row of the batch; a difference below 1e-38 of that counts as none.
   */
  MANHATTAN
}
