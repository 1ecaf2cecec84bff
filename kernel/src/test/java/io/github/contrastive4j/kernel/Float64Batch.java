package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A {@link RankingBatch} in float64, with the same order of rows. Absent matrices have no rows.
 *
 * @param targets null stands for targets[i] = i
 */
record Float64Batch(
    double[][] anchors,
    double[][] candidates,
    int[] targets,
    double[][] queue,
    double[][] ownNegatives,
    List<RankingIds> ids,
    double[] weights,
    double[][] guideAnchors,
    double[][] guideCandidates) {

  static Float64Batch of(RankingBatch batch) {
    RankingBatch.Guide guide = batch.guide();
    return new Float64Batch(
        doubles(batch.anchors()),
        doubles(batch.candidates()),
        batch.targets(),
        doubles(batch.queue()),
        doubles(batch.ownNegatives()),
        batch.ids(),
        batch.weights(),
        doubles(guide == null ? null : guide.anchors()),
        doubles(guide == null ? null : guide.candidates()));
  }

  static Float64Batch of(double[][] anchors, double[][] candidates, int... targets) {
    return new Float64Batch(
        anchors,
        candidates,
        targets.length == 0 ? null : targets,
        new double[0][],
        new double[0][],
        List.of(),
        null,
        new double[0][],
        new double[0][]);
  }

  /** A copy whose four matrices of embeddings may be changed without changing this. */
  Float64Batch copy() {
    return new Float64Batch(
        copy(anchors),
        copy(candidates),
        targets,
        copy(queue),
        copy(ownNegatives),
        ids,
        weights,
        guideAnchors,
        guideCandidates);
  }

  private static double[][] copy(double[][] x) {
    double[][] copy = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      copy[r] = x[r].clone();
    }
    return copy;
  }

  int target(int anchor) {
    return targets == null ? anchor : targets[anchor];
  }

  double weight(int anchor) {
    return weights == null ? 1 : weights[anchor];
  }

  /** The sum of the weights. */
  double weight() {
    return weights == null ? anchors.length : Arrays.stream(weights).sum();
  }

  boolean hasGuide() {
    return guideAnchors.length > 0;
  }

  /** Whether targets[i] = i for all anchors. */
  boolean isDiagonal() {
    for (int i = 0; i < anchors.length; i++) {
      if (target(i) != i) {
        return false;
      }
    }
    return true;
  }

  /** Whether an anchor and a candidate have an id in common. */
  boolean sharesId(int anchor, int candidate) {
    return anyKind(kind -> kind.anchors()[anchor] == kind.candidates()[candidate]);
  }

  /** Whether two anchors have an id in common. */
  boolean anchorsShareId(int anchor, int other) {
    return anyKind(kind -> kind.anchors()[anchor] == kind.anchors()[other]);
  }

  /** Whether two candidates have an id in common. */
  boolean candidatesShareId(int candidate, int other) {
    return anyKind(kind -> kind.candidates()[candidate] == kind.candidates()[other]);
  }

  /** Called for each pair, for which streams are slow. */
  private boolean anyKind(Predicate<RankingIds> condition) {
    for (RankingIds kind : ids) {
      if (condition.test(kind)) {
        return true;
      }
    }
    return false;
  }

  static double[][] doubles(Matrix x) {
    if (x == null) {
      return new double[0][];
    }
    double[][] copy = new double[x.rows()][x.columns()];
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < x.columns(); k++) {
        copy[r][k] = x.get(r, k);
      }
    }
    return copy;
  }
}
