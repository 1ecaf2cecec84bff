package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.MatryoshkaRankingLoss;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.RankingReport;
import io.github.contrastive4j.kernel.Reduction;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The kernel's fused ranking loss as an operation.
 *
 * <p>While recording, the forward pass of a scalar computes the gradients for a loss of 1 as well,
 * because it has the similarities at hand; the backward pass multiplies them by the loss's. Row
 * losses have a factor each, which is known in the backward pass only, so theirs computes all.
 */
final class RankingOperation {
  private final Ranking input;
  private final RankingLoss loss;

  /** The loss on nested prefixes; null where it is on all columns alone. */
  private final MatryoshkaRankingLoss nested;

  private final Tape tape;
  private Matrix anchorShare;
  private Matrix candidateShare;
  private Matrix negativeShare;
  private double scaleShare;
  private double biasShare;

  RankingOperation(Ranking input, RankingLoss loss, Ranking.Prefix... prefixes) {
    this.input = input;
    this.loss = loss;
    this.nested = nested(input, loss, prefixes);
    this.tape = input.anchors().tape();
  }

  private static MatryoshkaRankingLoss nested(
      Ranking input, RankingLoss loss, Ranking.Prefix... prefixes) {
    Ranking.Prefix all = new Ranking.Prefix(input.anchors().columns(), 1);
    if (prefixes.length == 1 && prefixes[0].equals(all)) {
      return null;
    }
    return new MatryoshkaRankingLoss(
        loss,
        Arrays.stream(prefixes).mapToInt(Ranking.Prefix::columns).toArray(),
        Arrays.stream(prefixes).mapToDouble(Ranking.Prefix::weight).toArray());
  }

  Variable run() {
    return loss.reduction() == Reduction.NONE ? rowLosses() : scalar();
  }

  private Variable scalar() {
    Variable result = tape.result(1, 1, operands());
    if (!result.requiresGradient()) {
      result.value().set(0, 0, (float) forward(input.report()));
      return result;
    }
    result.value().set(0, 0, (float) forwardBackward(input.report(), null));
    return result.record(() -> propagate(result.gradient().get(0, 0)));
  }

  private Variable rowLosses() {
    Variable result = tape.result(input.anchors().rows(), 1, operands());
    RankingReport report = Objects.requireNonNullElseGet(input.report(), RankingReport::ofLosses);
    forward(report);
    for (int i = 0; i < result.rows(); i++) {
      result.value().set(i, 0, (float) report.loss(i));
    }
    return result.record(() -> {
      double[] upstream = new double[result.rows()];
      for (int i = 0; i < upstream.length; i++) {
        upstream[i] = result.gradient().get(i, 0);
      }
      forwardBackward(null, upstream);
      propagate(1);
    });
  }

  private double forward(RankingReport report) {
    RankingBatch batch = input.batch();
    return nested == null
        ? loss.forward(batch, report, tape.workspace(), tape.parallelism())
        : nested.forward(batch, report, tape.workspace(), tape.parallelism());
  }

  /** Returns the loss, and fills the shares with the gradients for the upstream factors. */
  private double forwardBackward(RankingReport report, double[] rowUpstream) {
    anchorShare = shareOf(input.anchors());
    candidateShare = shareOf(input.candidates());
    negativeShare = input.ownNegatives() == null ? null : shareOf(input.ownNegatives());
    RankingGradients gradients =
        RankingGradients.into(anchorShare, candidateShare)
            .withOwnNegatives(negativeShare)
            .withRowUpstream(rowUpstream);
    double value = forwardBackward(gradients, report);
    scaleShare = gradients.scale();
    biasShare = gradients.bias();
    return value;
  }

  private double forwardBackward(RankingGradients gradients, RankingReport report) {
    RankingBatch batch = input.batch();
    return nested == null
        ? loss.forwardBackward(batch, gradients, report, tape.workspace(), tape.parallelism())
        : nested.forwardBackward(batch, gradients, report, tape.workspace(), tape.parallelism());
  }

  /** Adds the shares, times the gradient of the loss, to the gradients of the operands. */
  private void propagate(float g) {
    add(g, anchorShare, input.anchors());
    add(g, candidateShare, input.candidates());
    add(g, negativeShare, input.ownNegatives());
    add(g * scaleShare, input.scale());
    add(g * biasShare, input.bias());
  }

  private static void add(float g, Matrix share, Variable operand) {
    if (share != null) {
      operand.addToGradient(g, share);
    }
  }

  private static void add(double share, Variable scalar) {
    if (scalar != null && scalar.requiresGradient()) {
      Matrix gradient = scalar.gradient();
      gradient.set(0, 0, gradient.get(0, 0) + (float) share);
    }
  }

  private Variable[] operands() {
    return Stream.of(
            input.anchors(), input.candidates(), input.ownNegatives(), input.scale(), input.bias())
        .filter(Objects::nonNull)
        .toArray(Variable[]::new);
  }

  /** Memory for a gradient, or null where none is wanted. */
  private static Matrix shareOf(Variable x) {
    return x.requiresGradient() ? x.tape().allocate(x.rows(), x.columns()) : null;
  }
}
