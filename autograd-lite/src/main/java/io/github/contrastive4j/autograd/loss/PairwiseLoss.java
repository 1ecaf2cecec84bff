package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;

/** A loss over pairs of embeddings. */
public abstract class PairwiseLoss extends SimilarityLoss {

  /**
   * Makes a loss in training mode.
   *
   * @param distance how embeddings are compared
   */
  protected PairwiseLoss(Distance distance) {
    super(distance);
  }

  /**
   * Computes the loss.
   *
   * @param embeddings E, rows × D
   * @param pairs n pairs of indices of rows of E, in any order; a row may be in any number of
   *     pairs, also in none
   * @param labels the score of each pair, or null or empty if all are 1
   * @param subgroups the group of each row, or null
   * @return the loss on the tape of the embeddings: a scalar, or n × 1 without a reduction
   */
  public abstract Variable forward(
      Variable embeddings, int[][] pairs, float[] labels, int[] subgroups);

  /**
   * Computes the loss of pairs that all belong together.
   *
   * @param embeddings E, rows × D
   * @param pairs n pairs of indices of rows of E
   * @return the loss on the tape of the embeddings: a scalar, or n × 1 without a reduction
   */
  public final Variable forward(Variable embeddings, int[][] pairs) {
    return forward(embeddings, pairs, null, null);
  }
}
