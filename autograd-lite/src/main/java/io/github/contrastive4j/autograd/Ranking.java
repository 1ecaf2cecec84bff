package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import java.util.Objects;

/**
 * The kernel's fused ranking loss as an operation. While recording, the forward pass computes the
 * gradients for a loss of 1 as well, because it has the similarities at hand; the backward pass
 * multiplies them by the loss's.
 */
final class Ranking {
  private Ranking() {}

  static Variable loss(Variable anchors, Variable candidates, int[] targets, RankingLoss loss) {
    requireOperands(candidates, loss);
    Variable result = anchors.tape().result(1, 1, anchors, candidates);
    return compute(anchors, candidates, targets, loss, null, result);
  }

  static Variable loss(
      Variable anchors, Variable candidates, int[] targets, RankingLoss loss, Variable scale) {
    requireOperands(candidates, loss);
    requireScalar(scale);
    RankingLoss scaled = loss.withScale(scale.scalar());
    Variable result = anchors.tape().result(1, 1, anchors, candidates, scale);
    return compute(anchors, candidates, targets, scaled, scale, result);
  }

  private static Variable compute(
      Variable anchors,
      Variable candidates,
      int[] targets,
      RankingLoss loss,
      Variable scale,
      Variable result) {
    Tape tape = result.tape();
    RankingBatch batch = new RankingBatch(anchors.value(), candidates.value(), targets);
    if (!result.requiresGradient()) {
      double value = loss.forward(batch, tape.workspace(), tape.parallelism());
      result.value().set(0, 0, (float) value);
      return result;
    }
    Matrix anchorShare = shareOf(anchors);
    Matrix candidateShare = shareOf(candidates);
    RankingGradients gradients = RankingGradients.into(anchorShare, candidateShare);
    double value = loss.forwardBackward(batch, gradients, tape.workspace(), tape.parallelism());
    result.value().set(0, 0, (float) value);
    double scaleShare = gradients.scale();
    return result.record(() -> {
      float g = result.gradient().get(0, 0);
      if (anchorShare != null) {
        Axpy.add(g, anchorShare, anchors.gradient());
      }
      if (candidateShare != null) {
        Axpy.add(g, candidateShare, candidates.gradient());
      }
      if (scale != null && scale.requiresGradient()) {
        Matrix scaleGradient = scale.gradient();
        scaleGradient.set(0, 0, scaleGradient.get(0, 0) + (float) (g * scaleShare));
      }
    });
  }

  /** Memory for the gradient of a loss of 1, or null where none is wanted. */
  private static Matrix shareOf(Variable x) {
    return x.requiresGradient() ? x.tape().allocate(x.rows(), x.columns()) : null;
  }

  private static void requireScalar(Variable scale) {
    Objects.requireNonNull(scale, "scale is null, expected a 1 x 1 variable");
    if (scale.rows() != 1 || scale.columns() != 1) {
      throw new IllegalArgumentException(
          "scale is %d x %d, expected 1 x 1".formatted(scale.rows(), scale.columns()));
    }
  }

  private static void requireOperands(Variable candidates, RankingLoss loss) {
    Objects.requireNonNull(candidates, "candidates is null, expected an N x D variable");
    Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
  }
}
