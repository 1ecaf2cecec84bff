package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import java.util.function.BiConsumer;

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

  /** The same if it is dense. */
  Matrix values() {
    if (sink() instanceof DenseGradient dense) {
      return dense.values();
    }
    throw new IllegalStateException(
        "the gradient holds touched rows only, expected it to be read with Parameter.gradient()");
  }

  /** Has a step write all of what arrives first, or add what arrives later. */
  void receive(BiConsumer<Matrix, Update> step) {
    if (gradient != null) {
      step.accept(values(), Update.ACCUMULATE);
      return;
    }
    requireTurn();
    Matrix first = tape.allocate(rows, columns);
    step.accept(first, Update.OVERWRITE);
    gradient = new DenseGradient(first);
  }

  void requireShape(Matrix share) {
    if (share.rows() != rows || share.columns() != columns) {
      throw new IllegalArgumentException(
          "share is %d x %d, expected %d x %d"
              .formatted(share.rows(), share.columns(), rows, columns));
    }
  }

  /** Adds α·share. */
  void add(float alpha, Matrix share) {
    if (gradient == null && alpha == 1) {
      receive((first, _) -> tape.copy(share, first));
      return;
    }
    Matrix values = values();
    if (share.overlaps(values)) {
      throw new IllegalArgumentException("share overlaps the gradient, expected memory of its own");
    }
    Axpy.add(alpha, share, values, tape.parallelism());
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
