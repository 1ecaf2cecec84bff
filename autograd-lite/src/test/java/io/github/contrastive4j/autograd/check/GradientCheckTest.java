package io.github.contrastive4j.autograd.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {
  private final Parameter x = Parameter.dense(OperationCheck.random(3, 4, new SplittableRandom(2)));
  private final Map<String, Parameter> parameters = Map.of("x", x);

  private static final ToDoubleFunction<Map<String, double[][]>> SUM_OF_CUBES =
      values ->
          Arrays.stream(values.get("x")).flatMapToDouble(Arrays::stream).map(v -> v * v * v).sum();

  private Variable cubes(Tape tape) {
    Variable v = tape.parameter(x);
    return v.multiply(v).multiply(v).sum();
  }

  /** Σx³ whose backward step is wrong by a factor, at all elements or at one. */
  private Function<Tape, Variable> wrong(double factor, boolean oneElementOnly) {
    return tape -> {
      Variable v = tape.parameter(x);
      Variable sum = tape.result(1, 1, v);
      sum.value()
          .set(
              0,
              0,
              (float) SUM_OF_CUBES.applyAsDouble(Map.of("x", OperationCheck.toDouble(v.value()))));
      return sum.record(() -> {
        for (int r = 0; r < 3; r++) {
          for (int c = 0; c < 4; c++) {
            double right = 3.0 * v.value().get(r, c) * v.value().get(r, c);
            boolean hit = !oneElementOnly || r == 1 && c == 2;
            v.gradient().set(r, c, (float) (hit ? factor * right : right));
          }
        }
      });
    };
  }

  @Test
  void rightGradientsPass() {
    GradientReport report = new GradientCheck().check(parameters, this::cubes);
    assertThat(report.passed()).isTrue();
    assertThat(report.failures()).isEmpty();
    assertThat(report.entries()).hasSize(12);
    report.requirePassed();
    new GradientCheck(1e-5).check(parameters, this::cubes, SUM_OF_CUBES).requirePassed();
  }

  @Test
  void differencesAreCloseToTheDerivative() {
    for (GradientReport.Entry entry :
        new GradientCheck().check(parameters, this::cubes).entries()) {
      double v = x.value().get(entry.row(), entry.column());
      assertThat(entry.differences()).isCloseTo(3 * v * v, within(1e-4));
    }
    for (GradientReport.Entry entry :
        new GradientCheck().check(parameters, this::cubes, SUM_OF_CUBES).entries()) {
      double v = x.value().get(entry.row(), entry.column());
      assertThat(entry.differences()).isCloseTo(3 * v * v, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.99, 1.01, 2, Double.NaN})
  void wrongGradientsAreFound(double factor) {
    assertThat(new GradientCheck().check(parameters, wrong(factor, false)).failures())
        .hasSizeGreaterThan(6);
    assertThat(new GradientCheck().check(parameters, wrong(factor, false), SUM_OF_CUBES).failures())
        .hasSizeGreaterThan(6);
  }

  @Test
  void aReferenceFindsSmallerErrors() {
    assertThat(
            new GradientCheck(1e-5)
                .check(parameters, wrong(1.0001, false), SUM_OF_CUBES)
                .failures())
        .hasSizeGreaterThan(6);
  }

  @Test
  void theReportNamesTheElementWithBothValuesAndTheError() {
    x.value().set(1, 2, 0.5f);
    GradientReport report = new GradientCheck().check(parameters, wrong(2, true), SUM_OF_CUBES);
    assertThat(report.failures()).hasSize(1);
    GradientReport.Entry failure = report.failures().getFirst();
    assertThat(failure.parameter()).isEqualTo("x");
    assertThat(failure.row()).isEqualTo(1);
    assertThat(failure.column()).isEqualTo(2);
    assertThat(failure.backward()).isEqualTo(1.5);
    assertThat(failure.differences()).isCloseTo(0.75, within(1e-9));
    assertThat(failure.error()).isCloseTo(0.75, within(1e-9));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(report::requirePassed)
        .withMessageContaining("1 of 12 gradients are wrong")
        .withMessageContaining("x[1, 2]: backward 1.50000, differences 0.750000, error 0.75");
  }

  @Test
  void aSmallGradientAmongLargeOnesIsCheckedToo() {
    x.value().set(0, 0, 1);
    x.value().set(1, 2, 0.1f);
    GradientReport report = new GradientCheck().check(parameters, wrong(1.05, true), SUM_OF_CUBES);
    assertThat(report.failures()).hasSize(1);
  }

  @Test
  void aForgottenParameterIsFound() {
    Parameter other = Parameter.dense(OperationCheck.random(2, 2, new SplittableRandom(4)));
    GradientReport report =
        new GradientCheck()
            .check(
                Map.of("used", x, "detached", other),
                tape -> cubes(tape).add(tape.parameter(other).detach().sum()));
    assertThat(report.failures()).hasSize(4).allMatch(e -> e.parameter().equals("detached"));
  }

  @Test
  void aParameterWithoutInfluencePasses() {
    Parameter other = Parameter.dense(Matrix.zeros(2, 2));
    new GradientCheck()
        .check(
            Map.of("used", x, "zeroed", other),
            tape -> cubes(tape).add(tape.parameter(other).scale(0).sum()))
        .requirePassed();
  }

  @Test
  void valuesAreRestoredAndGradientsZeroed() {
    float[] before = x.value().toArray();
    x.gradient().addRow(0, 1, new float[] {1, 2, 3, 4}, 0);
    new GradientCheck().check(parameters, this::cubes).requirePassed();
    assertThat(x.value().toArray()).isEqualTo(before);
    Tape tape = new Tape();
    Variable v = tape.parameter(x);
    assertThat(v.gradient().toArray()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -1, Double.NaN})
  void aToleranceOutOfRangeIsRefused(double tolerance) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientCheck(tolerance))
        .withMessage("tolerance is " + tolerance + ", expected a number in (0, 1)");
  }

  /** It would pass. */
  @Test
  void aCheckOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientCheck().check(Map.of(), this::cubes))
        .withMessage("parameters is empty, expected at least one");
  }

  @Test
  void missingArgumentsAreRefused() {
    GradientCheck check = new GradientCheck();
    assertThatNullPointerException()
        .isThrownBy(() -> check.check(null, this::cubes))
        .withMessageStartingWith("parameters is null");
    assertThatNullPointerException()
        .isThrownBy(() -> check.check(Collections.singletonMap("y", null), this::cubes))
        .withMessage("parameter y is null");
    assertThatNullPointerException()
        .isThrownBy(() -> check.check(parameters, null))
        .withMessageStartingWith("function is null");
    assertThatNullPointerException()
        .isThrownBy(() -> check.check(parameters, tape -> null))
        .withMessageStartingWith("the function returned null");
    assertThatNullPointerException()
        .isThrownBy(() -> check.check(parameters, this::cubes, null))
        .withMessageStartingWith("reference is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new GradientReport(null))
        .withMessageStartingWith("entries is null");
  }
}
