package io.github.contrastive4j.kernel;

/**
 * What a call on nested prefixes has for one of them.
 *
 * @param batch the rows, cut to the prefix
 * @param gradients where its gradients go, or null
 * @param report where its losses go, or null
 */
record PrefixPart(RankingBatch batch, RankingGradients gradients, RankingReport report) {
  int width() {
    return batch.anchors().columns();
  }

  boolean ranked() {
    return report != null && report.ranked();
  }

  /** The same with gradients added to what is there. */
  PrefixPart adding() {
    boolean writes = gradients != null;
    return new PrefixPart(batch, writes ? gradients.withUpdate(Update.ACCUMULATE) : null, report);
  }

  RankingShape shape(RankingLoss loss) {
    return RankingShape.of(loss, batch, gradients, report, false);
  }

  boolean hasShape(RankingShape shape, RankingLoss loss) {
    return shape.fits(loss, batch, gradients, report, false);
  }
}
