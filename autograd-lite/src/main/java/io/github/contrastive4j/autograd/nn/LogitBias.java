package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;

/**
 * A learnable bias on all logits ("bias", 1 × 1), the companion of {@link LogitScale} for the
 * sigmoid objective. At −10 and scale 10 all pairs start as negatives, as nearly all are: SigLIP,
 * Zhai et al., arXiv 2303.15343, section 3.2.
 */
public final class LogitBias extends Module {
  /** The bias at the start if the caller names none. */
  public static final double DEFAULT_START = -10;

  private final Parameter bias;

  /** Makes a bias that starts from −10. */
  public LogitBias() {
    this(DEFAULT_START);
  }

  /**
   * Makes a bias.
   *
   * @param start the bias at first, finite
   * @throws IllegalArgumentException if it is not finite
   */
  public LogitBias(double start) {
    if (!(Math.abs(start) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("start is " + start + ", expected a finite number");
    }
    Matrix value = Matrix.of(new float[] {(float) start}, 1, 1);
    this.bias = register("bias", Parameter.dense(value));
  }

  /**
   * Brings the bias onto a tape.
   *
   * @param tape where gradients go
   * @return 1 × 1
   */
  public Variable forward(Tape tape) {
    Objects.requireNonNull(tape, "tape is null, expected the tape of the step");
    return tape.parameter(bias);
  }

  /** {@return the bias} */
  public double value() {
    return bias.value().get(0, 0);
  }
}
