package io.github.contrastive4j.kernel;

/** What a call knows of each candidate and, behind them, each row of the queue. */
final class CandidateScratch {
  double[] norm = {};
  double[] guideNorm = {};

  // Sums over what competes with its anchor.
  final OnlineSoftmax state = new OnlineSoftmax();
  double[] total = {};
  double[] entries = {};

  // Of the anchors whose target it is: all, and what those have that compete with one another.
  int[] pairs = {};
  double[] lastTarget = {};
  int[] competing = {};
  double[] targets = {};
  double[] targetTotal = {};

  // Factor of exponentials, and what is the same for all entries, in the softmaxes of all of them.
  double[] share = {};
  double[] evenly = {};

  // Where anchors compete with anchors, of anchor j, whose positive is candidate j.
  float[] shift = {};
  float[] factor = {};
  float[] smoothing = {};

  void reserve(Storage storage, RankingShape shape) {
    int n = shape.negatives();
    norm = storage.doubles(norm, n);
    guideNorm = storage.doubles(guideNorm, shape.guide() > 0 ? n : 0);
    int summed = shape.columns() ? n : 0;
    state.reserve(storage, summed);
    total = storage.doubles(total, summed);
    entries = storage.doubles(entries, summed);
    pairs = storage.ints(pairs, summed);
    lastTarget = storage.doubles(lastTarget, summed);
    competing = storage.ints(competing, summed);
    targets = storage.doubles(targets, summed);
    targetTotal = storage.doubles(targetTotal, summed);
    share = storage.doubles(share, summed);
    evenly = storage.doubles(evenly, summed);
    int weighed = shape.weighsColumns() ? n : 0;
    shift = storage.floats(shift, weighed);
    factor = storage.floats(factor, weighed);
    smoothing = storage.floats(smoothing, weighed);
  }
}
