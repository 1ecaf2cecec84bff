package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A model or a part of one: parameters and other modules, each registered under a name, and a flag
 * that tells training from evaluation.
 *
 * <p>The flag is for modules that behave differently in training, as {@link Dropout} does. It may
 * be set and read by any thread. Everything else is as thread-safe as the parameters are.
 *
 * <p>Import it by its name: with {@code import …nn.*} alone it is ambiguous, because {@code
 * java.lang} has a Module too.
 */
public abstract class Module {
  private final Map<String, Parameter> ownParameters = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private volatile boolean training = true;

  /** Makes a module in training mode, with nothing registered. */
  protected Module() {}

  /**
   * Adds a parameter.
   *
   * @param name a name of its own in this module, not empty, without a dot
   * @param parameter the parameter
   * @return the parameter
   * @throws IllegalArgumentException if the name cannot be used
   */
  protected final Parameter register(String name, Parameter parameter) {
    requireName(name);
    ownParameters.put(
        name, Objects.requireNonNull(parameter, () -> name + " is null, expected a parameter"));
    return parameter;
  }

  /**
   * Adds a module.
   *
   * @param <M> type of the module
   * @param name a name of its own in this module, not empty, without a dot
   * @param module the module
   * @return the module
   * @throws IllegalArgumentException if the name cannot be used
   */
  protected final <M extends Module> M register(String name, M module) {
    requireName(name);
    Objects.requireNonNull(module, () -> name + " is null, expected a module");
    if (((Module) module).contains(this)) {
      throw new IllegalArgumentException(
          name + " is or has this module itself, expected another one");
    }
    children.put(name, module);
    return module;
  }

  /**
   * All parameters, each once even if it is shared: those of this module first, then those of the
   * modules in it, both in the order of registration.
   *
   * @return the parameters of this module and the modules in it
   */
  public final List<Parameter> parameters() {
    return List.copyOf(namedParameters().values());
  }

  /**
   * All parameters with their names; a shared one has the name that comes first.
   *
   * @return names such as {@code "encoder.0.weight"}, in the order of {@link #parameters()}
   */
  public final Map<String, Parameter> namedParameters() {
    Map<String, Parameter> named = new LinkedHashMap<>();
    collect("", named);
    return named;
  }

  /**
   * The values of all parameters, to be stored.
   *
   * @return the matrices under the names of {@link #namedParameters()}; live, not copies
   */
  public final Map<String, Matrix> state() {
    Map<String, Matrix> state = new LinkedHashMap<>();
    namedParameters().forEach((name, parameter) -> state.put(name, parameter.value()));
    return state;
  }

  /**
   * Copies stored values into the parameters.
   *
   * @param state a matrix for each name of {@link #namedParameters()}, and no others; none overlaps
   *     a parameter in part
   * @throws IllegalArgumentException if names are missing or unknown or a shape differs, when no
   *     parameter has been changed, or if views overlap, when some may have been
   */
  public final void load(Map<String, Matrix> state) {
    Objects.requireNonNull(state, "state is null, expected a matrix for each name");
    Map<String, Matrix> own = state();
    requireFitting(state, own);
    own.forEach((name, value) -> state.get(name).copyTo(value));
  }

  private static void requireFitting(Map<String, Matrix> state, Map<String, Matrix> own) {
    if (!state.keySet().equals(own.keySet())) {
      throw new IllegalArgumentException(
          "the state does not fit this module: missing %s, unknown %s"
              .formatted(
                  without(own.keySet(), state.keySet()), without(state.keySet(), own.keySet())));
    }
    state.forEach((name, value) ->
        Objects.requireNonNull(value, () -> name + " of the state is null, expected a matrix"));
    own.forEach((name, value) -> requireSameShape(name, state.get(name), value));
  }

  /**
   * Moves all parameters some of the way to those of another module: θ ← momentum·θ + (1 −
   * momentum)·θ of the source. After each step of an optimizer this keeps the moving average that
   * the momentum encoder of MoCo is, or a model to evaluate. He et al., arXiv 1911.05722.
   *
   * @param source a module with the same names and shapes
   * @param momentum in [0, 1], such as 0.999
   * @throws NullPointerException if {@code source} is null
   * @throws IllegalArgumentException if the momentum is out of range, or names or shapes differ;
   *     then no parameter has been changed
   */
  public final void follow(Module source, double momentum) {
    follow(source, momentum, Parallelism.sequential());
  }

  /**
   * Moves all parameters some of the way to those of another module, as {@link #follow(Module,
   * double)} does, on several threads.
   *
   * @param source a module with the same names and shapes
   * @param momentum in [0, 1], such as 0.999
   * @param parallelism who works, such as the tape's; the result is bitwise the same for any choice
   * @throws NullPointerException if {@code source} or {@code parallelism} is null
   * @throws IllegalArgumentException if the momentum is out of range, or names or shapes differ;
   *     then no parameter has been changed
   */
  public final void follow(Module source, double momentum, Parallelism parallelism) {
    Objects.requireNonNull(source, "source is null, expected a module to follow");
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum is " + momentum + ", expected 0 to 1");
    }
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Map<String, Matrix> state = source.state();
    Map<String, Matrix> own = state();
    requireFitting(state, own);
    own.forEach((name, value) -> follow(value, state.get(name), momentum, parallelism));
  }

  private static void follow(Matrix x, Matrix source, double momentum, Parallelism parallelism) {
    parallelism.forEachRow(x.rows(), x.columns(), r -> follow(x, source, momentum, r));
  }

  private static void follow(Matrix x, Matrix source, double momentum, int row) {
    float[] own = x.data();
    float[] other = source.data();
    int from = source.start(row) - x.start(row);
    int end = x.start(row) + x.columns();
    for (int k = x.start(row); k < end; k++) {
      own[k] = (float) (momentum * own[k] + (1 - momentum) * other[from + k]);
    }
  }

  /** Sets the gradients of all parameters to 0, those that no optimizer trains included. */
  public final void zeroGradients() {
    parameters().forEach(Parameter::zeroGradient);
  }

  /** {@linkplain Parameter#freeze() Freezes} all parameters: tapes and optimizers leave them. */
  public final void freeze() {
    parameters().forEach(Parameter::freeze);
  }

  /** Trains all parameters again. */
  public final void unfreeze() {
    parameters().forEach(Parameter::unfreeze);
  }

  /** Enters training mode, with all modules in this one. */
  public final void train() {
    setTraining(true);
  }

  /** Leaves training mode, with all modules in this one. */
  public final void eval() {
    setTraining(false);
  }

  /** {@return whether this module is in training mode, as it is at first} */
  public final boolean isTraining() {
    return training;
  }

  private boolean contains(Module module) {
    return this == module || children.values().stream().anyMatch(child -> child.contains(module));
  }

  private void setTraining(boolean training) {
    this.training = training;
    children.values().forEach(child -> child.setTraining(training));
  }

  private void collect(String prefix, Map<String, Parameter> named) {
    ownParameters.forEach((name, parameter) -> {
      if (named.values().stream().noneMatch(known -> known == parameter)) {
        named.put(prefix + name, parameter);
      }
    });
    children.forEach((name, child) -> child.collect(prefix + name + ".", named));
  }

  private void requireName(String name) {
    Objects.requireNonNull(name, "name is null, expected one of its own in this module");
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected one that is not empty and has no dot");
    }
    if (ownParameters.containsKey(name) || children.containsKey(name)) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected one that is not registered yet");
    }
  }

  private static void requireSameShape(String name, Matrix from, Matrix to) {
    if (from.rows() != to.rows() || from.columns() != to.columns()) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected %d x %d"
              .formatted(name, from.rows(), from.columns(), to.rows(), to.columns()));
    }
  }

  private static List<String> without(Set<String> names, Set<String> others) {
    return names.stream()
        .filter(name -> !others.contains(name))
        .map(String::valueOf)
        .sorted()
        .toList();
  }
}
