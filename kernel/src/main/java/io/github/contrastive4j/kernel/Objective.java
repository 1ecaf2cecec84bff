package io.github.contrastive4j.kernel;

/** What a {@link RankingLoss} makes of the logits L_ij = scale · s(a_i, c_j) + bias. */
public enum Objective {
  /**
   * Softmax cross-entropy over the candidates of an anchor: ℓ_i = log Σ_j exp(L_ij) − L_{i,t_i}.
   * Henderson et al., arXiv 1705.00652; known as InfoNCE and NT-Xent too.
   */
  SOFTMAX,
  /**
   * A binary decision for every pair: ℓ_i = Σ_j log(1 + exp(−z_ij · L_ij)) with z_ij = 1 for a
   * positive and −1 for a negative. SigLIP, Zhai et al., arXiv 2303.15343, which starts from scale
   * 10 and bias −10.
   */
  SIGMOID
}
