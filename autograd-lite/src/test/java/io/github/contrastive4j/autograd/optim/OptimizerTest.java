package io.github.contrastive4j.autograd.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.SparseGradient;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every optimizer against its rule for a single number, written down in float64. */
class OptimizerTest {
  private static final LearningRate RATE = LearningRate.warmupLinear(0.1, 2, 50);
  private static final int STEPS = 20;

  private final SplittableRandom random = new SplittableRandom(11);

  private interface Factory extends BiFunction<Collection<Parameter>, LearningRate, Optimizer> {}

  /** Keeps the state of one number and returns the number after a step. */
  private interface Rule {
    double step(double rate, double value, double gradient);
  }

  private static Rule momentum(double momentum) {
    double[] velocity = new double[1];
    return (rate, w, g) -> {
      velocity[0] = momentum * velocity[0] + g;
      return w - rate * velocity[0];
    };
  }

  private static Rule adagrad() {
    double[] sum = new double[1];
    return (rate, w, g) -> {
      sum[0] += g * g;
      return w - rate * g / (Math.sqrt(sum[0]) + 1e-10);
    };
  }

  private static Rule adamW() {
    double[] state = new double[3];
    return (rate, w, g) -> {
      state[0] = 0.8 * state[0] + 0.2 * g;
      state[1] = 0.95 * state[1] + 0.05 * g * g;
      state[2]++;
      double mean = state[0] / (1 - Math.pow(0.8, state[2]));
      double square = state[1] / (1 - Math.pow(0.95, state[2]));
      return w - rate * 0.3 * w - rate * mean / (Math.sqrt(square) + 1e-6);
    };
  }

  private static Arguments optimizer(String name, Factory factory, Supplier<Rule> rule) {
    return Arguments.of(Named.of(name, factory), Named.of("its rule", rule));
  }

  static Stream<Arguments> optimizers() {
    return Stream.of(
        optimizer("SGD", Sgd::new, () -> momentum(0)),
        optimizer("SGD with momentum", (p, r) -> new Sgd(p, r, 0.9), () -> momentum(0.9)),
        optimizer("Adagrad", Adagrad::new, OptimizerTest::adagrad),
        optimizer("AdamW", (p, r) -> new AdamW(p, r, 0.8, 0.95, 1e-6, 0.3), OptimizerTest::adamW));
  }

  private float[] randomRow(int columns) {
    return OperationCheck.random(1, columns, random).toArray();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void followsItsRule(Factory factory, Supplier<Rule> rules) {
    Parameter parameter = Parameter.dense(OperationCheck.random(3, 5, random));
    Optimizer optimizer = factory.apply(List.of(parameter), RATE);
    double[][] expected = OperationCheck.toDouble(parameter.value());
    Rule[][] rule = new Rule[3][5];
    for (int step = 0; step < STEPS; step++) {
      optimizer.zeroGradients();
      for (int r = 0; r < 3; r++) {
        float[] gradient = randomRow(5);
        parameter.gradient().addRow(r, 1, gradient, 0);
        for (int c = 0; c < 5; c++) {
          rule[r][c] = step == 0 ? rules.get() : rule[r][c];
          expected[r][c] = rule[r][c].step(RATE.at(step), expected[r][c], gradient[c]);
        }
      }
      optimizer.step();
    }
    assertClose(parameter.value(), expected);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void changesTouchedRowsOfASparseParameterOnly(Factory factory, Supplier<Rule> rules) {
    Parameter parameter = Parameter.sparse(OperationCheck.random(4, 1, random));
    Optimizer optimizer = factory.apply(List.of(parameter), RATE);
    double[][] expected = OperationCheck.toDouble(parameter.value());
    Rule last = rules.get();
    Rule first = rules.get();
    for (int step = 0; step < STEPS; step++) {
      optimizer.zeroGradients();
      float[] gradient = randomRow(2);
      parameter.gradient().addRow(3, 1, gradient, 0);
      parameter.gradient().addRow(0, 2, gradient, 1);
      expected[3][0] = last.step(RATE.at(step), expected[3][0], gradient[0]);
      expected[0][0] = first.step(RATE.at(step), expected[0][0], 2 * gradient[1]);
      optimizer.step();
    }
    assertClose(parameter.value(), expected);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theNumberOfThreadsDoesNotChangeABit(Factory factory, Supplier<Rule> rules) {
    int rows = 3000;
    int columns = 40;
    float[] values = OperationCheck.random(rows, columns, random).toArray();
    List<Parameter> alone = sparseAndDense(values, rows, columns);
    List<Parameter> shared = sparseAndDense(values, rows, columns);
    Optimizer optimizer = factory.apply(alone, RATE);
    Optimizer parallel = factory.apply(shared, RATE);
    try (Parallelism workers = Parallelism.workers(3)) {
      for (int step = 0; step < 3; step++) {
        optimizer.zeroGradients();
        parallel.zeroGradients();
        for (int row : random.ints(5000, 0, rows).toArray()) {
          float[] gradient = randomRow(columns);
          alone.forEach(parameter -> parameter.gradient().addRow(row, 1, gradient, 0));
          shared.forEach(parameter -> parameter.gradient().addRow(row, 1, gradient, 0));
        }
        optimizer.step();
        parallel.step(workers);
      }
    }
    for (int p = 0; p < alone.size(); p++) {
      assertThat(shared.get(p).value().toArray())
          .isEqualTo(alone.get(p).value().toArray())
          .isNotEqualTo(values);
    }
  }

  private static List<Parameter> sparseAndDense(float[] values, int rows, int columns) {
    return List.of(
        Parameter.sparse(Matrix.of(values.clone(), rows, columns)),
        Parameter.dense(Matrix.of(values.clone(), rows, columns)));
  }

  @Test
  void adagradOnSparseRowsIsAdagradOnAllRows() {
    Matrix values = OperationCheck.random(50, 3, random);
    Parameter sparse = Parameter.sparse(Matrix.of(values.toArray(), 50, 3));
    Parameter dense = Parameter.dense(Matrix.of(values.toArray(), 50, 3));
    Optimizer optimizer = new Adagrad(List.of(sparse, dense), RATE);
    for (int step = 0; step < STEPS; step++) {
      optimizer.zeroGradients();
      for (int row : random.ints(30, 0, 50).toArray()) {
        float[] gradient = randomRow(3);
        sparse.gradient().addRow(row, 1, gradient, 0);
        dense.gradient().addRow(row, 1, gradient, 0);
      }
      optimizer.step();
    }
    assertThat(sparse.value().toArray()).isEqualTo(dense.value().toArray());
  }

  @Test
  void adamOnSparseRowsIsLazyButCountsEveryStep() {
    Parameter parameter = Parameter.sparse(Matrix.of(new float[] {1, 7}, 2, 1));
    LearningRate rate = LearningRate.constant(0.1);
    Optimizer optimizer = new AdamW(List.of(parameter), rate, 0.8, 0.95, 1e-6, 0.3);
    double[] gradients = {0.5, Double.NaN, -2};
    double w = 1;
    double m = 0;
    double v = 0;
    for (int t = 1; t <= 3; t++) {
      optimizer.zeroGradients();
      if (t != 2) {
        double g = gradients[t - 1];
        parameter.gradient().addRow(0, 1, new float[] {(float) g}, 0);
        m = 0.8 * m + 0.2 * g;
        v = 0.95 * v + 0.05 * g * g;
        double step = m / (1 - Math.pow(0.8, t)) / (Math.sqrt(v / (1 - Math.pow(0.95, t))) + 1e-6);
        w = w - 0.1 * 0.3 * w - 0.1 * step;
      }
      optimizer.step();
    }
    assertThat((double) parameter.value().get(0, 0)).isCloseTo(w, within(1e-6));
    assertThat(parameter.value().get(1, 0)).isEqualTo(7);
  }

  @Test
  void countsStepsAndAsksTheScheduleForEach() {
    Parameter parameter = Parameter.dense(Matrix.zeros(1, 1));
    Optimizer optimizer = new Sgd(List.of(parameter), step -> step + 1);
    parameter.gradient().addRow(0, 1, new float[] {1}, 0);
    assertThat(optimizer.learningRate()).isEqualTo(1);
    optimizer.step();
    assertThat(parameter.value().get(0, 0)).isEqualTo(-1);
    assertThat(optimizer.learningRate()).isEqualTo(2);
    optimizer.step();
    assertThat(parameter.value().get(0, 0)).isEqualTo(-3);
    assertThat(optimizer.steps()).isEqualTo(2);
  }

  @Test
  void zeroesTheGradientsOfAllParameters() {
    Parameter dense = Parameter.dense(Matrix.zeros(2, 1));
    Parameter sparse = Parameter.sparse(Matrix.zeros(2, 1));
    dense.gradient().addRow(1, 1, new float[] {1}, 0);
    sparse.gradient().addRow(1, 1, new float[] {1}, 0);
    Optimizer optimizer = new Sgd(List.of(dense, sparse), RATE);
    optimizer.zeroGradients();
    optimizer.step();
    assertThat(dense.value().toArray()).containsOnly(0);
    assertThat(((SparseGradient) sparse.gradient()).count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e39})
  void aBadRateOfTheScheduleChangesNothing(double rate) {
    Parameter parameter = Parameter.dense(Matrix.zeros(1, 1));
    parameter.gradient().addRow(0, 1, new float[] {1}, 0);
    Optimizer optimizer = new Sgd(List.of(parameter), _ -> rate);
    assertThatIllegalArgumentException()
        .isThrownBy(optimizer::step)
        .withMessage(
            "the learning rate of step 0 is "
                + rate
                + ", expected a finite float32 number of at least 0");
    assertThat(parameter.value().get(0, 0)).isZero();
    assertThat(optimizer.steps()).isZero();
  }

  @Test
  void aRateThatTheRuleRefusesChangesNothing() {
    Parameter parameter = Parameter.dense(Matrix.zeros(1, 1));
    parameter.gradient().addRow(0, 1, new float[] {1}, 0);
    Optimizer optimizer = new AdamW(List.of(parameter), LearningRate.constant(1e20), 1e20);
    OptimizerState before = optimizer.state();
    assertThatIllegalArgumentException()
        .isThrownBy(optimizer::step)
        .withMessageStartingWith("1 - rate * weightDecay is ");
    assertThat(parameter.value().get(0, 0)).isZero();
    assertThat(optimizer.state().steps()).isEqualTo(before.steps());
    assertThat(optimizer.state().updates()).isEqualTo(before.updates());
  }

  @Test
  void aParameterGivenTwiceIsRefused() {
    Parameter a = Parameter.dense(Matrix.zeros(1, 1));
    Parameter b = Parameter.dense(Matrix.zeros(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sgd(List.of(), LearningRate.constant(1)))
        .withMessageStartingWith("parameters is empty, expected what is trained");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Adagrad(List.of(a, b, a), RATE))
        .withMessage("parameters[2] is there twice, expected every parameter once");
    assertThatNullPointerException()
        .isThrownBy(() -> new Adagrad(null, RATE))
        .withMessageStartingWith("parameters is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new Adagrad(List.of(a), null))
        .withMessageStartingWith("learningRate is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new Adagrad(List.of(a), RATE).step(null))
        .withMessageStartingWith("parallelism is null");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    List<Parameter> none = List.of();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sgd(none, RATE, 1))
        .withMessage("momentum is 1.0, expected a number in [0, 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Adagrad(none, RATE, 0))
        .withMessage("epsilon is 0.0, expected a finite float32 number greater than 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Adagrad(none, RATE, 1e-60))
        .withMessageStartingWith("epsilon is 1.0E-60");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamW(none, RATE, -0.1, 0.9, 1e-8, 0))
        .withMessage("beta1 is -0.1, expected a number in [0, 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamW(none, RATE, 0.9, Double.NaN, 1e-8, 0))
        .withMessage("beta2 is NaN, expected a number in [0, 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamW(none, RATE, 0.9, 0.9, Double.NaN, 0))
        .withMessageStartingWith("epsilon is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdamW(none, RATE, 0.9, 0.9, 1e-8, -1))
        .withMessage("weightDecay is -1.0, expected a finite float32 number of at least 0");
  }

  private static void assertClose(Matrix actual, double[][] expected) {
    for (int r = 0; r < expected.length; r++) {
      for (int c = 0; c < expected[r].length; c++) {
        assertThat((double) actual.get(r, c))
            .as("element [%d, %d]", r, c)
            .isCloseTo(expected[r][c], within(2e-6 * (1 + Math.abs(expected[r][c]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void trainingResumesToTheBit(Factory factory, Supplier<Rule> rule) {
    List<Parameter> whole = List.of(dense(3, 5), dense(1, 70));
    Optimizer first = factory.apply(whole, RATE);
    stepOn(whole, first, 1, 7);
    List<Parameter> parts = List.of(copy(whole.get(0)), copy(whole.get(1)));
    Optimizer second = factory.apply(parts, RATE);
    second.load(first.state());
    assertThat(second.steps()).isEqualTo(7);
    stepOn(whole, first, 2, 9);
    stepOn(parts, second, 2, 9);
    for (int p = 0; p < whole.size(); p++) {
      assertThat(parts.get(p).value().toArray()).isEqualTo(whole.get(p).value().toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void viewsOfLargerArraysAreUpdatedAsMatricesOfTheirOwn(Factory factory, Supplier<Rule> rule) {
    Parameter own = dense(3, 1100);
    float[] data = new float[5 + 3 * 1107];
    Matrix view = new Matrix(data, 5, 3, 1100, 1107);
    own.value().copyTo(view);
    Parameter viewed = Parameter.dense(view);
    stepOn(List.of(own), factory.apply(List.of(own), RATE), 4, 5);
    stepOn(List.of(viewed), factory.apply(List.of(viewed), RATE), 4, 5);
    assertThat(view.toArray()).isEqualTo(own.value().toArray());
    for (int k = 0; k < data.length; k++) {
      boolean inside = k >= 5 && (k - 5) % 1107 < 1100;
      assertThat(inside || data[k] == 0).as("element %d around the view", k).isTrue();
    }
  }

  private Parameter dense(int rows, int columns) {
    return Parameter.dense(Matrix.of(randomRow(rows * columns), rows, columns));
  }

  private static Parameter copy(Parameter parameter) {
    Matrix value = parameter.value();
    return Parameter.dense(Matrix.of(value.toArray(), value.rows(), value.columns()));
  }

  static void stepOn(List<Parameter> parameters, Optimizer optimizer, long seed, int steps) {
    SplittableRandom gradients = new SplittableRandom(seed);
    for (int step = 0; step < steps; step++) {
      for (Parameter parameter : parameters) {
        float[] row = new float[parameter.value().columns()];
        for (int r = 0; r < parameter.value().rows(); r++) {
          for (int c = 0; c < row.length; c++) {
            row[c] = (float) gradients.nextGaussian();
          }
          parameter.gradient().addRow(r, 1, row, 0);
        }
      }
      optimizer.step();
      optimizer.zeroGradients();
    }
  }

  @Test
  void optimizersSayHowMuchTheyHaveDone() {
    Parameter x = Parameter.dense(Matrix.zeros(1, 1));
    Optimizer adam = new AdamW(List.of(x), LearningRate.constant(1), 0);
    adam.step();
    assertThat(adam).hasToString("AdamW[1 parameters, 1 steps]");
  }
}
