package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseFunctionsTest {
  private static void check(UnaryOperator<Variable> f, DoubleUnaryOperator reference) {
    int[][] shapes = {{1, 1}, {1, 17}, {5, 3}, {4, 33}};
    for (int[] shape : shapes) {
      new OperationCheck()
          .input("x", shape[0], shape[1])
          .matches(v -> f.apply(v.get("x")), p -> Float64.map(p.get("x"), reference));
    }
  }

  @Test
  void scales() {
    check(x -> x.scale(-2.5), x -> -2.5 * x);
  }

  @Test
  void addsATerm() {
    check(x -> x.add(1.75), x -> x + 1.75);
  }

  @Test
  void inverts() {
    check(x -> x.add(3).reciprocal(), x -> 1 / (x + 3));
  }

  @Test
  void computesTanh() {
    check(x -> x.scale(3).tanh(), x -> Math.tanh(3 * x));
  }

  @Test
  void computesGelu() {
    double root = Math.sqrt(2 / Math.PI);
    check(
        x -> x.scale(3).gelu(),
        x -> 1.5 * x * (1 + Math.tanh(root * (3 * x + 0.044715 * 27 * x * x * x))));
  }

  @Test
  void geluIsWithinItsBoundOfTheExactOne() {
    // x·Φ(x), from tables of the normal distribution.
    float[][] table = {{-2, -0.045500f}, {-1, -0.158655f}, {0.5f, 0.345731f}, {2, 1.954500f}};
    for (float[] entry : table) {
      float actual = new Tape().constant(Matrix.of(entry, 1, 1)).gelu().scalar();
      assertThat(Math.abs(actual - entry[1])).isLessThan(5e-4f);
    }
  }

  @Test
  void computesRelu() {
    // Away from the kink, which central differences must not straddle.
    Matrix x = Matrix.of(new float[] {-3, 2, 0.5f, -0.25f, 7, -1}, 2, 3);
    new OperationCheck()
        .input("x", x)
        .matches(v -> v.get("x").relu(), p -> Float64.map(p.get("x"), value -> Math.max(value, 0)));
  }

  @Test
  void reluHasDerivativeZeroAtZero() {
    Variable x = new Tape().variable(Matrix.of(new float[] {0, -0f, 1}, 1, 3));
    x.relu().sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(0, 0, 1);
  }

  @Test
  void reluLetsGradientsOfNaNThroughWhateverItsSign() {
    float negative = Float.intBitsToFloat(0xffc00000);
    float[] numbers = {Float.NaN, negative, -1, Float.POSITIVE_INFINITY, Float.MIN_VALUE};
    Variable x = new Tape().variable(Matrix.of(numbers, 1, 5));
    x.relu().backward(Matrix.of(new float[] {1, 2, 3, 4, 5}, 1, 5));
    assertThat(x.gradient().toArray()).containsExactly(1, 2, 0, 4, 5);
  }

  @Test
  void theNumberOfThreadsDoesNotChangeABit() {
    Matrix values = OperationCheck.random(300, 101, new SplittableRandom(6));
    try (Parallelism workers = Parallelism.workers(2)) {
      Variable shared = new Tape(new Workspace(), workers).variable(values);
      Variable alone = new Tape().variable(values);
      for (Variable x : new Variable[] {shared, alone}) {
        x.gelu().tanh().add(3).reciprocal().relu().scale(2).sum().backward();
      }
      assertThat(shared.gelu().value().toArray()).isEqualTo(alone.gelu().value().toArray());
      assertThat(shared.gradient().toArray())
          .isEqualTo(alone.gradient().toArray())
          .doesNotContain(0);
    }
  }

  @Test
  void functionsSaturateWithoutNaN() {
    Variable x = new Tape().variable(Matrix.of(new float[] {-100, 100, 1e20f, -1e20f}, 1, 4));
    Variable tanh = x.tanh();
    Variable gelu = x.gelu();
    tanh.add(gelu).sum().backward();
    assertThat(tanh.value().toArray()).containsExactly(-1, 1, 1, -1);
    assertThat(gelu.value().toArray()).containsExactly(-0f, 100, 1e20f, -0f);
    assertThat(x.gradient().toArray()).containsExactly(0, 1, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void factorsAndTermsThatAreNoFiniteFloatsAreRefused(double value) {
    Variable x = new Tape().variable(Matrix.zeros(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.scale(value))
        .withMessage("factor is " + value + ", expected a finite float32 number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.add(value))
        .withMessage("term is " + value + ", expected a finite float32 number");
  }
}
