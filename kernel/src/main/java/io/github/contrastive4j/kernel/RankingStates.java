package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * What shards of a problem have to tell one another: for each anchor, and in the symmetric loss for
 * each candidate, the sums of a log-sum-exp relative to a reference, as in online softmax (Milakov
 * and Gimelshein, arXiv 1805.02867). States of disjoint shards merge, in any order and grouping, to
 * that of their union.
 *
 * <p>Each row has {@value #VALUES} numbers: the reference r, Σ E and Σ E·(L − r) over the negatives
 * with E = 2^(L − r), Σ L, the number of negatives, and the logit L of the target, NaN while it has
 * not been seen. Logits are in base 2. {@link #toArray} and {@link #ofArray} are for the wire.
 */
public final class RankingStates {
  static final int VALUES = 6;
  static final int REFERENCE = 0;
  static final int OTHERS = 1;
  static final int MOMENT = 2;
  static final int TOTAL = 3;
  static final int ENTRIES = 4;
  static final int TARGET = 5;

  private final int anchors;
  private final int candidates;
  private final double[] values;

  private RankingStates(int anchors, int candidates, double[] values) {
    this.anchors = anchors;
    this.candidates = candidates;
    this.values = values;
  }

  /**
   * States that no shard has added to.
   *
   * @param anchors rows with a softmax over candidates, M
   * @param candidates columns with a softmax over anchors, N; 0 without any
   */
  static RankingStates empty(int anchors, int candidates) {
    double[] values = new double[VALUES * (anchors + candidates)];
    RankingStates states = new RankingStates(anchors, candidates, values);
    states.clear();
    return states;
  }

  /**
   * States that came over the wire.
   *
   * @param anchors M
   * @param candidates N in the symmetric loss, else 0
   * @param values what {@link #toArray} gave; copied
   * @return the states
   * @throws IllegalArgumentException if the length does not fit
   */
  public static RankingStates ofArray(int anchors, int candidates, double[] values) {
    Arguments.require(anchors >= 1, "anchors", anchors, "at least 1");
    Arguments.require(candidates >= 0, "candidates", candidates, "at least 0");
    Objects.requireNonNull(values, "values is null, expected an array of states");
    long length = (long) VALUES * ((long) anchors + candidates);
    Arguments.require(values.length == length, "length of values", values.length, length + "");
    return new RankingStates(anchors, candidates, values.clone());
  }

  /** Forgets all shards. */
  public void clear() {
    for (int row = 0; row < anchors + candidates; row++) {
      Arrays.fill(values, VALUES * row, VALUES * (row + 1), 0);
      values[VALUES * row + REFERENCE] = Double.NEGATIVE_INFINITY;
      values[VALUES * row + TARGET] = Double.NaN;
    }
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
   * @return a copy
   */
  public double[] toArray() {
    return values.clone();
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
      int at = VALUES * row;
      double[] more = other.values;
      add(row, more[at + REFERENCE], more[at + OTHERS], more[at + MOMENT]);
      addTotal(row, more[at + TOTAL], more[at + ENTRIES]);
      if (!Double.isNaN(more[at + TARGET])) {
        target(row, more[at + TARGET]);
      }
    }
  }

  double get(int row, int value) {
    return values[VALUES * row + value];
  }

  /** Adds exponentials relative to a reference, and their moment about it. */
  void add(int row, double reference, double sum, double moment) {
    int at = VALUES * row;
    double old = values[at + REFERENCE];
    if (sum == 0) {
      return;
    }
    if (values[at + OTHERS] == 0) {
      values[at + REFERENCE] = reference;
      values[at + OTHERS] = sum;
      values[at + MOMENT] = moment;
    } else if (reference > old) {
      double factor = Exponents.exp2(old - reference);
      double others = values[at + OTHERS];
      values[at + MOMENT] = factor * (values[at + MOMENT] + others * (old - reference)) + moment;
      values[at + OTHERS] = factor * others + sum;
      values[at + REFERENCE] = reference;
    } else {
      double factor = Exponents.exp2(reference - old);
      values[at + MOMENT] += factor * (moment + sum * (reference - old));
      values[at + OTHERS] += factor * sum;
    }
  }

  void addTotal(int row, double total, double entries) {
    values[VALUES * row + TOTAL] += total;
    values[VALUES * row + ENTRIES] += entries;
  }

  void target(int row, double logit) {
    values[VALUES * row + TARGET] = logit;
  }
}
