package io.github.contrastive4j.kernel;

/** What becomes of the row losses ℓ_i and their weights w_i. */
public enum Reduction {
  /** Σ w_i ℓ_i / Σ w_i. */
  MEAN,
  /** Σ w_i ℓ_i. */
  SUM,
  /**
   * The losses w_i ℓ_i themselves, in the {@link RankingReport}. The value of a call is their sum,
   * and each may have an upstream factor of its own, see {@link RankingGradients#withRowUpstream}.
   */
  NONE
}
