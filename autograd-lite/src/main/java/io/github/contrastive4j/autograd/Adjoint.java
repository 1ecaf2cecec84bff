package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import java.util.function.Consumer;

/**
 * The gradient of a variable, and for the output of an operation the backward step, which hands it
 * on to what the output was made of.
 */
final class Adjoint {
  private final Tape tape;
  private final int rows;
  private final int columns;
  private final boolean leaf;

  /** Null until something arrives, in each backward pass anew if this is no leaf. */
  private Gradient gradient;

  private Runnable backward;
  private boolean propagated;

  private Adjoint(Tape tape, Matrix value, Gradient gradient, boolean leaf) {
    this.tape = tape;
    this.rows = value.rows();
    this.columns = value.columns();
    this.gradient = gradient;
    this.leaf = leaf;
  }

  /** That of what comes from elsewhere, with the gradient that it has there, or null. */
  static Adjoint ofLeaf(Tape tape, Matrix value, Gradient gradient) {
    return new Adjoint(tape, value, gradient, true);
  }

  /** That of the output of an operation. */
  static Adjoint ofOutput(Tape tape, Matrix value) {
    return new Adjoint(tape, value, null, false);
  }

  /** Where backward steps add; made of zeros where nothing has arrived yet. */
  Gradient sink() {
    requireTurn();
    if (gradient == null) {
      gradient = new DenseGradient(tape.allocateZeros(rows, columns));
    }
    return gradient;
  }

  boolean isEmpty() {
    return gradient == null;
  }

  /** Has a step write all of what arrives first. */
  void begin(Consumer<Matrix> step) {
    requireTurn();
    Matrix values = tape.allocate(rows, columns);
    step.accept(values);
    gradient = new DenseGradient(values);
  }

  /** What a backward step adds here has to go on from here. */
  private void requireTurn() {
    if (tape.isPropagating() && !leaf && (backward == null || propagated)) {
      throw new IllegalStateException(
          "an output of %d x %d %s"
              .formatted(
                  rows,
                  columns,
                  backward == null
                      ? "has no backward step, expected that Variable.record gave it one"
                      : "was recorded after an operation that reads it, expected before"));
    }
  }

  boolean isSparse() {
    return gradient instanceof SparseGradient;
  }

  /** Refuses what is to have no backward step. */
  void requireUnrecorded() {
    if (leaf || backward != null) {
      throw new IllegalStateException(
          leaf
              ? "this variable is a leaf, expected what Tape.result gave"
              : "this variable has a backward step already, expected one");
    }
  }

  void record(Runnable step) {
    backward = step;
    tape.record(this);
  }

  /**
   * Begins a backward pass. The gradient of the last one is left to whoever has it, who may have
   * made it part of what is propagated now.
   */
  void restart() {
    gradient = null;
    propagated = false;
  }

  /** Runs the backward step, unless no gradient has arrived here. */
  void propagate() {
    if (gradient != null) {
      backward.run();
    }
    propagated = true;
  }
}
