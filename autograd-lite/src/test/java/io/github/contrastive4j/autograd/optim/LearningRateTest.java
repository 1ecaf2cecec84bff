package io.github.contrastive4j.autograd.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateTest {
  private static double[] rates(LearningRate rate, int steps) {
    double[] rates = new double[steps];
    for (int step = 0; step < steps; step++) {
      rates[step] = rate.at(step);
    }
    return rates;
  }

  @Test
  void mayBeConstant() {
    assertThat(rates(LearningRate.constant(0.3), 3)).containsExactly(0.3, 0.3, 0.3);
  }

  @Test
  void warmsUpAndDecaysLinearly() {
    double[] expected = {2, 4, 6, 8, 6, 4, 2, 0, 0};
    assertThat(rates(LearningRate.warmupLinear(8, 3, 7), 9))
        .containsExactly(expected, within(1e-12));
  }

  @Test
  void warmsUpAndDecaysAlongACosine() {
    double half = Math.sqrt(0.5);
    double[] expected = {2, 4, 6, 8, 4 * (1 + half), 4, 4 * (1 - half), 0, 0};
    assertThat(rates(LearningRate.warmupCosine(8, 3, 7), 9))
        .containsExactly(expected, within(1e-12));
  }

  @Test
  void withoutWarmupThePeakComesFirst() {
    assertThat(LearningRate.warmupLinear(8, 0, 4).at(0)).isEqualTo(8);
    assertThat(LearningRate.warmupCosine(8, 0, 4).at(0)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void ratesOutOfRangeAreRefused(double rate) {
    String expected = " is " + rate + ", expected a finite float32 number of at least 0";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRate.constant(rate))
        .withMessage("rate" + expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRate.warmupLinear(rate, 1, 2))
        .withMessage("peak" + expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRate.warmupCosine(rate, 1, 2))
        .withMessage("peak" + expected);
  }

  @Test
  void stepsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRate.warmupLinear(1, -1, 2))
        .withMessage("warmup is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRate.warmupCosine(1, 5, 5))
        .withMessage("total is 5, expected more than the warmup of 5");
  }
}
