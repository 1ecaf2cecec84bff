package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.DenseGradient;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.SparseGradient;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Changes parameters against their gradients, row by row.
 *
 * <p>For a dense gradient every row is updated, for a sparse one only the touched rows, in the
 * order of their first touch: the cost of a step on an embedding table does not depend on its size.
 * What an untouched row would have gained from its state alone (momentum, weight decay) it does not
 * get. Results are bitwise the same for any number of threads. Used by one thread at a time,
 * between the steps of the tape.
 */
public abstract sealed class Optimizer permits Sgd, AdamW, Adagrad {
  /** Columns updated at a time: few enough for the copies to stay in the first-level cache. */
  private static final int BLOCK = 1024;

  /** Parts of a parameter that are updated at the same time, at most. */
  private static final int PARTS = 16;

  /** Elements that are worth a part of their own. */
  private static final int LEAST_PART = 1 << 15;

  private final List<Parameter> parameters;
  private final LearningRate learningRate;

  /**
   * For each parameter the matrices of running values that the optimizer keeps, all of its shape.
   */
  private final float[][][] states;

  /** One for each part that is updated. */
  private final Block[] blocks = new Block[PARTS];

  private long steps;

  /**
   * Copies of the columns of a row that are being updated, where gradients have other indices than
   * values. The JIT compiler makes vector code of a loop whose arrays are all read and written at
   * the same index, and scalar code otherwise.
   */
  private record Block(float[] values, float[] gradients, float[][] states) {}

  Optimizer(Collection<Parameter> parameters, LearningRate learningRate, int statesPerParameter) {
    Objects.requireNonNull(parameters, "parameters is null, expected what is trained");
    this.parameters = List.copyOf(parameters);
    requireDistinct(this.parameters);
    this.learningRate =
        Objects.requireNonNull(learningRate, "learningRate is null, expected a LearningRate");
    this.states =
        this.parameters.stream()
            .map(p -> new float[statesPerParameter][p.value().rows() * p.value().columns()])
            .toArray(float[][][]::new);
    Arrays.setAll(
        blocks,
        _ -> new Block(new float[BLOCK], new float[BLOCK], new float[statesPerParameter][BLOCK]));
  }

  /**
   * Updates the parameters once, on the calling thread alone; gradients stay as they are.
   *
   * @throws IllegalArgumentException if the schedule gives a rate that is not a finite number of at
   *     least 0; then nothing has been changed
   */
  public final void step() {
    step(Parallelism.sequential());
  }

  /**
   * Updates the parameters once; gradients stay as they are.
   *
   * @param parallelism who works, such as the tape's; the result is bitwise the same for any choice
   * @throws NullPointerException if {@code parallelism} is null
   * @throws IllegalArgumentException if the schedule gives a rate that is not a finite number of at
   *     least 0; then nothing has been changed
   */
  public final void step(Parallelism parallelism) {
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    double rate = learningRate();
    requireNotNegative("the learning rate of step " + steps, rate);
    steps++;
    ElementUpdate elementUpdate = elementUpdate((float) rate);
    for (int p = 0; p < states.length; p++) {
      update(elementUpdate, p, parallelism);
    }
  }

  private void update(ElementUpdate elementUpdate, int p, Parallelism workers) {
    switch (parameters.get(p).gradient()) {
      case DenseGradient dense when isWhole(dense.values()) && isWhole(value(p)) ->
          updateInPlace(elementUpdate, p, dense.values(), workers);
      case DenseGradient dense -> update(elementUpdate, p, dense.values(), k -> k, workers);
      case SparseGradient sparse -> update(elementUpdate, p, sparse.values(), sparse::row, workers);
    }
  }

  /** Sets the gradients of all parameters to 0. */
  public final void zeroGradients() {
    parameters.forEach(Parameter::zeroGradient);
  }

  /** {@return how many steps have been made} */
  public final long steps() {
    return steps;
  }

  /**
   * What is to be stored to go on later.
   *
   * @return the steps made and the running values; these are live, not copies
   */
  public final OptimizerState state() {
    List<Matrix> values = new ArrayList<>();
    for (int p = 0; p < states.length; p++) {
      Matrix value = value(p);
      for (float[] state : states[p]) {
        values.add(Matrix.of(state, value.rows(), value.columns()));
      }
    }
    return new OptimizerState(steps, values);
  }

  /**
   * Goes on where an optimizer of the same kind and parameters of the same shapes was.
   *
   * @param state what {@link #state()} gave; copied
   * @throws NullPointerException if {@code state} is null
   * @throws IllegalArgumentException if the number of matrices or a shape differs; then nothing has
   *     been changed
   */
  public final void load(OptimizerState state) {
    Objects.requireNonNull(state, "state is null, expected what an optimizer has stored");
    List<Matrix> own = state().values();
    List<Matrix> stored = state.values();
    if (stored.size() != own.size()) {
      throw new IllegalArgumentException(
          "state has %d matrices, expected %d".formatted(stored.size(), own.size()));
    }
    for (int k = 0; k < own.size(); k++) {
      requireShape("matrix " + k + " of state", stored.get(k), own.get(k));
    }
    for (int k = 0; k < own.size(); k++) {
      stored.get(k).copyTo(own.get(k));
    }
    steps = state.steps();
  }

  private static void requireShape(String name, Matrix x, Matrix expected) {
    if (x.rows() != expected.rows() || x.columns() != expected.columns()) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected %d x %d"
              .formatted(name, x.rows(), x.columns(), expected.rows(), expected.columns()));
    }
  }

  /** {@return the learning rate of the next step} */
  public final double learningRate() {
    return learningRate.at(steps);
  }

  /** The update of values at this rate; {@link #steps()} counts the step to be made already. */
  abstract ElementUpdate elementUpdate(float rate);

  /** Changes values w, given their gradients g and running values s[0], s[1] … */
  @FunctionalInterface
  interface ElementUpdate {
    void apply(float[] w, float[] g, float[][] s, int from, int to);
  }

  private Matrix value(int p) {
    return parameters.get(p).value();
  }

  /** Whether elements have the same indices as in an array of their own. */
  private static boolean isWhole(Matrix x) {
    return x.offset() == 0 && x.isDense();
  }

  /** Updates a parameter whose arrays have the same elements at the same indices. */
  private void updateInPlace(
      ElementUpdate elementUpdate, int p, Matrix gradient, Parallelism workers) {
    float[] values = value(p).data();
    int columns = gradient.columns();
    forEachPart(
        gradient,
        workers,
        (_, first, end) ->
            elementUpdate.apply(
                values, gradient.data(), states[p], first * columns, end * columns));
  }

  /** Updates row target(k) of parameter p for each row k of the gradient. */
  private void update(
      ElementUpdate elementUpdate,
      int p,
      Matrix gradient,
      IntUnaryOperator target,
      Parallelism workers) {
    forEachPart(
        gradient,
        workers,
        (part, first, end) -> {
          for (int k = first; k < end; k++) {
            update(elementUpdate, p, target.applyAsInt(k), gradient, k, blocks[part]);
          }
        });
  }

  /** Works on some rows of a gradient. */
  @FunctionalInterface
  private interface Part {
    void update(int number, int first, int end);
  }

  private static void forEachPart(Matrix gradient, Parallelism workers, Part part) {
    int rows = gradient.rows();
    int rowsPerPart =
        Math.max(Math.ceilDiv(rows, PARTS), Math.ceilDiv(LEAST_PART, gradient.columns()));
    workers.forEach(
        Math.ceilDiv(rows, rowsPerPart),
        number -> {
          int first = number * rowsPerPart;
          part.update(number, first, Math.min(rows - first, rowsPerPart) + first);
        });
  }

  private void update(
      ElementUpdate elementUpdate, int p, int row, Matrix gradient, int from, Block block) {
    Matrix value = value(p);
    for (int c = 0; c < value.columns(); c += BLOCK) {
      int n = Math.min(BLOCK, value.columns() - c);
      int stateStart = row * value.columns() + c;
      System.arraycopy(value.data(), value.start(row) + c, block.values, 0, n);
      System.arraycopy(gradient.data(), gradient.start(from) + c, block.gradients, 0, n);
      for (int s = 0; s < block.states.length; s++) {
        System.arraycopy(states[p][s], stateStart, block.states[s], 0, n);
      }
      elementUpdate.apply(block.values, block.gradients, block.states, 0, n);
      System.arraycopy(block.values, 0, value.data(), value.start(row) + c, n);
      for (int s = 0; s < block.states.length; s++) {
        System.arraycopy(block.states[s], 0, states[p][s], stateStart, n);
      }
    }
  }

  private static void requireDistinct(List<Parameter> parameters) {
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int p = 0; p < parameters.size(); p++) {
      if (!seen.add(parameters.get(p))) {
        throw new IllegalArgumentException(
            "parameters[" + p + "] is there twice, expected every parameter once");
      }
    }
  }

  static double requireNotNegative(String name, double number) {
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " is " + number + ", expected a finite number of at least 0");
    }
    return number;
  }

  static double requireDecay(String name, double number) {
    if (!(number >= 0 && number < 1)) {
      throw new IllegalArgumentException(name + " is " + number + ", expected a number in [0, 1)");
    }
    return number;
  }

  static float requirePositive(String name, double number) {
    float rounded = (float) number;
    if (!(rounded > 0 && rounded < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " is " + number + ", expected a finite float32 number greater than 0");
    }
    return rounded;
  }
}
