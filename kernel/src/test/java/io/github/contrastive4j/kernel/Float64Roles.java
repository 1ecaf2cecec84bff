package io.github.contrastive4j.kernel;

/** What each column is to each anchor: its target, another positive, a negative or left out. */
final class Float64Roles {
  /** How far the similarity that is nearest to a threshold of the margin filter is from it. */
  double marginGap = Double.POSITIVE_INFINITY;

  private enum Role {
    TARGET,
    POSITIVE,
    NEGATIVE,
    ABSENT
  }

  private final MarginFilter filter;
  private final Role ofSharedIds;
  private final Float64Batch batch;
  private final Float64Pair[][] pairs;
  private final Float64Row[] judges;
  private final Float64Row[] judged;
  private final Role[][] roles;

  Float64Roles(
      MarginFilter filter, SharedIds sharedIds, Float64Batch batch, Float64Pair[][] pairs) {
    this.filter = filter;
    this.batch = batch;
    this.pairs = pairs;
    ofSharedIds = sharedIds == SharedIds.POSITIVES ? Role.POSITIVE : Role.ABSENT;
    judges = rows(batch.guideAnchors());
    judged = rows(batch.guideCandidates());
    roles = new Role[pairs.length][pairs[0].length];
    for (int i = 0; i < roles.length; i++) {
      find(i);
    }
  }

  private static Float64Row[] rows(double[][] guide) {
    return Float64Row.of(guide, new double[guide.length][]);
  }

  private void find(int anchor) {
    int target = batch.target(anchor);
    int shared = batch.candidates().length + batch.queue().length;
    double threshold = threshold(anchor, target);
    for (int j = 0; j < roles[anchor].length; j++) {
      if (j == target) {
        roles[anchor][j] = Role.TARGET;
      } else if (j < shared && batch.sharesId(anchor, j)) {
        roles[anchor][j] = ofSharedIds;
      } else if (threshold < Double.POSITIVE_INFINITY) {
        double similarity = judge(anchor, j);
        roles[anchor][j] = similarity > threshold ? Role.ABSENT : Role.NEGATIVE;
        marginGap = Math.min(marginGap, Math.abs(similarity - threshold));
      } else {
        roles[anchor][j] = Role.NEGATIVE;
      }
    }
  }

  private double threshold(int anchor, int target) {
    double positive = judge(anchor, target);
    return switch (filter.kind()) {
      case NONE -> Double.POSITIVE_INFINITY;
      case ABSOLUTE -> positive - filter.margin();
      case RELATIVE -> positive - Math.abs(positive) * filter.margin();
    };
  }

  private double judge(int anchor, int column) {
    return batch.hasGuide()
        ? judges[anchor].similarity(Similarity.RAW_COSINE, judged[column])
        : pairs[anchor][column].similarity;
  }

  boolean isTarget(int anchor, int column) {
    return roles[anchor][column] == Role.TARGET;
  }

  /** Whether a column that is not the target is a positive, too. */
  boolean isPositive(int anchor, int column) {
    return roles[anchor][column] == Role.POSITIVE;
  }

  boolean isAbsent(int anchor, int column) {
    return roles[anchor][column] == Role.ABSENT;
  }

  /** Number of pairs of an anchor and a column that are left out. */
  int absent() {
    int count = 0;
    for (Role[] row : roles) {
      for (Role each : row) {
        count += each == Role.ABSENT ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * Ranks of the targets among the negatives.
   *
   * @param lead by how much a negative has to be more alike to be ahead
   */
  int[] ranks(double lead) {
    int[] ranks = new int[roles.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = 1;
      double bar = pairs[i][batch.target(i)].similarity + lead;
      for (int j = 0; j < roles[i].length; j++) {
        ranks[i] += roles[i][j] == Role.NEGATIVE && pairs[i][j].similarity > bar ? 1 : 0;
      }
    }
    return ranks;
  }
}
