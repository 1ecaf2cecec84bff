package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.Geometry;

/**
 * All that the plan of a call depends on: sizes, and which sums and gradients are wanted.
 *
 * @param anchors M
 * @param candidates N
 * @param queue K
 * @param ownNegativesEach negatives that each anchor has for itself
 * @param ownCandidates hard negatives of each anchor among the candidates whose logits are summed
 *     in float64
 * @param dimensions D
 * @param guide columns of the guide's embeddings that judge, 0 without one
 * @param idKinds kinds of ids
 * @param loss what the loss decides
 * @param ranks whether ranks are counted
 * @param anchorGradients whether the gradient of the anchors is wanted
 * @param candidateGradients whether the gradient of the candidates is wanted
 * @param shard whether the sums of a larger problem decide about the weights
 * @param prefixes nested prefixes of the rows that are worked on together, 1 for whole rows alone
 */
record RankingShape(
    int anchors,
    int candidates,
    int queue,
    int ownNegativesEach,
    int ownCandidates,
    int dimensions,
    int guide,
    int idKinds,
    LossShape loss,
    boolean ranks,
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
        LossShape.of(loss),
        ranks,
        anchorGradients,
        candidateGradients,
        shard,
        1);
  }

  /** The shape of a batch of anchors and candidates alone, of which candidate i is anchor i's. */
  static RankingShape of(
      RankingLoss loss, int anchors, int candidates, int dimensions, boolean gradients) {
    return new RankingShape(
        anchors,
        candidates,
        0,
        0,
        ownCandidates(loss, RankingBatch.candidatesEach(anchors, candidates)),
        dimensions,
        0,
        0,
        LossShape.of(loss),
        false,
        gradients,
        gradients,
        false,
        1);
  }

  /** Whether a call has this shape, whatever else it is worked on with; makes no object. */
  boolean fits(
      RankingLoss ofLoss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      boolean ofShard) {
    return anchors == batch.anchors().rows()
        && candidates == batch.candidates().rows()
        && queue == queue(batch)
        && ownNegativesEach == batch.ownNegativesEach()
        && ownCandidates == ownCandidates(ofLoss, batch)
        && dimensions == batch.anchors().columns()
        && guide == guide(ofLoss, batch)
        && idKinds == batch.ids().size()
        && loss.fits(ofLoss)
        && ranks == (report != null && report.ranked())
        && anchorGradients == (gradients != null && gradients.anchors() != null)
        && candidateGradients == (gradients != null && gradients.candidates() != null)
        && shard == ofShard;
  }

  boolean columns() {
    return loss.columns();
  }

  boolean queries() {
    return loss.queries();
  }

  boolean documents() {
    return loss.documents();
  }

  boolean smoothing() {
    return loss.smoothing();
  }

  boolean positives() {
    return loss.positives();
  }

  Geometry geometry() {
    return loss.geometry();
  }

  /** Whether a block of it {@linkplain RankingBlock#weighsColumns() weighs columns}. */
  boolean weighsColumns() {
    return columns() || queries() || documents();
  }

  /** Candidates and queue. */
  int negatives() {
    return candidates + queue;
  }

  /** Entries that each anchor has for itself: hard negatives among the candidates, then others. */
  int own() {
    return ownCandidates + ownNegativesEach;
  }

  /**
   * An anchor's hard negatives need logits of their own where hardness treats them otherwise than
   * the rest of the candidates.
   */
  private static int ownCandidates(RankingLoss loss, int candidatesEach) {
    Hardness hardness = loss.hardness();
    boolean apart = hardness.isOn() && hardness.negatives() != Hardness.Negatives.ALL;
    return apart ? candidatesEach - 1 : 0;
  }

  private static int ownCandidates(RankingLoss loss, RankingBatch batch) {
    return identity(batch.targets()) ? ownCandidates(loss, batch.candidatesEach()) : 0;
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
    return geometry() != Geometry.INNER_PRODUCT;
  }

  /** Whether by one whose square is had from products. */
  boolean squared() {
    return geometry() == Geometry.SQUARED_DISTANCE;
  }

  /**
   * Whether scores may stay in memory while those of another group or block are taken. Lists of
   * near pairs are of one group at a time.
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
        ownNegativesEach,
        ownCandidates,
        width,
        guide,
        idKinds,
        loss,
        ranked,
        ofAnchors,
        ofCandidates,
        shard,
        number);
  }
}
