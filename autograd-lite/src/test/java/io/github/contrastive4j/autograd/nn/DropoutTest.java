package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private final Tape tape = new Tape();

  private Variable ones(int rows, int columns) {
    float[] ones = new float[rows * columns];
    Arrays.fill(ones, 1);
    return tape.variable(Matrix.of(ones, rows, columns));
  }

  @Test
  void dropsItsShareAndKeepsTheExpectation() {
    float[] y = new Dropout(0.2, new SplittableRandom(1)).forward(ones(100, 100)).value().toArray();
    int dropped = 0;
    for (float v : y) {
      assertThat(v).isIn(0f, 1.25f);
      dropped += v == 0 ? 1 : 0;
    }
    // Five standard deviations of the binomial distribution.
    assertThat(dropped).isBetween(1800, 2200);
  }

  @Test
  void evaluationAndRateZeroChangeNothing() {
    Variable x = ones(2, 3);
    Dropout dropout = new Dropout(0.5, new SplittableRandom(1));
    dropout.eval();
    assertThat(dropout.forward(x)).isSameAs(x);
    dropout.train();
    assertThat(dropout.forward(x)).isNotSameAs(x);
    assertThat(new Dropout(0, new SplittableRandom(1)).forward(x)).isSameAs(x);
  }

  @Test
  void theSameGeneratorDropsTheSame() {
    Variable x = ones(8, 8);
    Dropout dropout = new Dropout(0.5, new SplittableRandom(1));
    float[] first = dropped(dropout, x, 7);
    float[] other = dropout.forward(x).value().toArray();
    assertThat(dropped(dropout, x, 7)).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  private static float[] dropped(Dropout dropout, Variable x, long seed) {
    return x.tape()
        .withRandom(new SplittableRandom(seed), () -> dropout.forward(x))
        .value()
        .toArray();
  }

  @Test
  void gradientsArriveWhereNothingWasDropped() {
    SplittableRandom random = new SplittableRandom(3);
    Parameter x = Parameter.dense(OperationCheck.random(5, 7, random));
    Dropout dropout = new Dropout(0.4, random);
    new GradientCheck()
        .check(
            Map.of("x", x),
            t ->
                t.withRandom(
                    new SplittableRandom(7), () -> dropout.forward(t.parameter(x)).tanh().sum()))
        .requirePassed();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 0.99999999999, 2, Double.NaN})
  void aRateOutOfRangeIsRefused(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(rate, new SplittableRandom(1)))
        .withMessage("rate is " + rate + ", expected a number in [0, 1 - 2^-25)");
  }

  @Test
  void aMissingGeneratorIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Dropout(0.1, null))
        .withMessage("random is null, expected a generator");
    Dropout dropout = new Dropout(0.1, new SplittableRandom(1));
    assertThatNullPointerException()
        .isThrownBy(() -> dropout.forward(null))
        .withMessage("x is null, expected a variable");
  }
}
