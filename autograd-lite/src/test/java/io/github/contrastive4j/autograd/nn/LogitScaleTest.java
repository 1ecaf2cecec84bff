package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogitScaleTest {
  private final Tape tape = new Tape();

  private static Matrix scalar(double value) {
    return Matrix.of(new float[] {(float) value}, 1, 1);
  }

  private static LogitScale at(double theta) {
    LogitScale scale = new LogitScale();
    scale.load(Map.of("log_scale", scalar(theta)));
    return scale;
  }

  private float gradient(LogitScale scale) {
    Parameter theta = scale.parameters().getFirst();
    theta.zeroGradient();
    tape.reset();
    Variable value = scale.forward(tape);
    value.scale(3).backward();
    return tape.parameter(theta).gradient().get(0, 0);
  }

  @Test
  void startsAsClip() {
    LogitScale scale = new LogitScale();
    assertThat(scale.value()).isCloseTo(14.2857142857, within(1e-5));
    assertThat(scale.state().get("log_scale").get(0, 0)).isEqualTo((float) Math.log(1 / 0.07));
    assertThat(scale.forward(tape).scalar()).isEqualTo((float) scale.value());
  }

  @Test
  void startsWhereTheCallerSays() {
    assertThat(new LogitScale(10).value()).isCloseTo(10, within(1e-5));
    assertThat(new LogitScale(0.5, 0.25, 0.75).value()).isCloseTo(0.5, within(1e-7));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1.7, 4.2})
  void theGradientIsThatOfTheExponential(double theta) {
    LogitScale scale = at(theta);
    new GradientCheck()
        .check(scale.namedParameters(), t -> scale.forward(t).scale(0.01).tanh())
        .requirePassed();
  }

  @ParameterizedTest
  @CsvSource({"4.7, 100", "88, 100", "1000, 100", "-0.1, 1", "-1000, 1"})
  void outsideTheRangeTheValueIsTheLimitAndTheGradientZero(double theta, double limit) {
    LogitScale scale = at(theta);
    assertThat(scale.value()).isEqualTo(limit);
    assertThat(scale.forward(tape).scalar()).isEqualTo((float) limit);
    assertThat(gradient(scale)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"4.7, 100", "-0.1, 1"})
  void aClampedParameterLearnsOn(double theta, double limit) {
    LogitScale scale = at(theta);
    scale.clamp();
    assertThat(scale.value()).isCloseTo(limit, within(1e-4));
    assertThat(gradient(scale)).isCloseTo((float) (3 * limit), within(1e-3f));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitScale(0.5))
        .withMessage("start is 0.5, expected in [1.0, 100.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitScale(Double.NaN))
        .withMessageStartingWith("start is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitScale(1, 0, 100))
        .withMessage("least is 0.0, expected at least 1.2e-38");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitScale(1, 1, 0.5))
        .withMessage("most is 0.5, expected finite, at least 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitScale(1, 1, Double.POSITIVE_INFINITY))
        .withMessageStartingWith("most is Infinity");
  }

  @Test
  void theBiasStartsAsSigLip() {
    LogitBias bias = new LogitBias();
    assertThat(bias.value()).isEqualTo(-10);
    assertThat(new LogitBias(2).value()).isEqualTo(2);
    bias.forward(tape).scale(3).backward();
    Parameter parameter = bias.namedParameters().get("bias");
    assertThat(tape.parameter(parameter).gradient().get(0, 0)).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitBias(Double.NaN))
        .withMessage("start is NaN, expected a finite number");
  }

  @Test
  void aMissingTapeIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new LogitScale().forward(null))
        .withMessageStartingWith("tape is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new LogitBias().forward(null))
        .withMessageStartingWith("tape is null");
  }
}
