package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.kernel.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequentialTest {
  private final Matrix x = Matrix.of(new float[] {1, -2, 3, 0.5f, 5, -6}, 2, 3);

  @Test
  void appliesLayersInTheirOrder() {
    Sequential layers = new Sequential(v -> v.scale(2), v -> v.add(1));
    Tape tape = new Tape();
    assertThat(layers.forward(tape.constant(x)).value().toArray())
        .containsExactly(3, -3, 7, 2, 11, -11);
  }

  @Test
  void noLayersAreTheIdentity() {
    Variable input = new Tape().constant(x);
    assertThat(new Sequential().forward(input)).isSameAs(input);
  }

  @Test
  void aPerceptronHasAnActivationBetweenItsLinearLayers() {
    Sequential mlp = Sequential.mlp(Variable::tanh, new SplittableRandom(2), 3, 5, 4, 2);
    assertThat(mlp.namedParameters().keySet())
        .containsExactly("0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias");
    SplittableRandom random = new SplittableRandom(2);
    Linear first = new Linear(3, 5, random);
    Linear second = new Linear(5, 4, random);
    Linear third = new Linear(4, 2, random);
    Variable input = new Tape().constant(x);
    Variable expected = third.forward(second.forward(first.forward(input).tanh()).tanh());
    assertThat(mlp.forward(input).value().toArray()).isEqualTo(expected.value().toArray());
  }

  @Test
  void gradientsReachEveryLayer() {
    Sequential mlp = Sequential.mlp(Variable::gelu, new SplittableRandom(2), 3, 5, 4, 2);
    new GradientCheck()
        .check(mlp.namedParameters(), t -> mlp.forward(t.constant(x)).normalizeRows().sum())
        .requirePassed();
  }

  @Test
  void aPerceptronNeedsInputAndOutput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.mlp(Variable::tanh, new SplittableRandom(2), 3))
        .withMessage("widths has 1 elements, expected at least input and output");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.mlp(Variable::tanh, new SplittableRandom(2), 3, 0))
        .withMessage("outputs is 0, expected at least 1");
    assertThatNullPointerException()
        .isThrownBy(() -> Sequential.mlp(null, new SplittableRandom(2), 3, 2))
        .withMessageStartingWith("activation is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Sequential.mlp(Variable::tanh, null, 3, 2))
        .withMessageStartingWith("random is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new Sequential(Variable::tanh, null))
        .withMessage("layers[1] is null, expected a layer");
    assertThatNullPointerException()
        .isThrownBy(() -> new Sequential((Layer[]) null))
        .withMessageStartingWith("layers is null");
  }
}
