package io.github.contrastive4j.kernel;

/** Says which options of a {@link RankingLoss} cannot be combined, and why. */
final class OptionConflicts {
  private OptionConflicts() {}

  /** Throws if options of a loss exclude each other. */
  static void check(
      Objective objective,
      Directions directions,
      double labelSmoothing,
      double zLoss,
      Hardness hardness,
      SharedIds sharedIds) {
    boolean positives = sharedIds == SharedIds.POSITIVES;
    if (objective == Objective.SIGMOID) {
      refuse(directions.all().size() > 1, "SIGMOID", "directions", "a pair has one decision");
      refuse(labelSmoothing > 0, "SIGMOID", "labelSmoothing", "there is no softmax");
      refuse(zLoss > 0, "SIGMOID", "zLoss", "there is no log-sum-exp");
      refuse(hardness.isOn(), "SIGMOID", "hardness", "negatives do not compete");
    }
    refuse(
        positives && directions.all().size() > 1,
        "POSITIVES",
        "directions",
        "the other directions have one positive");
    refuse(
        positives && hardness.isOn(),
        "POSITIVES",
        "hardness",
        "a positive is not to be pushed away");
  }

  /**
   * Throws if a loss cannot treat a batch.
   *
   * @throws IllegalArgumentException naming both
   */
  static void check(RankingLoss loss, RankingBatch batch) {
    refuse(
        loss.directions().shareSoftmax() && batch.targets() != null,
        "joint directions",
        "targets",
        "candidate i has to be the positive of anchor i alone, which targets = null says");
    refuse(
        loss.marginFilter().isOn() && batch.guide() != null && batch.ownNegatives() != null,
        "guide",
        "ownNegatives",
        "the guide has no embeddings of them");
    Arguments.require(
        loss.sharedIds() != SharedIds.POSITIVES || !batch.ids().isEmpty(),
        "number of ids of a row",
        batch.ids().size(),
        "at least 1: rows that share one are POSITIVES");
  }

  /** Throws if a loss has an option that shards cannot treat. */
  static void checkSharded(RankingLoss loss) {
    String shards = "shards";
    refuse(loss.objective() == Objective.SIGMOID, shards, "SIGMOID", "its sums need no merging");
    refuse(
        loss.directions().shareSoftmax(),
        shards,
        "joint directions",
        "they need all rows of both sides");
    refuse(
        loss.sharedIds() == SharedIds.POSITIVES,
        shards,
        "POSITIVES",
        "they may be in other shards");
    refuse(
        loss.marginFilter().isOn(), shards, "marginFilter", "the positive may be in another shard");
    refuse(loss.hardness().isOn(), shards, "hardness", "own negatives may be in other shards");
    refuse(
        loss.reduction() == Reduction.NONE, shards, "reduction NONE", "rows are in several shards");
  }

  private static void refuse(boolean both, String one, String other, String reason) {
    if (both) {
      throw new IllegalArgumentException(
          "%s and %s are combined, expected one of them: %s".formatted(one, other, reason));
    }
  }
}
