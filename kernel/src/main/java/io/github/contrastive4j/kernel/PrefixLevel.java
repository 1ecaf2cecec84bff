package io.github.contrastive4j.kernel;

import java.util.Arrays;

/**
 * One of several nested prefixes that are worked on together. Rows are packed once, normalized in
 * their whole width; ratios of norms turn their products into those of normalized prefixes.
 */
final class PrefixLevel {
  /** The next wider prefix, or null if this is the widest. */
  private final PrefixLevel wider;

  private RankingCall widest;
  private int firstDimension;

  /** Of each lane: the norm of the widest prefix over that of this one. */
  float[] rowRatio = {};

  /** The same of each column. */
  float[] columnRatio = {};

  /** Of each row: ⟨∂x̂, x̂⟩ of this prefix alone, as a factor of the row in its whole width. */
  float[] rowProjection = {};

  /** The same of each column, summed over the groups so far. */
  double[] columnProjection = {};

  PrefixLevel(PrefixLevel wider) {
    this.wider = wider;
  }

  boolean isWidest() {
    return wider == null;
  }

  /** The call on the widest prefix. */
  RankingCall widest() {
    return widest;
  }

  /** Dimensions of the next shorter prefix. */
  int firstDimension() {
    return firstDimension;
  }

  /**
   * Begins a call.
   *
   * @param first dimensions of the next shorter prefix, or 0
   * @param call the call on this prefix, whose norms are known
   * @param whole the call on the widest one
   */
  void begin(int first, RankingCall call, RankingCall whole) {
    widest = whole;
    firstDimension = first;
    int m = call.plan.anchors();
    int n = call.shape().negatives();
    reserve(Storage.HEAP, call.shape());
    Arrays.fill(rowRatio, 1);
    Arrays.fill(columnRatio, 1);
    Arrays.fill(rowProjection, 0);
    Arrays.fill(columnProjection, 0);
    if (call.cosine()) {
      takeRatios(widest.scratch.anchors.norm, call.scratch.anchors.norm, m, rowRatio);
      takeRatios(widest.scratch.candidates.norm, call.scratch.candidates.norm, n, columnRatio);
    }
  }

  private void reserve(Storage storage, RankingShape shape) {
    long lanes = AnchorScratch.lanes(shape.anchors());
    rowRatio = storage.floats(rowRatio, lanes);
    rowProjection = storage.floats(rowProjection, lanes);
    columnRatio = storage.floats(columnRatio, shape.negatives());
    columnProjection = storage.doubles(columnProjection, shape.negatives());
  }

  /** Bytes of what a prefix has for each row and column. */
  static long bytes(RankingShape shape) {
    Storage.Count count = new Storage.Count();
    new PrefixLevel(null).reserve(count, shape);
    return count.bytes();
  }

  private static void takeRatios(double[] norms, double[] parts, int count, float[] ratios) {
    for (int r = 0; r < count; r++) {
      ratios[r] = (float) ratio(norms[r], parts[r]);
    }
  }

  /** What the norm of a row is divided by, over what that of its prefix is. */
  static double ratio(double norm, double part) {
    return L2Normalization.divisor(norm) / L2Normalization.divisor(part);
  }

  /** What is to be taken away of a row in all prefixes from this one on. */
  double projectionOfRow(int row) {
    double sum = 0;
    for (PrefixLevel level = this; level != null; level = level.wider) {
      sum += level.rowProjection[row];
    }
    return sum;
  }

  /** The same of a column. */
  double projectionOfColumn(int column) {
    double sum = 0;
    for (PrefixLevel level = this; level != null; level = level.wider) {
      sum += level.columnProjection[column];
    }
    return sum;
  }
}
