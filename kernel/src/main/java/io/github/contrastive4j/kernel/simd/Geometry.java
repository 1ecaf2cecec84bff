package io.github.contrastive4j.kernel.simd;

/** What a score tile holds for an anchor and a candidate, and how a base-2 logit comes of it. */
public enum Geometry {
  /** The logit itself: the anchor was packed with the scale. */
  INNER_PRODUCT,
  /** Σ(x−y)² in units of the packed rows: logit κ/(1 + unit·√Σ). */
  SQUARED_DISTANCE,
  /** Σ|x−y| in units of the packed rows: logit κ/(1 + unit·Σ). */
  ABSOLUTE_DISTANCE
}
