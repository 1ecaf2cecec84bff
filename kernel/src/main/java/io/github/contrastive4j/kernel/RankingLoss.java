package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The fused ranking loss: in-batch negatives, forward and gradient, without ever storing the M × N
 * logits of a large batch.
 *
 * <p>Logit L_ij = scale · s(a_i, c_j) + bias. By default row loss ℓ_i = log Σ_j exp(L_ij) −
 * L_{i,t_i} and loss = mean of ℓ_i, the Multiple Negatives Ranking Loss of Henderson et al., arXiv
 * 1705.00652. {@link #of} makes that, and the other methods vary it; what belongs to the data (ids,
 * weights, a queue, own negatives) is in the {@link RankingBatch}. Gradients leave out entries that
 * have less than 2⁻¹¹², or 2e-34, of the weight of the lightest row; for distances that are far
 * beyond 1, somewhat more. Immutable and safe to share between threads.
 *
 * @param similarity how two rows are compared
 * @param scale factor on the similarities, a normal float32 number greater than 0
 * @param bias added to all logits, finite as a float32 number; cancels in a softmax, except in its
 *     z-loss. Where it counts, a call refuses logits that may be beyond 4.65e7 with it
 * @param objective softmax over candidates, or a sigmoid for each pair
 * @param directions which similarities compete
 * @param labelSmoothing ε in [0, 1): the share of the target distribution that is spread evenly
 *     over all candidates that count, the positive included: ℓ_i = log Σ_j exp(L_ij) − (1 − ε)
 *     L_{i,t_i} − ε mean_j L_ij. Szegedy et al., arXiv 1512.00567
 * @param zLoss λ from 0 to 1e6: adds λ · (log Σ_j exp(L_ij))² to ℓ_i, which keeps logits from
 *     drifting. Chowdhery et al., arXiv 2204.02311, section 5
 * @param reduction what becomes of the row losses
 * @param hardness whether harder negatives count more
 * @param marginFilter whether candidates that are too much alike are dropped
 * @param sharedIds what candidates with an anchor's id are
 */
public record RankingLoss(
    Similarity similarity,
    double scale,
    double bias,
    Objective objective,
    Directions directions,
    double labelSmoothing,
    double zLoss,
    Reduction reduction,
    Hardness hardness,
    MarginFilter marginFilter,
    SharedIds sharedIds) {
  /** Common ones are about 1e-4; with this the weights of all pairs stay in range. */
  private static final double LARGEST_Z_LOSS = 1e6;

  /**
   * Checks each option, and that they fit each other.
   *
   * @throws NullPointerException if an option is null
   * @throws IllegalArgumentException if a number is out of range, or options cannot be combined
   */
  public RankingLoss {
    Objects.requireNonNull(similarity, "similarity is null, expected how rows are compared");
    Objects.requireNonNull(objective, "objective is null, expected SOFTMAX or SIGMOID");
    Objects.requireNonNull(directions, "directions is null, expected which similarities compete");
    Objects.requireNonNull(reduction, "reduction is null, expected MEAN, SUM or NONE");
    Objects.requireNonNull(hardness, "hardness is null, expected Hardness.NONE for none");
    Objects.requireNonNull(marginFilter, "marginFilter is null, expected MarginFilter.NONE");
    Objects.requireNonNull(sharedIds, "sharedIds is null, expected EXCLUDED or POSITIVES");
    Arguments.require(
        scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE,
        "scale",
        scale,
        "a number from 1.2e-38 to 3.4e38");
    Arguments.require(Math.abs(bias) <= Float.MAX_VALUE, "bias", bias, "a finite float32 number");
    Arguments.require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "labelSmoothing",
        labelSmoothing,
        "a number from 0, below 1");
    Arguments.require(
        zLoss >= 0 && zLoss <= LARGEST_Z_LOSS, "zLoss", zLoss, "a number from 0 to 1e6");
    OptionConflicts.check(objective, directions, labelSmoothing, zLoss, hardness, sharedIds);
  }

  /**
   * The plain loss: softmax, each anchor asked for its positive, mean.
   *
   * @param similarity how two rows are compared
   * @param scale factor on the similarities, a normal float32 number greater than 0
   * @return the loss
   */
  public static RankingLoss of(Similarity similarity, double scale) {
    return new RankingOptions(similarity, scale).loss();
  }

  private RankingLoss with(Consumer<RankingOptions> change) {
    RankingOptions options = new RankingOptions(this);
    change.accept(options);
    return options.loss();
  }

  /**
   * The same loss with another scale.
   *
   * @param scale factor on the similarities, a normal float32 number greater than 0
   * @return the loss
   */
  public RankingLoss withScale(double scale) {
    return with(options -> options.scale = scale);
  }

  /**
   * The same loss with another bias.
   *
   * @param bias added to all logits, finite as a float32 number
   * @return the loss
   */
  public RankingLoss withBias(double bias) {
    return with(options -> options.bias = bias);
  }

  /**
   * The same logits with another objective.
   *
   * @param objective softmax over candidates, or a sigmoid for each pair
   * @return the loss
   */
  public RankingLoss withObjective(Objective objective) {
    return with(options -> options.objective = objective);
  }

  /**
   * The same loss with other directions.
   *
   * @param directions which similarities compete
   * @return the loss
   */
  public RankingLoss withDirections(Directions directions) {
    return with(options -> options.directions = directions);
  }

  /**
   * The same loss in one or both directions: {@link Directions#SYMMETRIC} or {@link
   * Directions#FORWARD}.
   *
   * @param symmetric true for the mean of row and column loss, in which each positive is asked for
   *     its anchor among all anchors
   * @return the loss
   */
  public RankingLoss withSymmetric(boolean symmetric) {
    return withDirections(symmetric ? Directions.SYMMETRIC : Directions.FORWARD);
  }

  /**
   * The same loss with label smoothing.
   *
   * @param labelSmoothing ε in [0, 1)
   * @return the loss
   */
  public RankingLoss withLabelSmoothing(double labelSmoothing) {
    return with(options -> options.labelSmoothing = labelSmoothing);
  }

  /**
   * The same loss with a z-loss.
   *
   * @param zLoss λ, from 0 to 1e6
   * @return the loss
   */
  public RankingLoss withZLoss(double zLoss) {
    return with(options -> options.zLoss = zLoss);
  }

  /**
   * The same row losses, reduced in another way.
   *
   * @param reduction mean, sum or none
   * @return the loss
   */
  public RankingLoss withReduction(Reduction reduction) {
    return with(options -> options.reduction = reduction);
  }

  /**
   * The same loss with hardness weighting.
   *
   * @param hardness how much harder negatives count more
   * @return the loss
   */
  public RankingLoss withHardness(Hardness hardness) {
    return with(options -> options.hardness = hardness);
  }

  /**
   * The same loss without the candidates that a filter drops.
   *
   * @param marginFilter the filter
   * @return the loss
   */
  public RankingLoss withMarginFilter(MarginFilter marginFilter) {
    return with(options -> options.marginFilter = marginFilter);
  }

  /**
   * The same loss with another meaning of shared ids.
   *
   * @param sharedIds whether candidates that share an anchor's id are left out or positives
   * @return the loss
   */
  public RankingLoss withSharedIds(SharedIds sharedIds) {
    return with(options -> options.sharedIds = sharedIds);
  }

  /**
   * Whether the loss is the mean of row and column loss.
   *
   * @return true for {@link Directions#SYMMETRIC}
   */
  public boolean symmetric() {
    return directions.symmetric();
  }

  /**
   * Computes the loss alone.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, an element is not finite, the logits
   *     may be beyond 4.65e7, which float32 does not tell apart, or the loss cannot treat the batch
   * @throws IllegalStateException if another call is using the workspace
   */
  public double forward(RankingBatch batch, Workspace workspace, Parallelism parallelism) {
    return run(batch, null, null, workspace, parallelism);
  }

  /**
   * Computes the loss and reports on its rows.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param report where row losses and ranks go, or null
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss
   * @throws NullPointerException if an argument but the report is null
   * @throws IllegalArgumentException as in {@link #forward(RankingBatch, Workspace, Parallelism)}
   * @throws IllegalStateException if another call is using the workspace
   */
  public double forward(
      RankingBatch batch, RankingReport report, Workspace workspace, Parallelism parallelism) {
    return run(batch, null, report, workspace, parallelism);
  }

  /**
   * Computes the loss and its gradients.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param gradients where the gradients go; must overlap neither each other nor the batch
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss, without the upstream factor
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException as in {@link #forward(RankingBatch, Workspace, Parallelism)},
   *     or if a gradient does not fit, or upstream, weights and scale together are beyond float32;
   *     nothing has been written then
   * @throws IllegalStateException if another call is using the workspace
   */
  public double forwardBackward(
      RankingBatch batch,
      RankingGradients gradients,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(gradients, "gradients is null, expected where the gradients go");
    return run(batch, gradients, null, workspace, parallelism);
  }

  /**
   * Computes the loss and its gradients, and reports on its rows.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param gradients where the gradients go; must overlap neither each other nor the batch
   * @param report where row losses and ranks go, or null
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss, without the upstream factor
   * @throws NullPointerException if an argument but the report is null
   * @throws IllegalArgumentException as in {@link #forward(RankingBatch, Workspace, Parallelism)},
   *     or if a gradient does not fit, or upstream, weights and scale together are beyond float32;
   *     nothing has been written then
   * @throws IllegalStateException if another call is using the workspace
   */
  public double forwardBackward(
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(gradients, "gradients is null, expected where the gradients go");
    return run(batch, gradients, report, workspace, parallelism);
  }

  private double run(
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(batch, "batch is null, expected anchors and candidates");
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    batch.checkArrays();
    if (gradients != null) {
      gradients.check(batch, reduction);
    }
    OptionConflicts.check(this, batch);
    workspace.enter();
    try (Crew crew = workspace.assemble(parallelism, batch, gradients != null)) {
      RankingPlan plan = workspace.rankingPlan(this, batch, gradients, report);
      RankingEngine engine = workspace.ranking();
      double value = engine.run(this, batch, gradients, report, plan, crew, null);
      workspace.complete();
      return value;
    } finally {
      workspace.leave();
    }
  }
}
