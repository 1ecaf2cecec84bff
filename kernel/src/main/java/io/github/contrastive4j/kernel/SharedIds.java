package io.github.contrastive4j.kernel;

/**
 * What a candidate is to an anchor that has the same id and is not its target.
 *
 * <p>A target is one, whatever its id. So in the document→query direction of a symmetric loss
 * anchors that name one candidate as their target compete for it; where each names a row of its
 * own, with the same embedding and id, they do not.
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
