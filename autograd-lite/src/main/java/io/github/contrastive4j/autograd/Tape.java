package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Records operations on matrices and runs them backwards to get gradients: reverse-mode
 * differentiation.
 *
 * <p>One step of training is: {@link #reset()}; bring inputs onto the tape ({@link #constant},
 * {@link #parameter}); call operations on the {@link Variable}s down to a scalar; {@link
 * Variable#backward()}. Values, gradients and temporaries live in arrays of the tape. {@code
 * reset()} takes them all back for the next step, so steps with repeating shapes allocate no float
 * arrays at all.
 *
 * <p>The operations of the library are methods of {@link Variable}. Another one is written with
 * {@link #result} (the output) and {@link Variable#record} (its backward step), as they are.
 *
 * <p>A tape, its variables and its workspace belong to one thread at a time: to the one that calls
 * {@code reset()}, or else the first operation, until another one calls {@code reset()}. Operations
 * of other threads are refused. The tape's {@link Parallelism} may use more threads inside an
 * operation; results do not depend on their number.
 */
public final class Tape {
  /** Elements of a task at least; some microseconds of work. */
  private static final int TASK = 1 << 14;

  /** The gradient of a scalar with respect to itself. */
  static final Matrix ONE = Matrix.of(new float[] {1}, 1, 1);

  private final Workspace workspace;
  private final Parallelism parallelism;
  private final FloatPool pool = new FloatPool();
  private BagsOfRows bagsOfRows = new BagsOfRows();
  private final List<Adjoint> recorded = Collections.synchronizedList(new ArrayList<>());
  private final TapeOwner owner = new TapeOwner();
  private boolean recording = true;
  private boolean propagating;
  private volatile long step;

  /** Where layers of the code at hand take random numbers from, or null if from their own. */
  private RandomGenerator random;

  /** Makes an empty tape that works on the calling thread alone. */
  public Tape() {
    this(new Workspace(), Parallelism.sequential());
  }

  /**
   * Makes an empty tape.
   *
   * @param workspace scratch of the kernels; used by this tape alone while an operation runs
   * @param parallelism who works inside an operation; not closed by the tape
   */
  public Tape(Workspace workspace, Parallelism parallelism) {
    this.workspace = Objects.requireNonNull(workspace, "workspace is null, expected a workspace");
    this.parallelism =
        Objects.requireNonNull(parallelism, "parallelism is null, expected who does the work");
  }

  /**
   * Scratch of the kernels.
   *
   * @return the workspace
   */
  public Workspace workspace() {
    return workspace;
  }

  /**
   * Who works inside an operation.
   *
   * @return the parallelism
   */
  public Parallelism parallelism() {
    return parallelism;
  }

  /**
   * Brings data onto the tape.
   *
   * @param value R × C; viewed, not copied, so it must not change before the step is over
   * @return a variable without a gradient
   */
  public Variable constant(Matrix value) {
    return Variable.leaf(this, value, null, false);
  }

  /**
   * Brings a matrix onto the tape whose gradient is wanted for this step alone.
   *
   * @param value R × C; viewed, not copied, so it must not change before the step is over
   * @return a variable whose gradient lives until {@link #reset()}
   */
  public Variable variable(Matrix value) {
    return Variable.leaf(this, value, null, recording);
  }

  /**
   * Brings a parameter onto the tape; backward passes add to the parameter's own gradient, unless
   * it is {@linkplain Parameter#isFrozen() frozen}.
   *
   * @param parameter its values must not change before the step is over
   * @return a variable that shares values and gradient with the parameter
   */
  public Variable parameter(Parameter parameter) {
    Objects.requireNonNull(parameter, "parameter is null, expected what is to be trained");
    boolean trained = recording && !parameter.isFrozen();
    Gradient gradient = trained ? parameter.gradient() : null;
    return Variable.leaf(this, parameter.value(), gradient, trained);
  }

  /**
   * Makes the output of an operation. It has a gradient if the tape is recording and one of the
   * inputs has one.
   *
   * @param rows rows of the output, at least 0
   * @param columns columns of the output, at least 1
   * @param inputs what the operation reads
   * @return a variable whose value is a dense matrix at offset 0 with arbitrary contents, to be
   *     filled by the operation
   * @throws IllegalArgumentException if an input belongs to another tape, has a sparse gradient, or
   *     the output is too large
   * @throws IllegalStateException if an input is older than the last {@link #reset()}
   */
  public Variable result(int rows, int columns, Variable... inputs) {
    requireDense(inputs);
    return rowwiseResult(rows, columns, inputs);
  }

  /** As {@link #result}, for the operations that can add to sparse gradients. */
  Variable rowwiseResult(int rows, int columns, Variable... inputs) {
    boolean requiresGradient = requiresGradient(inputs);
    return Variable.output(this, allocate(rows, columns), requiresGradient);
  }

  /** As {@link #result}, for an output that is a view of an input's value. */
  Variable view(Matrix value, Variable input) {
    requireDense(input);
    return Variable.output(this, value, requiresGradient(input));
  }

  /**
   * Hands out memory that lives until {@link #reset()}, for what an operation keeps for its
   * backward step.
   *
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 1
   * @return a dense matrix at offset 0 with arbitrary contents
   * @throws IllegalArgumentException if the shape is out of range
   * @throws IllegalStateException if the tape belongs to another thread
   */
  public Matrix allocate(int rows, int columns) {
    long length = (long) rows * columns;
    if (rows < 0 || columns < 1 || length > FloatPool.LARGEST) {
      throw new IllegalArgumentException(
          "the shape is %d x %d, expected at least 0 rows, 1 column and at most %d elements"
              .formatted(rows, columns, FloatPool.LARGEST));
    }
    owner.require();
    return Matrix.of(pool.take((int) length), rows, columns);
  }

  /** Hands out zeros that live until {@link #reset()}. */
  Matrix allocateZeros(int rows, int columns) {
    Matrix zeros = allocate(rows, columns);
    parallelism.forEachRange(
        rows * columns, TASK, (from, to) -> Arrays.fill(zeros.data(), from, to, 0));
    return zeros;
  }

  /** Works on each row of a matrix once, on all workers. */
  void forEachRow(Matrix matrix, IntConsumer row) {
    parallelism.forEachRow(matrix.rows(), matrix.columns(), row);
  }

  /** Copies a matrix to another one of its shape. */
  void copy(Matrix from, Matrix to) {
    int columns = from.columns();
    forEachRow(
        from, r -> System.arraycopy(from.data(), from.start(r), to.data(), to.start(r), columns));
  }

  /** The values without gaps from index 0 on: the matrix's own array where possible, or a copy. */
  float[] dense(Matrix matrix) {
    if (matrix.offset() == 0 && matrix.isDense()) {
      return matrix.data();
    }
    Matrix copy = allocate(matrix.rows(), matrix.columns());
    copy(matrix, copy);
    return copy.data();
  }

  /**
   * Runs code whose operations are not recorded: their outputs have no gradient. Their memory is
   * that of the tape as ever, until {@link #reset()}.
   *
   * @param <T> type of the result
   * @param body the code
   * @return what the code returns
   * @throws IllegalStateException if the tape belongs to another thread
   */
  public <T> T noGrad(Supplier<T> body) {
    Objects.requireNonNull(body, "body is null, expected code that is not to be recorded");
    owner.require();
    boolean before = recording;
    recording = false;
    try {
      return body.get();
    } finally {
      recording = owner.isCaller() ? before : recording;
    }
  }

  /**
   * Runs code whose layers take random numbers from a generator in the place of their own, so that
   * it can be run again with the same ones.
   *
   * @param <T> type of the result
   * @param generator the generator
   * @param body the code
   * @return what the code returns
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if the tape belongs to another thread
   */
  public <T> T withRandom(RandomGenerator generator, Supplier<T> body) {
    Objects.requireNonNull(generator, "generator is null, expected where random numbers come from");
    Objects.requireNonNull(body, "body is null, expected code that needs random numbers");
    owner.require();
    RandomGenerator before = random;
    random = generator;
    try {
      return body.get();
    } finally {
      random = owner.isCaller() ? before : random;
    }
  }

  /**
   * Where a layer takes random numbers from.
   *
   * @param own the layer's own generator
   * @return that of {@link #withRandom}, and outside of it the layer's own
   */
  public RandomGenerator randomOr(RandomGenerator own) {
    return random == null ? own : random;
  }

  /**
   * Whether operations are recorded, which they are outside of {@link #noGrad}.
   *
   * @return true while recording
   */
  public boolean isRecording() {
    return recording;
  }

  /**
   * Starts the next step: forgets all operations and takes back all memory. Variables made before
   * can no longer be used; parameters keep their values and gradients. The tape is the calling
   * thread's from now on.
   *
   * @throws IllegalStateException if a backward step calls this
   */
  public void reset() {
    requireNotPropagating("Tape.reset()");
    synchronized (recorded) {
      if (owner.take()) {
        // What another thread was about does not go on here.
        recording = true;
        random = null;
      }
      recorded.clear();
      pool.takeBack();
      step++;
    }
  }

  /**
   * Starts the next step, and lets go of all memory of the tape and its workspace.
   *
   * @throws IllegalStateException if a backward step calls this, or another thread uses the
   *     workspace; nothing has changed then
   */
  public void release() {
    requireNotPropagating("Tape.release()");
    workspace.release();
    reset();
    pool.release();
    bagsOfRows = new BagsOfRows();
  }

  /**
   * Memory held by the tape, in use or waiting for reuse; constant when shapes repeat, but for what
   * grows to the most distinct rows that a step has looked up in sparse tables.
   *
   * @return bytes of arrays, without the workspace
   */
  public long allocatedBytes() {
    return pool.allocated() * Float.BYTES + bagsOfRows.bytes();
  }

  /** Scratch for one backward step at a time. */
  BagsOfRows bagsOfRows() {
    return bagsOfRows;
  }

  /** Number of the current step; variables of earlier ones are stale. */
  long step() {
    return step;
  }

  void record(Adjoint output) {
    owner.require();
    recorded.add(output);
  }

  /** Whether backward steps are under way. */
  boolean isPropagating() {
    return propagating;
  }

  private void requireNotPropagating(String call) {
    if (propagating) {
      throw new IllegalStateException(
          call + " was called by a backward step of the same tape, expected another tape");
    }
  }

  /** Fills the gradients of everything that the root depends on, given the root's. */
  void backward(Variable root, Matrix seed) {
    requireSeedOf(root, seed);
    root.requireGradient();
    requireNotPropagating("Variable.backward()");
    // What an earlier backward pass left in between would be counted twice; leaves accumulate.
    recorded.forEach(Adjoint::restart);
    propagating = true;
    try {
      root.addToGradient(1, seed);
      for (int i = recorded.size() - 1; i >= 0; i--) {
        recorded.get(i).propagate();
      }
    } finally {
      propagating = false;
    }
  }

  private static void requireSeedOf(Variable root, Matrix seed) {
    if (seed.rows() == root.rows() && seed.columns() == root.columns()) {
      return;
    }
    if (seed == ONE) {
      throw new IllegalArgumentException(
          "the root is %d x %d, expected a 1 x 1 scalar: call mean() or sum() first"
              .formatted(root.rows(), root.columns()));
    }
    throw new IllegalArgumentException(
        "seed is %d x %d, expected %d x %d as the root"
            .formatted(seed.rows(), seed.columns(), root.rows(), root.columns()));
  }

  private boolean requiresGradient(Variable... inputs) {
    boolean requiresGradient = false;
    for (Variable input : inputs) {
      Objects.requireNonNull(input, "an input is null, expected a variable");
      if (input.tape() != this) {
        throw new IllegalArgumentException(
            "an input belongs to another tape, expected all inputs on one tape");
      }
      input.requireFresh();
      requiresGradient |= input.requiresGradient();
    }
    return recording && requiresGradient;
  }

  private static void requireDense(Variable... inputs) {
    Objects.requireNonNull(inputs, "inputs is null, expected what the operation reads");
    for (Variable input : inputs) {
      if (input != null && input.hasSparseGradient()) {
        throw new IllegalArgumentException(
            "an input is a sparse parameter of %d x %d, which only gatherRows and embeddingBag can"
                    .formatted(input.rows(), input.columns())
                + " read, expected a dense one");
      }
    }
  }
}
