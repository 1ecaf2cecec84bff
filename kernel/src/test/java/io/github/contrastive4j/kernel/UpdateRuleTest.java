package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of optimizers: each element by its rule, wherever it lies and whoever else is there. */
@Tag("simd")
class UpdateRuleTest {
  private static final double RATE = 0.05;

  /** A rule for one number in float64. */
  private interface Float64Rule {
    /** Changes the state, and returns the number after a step. */
    double step(double w, double g, double[] state, int step);
  }

  private static double sgd(double w, double g, double[] state, int step) {
    return w - RATE * g;
  }

  private static double momentum(double w, double g, double[] state, int step) {
    state[0] = 0.9 * state[0] + g;
    return w - RATE * state[0];
  }

  private static double adagrad(double w, double g, double[] state, int step) {
    state[0] += g * g;
    return w - RATE * g / (Math.sqrt(state[0]) + 1e-3);
  }

  private static double adamW(double w, double g, double[] state, int step) {
    state[0] = 0.8 * state[0] + 0.2 * g;
    state[1] = 0.95 * state[1] + 0.05 * g * g;
    double mean = state[0] / (1 - Math.pow(0.8, step));
    double square = state[1] / (1 - Math.pow(0.95, step));
    return w - RATE * 0.3 * w - RATE * mean / (Math.sqrt(square) + 1e-3);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(new UpdateRule.Sgd(), UpdateRuleTest::sgd),
        rule(new UpdateRule.Momentum(0.9), UpdateRuleTest::momentum),
        rule(new UpdateRule.Adagrad(1e-3), UpdateRuleTest::adagrad),
        rule(new UpdateRule.AdamW(0.8, 0.95, 1e-3, 0.3), UpdateRuleTest::adamW));
  }

  private static Arguments rule(UpdateRule rule, Float64Rule expected) {
    return Arguments.of(rule, expected);
  }

  private static float[] gaussian(int length, long seed) {
    Matrix x = Matrix.zeros(1, length);
    RankingProblem.fill(x, new SplittableRandom(seed));
    return x.data();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyElementFollowsItsRule(UpdateRule rule, Float64Rule expected) {
    int n = 77;
    float[] w = gaussian(n, 1);
    float[][] states = new float[rule.stateCount()][n];
    double[] exact = new double[n];
    double[][] exactStates = new double[n][2];
    for (int k = 0; k < n; k++) {
      exact[k] = w[k];
    }
    for (int step = 1; step <= 12; step++) {
      float[] g = gaussian(n, 10 + step);
      rule.at(RATE, step).apply(g, 0, states, 0, w, 0, n);
      for (int k = 0; k < n; k++) {
        exact[k] = expected.step(exact[k], g[k], exactStates[k], step);
        assertThat((double) w[k]).isCloseTo(exact[k], within(3e-6));
        for (int s = 0; s < rule.stateCount(); s++) {
          assertThat((double) states[s][k]).isCloseTo(exactStates[k][s], within(1e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void elementsHaveTheSameBitsWhereverTheyLieAndAreCut(UpdateRule rule, Float64Rule expected) {
    int n = 2200;
    float[] g = gaussian(n, 3);
    float[] w = gaussian(n, 4);
    float[][] states = states(rule, n);
    rule.at(RATE, 3).apply(g, 0, states, 0, w, 0, n);
    for (int[] starts : new int[][] {{0, 0, 0}, {5, 5, 5}, {1, 2, 3}, {19, 0, 7}, {8, 16, 0}}) {
      for (int cut : new int[] {1, 7, 64, 1024, 1500, n}) {
        float[] gThere = shifted(gaussian(n, 3), starts[0]);
        float[] wThere = shifted(gaussian(n, 4), starts[1]);
        float[][] statesThere = states(rule, n);
        for (int s = 0; s < rule.stateCount(); s++) {
          statesThere[s] = shifted(statesThere[s], starts[2]);
        }
        UpdateStep step = rule.at(RATE, 3);
        for (int k = 0; k < n; k += cut) {
          int length = Math.min(cut, n - k);
          step.apply(
              gThere, starts[0] + k, statesThere, starts[2] + k, wThere, starts[1] + k, length);
        }
        assertThat(wThere).isEqualTo(shifted(w, starts[1]));
        assertThat(gThere).isEqualTo(shifted(g, starts[0]));
        for (int s = 0; s < rule.stateCount(); s++) {
          assertThat(statesThere[s]).isEqualTo(shifted(states[s], starts[2]));
        }
      }
    }
  }

  static Stream<UpdateRule> rulesWithRunningValues() {
    return Stream.of(
        new UpdateRule.Momentum(0.9),
        new UpdateRule.Adagrad(1e-3),
        new UpdateRule.AdamW(0.8, 0.95, 1e-3, 0.3),
        new UpdateRule.AdamW(0.8, 0.95, 1e-15, 0));
  }

  /** Of what fades by a factor a step the last digit of float32 would stay for ever. */
  @ParameterizedTest
  @MethodSource("rulesWithRunningValues")
  void runningValuesThatFadeBecomeZero(UpdateRule rule) {
    int n = 45;
    float[] w = gaussian(n, 1);
    float[][] states = states(rule, n);
    boolean fades = !(rule instanceof UpdateRule.Adagrad);
    float[] none = new float[n];
    for (int step = 1; step <= 2500; step++) {
      rule.at(RATE, step).apply(none, 0, states, 0, w, 0, n);
      for (float[] state : states) {
        for (float value : state) {
          assertThat(value == 0 || Math.abs(value) >= Float.MIN_NORMAL).isTrue();
        }
      }
    }
    for (float[] state : fades ? states : new float[0][]) {
      assertThat(state).containsOnly(0);
    }
  }

  static Stream<UpdateRule> rulesWithSquares() {
    return Stream.of(
        new UpdateRule.Adagrad(1e-10),
        new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0),
        new UpdateRule.AdamW(0, 0.5, 1e-8, 0));
  }

  /** Beside ε, squares that would be subnormal are nothing. */
  @ParameterizedTest
  @MethodSource("rulesWithSquares")
  void tinyGradientsHaveNoSubnormalSquares(UpdateRule rule) {
    int n = 45;
    float[] w = new float[n];
    float[][] states = new float[rule.stateCount()][n];
    double[] exact = new double[n];
    float[] g = gaussian(n, 2);
    double epsilon = rule instanceof UpdateRule.Adagrad ? 1e-10 : 1e-8;
    for (int k = 0; k < n; k++) {
      g[k] *= (float) Math.pow(10, -17 - k % 10);
    }
    float[] squares = states[states.length - 1];
    for (int step = 1; step <= 300; step++) {
      rule.at(RATE, step).apply(g, 0, states, 0, w, 0, n);
      for (int k = 0; k < n; k++) {
        exact[k] -= RATE * g[k] / epsilon;
        assertThat((double) w[k]).isCloseTo(exact[k], within(1e-5 * Math.abs(exact[k])));
        assertThat(squares[k] == 0 || squares[k] >= Float.MIN_NORMAL).isTrue();
      }
    }
    assertThat(squares).contains(0f);
    float[] rest = new float[n];
    for (int k = 0; k < n; k++) {
      float[][] alone = new float[rule.stateCount()][n];
      for (int step = 1; step <= 300; step++) {
        rule.at(RATE, step).apply(g, k, alone, k, rest, k, 1);
      }
    }
    assertThat(rest).isEqualTo(w);
  }

  /** No square is negative; one that is shows everywhere. */
  @Test
  void aBrokenStateDoesNotHide() {
    int n = 37;
    float[] w = new float[n];
    float[][] states = {new float[n], new float[n]};
    Arrays.fill(states[1], -1);
    new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0)
        .at(RATE, 1)
        .apply(new float[n], 0, states, 0, w, 0, n);
    assertThat(w).containsOnly(Float.NaN);
  }

  /** Each step is as long as the rate, however small the gradient. */
  @Test
  void whatTheMeanIsDividedByDoesNotVanishBeforeIt() {
    UpdateRule rule = new UpdateRule.AdamW(0.9, 0.999, 1e-30, 0);
    int n = 33;
    float[] w = new float[n];
    float[] g = new float[n];
    Arrays.fill(g, 3e-18f);
    float[][] states = new float[rule.stateCount()][n];
    for (int step = 1; step <= 3; step++) {
      rule.at(RATE, step).apply(g, 0, states, 0, w, 0, n);
    }
    for (float value : w) {
      assertThat((double) value).isCloseTo(-3 * RATE, within(1e-3 * RATE));
    }
  }

  /** The first step of Adagrad is as long as the rate. */
  @Test
  void squaresCountWhereEpsilonIsTiny() {
    int n = 33;
    float[] w = new float[n];
    float[] g = new float[n];
    Arrays.fill(g, 1e-21f);
    new UpdateRule.Adagrad(1e-30).at(RATE, 1).apply(g, 0, new float[1][n], 0, w, 0, n);
    for (float value : w) {
      assertThat((double) value).isCloseTo(-RATE, within(1e-3 * RATE));
    }
  }

  private static float[][] states(UpdateRule rule, int n) {
    float[][] states = new float[rule.stateCount()][];
    for (int s = 0; s < states.length; s++) {
      states[s] = gaussian(n, 20 + s);
      for (int k = 0; k < n; k++) {
        states[s][k] = Math.abs(states[s][k]);
      }
    }
    return states;
  }

  /** The same elements from a start on, between others. */
  private static float[] shifted(float[] x, int start) {
    float[] there = new float[start + x.length + 3];
    Arrays.fill(there, 9.5f);
    System.arraycopy(x, 0, there, start, x.length);
    return there;
  }

  @Test
  void whatDoesNotFitIsRefused() {
    UpdateStep step = new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0).at(0.1, 1);
    float[] g = new float[4];
    float[] w = new float[4];
    float[][] two = new float[2][4];
    assertThatThrownBy(() -> step.apply(g, 0, new float[1][4], 0, w, 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("states.length is 1, expected 2");
    assertThatThrownBy(() -> step.apply(g, 0, two, 0, g, 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradients has an array that is there twice, expected different arrays");
    for (float[][] twice : new float[][][] {{w, two[0]}, {two[0], g}, {two[0], two[0]}}) {
      assertThatThrownBy(() -> step.apply(g, 0, twice, 0, w, 0, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("states has an array that is there twice, expected different arrays");
    }
    assertThatThrownBy(() -> step.apply(g, 1, two, 0, w, 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> step.apply(g, 0, two, -1, w, 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> step.apply(g, 0, two, 0, w, 3, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> step.apply(g, 0, new float[][] {two[0], new float[3]}, 0, w, 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(w).containsOnly(0);
    step.apply(g, 4, two, 4, w, 4, 0);
  }

  @Test
  void everyArrayIsNeeded() {
    UpdateStep step = new UpdateRule.Momentum(0.9).at(0.1, 1);
    float[] x = new float[1];
    float[][] one = new float[1][1];
    refusesNull("gradients", () -> step.apply(null, 0, one, 0, x, 0, 1));
    refusesNull("states", () -> step.apply(x, 0, null, 0, new float[1], 0, 1));
    refusesNull("states[0]", () -> step.apply(x, 0, new float[1][], 0, new float[1], 0, 1));
    refusesNull("values", () -> step.apply(x, 0, one, 0, null, 0, 1));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    UpdateRule rule = new UpdateRule.Sgd();
    for (double rate : new double[] {-1, -1e-60, Double.NaN, Double.POSITIVE_INFINITY, 1e39}) {
      refuses("rate is " + rate + ", expected a finite float32", () -> rule.at(rate, 1));
    }
    refuses("step is 0, expected at least 1", () -> rule.at(0.1, 0));
    refuses("momentum is 1.0, expected a number in [0, 1)", () -> new UpdateRule.Momentum(1));
    refuses("epsilon is 0.0, expected a finite float32", () -> new UpdateRule.Adagrad(0));
    refuses("epsilon is 1.0E-60, expected a finite", () -> new UpdateRule.Adagrad(1e-60));
    refuses("beta1 is -0.1, expected", () -> new UpdateRule.AdamW(-0.1, 0.9, 1e-8, 0));
    refuses("beta2 is NaN, expected", () -> new UpdateRule.AdamW(0.9, Double.NaN, 1e-8, 0));
    refuses("epsilon is NaN", () -> new UpdateRule.AdamW(0.9, 0.9, Double.NaN, 0));
    for (double decay : new double[] {-1, 1e39, Double.NaN}) {
      refuses("weightDecay is " + decay, () -> new UpdateRule.AdamW(0.9, 0.9, 1e-8, decay));
    }
    UpdateRule heavy = new UpdateRule.AdamW(0.9, 0.9, 1e-8, 1e30);
    refuses("1 - rate * weightDecay is -1.0", () -> heavy.at(1e20, 1));
  }

  private static void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void limitsAreWithin() {
    assertThat(new UpdateRule.Sgd().stateCount()).isZero();
    assertThat(new UpdateRule.Momentum(0).stateCount()).isEqualTo(1);
    assertThat(new UpdateRule.Adagrad(1e-9).stateCount()).isEqualTo(1);
    UpdateRule.AdamW adam = new UpdateRule.AdamW(0, 0, 1e-8, Float.MAX_VALUE);
    assertThat(adam.stateCount()).isEqualTo(2);
    for (double rate : new double[] {0, Float.MAX_VALUE}) {
      float[] value = {1};
      new UpdateRule.Sgd().at(rate, 1).apply(new float[] {0}, 0, new float[0][], 0, value, 0, 1);
      assertThat(value).containsExactly(1);
    }
    for (double epsilon : new double[] {1e39, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new UpdateRule.Adagrad(epsilon))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("epsilon is " + epsilon);
    }
  }
}
