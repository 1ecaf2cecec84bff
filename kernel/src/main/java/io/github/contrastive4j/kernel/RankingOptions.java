package io.github.contrastive4j.kernel;

/** The options of a {@link RankingLoss} while one of them changes. */
final class RankingOptions {
  Similarity similarity;
  double scale;
  double bias;
  Objective objective = Objective.SOFTMAX;
  Directions directions = Directions.FORWARD;
  double labelSmoothing;
  double zLoss;
  Reduction reduction = Reduction.MEAN;
  Hardness hardness = Hardness.NONE;
  MarginFilter marginFilter = MarginFilter.NONE;
  SharedIds sharedIds = SharedIds.EXCLUDED;

  /** The plain loss. */
  RankingOptions(Similarity similarity, double scale) {
    this.similarity = similarity;
    this.scale = scale;
  }

  /** What a loss has. */
  RankingOptions(RankingLoss loss) {
    similarity = loss.similarity();
    scale = loss.scale();
    bias = loss.bias();
    objective = loss.objective();
    directions = loss.directions();
    labelSmoothing = loss.labelSmoothing();
    zLoss = loss.zLoss();
    reduction = loss.reduction();
    hardness = loss.hardness();
    marginFilter = loss.marginFilter();
    sharedIds = loss.sharedIds();
  }

  /** The loss that has them. */
  RankingLoss loss() {
    return new RankingLoss(
        similarity,
        scale,
        bias,
        objective,
        directions,
        labelSmoothing,
        zLoss,
        reduction,
        hardness,
        marginFilter,
        sharedIds);
  }
}
