package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearTest {
  private final Matrix x = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @Test
  void multipliesByTheWeightAndAddsTheBias() {
    Linear linear = new Linear(3, 2, new SplittableRandom(1));
    linear.load(
        Map.of(
            "weight", Matrix.of(new float[] {1, 0, 0, 1, 2, 2}, 3, 2),
            "bias", Matrix.of(new float[] {10, 20}, 1, 2)));
    assertThat(linear.forward(new Tape().constant(x)).value().toArray())
        .containsExactly(17, 28, 26, 37);
  }

  @Test
  void theBiasMayBeLeftOut() {
    Linear linear = new Linear(3, 2, false, new SplittableRandom(1));
    assertThat(linear.namedParameters().keySet()).containsExactly("weight");
    linear.load(Map.of("weight", Matrix.of(new float[] {1, 0, 0, 1, 2, 2}, 3, 2)));
    assertThat(linear.forward(new Tape().constant(x)).value().toArray())
        .containsExactly(7, 8, 16, 17);
  }

  @Test
  void weightsComeFromTheSeedWithinTheGlorotBound() {
    Linear linear = new Linear(30, 20, new SplittableRandom(5));
    float[] weight = linear.state().get("weight").toArray();
    float bound = (float) Math.sqrt(6.0 / 50);
    double square = 0;
    for (float w : weight) {
      assertThat(w).isBetween(-bound, bound);
      square += w * w;
    }
    // The variance of a uniform distribution is a third of its squared bound.
    assertThat(square / weight.length).isBetween(0.9 * 0.04, 1.1 * 0.04);
    assertThat(linear.state().get("bias").toArray()).containsOnly(0);
    assertThat(new Linear(30, 20, new SplittableRandom(5)).state().get("weight").toArray())
        .isEqualTo(weight);
    assertThat(new Linear(30, 20, new SplittableRandom(6)).state().get("weight").toArray())
        .isNotEqualTo(weight);
  }

  @Test
  void weightAndBiasGetTheirGradients() {
    Linear linear = new Linear(3, 2, new SplittableRandom(1));
    new GradientCheck()
        .check(linear.namedParameters(), t -> linear.forward(t.constant(x)).tanh().sum())
        .requirePassed();
  }

  @Test
  void valuesThatAreThereAreTrainedInPlace() {
    Matrix identity = Matrix.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
    Linear linear = new Linear(identity, null);
    assertThat(linear.forward(new Tape().constant(x)).value().toArray())
        .containsExactly(x.toArray());
    assertThat(linear.state().get("weight")).isSameAs(identity);
    assertThat(new Linear(identity, Matrix.of(new float[] {1, 2, 3}, 1, 3)).state())
        .containsOnlyKeys("weight", "bias");
    assertThat(linear).hasToString("Linear[3 -> 3]");
  }

  @Test
  void anAdapterBeginsAsTheIdentity() {
    Linear adapter = Linear.identity(3);
    assertThat(adapter.forward(new Tape().constant(x)).value().toArray())
        .containsExactly(x.toArray());
    assertThat(adapter.state()).containsOnlyKeys("weight");
    assertThatIllegalArgumentException().isThrownBy(() -> Linear.identity(0));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(Matrix.zeros(3, 2), Matrix.zeros(1, 3)))
        .withMessage("bias is 1 x 3, expected 1 x 2 as the weight is 3 x 2");
    assertThatNullPointerException()
        .isThrownBy(() -> new Linear(null, Matrix.zeros(1, 3)))
        .withMessageStartingWith("weight is null");
    Linear linear = new Linear(5, 2, new SplittableRandom(1));
    assertThatNullPointerException()
        .isThrownBy(() -> linear.forward(null))
        .withMessageStartingWith("x is null");
    Variable narrow = new Tape().constant(x);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear.forward(narrow))
        .withMessage("x is 2 x 3, expected 5 columns as Linear[5 -> 2] has inputs");
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(0, 2, new SplittableRandom(1)))
        .withMessage("inputs is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(2, 0, new SplittableRandom(1)))
        .withMessage("outputs is 0, expected at least 1");
  }
}
