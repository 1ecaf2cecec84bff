package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.Geometry;

/**
 * All that the plan of a call depends on: sizes, and which sums and gradients are wanted.
 *
 * @param anchors M
 * @param candidates N
 * @param queue K
 * @param ownNegatives negatives that each anchor has for itself
 * @param ownCandidates hard negatives of each anchor among the candidates whose logits are summed
 *     in float64
 * @param dimensions D
 * @param guide columns of the guide's embeddings that judge, 0 without one
 * @param idKinds kinds of ids
 * @param columns whether anything is summed over the anchors, for each candidate
 * @param queries whether anchors compete with anchors
 * @param documents whether candidates compete with candidates
 * @param smoothing whether logits are summed
 * @param positives whether an anchor may have several positives
 * @param ranks whether ranks are counted
 * @param geometry how rows are compared
 * @param anchorGradients whether the gradient of the anchors is wanted
 * @param candidateGradients whether the gradient of the candidates is wanted
 * @param shard whether the sums of a larger problem decide about the weights
 * @param prefixes nested prefixes of the rows that are worked on together, 1 for whole rows alone
 */
record RankingShape(
    int anchors,
    int candidates,
    int queue,
    int ownNegatives,
    int ownCandidates,
    int dimensions,
    int guide,
    int idKinds,
    boolean columns,
    boolean queries,
    boolean documents,
    boolean smoothing,
    boolean positives,
    boolean ranks,
    Geometry geometry,
    boolean anchorGradients,
    boolean candidateGradients,
    boolean shard,
    int prefixes) {

  static RankingShape of(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      boolean shard) {
    boolean anchors = gradients != null && gradients.anchors() != null;
    boolean candidates = gradients != null && gradients.candidates() != null;
    boolean ranks = report != null && report.ranked();
    return of(loss, batch, ranks, anchors, candidates, shard);
  }

  /** The shape of a call without a report, of a whole problem. */
  static RankingShape of(RankingLoss loss, RankingBatch batch, boolean gradients) {
    return of(loss, batch, false, gradients, gradients, false);
  }

  private static RankingShape of(
      RankingLoss loss,
      RankingBatch batch,
      boolean ranks,
      boolean anchorGradients,
      boolean candidateGradients,
      boolean shard) {
    return new RankingShape(
        batch.anchors().rows(),
        batch.candidates().rows(),
        queue(batch),
        batch.ownNegativesEach(),
        ownCandidates(loss, batch),
        batch.anchors().columns(),
        guide(loss, batch),
        batch.ids().size(),
        loss.directions().has(Direction.DOC_TO_QUERY),
        loss.directions().has(Direction.QUERY_TO_QUERY),
        loss.directions().has(Direction.DOC_TO_DOC),
        loss.labelSmoothing() > 0,
        loss.sharedIds() == SharedIds.POSITIVES,
        ranks,
        geometry(loss),
        anchorGradients,
        candidateGradients,
        shard,
        1);
  }

  /** The shape of a batch of anchors and candidates alone. */
  static RankingShape of(
      RankingLoss loss, int anchors, int candidates, int dimensions, boolean gradients) {
    return new RankingShape(
        anchors,
        candidates,
        0,
        0,
        0,
        dimensions,
        0,
        0,
        loss.directions().has(Direction.DOC_TO_QUERY),
        loss.directions().has(Direction.QUERY_TO_QUERY),
        loss.directions().has(Direction.DOC_TO_DOC),
        loss.labelSmoothing() > 0,
        loss.sharedIds() == SharedIds.POSITIVES,
        false,
        geometry(loss),
        gradients,
        gradients,
        false,
        1);
  }

  /** Whether a call has this shape, whatever else it is worked on with; makes no object. */
  boolean fits(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      boolean ofShard) {
    Directions directions = loss.directions();
    return anchors == batch.anchors().rows()
        && candidates == batch.candidates().rows()
        && queue == queue(batch)
        && ownNegatives == batch.ownNegativesEach()
        && ownCandidates == ownCandidates(loss, batch)
        && dimensions == batch.anchors().columns()
        && guide == guide(loss, batch)
        && idKinds == batch.ids().size()
        && columns == directions.has(Direction.DOC_TO_QUERY)
        && queries == directions.has(Direction.QUERY_TO_QUERY)
        && documents == directions.has(Direction.DOC_TO_DOC)
        && smoothing == loss.labelSmoothing() > 0
        && positives == (loss.sharedIds() == SharedIds.POSITIVES)
        && ranks == (report != null && report.ranked())
        && geometry == geometry(loss)
        && anchorGradients == (gradients != null && gradients.anchors() != null)
        && candidateGradients == (gradients != null && gradients.candidates() != null)
        && shard == ofShard;
  }

  /** Whether a block of it {@linkplain RankingBlock#weighsColumns() weighs columns}. */
  boolean weighsColumns() {
    return columns || queries || documents;
  }

  /** Candidates and queue. */
  int negatives() {
    return candidates + queue;
  }

  /** Entries that each anchor has for itself: hard negatives among the candidates, then others. */
  int own() {
    return ownCandidates + ownNegatives;
  }

  /**
   * An anchor's hard negatives need logits of their own where hardness treats them otherwise than
   * the rest of the candidates.
   */
  private static int ownCandidates(RankingLoss loss, RankingBatch batch) {
    Hardness hardness = loss.hardness();
    int m = batch.anchors().rows();
    int n = batch.candidates().rows();
    boolean apart = hardness.isOn() && hardness.negatives() != Hardness.Negatives.ALL;
    return apart && n % m == 0 && identity(batch.targets()) ? n / m - 1 : 0;
  }

  private static boolean identity(int[] targets) {
    for (int i = 0; targets != null && i < targets.length; i++) {
      if (targets[i] != i) {
        return false;
      }
    }
    return true;
  }

  static int queue(RankingBatch batch) {
    return batch.queue() == null ? 0 : batch.queue().rows();
  }

  private static int guide(RankingLoss loss, RankingBatch batch) {
    boolean judges = loss.marginFilter().isOn() && batch.guide() != null;
    return judges ? batch.guide().anchors().columns() : 0;
  }

  /** Whether rows are compared by a distance. */
  boolean distance() {
    return geometry != Geometry.INNER_PRODUCT;
  }

  /** Whether by one whose square is had from products. */
  boolean squared() {
    return geometry == Geometry.SQUARED_DISTANCE;
  }

  /**
   * Whether scores may stay in memory while those of another group or block are taken. Near pairs
   * are known of one group at a time.
   */
  boolean scoresMayStay() {
    return !squared() && gradients() && prefixes == 1;
  }

  /** Whether the gradient of any rows is wanted. */
  boolean gradients() {
    return anchorGradients || candidateGradients;
  }

  /**
   * How many times the scores of a group are in memory: once; of nested prefixes those of each, and
   * besides the weights that all of them pass on. Without gradients, those of the widest and of the
   * one at hand.
   */
  int scoresEach() {
    if (prefixes == 1) {
      return 1;
    }
    return gradients() ? prefixes + 1 : 2;
  }

  /** The same with other gradients wanted. */
  RankingShape withGradients(boolean ofAnchors, boolean ofCandidates) {
    return with(dimensions, ranks, ofAnchors, ofCandidates, prefixes);
  }

  /** The same as the widest of some nested prefixes. */
  RankingShape withPrefixes(int number) {
    return with(dimensions, ranks, anchorGradients, candidateGradients, number);
  }

  /** A narrower one of the nested prefixes. */
  RankingShape prefix(int width, boolean ranked) {
    return with(width, ranked, anchorGradients, candidateGradients, prefixes);
  }

  private RankingShape with(
      int width, boolean ranked, boolean ofAnchors, boolean ofCandidates, int number) {
    return new RankingShape(
        anchors,
        candidates,
        queue,
        ownNegatives,
        ownCandidates,
        width,
        guide,
        idKinds,
        columns,
        queries,
        documents,
        smoothing,
        positives,
        ranked,
        geometry,
        ofAnchors,
        ofCandidates,
        shard,
        number);
  }

  private static Geometry geometry(RankingLoss loss) {
    return switch (loss.similarity()) {
      case RAW_COSINE, SHIFTED_COSINE, DOT_PRODUCT -> Geometry.INNER_PRODUCT;
      case EUCLIDEAN -> Geometry.SQUARED_DISTANCE;
      case MANHATTAN -> Geometry.ABSOLUTE_DISTANCE;
    };
  }
}
