package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.Matrix;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxCrossEntropyTest {
  private static Variable logits(float... row) {
    return new Tape().variable(Matrix.of(row, 1, row.length));
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "5, 7, 3", "3, 33, 10"})
  void isTheMeanOfTheRowLosses(int rows, int columns, double scale) {
    int[] targets = new SplittableRandom(3).ints(rows, 0, columns).toArray();
    new OperationCheck()
        .input("x", rows, columns)
        .matches(
            v -> v.get("x").scale(scale).softmaxCrossEntropy(targets),
            p -> {
              double[][] logits = Float64.map(p.get("x"), x -> scale * x);
              return new double[][] {{Float64.crossEntropy(logits, targets)}};
            });
  }

  @Test
  void aDominatingTargetKeepsItsRelativePrecision() {
    Variable x = logits(30, 1, 2);
    Variable loss = x.softmaxCrossEntropy(0);
    loss.backward();
    double others = Math.exp(-29) + Math.exp(-28);
    Percentage precision = Percentage.withPercentage(1e-4);
    assertThat((double) loss.scalar()).isCloseTo(Math.log1p(others), precision);
    assertThat((double) x.gradient().get(0, 0)).isCloseTo(-others / (1 + others), precision);
  }

  /** What comes of them in products would be subnormal. */
  @Test
  void tinySharesAreLeftOut() {
    Variable x = logits(0, -65, -75, -100);
    x.softmaxCrossEntropy(0).backward();
    Variable y = logits(0, -65, -75, -100);
    y.logSumExpRows().sum().backward();
    for (Variable each : List.of(x, y)) {
      float[] gradient = each.gradient().toArray();
      assertThat((double) gradient[1]).isCloseTo(Math.exp(-65), Percentage.withPercentage(1e-3));
      assertThat(gradient[2]).isZero();
      assertThat(gradient[3]).isZero();
    }
  }

  @Test
  void aHopelessTargetHasALargeFiniteLoss() {
    Variable x = logits(0, 500, -500);
    Variable loss = x.softmaxCrossEntropy(2);
    loss.backward();
    assertThat(loss.scalar()).isEqualTo(1000);
    assertThat(x.gradient().toArray()).containsExactly(0, 1, -1);
  }

  @Test
  void equalLogitsGiveTheLogOfTheirNumber() {
    assertThat((double) logits(7, 7, 7, 7).softmaxCrossEntropy(1).scalar())
        .isCloseTo(Math.log(4), within(1e-6));
  }

  @Test
  void oneClassHasNoLoss() {
    Variable x = logits(3);
    Variable loss = x.softmaxCrossEntropy(0);
    loss.backward();
    assertThat(loss.scalar()).isZero();
    assertThat(x.gradient().get(0, 0)).isZero();
  }

  @Test
  void targetsThatDoNotFitAreRefused() {
    Variable x = new Tape().variable(Matrix.zeros(2, 3));
    assertThatNullPointerException()
        .isThrownBy(() -> x.softmaxCrossEntropy((int[]) null))
        .withMessageStartingWith("targets is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.softmaxCrossEntropy(1))
        .withMessage("targets has 1 elements, expected one for each of 2 rows");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> x.softmaxCrossEntropy(1, 3))
        .withMessage("targets[1] is 3, expected a column in [0, 3)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> x.softmaxCrossEntropy(-1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tape().variable(Matrix.zeros(0, 3)).softmaxCrossEntropy())
        .withMessage("the logits have no rows, expected at least one");
  }
}
