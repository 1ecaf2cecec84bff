package io.github.contrastive4j.kernel;

/**
 * What a candidate is to an anchor that has the same id and is not its target.
 *
 * <p>A target is one to its own anchor, whatever its id. In the document→query direction of a
 * symmetric loss anchors that have the same target compete for it, unless they share an id with it.
 */
public enum SharedIds {
  /** Nothing: it is left out of the anchor's softmax. The false-negative filter. */
  EXCLUDED,
  /**
   * Another positive: with P_i the target and all candidates that share the id, ℓ_i = log Σ_j
   * exp(L_ij) − 1/|P_i| Σ_{p ∈ P_i} L_ip, the mean over positives outside the logarithm as in
   * supervised contrastive learning, Khosla et al., arXiv 2004.11362, equation 2. Its least value
   * is log |P_i|, not 0.
   */
  POSITIVES
}
