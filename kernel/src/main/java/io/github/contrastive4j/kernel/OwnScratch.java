package io.github.contrastive4j.kernel;

/** What a call knows of each entry that an anchor has for itself. */
final class OwnScratch {
  double[] norm = {};
  double[] logit = {};
  double[] derivative = {};
  double[] weight = {};

  void reserve(Storage storage, RankingShape shape) {
    norm = storage.doubles(norm, (long) shape.anchors() * shape.ownNegativesEach());
    long entries = (long) shape.anchors() * shape.own();
    logit = storage.doubles(logit, entries);
    derivative = storage.doubles(derivative, entries);
    weight = storage.doubles(weight, entries);
  }
}
