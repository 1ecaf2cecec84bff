package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Activation;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A float32 matrix on a tape: its value, its gradient, and the operations on it. A scalar is a 1 ×
 * 1 matrix.
 *
 * <p>Every operation makes a new variable on the same tape and leaves its operands as they are. In
 * the descriptions this variable is x, R × C. Operands of other tapes, of steps before the last
 * {@link Tape#reset()} or of shapes that do not fit are refused before anything is computed. Arrays
 * of indices are kept for the backward pass and must not change before it is over.
 */
public final class Variable {
  private final Tape tape;
  private final long step;
  private final Matrix value;
  private final boolean requiresGradient;
  private final Adjoint adjoint;

  private Variable(Tape tape, Matrix value, boolean requiresGradient, Adjoint adjoint) {
    this.tape = tape;
    this.step = tape.step();
    this.value = value;
    this.requiresGradient = requiresGradient;
    this.adjoint = adjoint;
  }

  /** What comes from elsewhere, with the gradient that it has there, or null. */
  static Variable leaf(Tape tape, Matrix value, Gradient gradient, boolean requiresGradient) {
    Objects.requireNonNull(value, "value is null, expected a matrix");
    return new Variable(tape, value, requiresGradient, Adjoint.ofLeaf(tape, value, gradient));
  }

  /** The output of an operation. */
  static Variable output(Tape tape, Matrix value, boolean requiresGradient) {
    return new Variable(tape, value, requiresGradient, Adjoint.ofOutput(tape, value));
  }

  /** {@return the tape that this variable is on} */
  public Tape tape() {
    return tape;
  }

  /** {@return R, the number of rows, at least 0} */
  public int rows() {
    return value.rows();
  }

  /** {@return C, the number of columns, at least 1} */
  public int columns() {
    return value.columns();
  }

  /**
   * {@return the values, R × C, in memory that the tape takes back at {@link Tape#reset()}}
   *
   * @throws IllegalStateException if the tape has been reset since this variable was made
   */
  public Matrix value() {
    requireFresh();
    return value;
  }

  /**
   * The value of a scalar.
   *
   * @return the only element
   * @throws IllegalStateException if this is not a 1 × 1 matrix or the tape has been reset
   */
  public float scalar() {
    if (rows() != 1 || columns() != 1) {
      throw new IllegalStateException(
          "this variable is %d x %d, expected a 1 x 1 scalar".formatted(rows(), columns()));
    }
    return value().get(0, 0);
  }

  /** {@return whether there is a gradient: for leaves made while recording and what uses them} */
  public boolean requiresGradient() {
    return requiresGradient;
  }

  /**
   * The gradient, dense, R × C: for a leaf the sum over the backward passes so far, live; otherwise
   * that of the last one, which the next one leaves as it is and makes anew; 0 where none has
   * arrived. A backward step adds to it.
   *
   * @return the matrix of the gradient
   * @throws IllegalStateException if this variable needs no gradient, the tape has been reset, or
   *     the gradient is a parameter's sparse one
   */
  public Matrix gradient() {
    requireGradient();
    return adjoint.values();
  }

  /**
   * Adds α·share to the gradient, if this variable requires one. So a backward step hands on what
   * it has computed; where it is the first, that takes less time than to add to {@link
   * #gradient()}.
   *
   * @param alpha the factor α
   * @param share what is added, R × C; not memory of this gradient
   * @throws NullPointerException if {@code share} is null
   * @throws IllegalArgumentException if its shape differs, or it is memory of this gradient
   * @throws IllegalStateException if the tape has been reset, or the gradient is a parameter's
   *     sparse one
   */
  public void addToGradient(float alpha, Matrix share) {
    Objects.requireNonNull(share, "share is null, expected what is added");
    requireFresh();
    adjoint.requireShape(share);
    if (requiresGradient) {
      adjoint.add(alpha, share);
    }
  }

  /**
   * Fills the gradients of everything that this scalar depends on, the parameters' included. After
   * an exception of a backward step some of them have been added to, and are to be zeroed.
   *
   * @throws IllegalArgumentException if this is not a 1 × 1 matrix
   * @throws IllegalStateException if nothing that it depends on requires a gradient, the tape has
   *     been reset, an operation has no backward step or was recorded after one that reads it, or
   *     this is called by a backward step of the same tape
   */
  public void backward() {
    tape.backward(this, Tape.ONE);
  }

  /**
   * Fills the gradients of everything that this variable depends on, given its own: those of Σ seed
   * · x. For a gradient that comes from elsewhere, such as a loss on another tape.
   *
   * @param seed the gradient of this variable, R × C; if it is a leaf, not memory of its gradient
   * @throws IllegalArgumentException if the shape differs
   * @throws IllegalStateException as {@link #backward()}
   */
  public void backward(Matrix seed) {
    tape.backward(this, Objects.requireNonNull(seed, "seed is null, expected a gradient"));
  }

  /**
   * Completes an operation whose output this is, by giving its backward step. Steps run in the
   * reverse order of these calls, so this one comes before any operation that reads the output.
   *
   * @param backward adds to the gradient of every operand that requires one, by {@link
   *     #addToGradient} or in {@link #gradient()}, given the gradient of this output; kept only if
   *     this output requires a gradient
   * @return this
   * @throws NullPointerException if {@code backward} is null
   * @throws IllegalStateException if this is not the output of an operation ({@link Tape#result}),
   *     keeps a backward step already, or the tape has been reset
   */
  public Variable record(Runnable backward) {
    Objects.requireNonNull(backward, "backward is null, expected a step");
    requireFresh();
    adjoint.requireUnrecorded();
    if (requiresGradient) {
      adjoint.record(backward);
    }
    return this;
  }

  /** {@return x as a constant, sharing its values: no gradient flows back through it} */
  public Variable detach() {
    return tape.constant(value());
  }

  /**
   * {@return x + y, R × C}
   *
   * @param y R × C, or with 1 row, 1 column or both, which are then repeated
   */
  public Variable add(Variable y) {
    return BroadcastArithmetic.addScaled(this, y, 1);
  }

  /**
   * {@return x − y, R × C}
   *
   * @param y as in {@link #add(Variable)}
   */
  public Variable subtract(Variable y) {
    return BroadcastArithmetic.addScaled(this, y, -1);
  }

  /**
   * {@return x · y, element by element, R × C}
   *
   * @param y R × C, or with 1 row, 1 column or both, which are then repeated
   */
  public Variable multiply(Variable y) {
    return BroadcastArithmetic.multiply(this, y);
  }

  /**
   * {@return factor · x, R × C}
   *
   * @param factor finite as a float32 number
   */
  public Variable scale(double factor) {
    return ElementwiseFunctions.affine(this, factor, 0);
  }

  /**
   * {@return x + term in every element, R × C}
   *
   * @param term finite as a float32 number
   */
  public Variable add(double term) {
    return ElementwiseFunctions.affine(this, 1, term);
  }

  /** {@return 1/x, element by element; infinite where x is 0} */
  public Variable reciprocal() {
    return ElementwiseFunctions.reciprocal(this);
  }

  /** {@return the hyperbolic tangent of each element} */
  public Variable tanh() {
    return ElementwiseFunctions.activate(Activation.TANH, this);
  }

  /** {@return max(x, 0) of each element, with derivative 0 at 0; NaN has the derivative 1} */
  public Variable relu() {
    return ElementwiseFunctions.relu(this);
  }

  /**
   * {@return the Gaussian error linear unit in its tanh form, ½x(1 + tanh(√(2/π)(x + 0.044715x³))),
   * within 5e-4 of the exact x·Φ(x). Hendrycks and Gimpel, arXiv 1606.08415}
   */
  public Variable gelu() {
    return ElementwiseFunctions.activate(Activation.GELU, this);
  }

  /**
   * {@return x with some elements 0 and the others divided by 1 − rate}
   *
   * @param rate probability that an element is 0, in [0, 1 − 2⁻²⁵)
   * @param seed decides which ones are 0, the same in any matrix of this shape: another one for
   *     each call, from {@link Tape#randomOr}
   * @throws IllegalArgumentException if the rate is out of range
   */
  public Variable dropout(double rate, long seed) {
    return ElementwiseFunctions.dropout(this, rate, seed);
  }

  /** {@return xᵀ, C × R; R must be at least 1} */
  public Variable transpose() {
    return Products.transpose(this);
  }

  /**
   * {@return the matrix product x·y, R × N}
   *
   * @param y C × N
   */
  public Variable matmul(Variable y) {
    return Products.product(this, y, Transpose.NONE);
  }

  /**
   * {@return the matrix product of x and y, any of them transposed}
   *
   * @param y the right operand
   * @param transpose which operands are transposed
   */
  public Variable matmul(Variable y, Transpose transpose) {
    return Products.product(this, y, transpose);
  }

  /**
   * {@return x·weight + bias, R × N, which takes half of the memory of a product and a sum}
   *
   * @param weight C × N
   * @param bias 1 × N
   * @throws IllegalArgumentException if a shape does not fit
   */
  public Variable linear(Variable weight, Variable bias) {
    return Products.linear(this, weight, bias);
  }

  /**
   * {@return n rows, in any order, with repeats, n × C; each pick adds to the row's gradient}
   *
   * @param rows n row indices in [0, R); kept, not copied, and read again by the backward pass
   * @throws IndexOutOfBoundsException if an index is out of range
   */
  public Variable gatherRows(int... rows) {
    return RowLookup.gather(this, rows);
  }

  /**
   * {@return the rows of x that each bag names, combined: B × C}
   *
   * @param bags B bags of row indices in [0, R)
   * @param pooling how the rows of a bag are combined
   * @throws IndexOutOfBoundsException if an index is out of range
   * @throws IllegalArgumentException if a bag's mean is asked for and its weights do not sum to
   *     more than 0
   */
  public Variable embeddingBag(IndexBags bags, Pooling pooling) {
    return RowLookup.bag(this, bags, pooling);
  }

  /**
   * {@return each row divided by max(its L2 norm, 1e-12), R × C}
   *
   * @throws IllegalArgumentException if an element is not finite
   */
  public Variable normalizeRows() {
    return RowFunctions.normalize(this);
  }

  /**
   * {@return (x − mean)/√(variance + ε) · gain + bias of each row, R × C; NaN throughout where an
   * element is not finite}
   *
   * @param gain 1 × C
   * @param bias 1 × C
   * @param epsilon ε, greater than 0
   * @throws IllegalArgumentException if a shape does not fit or ε is out of range
   */
  public Variable layerNormalizeRows(Variable gain, Variable bias, double epsilon) {
    return RowFunctions.layerNormalize(this, gain, bias, epsilon);
  }

  /**
   * {@return log Σ exp of each row, R × 1; shares of a softmax below 2⁻¹⁰⁰ have no gradient}
   *
   * @throws IllegalArgumentException if an element is NaN or +∞, or all of a row are −∞
   */
  public Variable logSumExpRows() {
    return RowFunctions.logSumExp(this);
  }

  /** {@return the sum of each row, R × 1} */
  public Variable sumRows() {
    return RowFunctions.sum(this);
  }

  /** {@return the sum of all elements, 1 × 1} */
  public Variable sum() {
    return RowFunctions.total(this);
  }

  /** {@return the mean of all elements, 1 × 1; R must be at least 1} */
  public Variable mean() {
    return RowFunctions.mean(this);
  }

  /**
   * {@return the mean over the rows of log Σ exp(row) − row[target], 1 × 1: the softmax
   * cross-entropy of x as logits; shares of a softmax below 2⁻¹⁰⁰ count as 0}
   *
   * @param targets for each row the column of the right class, in [0, C)
   * @throws IllegalArgumentException if there are no rows, or not one target for each, or an
   *     element of x is NaN or +∞, or all of a row are −∞
   * @throws IndexOutOfBoundsException if a target is out of range
   */
  public Variable softmaxCrossEntropy(int... targets) {
    return SoftmaxCrossEntropy.loss(this, targets);
  }

  /**
   * {@return the rows of a range, (to − from) × C, sharing their values with x}
   *
   * @param from first row, inclusive
   * @param to last row, exclusive
   * @throws IndexOutOfBoundsException if the range is not inside [0, R)
   */
  public Variable rowRange(int from, int to) {
    return Slices.rows(this, from, to);
  }

  /**
   * {@return the columns of a range, R × (to − from), sharing their values with x}
   *
   * @param from first column, inclusive
   * @param to last column, exclusive, greater than {@code from}
   * @throws IndexOutOfBoundsException if the range is not inside [0, C)
   * @throws IllegalArgumentException if the range is empty
   */
  public Variable columnRange(int from, int to) {
    return Slices.columns(this, from, to);
  }

  /**
   * {@return matrices below each other, ΣR × C}
   *
   * @param parts at least one, all with the same number of columns
   */
  public static Variable concatRows(Variable... parts) {
    return Slices.concatRows(parts);
  }

  /**
   * {@return matrices beside each other, R × ΣC}
   *
   * @param parts at least one, all with the same number of rows
   */
  public static Variable concatColumns(Variable... parts) {
    return Slices.concatColumns(parts);
  }

  /** Names the shape, as messages do. */
  @Override
  public String toString() {
    return "Variable[%d x %d]".formatted(rows(), columns());
  }

  /** Where backward steps add. */
  Gradient sink() {
    requireGradient();
    return adjoint.sink();
  }

  boolean hasSparseGradient() {
    return adjoint.isSparse();
  }

  void requireFresh() {
    if (step != tape.step()) {
      throw new IllegalStateException(
          "this variable is older than the last Tape.reset(), which took back its memory");
    }
  }

  void requireGradient() {
    requireFresh();
    if (!requiresGradient) {
      throw new IllegalStateException(
          "this variable requires no gradient: it is made of constants only, or of frozen"
              + " parameters, or was made in noGrad");
    }
  }

  /** Has a step write the gradient, or add to it where some has arrived, if there is one. */
  void receive(BiConsumer<Matrix, Update> step) {
    requireFresh();
    if (requiresGradient) {
      adjoint.receive(step);
    }
  }
}
