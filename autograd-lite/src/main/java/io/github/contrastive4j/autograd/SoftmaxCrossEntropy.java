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
    double total = 0;
    for (int r = 0; r < share.rows(); r++) {
      total += lossAndGradient(logits.value(), share, r, targets[r]);
    }
    loss.value().set(0, 0, (float) (total / logits.rows()));
    return loss.record(
        () -> logits.addToGradient(loss.gradient().get(0, 0) / logits.rows(), share));
  }

  /**
   * −log of the target's probability; turns the row of probabilities into its gradient.
   *
   * <p>Where the target dominates, 1 − p cancels in float32. The complement is therefore summed
   * over the other classes, never subtracted, for the gradient and for log1p. Where it does not, p
   * may have underflowed, and the loss is measured from the most probable class.
   */
  private static double lossAndGradient(Matrix logits, Matrix probabilities, int row, int target) {
    float[] p = probabilities.data();
    int start = probabilities.start(row);
    double complement = 0;
    int best = 0;
    for (int c = 0; c < probabilities.columns(); c++) {
      complement += c == target ? 0 : p[start + c];
      best = p[start + c] > p[start + best] ? c : best;
    }
    double logBest =
        best == target && complement < 0.5 ? Math.log1p(-complement) : Math.log(p[start + best]);
    p[start + target] = (float) -complement;
    return logits.get(row, best) - (double) logits.get(row, target) - logBest;
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
