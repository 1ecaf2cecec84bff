package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.Objects;

/**
 * The fused ranking loss: in-batch negatives, softmax cross-entropy over all candidates, forward
 * and gradient, without ever storing the M × N logits of a large batch.
 *
 * <p>Logit L_ij = scale · s(a_i, c_j), row loss ℓ_i = logsumexp_j L_ij − L_{i,t_i}, loss = mean of
 * ℓ_i; symmetric: the mean of this and of the column loss, in which each positive is asked for its
 * anchor among all anchors. Immutable and safe to share between threads. After Henderson et al.,
 * arXiv 1705.00652.
 */
public final class RankingLoss {
  private final Similarity similarity;
  private final double scale;
  private final boolean symmetric;

  private RankingLoss(Similarity similarity, double scale, boolean symmetric) {
    Objects.requireNonNull(similarity, "similarity is null, expected how rows are compared");
    Arguments.require(
        scale > 0 && scale <= Float.MAX_VALUE, "scale", scale, "a finite number greater than 0");
    this.similarity = similarity;
    this.scale = scale;
    this.symmetric = symmetric;
  }

  /**
   * A row-wise loss.
   *
   * @param similarity how two rows are compared
   * @param scale factor on the similarities, finite and greater than 0
   * @return the loss
   */
  public static RankingLoss of(Similarity similarity, double scale) {
    return new RankingLoss(similarity, scale, false);
  }

  /**
   * The same loss in one or both directions.
   *
   * @param symmetric true for the mean of row and column loss
   * @return the loss
   */
  public RankingLoss withSymmetric(boolean symmetric) {
    return new RankingLoss(similarity, scale, symmetric);
  }

  /**
   * The same loss with another scale.
   *
   * @param scale factor on the similarities, finite and greater than 0
   * @return the loss
   */
  public RankingLoss withScale(double scale) {
    return new RankingLoss(similarity, scale, symmetric);
  }

  /**
   * How two rows are compared.
   *
   * @return the similarity
   */
  public Similarity similarity() {
    return similarity;
  }

  /**
   * The factor on the similarities.
   *
   * @return finite, greater than 0
   */
  public double scale() {
    return scale;
  }

  /**
   * Whether the column loss counts too.
   *
   * @return true for the mean of both directions
   */
  public boolean symmetric() {
    return symmetric;
  }

  /**
   * Computes the loss alone.
   *
   * @param batch anchors, candidates, targets
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, an element is not finite, or the
   *     logits leave the range of float32
   * @throws IllegalStateException if another call is using the workspace
   */
  public double forward(RankingBatch batch, Workspace workspace, Parallelism parallelism) {
    return run(batch, null, workspace, parallelism);
  }

  /**
   * Computes the loss and its gradients.
   *
   * @param batch anchors, candidates, targets
   * @param gradients where the gradients go; must overlap neither each other nor the batch
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss, without the upstream factor
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, an element is not finite, or the
   *     logits leave the range of float32; nothing has been written then
   * @throws IllegalStateException if another call is using the workspace
   */
  public double forwardBackward(
      RankingBatch batch,
      RankingGradients gradients,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(gradients, "gradients is null, expected where the gradients go");
    return run(batch, gradients, workspace, parallelism);
  }

  private double run(
      RankingBatch batch,
      RankingGradients gradients,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(batch, "batch is null, expected anchors and candidates");
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    batch.checkTargets();
    if (gradients != null) {
      gradients.check(batch);
    }
    boolean propagates =
        gradients != null && (gradients.anchors() != null || gradients.candidates() != null);
    workspace.enter();
    try (Crew crew = parallelism.assemble()) {
      RankingPlan plan =
          workspace.rankingPlan(
              batch.anchors().rows(),
              batch.candidates().rows(),
              batch.anchors().columns(),
              symmetric,
              propagates);
      return workspace.ranking().run(this, batch, gradients, plan, crew);
    } finally {
      workspace.leave();
    }
  }
}
