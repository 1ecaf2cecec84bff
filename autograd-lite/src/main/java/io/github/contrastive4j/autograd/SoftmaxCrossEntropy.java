package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Softmax;
import java.util.Objects;

/**
 * Mean cross-entropy of the softmax of given logits. The gradient for a loss of 1 is computed in
 * the forward pass, in place of the probabilities; the backward pass multiplies it by the loss's.
 */
final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  static Variable loss(Variable logits, int[] targets) {
    requireTargets(logits, targets);
    Tape tape = logits.tape();
    Variable loss = tape.result(1, 1, logits);
    Matrix share = tape.allocate(logits.rows(), logits.columns());
    Softmax.softmax(logits.value(), share, tape.parallelism());
    Matrix losses = tape.allocate(logits.rows(), 1);
    tape.forEachRow(
        share,
        r -> losses.set(r, 0, (float) lossAndGradient(logits.value(), share, r, targets[r])));
    loss.value().set(0, 0, (float) (RowFunctions.total(losses) / logits.rows()));
    return loss.record(
        () -> logits.addToGradient(loss.gradient().get(0, 0) / logits.rows(), share));
  }

  /**
   * −log of the target's probability; turns the row of probabilities into its gradient.
   *
   * <p>Where the target dominates, 1 − p cancels in float32. The complement is therefore summed
   * over the other classes, never subtracted, for the gradient and for log1p. Where p may have
   * underflowed, the loss is measured from a class of half the average probability or more, which
   * is always there.
   */
  private static double lossAndGradient(Matrix logits, Matrix probabilities, int row, int target) {
    float[] p = probabilities.data();
    int from = probabilities.start(row);
    int at = from + target;
    int to = from + probabilities.columns();
    RowFunctions.leaveOutTiny(p, from, to);
    double complement = RowFunctions.sum(p, from, at) + RowFunctions.sum(p, at + 1, to);
    if (complement < 0.5) {
      p[at] = (float) -complement;
      return -Math.log1p(-complement);
    }
    int seen = at;
    float share = 0.5f / probabilities.columns();
    if (p[at] < share) {
      seen = from;
      while (p[seen] < share) {
        seen++;
      }
    }
    double logSeen = Math.log(p[seen]);
    p[at] = (float) -complement;
    return logits.get(row, seen - from) - (double) logits.get(row, target) - logSeen;
  }

  private static void requireTargets(Variable logits, int[] targets) {
    Objects.requireNonNull(targets, "targets is null, expected a column for each row");
    if (logits.rows() == 0) {
      throw new IllegalArgumentException("the logits have no rows, expected at least one");
    }
    if (targets.length != logits.rows()) {
      throw new IllegalArgumentException(
          "targets has %d elements, expected one for each of %d rows"
              .formatted(targets.length, logits.rows()));
    }
    for (int r = 0; r < targets.length; r++) {
      if (targets[r] < 0 || targets[r] >= logits.columns()) {
        throw new IndexOutOfBoundsException(
            "targets[%d] is %d, expected a column in [0, %d)"
                .formatted(r, targets[r], logits.columns()));
      }
    }
  }
}
