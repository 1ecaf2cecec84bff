package io.github.contrastive4j.autograd;

/** Which operands of a matrix product A·B are transposed. */
public enum Transpose {
  /** A·B. */
  NONE,
  /** Aᵀ·B. */
  LEFT,
  /** A·Bᵀ. */
  RIGHT,
  /** Aᵀ·Bᵀ. */
  BOTH
}
