package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.Geometry;

/**
 * What of the shape of a call the loss alone decides.
 *
 * @param columns whether anything is summed over the anchors, for each candidate
 * @param queries whether anchors compete with anchors
 * @param documents whether candidates compete with candidates
 * @param smoothing whether logits are summed
 * @param positives whether an anchor may have several positives
 * @param geometry how rows are compared
 */
record LossShape(
    boolean columns,
    boolean queries,
    boolean documents,
    boolean smoothing,
    boolean positives,
    Geometry geometry) {

  static LossShape of(RankingLoss loss) {
    return new LossShape(
        loss.directions().has(Direction.DOC_TO_QUERY),
        loss.directions().has(Direction.QUERY_TO_QUERY),
        loss.directions().has(Direction.DOC_TO_DOC),
        loss.labelSmoothing() > 0,
        loss.sharedIds() == SharedIds.POSITIVES,
        geometry(loss));
  }

  /** Whether a loss has this shape; makes no object. */
  boolean fits(RankingLoss loss) {
    return columns == loss.directions().has(Direction.DOC_TO_QUERY)
        && queries == loss.directions().has(Direction.QUERY_TO_QUERY)
        && documents == loss.directions().has(Direction.DOC_TO_DOC)
        && smoothing == loss.labelSmoothing() > 0
        && positives == (loss.sharedIds() == SharedIds.POSITIVES)
        && geometry == geometry(loss);
  }

  private static Geometry geometry(RankingLoss loss) {
    return switch (loss.similarity()) {
      case RAW_COSINE, SHIFTED_COSINE, DOT_PRODUCT -> Geometry.INNER_PRODUCT;
      case EUCLIDEAN -> Geometry.SQUARED_DISTANCE;
      case MANHATTAN -> Geometry.ABSOLUTE_DISTANCE;
    };
  }
}
