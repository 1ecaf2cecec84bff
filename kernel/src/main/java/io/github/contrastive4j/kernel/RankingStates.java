package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * What shards of a problem have to tell one another: for each anchor, and in the symmetric loss for
 * each candidate, the sums of a log-sum-exp relative to a reference, as in online softmax (Milakov
 * and Gimelshein, arXiv 1805.02867). States of disjoint shards merge, in any order and grouping, to
 * that of their union.
 *
 * <p>Each row has {@value #VALUES} numbers: the reference r, Σ E and Σ E·L over the negatives with
 * E = 2^(L − r), Σ L, the number of negatives, the logit L of the target, NaN while it has not been
 * seen, a sum of hashes of the rows that it has met, which tells whether each was met once, and 1
 * for an anchor that shares an id with its target, else 0. Logits are in base 2. {@link #toArray}
 * and {@link #ofArray} are for the wire. Used by one thread at a time: threads with shards of their
 * own sum into states of their own, to be merged.
 */
public final class RankingStates {
  private static final int VALUES = 8;

  /** Sums of hashes are taken modulo 2^48, so that they go through a double. */
  private static final long HASHES = 1L << 48;

  /** Rows whose numbers fit an array. */
  static final int MAX_ROWS = Panels.MAX_ARRAY / VALUES;

  private final int anchors;
  private final int candidates;
  private final OnlineSoftmax softmax = new OnlineSoftmax();
  private final double[] total;
  private final double[] entries;
  private final double[] targetLogit;
  private final long[] met;
  private final boolean[] shares;

  private RankingStates(int anchors, int candidates) {
    this.anchors = anchors;
    this.candidates = candidates;
    int rows = anchors + candidates;
    softmax.reserve(Storage.HEAP, rows);
    total = new double[rows];
    entries = new double[rows];
    targetLogit = new double[rows];
    met = new long[rows];
    shares = new boolean[rows];
    clear();
  }

  /**
   * States that no shard has added to.
   *
   * @param anchors rows with a softmax over candidates, M
   * @param candidates columns with a softmax over anchors, N; 0 without any
   */
  static RankingStates empty(int anchors, int candidates) {
    return new RankingStates(anchors, candidates);
  }

  /**
   * States that came over the wire.
   *
   * @param anchors M
   * @param candidates N in the symmetric loss, else 0
   * @param values what {@link #toArray} gave; copied
   * @return the states
   * @throws IllegalArgumentException if the length does not fit, or a number is none that {@link
   *     #toArray} gives
   */
  public static RankingStates ofArray(int anchors, int candidates, double[] values) {
    Arguments.require(anchors >= 1, "anchors", anchors, "at least 1");
    Arguments.require(candidates >= 0, "candidates", candidates, "at least 0");
    Objects.requireNonNull(values, "values is null, expected an array of states");
    long length = (long) VALUES * ((long) anchors + candidates);
    Arguments.require(values.length == length, "length of values", values.length, length + "");
    RankingStates states = new RankingStates(anchors, candidates);
    for (int row = 0; row < anchors + candidates; row++) {
      int at = VALUES * row;
      checkRow(values, at);
      states.softmax.reference[row] = values[at];
      states.softmax.others[row] = values[at + 1];
      states.softmax.moment[row] = values[at + 2];
      states.total[row] = values[at + 3];
      states.entries[row] = values[at + 4];
      states.targetLogit[row] = values[at + 5];
      states.met[row] = (long) values[at + 6];
      states.shares[row] = values[at + 7] == 1;
    }
    return states;
  }

  private static void checkRow(double[] values, int at) {
    double reference = values[at];
    double others = values[at + 1];
    double moment = values[at + 2];
    double met = values[at + 6];
    // Without a reference nothing has been added up.
    boolean empty = reference == Double.NEGATIVE_INFINITY;
    check(values, at, empty || Double.isFinite(reference));
    check(values, at + 1, isSum(others) && !(empty && others > 0));
    check(values, at + 2, Double.isFinite(moment) && !(others == 0 && moment != 0));
    check(values, at + 3, Double.isFinite(values[at + 3]));
    check(values, at + 4, isSum(values[at + 4]));
    check(values, at + 5, !Double.isInfinite(values[at + 5]));
    check(values, at + 6, met >= 0 && met < HASHES && met == (long) met);
    check(values, at + 7, values[at + 7] == 0 || values[at + 7] == 1);
  }

  private static boolean isSum(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  private static void check(double[] values, int at, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(
          "values[%d] is %s, expected a number of states".formatted(at, values[at]));
    }
  }

  /** Forgets all shards. */
  public void clear() {
    for (int row = 0; row < anchors + candidates; row++) {
      softmax.clear(row, Double.NEGATIVE_INFINITY);
    }
    Arrays.fill(total, 0);
    Arrays.fill(entries, 0);
    Arrays.fill(targetLogit, Double.NaN);
    Arrays.fill(met, 0);
    Arrays.fill(shares, false);
  }

  /**
   * Rows with a softmax over candidates.
   *
   * @return M
   */
  public int anchors() {
    return anchors;
  }

  /**
   * Columns with a softmax over anchors.
   *
   * @return N in the symmetric loss, else 0
   */
  public int candidates() {
    return candidates;
  }

  /**
   * The numbers, anchors before candidates.
   *
   * @return a new array
   */
  public double[] toArray() {
    double[] values = new double[VALUES * (anchors + candidates)];
    for (int row = 0; row < anchors + candidates; row++) {
      int at = VALUES * row;
      values[at] = softmax.reference[row];
      values[at + 1] = softmax.others[row];
      values[at + 2] = softmax.moment[row];
      values[at + 3] = total[row];
      values[at + 4] = entries[row];
      values[at + 5] = targetLogit[row];
      values[at + 6] = met[row];
      values[at + 7] = shares[row] ? 1 : 0;
    }
    return values;
  }

  /**
   * Adds the states of other shards.
   *
   * @param other states of the same problem; unchanged
   * @throws IllegalArgumentException if the numbers of rows differ
   */
  public void merge(RankingStates other) {
    Objects.requireNonNull(other, "other is null, expected states to merge");
    Arguments.require(other.anchors == anchors, "anchors of other", other.anchors, anchors + "");
    Arguments.require(
        other.candidates == candidates, "candidates of other", other.candidates, candidates + "");
    for (int row = 0; row < anchors + candidates; row++) {
      add(row, other.softmax, row);
      addTotal(row, other.total[row], other.entries[row]);
      meet(row, other.met[row]);
      if (!Double.isNaN(other.targetLogit[row])) {
        target(row, other.targetLogit[row], other.shares[row]);
      }
    }
  }

  /** Adds the exponentials of a row of a shard. */
  void add(int row, OnlineSoftmax from, int fromRow) {
    double reference = from.reference[fromRow];
    softmax.merge(row, reference, from.others[fromRow], from.moment[fromRow]);
  }

  /** Adds them up into a row of a shard. */
  void addTo(OnlineSoftmax to, int toRow, int row) {
    to.merge(toRow, softmax.reference[row], softmax.others[row], softmax.moment[row]);
  }

  void addTotal(int row, double sum, double count) {
    total[row] += sum;
    entries[row] += count;
  }

  /** What a row that has met some rows adds to its sum of hashes. */
  static long hashes(int first, int count) {
    long sum = 0;
    for (int k = first; k < first + count; k++) {
      // The finalizer of SplitMix64. Steele, Lea and Flood, OOPSLA 2014.
      long z = (k + 1) * 0x9e3779b97f4a7c15L;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      sum += z ^ (z >>> 31);
    }
    return sum & (HASHES - 1);
  }

  void meet(int row, long hashes) {
    met[row] = met[row] + hashes & (HASHES - 1);
  }

  /** The sum of the hashes of the rows that a row has met. */
  long met(int row) {
    return met[row];
  }

  double total(int row) {
    return total[row];
  }

  double entries(int row) {
    return entries[row];
  }

  /** Logit of an anchor's target, NaN if it has not been seen. */
  double targetLogit(int row) {
    return targetLogit[row];
  }

  /** Whether an anchor shares an id with its target. */
  boolean sharesTargetId(int row) {
    return shares[row];
  }

  void target(int row, double logit, boolean sharesId) {
    targetLogit[row] = logit;
    shares[row] = sharesId;
  }
}
