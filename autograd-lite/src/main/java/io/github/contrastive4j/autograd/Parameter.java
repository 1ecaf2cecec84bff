package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;

/**
 * A trainable matrix: values that outlive the steps of a tape, and the gradient that backward
 * passes add to until it is zeroed.
 *
 * <p>A parameter belongs to no tape. {@link Tape#parameter} brings it onto one; an optimizer reads
 * the gradient and changes the values between steps. Not safe for use by several threads while one
 * of them trains; reading values that nobody changes is safe.
 */
public final class Parameter {
  private final Matrix value;
  private final boolean sparse;
  private Gradient gradient;
  private boolean frozen;

  private Parameter(Matrix value, boolean sparse) {
    this.value = Objects.requireNonNull(value, "value is null, expected the matrix to be trained");
    this.sparse = sparse;
  }

  /**
   * A parameter whose gradient holds every element.
   *
   * @param value initial values, R × C; the view is kept and trained in place
   * @return a new parameter
   */
  public static Parameter dense(Matrix value) {
    return new Parameter(value, false);
  }

  /**
   * A parameter whose gradient holds only touched rows: an embedding table. While it is trained, it
   * can be read with {@link Variable#gatherRows} and {@link Variable#embeddingBag} only.
   *
   * @param value initial values, R × C; the view is kept and trained in place
   * @return a new parameter
   */
  public static Parameter sparse(Matrix value) {
    return new Parameter(value, true);
  }

  /**
   * The values.
   *
   * @return R × C; live, not a copy
   */
  public Matrix value() {
    return value;
  }

  /**
   * Whether the gradient holds only touched rows.
   *
   * @return true for an embedding table
   */
  public boolean isSparse() {
    return sparse;
  }

  /**
   * The gradient accumulated so far, allocated at the first call.
   *
   * @return a {@link SparseGradient} if {@link #isSparse()}, else a {@link DenseGradient}; live
   */
  public Gradient gradient() {
    if (gradient == null) {
      gradient =
          sparse
              ? new SparseGradient(value.rows(), value.columns())
              : new DenseGradient(Matrix.zeros(value.rows(), value.columns()));
    }
    return gradient;
  }

  /**
   * Whether the parameter is left as it is: tapes bring it on without a gradient, and optimizers
   * pass it by.
   *
   * @return false at first
   */
  public boolean isFrozen() {
    return frozen;
  }

  /**
   * Leaves the parameter as it is from the next step of a tape on, and sets its gradient to 0, as
   * {@link #unfreeze()} does: a backward pass that has begun before may still add to it.
   */
  public void freeze() {
    frozen = true;
    zeroGradient();
  }

  /** Trains the parameter again, from the next step of a tape on; if it is not, does nothing. */
  public void unfreeze() {
    if (frozen) {
      zeroGradient();
    }
    frozen = false;
  }

  /** Sets the gradient to 0. */
  public void zeroGradient() {
    if (gradient != null) {
      gradient.zero();
    }
  }
}
