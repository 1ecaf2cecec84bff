package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingGradients;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.RankingReport;
import io.github.contrastive4j.kernel.Reduction;
import io.github.contrastive4j.kernel.Update;
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
  private final Ranking.Prefix[] prefixes;
  private final Tape tape;
  private Matrix anchorShare;
  private Matrix candidateShare;
  private Matrix negativeShare;
  private double scaleShare;
  private double biasShare;

  RankingOperation(Ranking input, RankingLoss loss, Ranking.Prefix... prefixes) {
    this.input = input;
    this.loss = loss;
    this.prefixes = prefixes;
    this.tape = input.anchors().tape();
  }

  Variable run() {
    return loss.reduction() == Reduction.NONE ? rowLosses() : scalar();
  }

  private Variable scalar() {
    Variable result = tape.result(1, 1, operands());
    if (!result.requiresGradient()) {
      result.value().set(0, 0, (float) forward(input.report(), null));
      return result;
    }
    result.value().set(0, 0, (float) forwardBackward(input.report(), null));
    return result.record(() -> propagate(result.gradient().get(0, 0)));
  }

  private Variable rowLosses() {
    Variable result = tape.result(input.anchors().rows(), 1, operands());
    RankingReport report = Objects.requireNonNullElseGet(input.report(), RankingReport::ofLosses);
    forward(report, result.value());
    return result.record(() -> {
      double[] upstream = new double[result.rows()];
      for (int i = 0; i < upstream.length; i++) {
        upstream[i] = result.gradient().get(i, 0);
      }
      forwardBackward(null, upstream);
      propagate(1);
    });
  }

  /** Returns the loss, and fills the report, about the first prefix, and the row losses. */
  private double forward(RankingReport report, Matrix rowLosses) {
    double[] sums = new double[rowLosses == null ? 0 : rowLosses.rows()];
    double total = 0;
    for (int k = 0; k < prefixes.length; k++) {
      double weight = prefixes[k].weight();
      RankingReport about = k == 0 ? report : rowLosses == null ? null : RankingReport.ofLosses();
      total += weight * forward(batch(prefixes[k].columns()), about);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * about.loss(i);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      rowLosses.set(i, 0, (float) sums[i]);
    }
    return total;
  }

  private double forward(RankingBatch batch, RankingReport report) {
    return report == null
        ? loss.forward(batch, tape.workspace(), tape.parallelism())
        : loss.forward(batch, report, tape.workspace(), tape.parallelism());
  }

  /** Returns the loss, and fills the shares with the gradients for the upstream factors. */
  private double forwardBackward(RankingReport report, double[] rowUpstream) {
    anchorShare = shareOf(input.anchors());
    candidateShare = shareOf(input.candidates());
    negativeShare = input.ownNegatives() == null ? null : shareOf(input.ownNegatives());
    scaleShare = 0;
    biasShare = 0;
    double total = 0;
    for (int k = 0; k < prefixes.length; k++) {
      int columns = prefixes[k].columns();
      RankingGradients gradients =
          RankingGradients.into(prefix(anchorShare, columns), prefix(candidateShare, columns))
              .withOwnNegatives(prefix(negativeShare, columns))
              .withUpdate(overwrites() ? Update.OVERWRITE : Update.ACCUMULATE)
              .withUpstream(prefixes[k].weight())
              .withRowUpstream(rowUpstream);
      RankingReport about = k == 0 ? report : null;
      total += prefixes[k].weight() * forwardBackward(batch(columns), gradients, about);
      scaleShare += gradients.scale();
      biasShare += gradients.bias();
    }
    return total;
  }

  private double forwardBackward(
      RankingBatch batch, RankingGradients gradients, RankingReport report) {
    return report == null
        ? loss.forwardBackward(batch, gradients, tape.workspace(), tape.parallelism())
        : loss.forwardBackward(batch, gradients, report, tape.workspace(), tape.parallelism());
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
      Axpy.add(g, share, operand.gradient());
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

  /** Whether one call writes the whole of each share. */
  private boolean overwrites() {
    return prefixes.length == 1 && prefixes[0].columns() == input.anchors().columns();
  }

  /** Memory for a gradient, or null where none is wanted. */
  private Matrix shareOf(Variable x) {
    if (!x.requiresGradient()) {
      return null;
    }
    return overwrites()
        ? tape.allocate(x.rows(), x.columns())
        : tape.allocateZeros(x.rows(), x.columns());
  }

  private RankingBatch batch(int columns) {
    RankingBatch all = input.batch();
    if (columns == all.anchors().columns()) {
      return all;
    }
    return new RankingBatch(
        prefix(all.anchors(), columns),
        prefix(all.candidates(), columns),
        all.targets(),
        prefix(all.queue(), columns),
        prefix(all.ownNegatives(), columns),
        all.ids(),
        all.weights(),
        all.guide());
  }

  private static Matrix prefix(Matrix matrix, int columns) {
    return matrix == null ? null : matrix.columnRange(0, columns);
  }
}
