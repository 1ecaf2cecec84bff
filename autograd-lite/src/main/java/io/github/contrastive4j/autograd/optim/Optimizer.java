package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.DenseGradient;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.SparseGradient;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.UpdateRule;
import io.github.contrastive4j.kernel.UpdateStep;
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
 * get. A dense parameter that a step has not reached has the gradient 0, with which momentum and
 * weight decay go on: {@linkplain Parameter#freeze() freeze} what is to be left as it is.
 * Parameters that want other settings, such as a scale without weight decay, have an optimizer of
 * their own. Results are bitwise the same for any number of threads. Used by one thread at a time,
 * between the steps of the tape.
 */
public abstract sealed class Optimizer permits Sgd, AdamW, Adagrad {
  /** Elements that are worth a part of their own. */
  private static final int LEAST_PART = 1 << 15;

  private final List<Parameter> parameters;
  private final LearningRate learningRate;
  private final UpdateRule rule;

  /**
   * For each parameter the matrices of running values that the optimizer keeps, all of its shape.
   */
  private final float[][][] states;

  private long steps;

  /** For each parameter how many steps have updated it: all but those in which it was frozen. */
  private final long[] updates;

  Optimizer(Collection<Parameter> parameters, LearningRate learningRate, UpdateRule rule) {
    Objects.requireNonNull(parameters, "parameters is null, expected what is trained");
    parameters.forEach(parameter ->
        Objects.requireNonNull(parameter, "parameters has null, expected what is trained"));
    this.parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "parameters is empty, expected what is trained: layers given as lambdas have none");
    }
    requireDistinct(this.parameters);
    this.learningRate =
        Objects.requireNonNull(learningRate, "learningRate is null, expected a LearningRate");
    this.rule = rule;
    this.states =
        this.parameters.stream()
            .map(p -> new float[rule.stateCount()][p.value().rows() * p.value().columns()])
            .toArray(float[][][]::new);
    this.updates = new long[this.parameters.size()];
  }

  /**
   * Updates the parameters once, on the calling thread alone; gradients stay as they are.
   *
   * @throws IllegalArgumentException if the schedule gives a rate that is not a finite number of at
   *     least 0 in float32, or one that the rule refuses; then nothing has been changed
   */
  public final void step() {
    step(Parallelism.sequential());
  }

  /**
   * Updates the parameters once; gradients stay as they are. NaN and ∞ of a gradient go into its
   * parameter as arithmetic has it; {@link GradientNorm#clip} refuses them before.
   *
   * @param parallelism who works, such as the tape's; the result is bitwise the same for any choice
   * @throws NullPointerException if {@code parallelism} is null
   * @throws IllegalArgumentException if the schedule gives a rate that is not a finite number of at
   *     least 0 in float32, or one that the rule refuses; then nothing has been changed
   */
  public final void step(Parallelism parallelism) {
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    double rate = learningRate();
    requireRate("the learning rate of step " + steps, rate);
    for (int p = 0; p < states.length; p++) {
      if (!parameters.get(p).isFrozen()) {
        // A rate that the rule refuses is refused for the first parameter.
        UpdateStep step = rule.at(rate, updates[p] + 1);
        updates[p]++;
        update(step, p, parallelism);
      }
    }
    steps++;
  }

  private void update(UpdateStep step, int p, Parallelism workers) {
    switch (parameters.get(p).gradient()) {
      case DenseGradient dense when value(p).isDense() ->
          updateRuns(step, p, dense.values(), workers);
      case DenseGradient dense -> updateRows(step, p, dense.values(), k -> k, workers);
      case SparseGradient sparse -> updateRows(step, p, sparse.values(), sparse::row, workers);
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
   * @return the steps made, and the running values; these are live, not copies
   */
  public final OptimizerState state() {
    List<Matrix> values = new ArrayList<>();
    for (int p = 0; p < states.length; p++) {
      Matrix value = value(p);
      for (float[] state : states[p]) {
        values.add(Matrix.of(state, value.rows(), value.columns()));
      }
    }
    List<Long> updated = Arrays.stream(updates).boxed().toList();
    return new OptimizerState(getClass().getSimpleName(), steps, updated, values);
  }

  /**
   * Goes on where an optimizer of the same kind and parameters of the same shapes was.
   *
   * @param state what {@link #state()} gave, its matrices in their order or copies of them; copied
   * @throws NullPointerException if {@code state} is null
   * @throws IllegalArgumentException if the kind, the number of parameters or of matrices, or a
   *     shape differs; then nothing has been changed
   */
  public final void load(OptimizerState state) {
    Objects.requireNonNull(state, "state is null, expected what an optimizer has stored");
    if (!state.optimizer().equals(getClass().getSimpleName())) {
      throw new IllegalArgumentException(
          "state is of %s, expected that of %s"
              .formatted(state.optimizer(), getClass().getSimpleName()));
    }
    if (state.updates().size() != updates.length) {
      throw new IllegalArgumentException(
          "state is of %d parameters, expected %d"
              .formatted(state.updates().size(), updates.length));
    }
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
    Arrays.setAll(updates, state.updates()::get);
  }

  private static void requireShape(String name, Matrix x, Matrix expected) {
    if (x.rows() != expected.rows() || x.columns() != expected.columns()) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected %d x %d"
              .formatted(name, x.rows(), x.columns(), expected.rows(), expected.columns()));
    }
  }

  /** Names the kind, and how much it has done. */
  @Override
  public final String toString() {
    return "%s[%d parameters, %d steps]"
        .formatted(getClass().getSimpleName(), parameters.size(), steps);
  }

  /** {@return the learning rate of the next step} */
  public final double learningRate() {
    return learningRate.at(steps);
  }

  private Matrix value(int p) {
    return parameters.get(p).value();
  }

  /** Updates a parameter whose rows follow each other, as those of its gradient do. */
  private void updateRuns(UpdateStep step, int p, Matrix gradient, Parallelism workers) {
    workers.forEachRange(
        gradient.rows(),
        partRows(gradient),
        (first, end) ->
            update(step, p, first, gradient, first, (end - first) * gradient.columns()));
  }

  /** Updates row target(k) of parameter p for each row k of the gradient. */
  private void updateRows(
      UpdateStep step, int p, Matrix gradient, IntUnaryOperator target, Parallelism workers) {
    workers.forEachRange(
        gradient.rows(),
        partRows(gradient),
        (first, end) -> {
          for (int k = first; k < end; k++) {
            update(step, p, target.applyAsInt(k), gradient, k, gradient.columns());
          }
        });
  }

  /** Rows of a gradient that are worth a part of their own. */
  static int partRows(Matrix gradient) {
    return Math.ceilDiv(LEAST_PART, gradient.columns());
  }

  /** Updates elements from a row of a parameter on, by those from a row of its gradient on. */
  private void update(
      UpdateStep step, int p, int row, Matrix gradient, int gradientRow, int length) {
    Matrix value = value(p);
    int gradientAt = gradient.start(gradientRow);
    int stateAt = row * value.columns();
    int valueAt = value.start(row);
    step.apply(gradient.data(), gradientAt, states[p], stateAt, value.data(), valueAt, length);
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

  static void requireRate(String name, double rate) {
    if (!(rate >= 0 && rate <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name + " is " + rate + ", expected a finite float32 number of at least 0");
    }
  }
}
