package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * One batch of a ranking problem: M anchors, N candidates, and for each anchor the candidate that
 * is its positive. All other candidates are its negatives.
 *
 * @param anchors M × D embeddings, M at least 1
 * @param candidates N × D embeddings, N at least 1
 * @param targets for each anchor the row of its positive in {@code candidates}, in [0, N); null
 *     stands for targets[i] = i and needs N ≥ M; read during each call, not copied
 */
public record RankingBatch(Matrix anchors, Matrix candidates, int[] targets) {

  /**
   * Checks shapes and targets.
   *
   * @throws NullPointerException if a matrix is null
   * @throws IllegalArgumentException if a shape or a target does not fit
   */
  public RankingBatch {
    Objects.requireNonNull(anchors, "anchors is null, expected an M x D matrix");
    Objects.requireNonNull(candidates, "candidates is null, expected an N x D matrix");
    Arguments.require(anchors.rows() >= 1, "rows of anchors", anchors.rows(), "at least 1");
    Arguments.require(
        candidates.rows() >= 1, "rows of candidates", candidates.rows(), "at least 1");
    Arguments.require(
        candidates.columns() == anchors.columns(),
        "columns of candidates",
        candidates.columns(),
        anchors.columns() + " as in anchors");
    if (targets == null) {
      Arguments.require(
          candidates.rows() >= anchors.rows(),
          "rows of candidates",
          candidates.rows(),
          "at least the " + anchors.rows() + " anchors, because targets is null");
    }
    checkTargets(targets, anchors.rows(), candidates.rows());
  }

  /**
   * Anchor i belongs to candidate i.
   *
   * @param anchors M × D
   * @param candidates N × D, N ≥ M
   * @return the batch with targets[i] = i
   */
  public static RankingBatch of(Matrix anchors, Matrix candidates) {
    return new RankingBatch(anchors, candidates, null);
  }

  /** The array belongs to the caller, who may have changed it since. */
  void checkTargets() {
    checkTargets(targets, anchors.rows(), candidates.rows());
  }

  private static void checkTargets(int[] targets, int anchors, int candidates) {
    if (targets == null) {
      return;
    }
    if (targets.length != anchors) {
      throw new IllegalArgumentException(
          "length of targets is %d, expected %d, one for each anchor"
              .formatted(targets.length, anchors));
    }
    for (int i = 0; i < anchors; i++) {
      if (targets[i] < 0 || targets[i] >= candidates) {
        throw new IllegalArgumentException(
            "targets[%d] is %d, expected a row of candidates, 0 to %d"
                .formatted(i, targets[i], candidates - 1));
      }
    }
  }
}
