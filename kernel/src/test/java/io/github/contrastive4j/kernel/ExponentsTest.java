package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Exponentials and logarithms at both ends of float64, against what is known of them there. */
class ExponentsTest {
  private static final double LN2 = Math.log(2);

  @Test
  void powersOfWholeExponentsAreThose() {
    for (int exponent = -1000; exponent <= 1000; exponent++) {
      double power = Math.scalb(1.0, exponent);
      double error = (Math.abs(exponent) + 1) * Math.ulp(power);
      assertThat(Exponents.exp2(exponent)).as("2^%s", exponent).isCloseTo(power, within(error));
      assertThat(Exponents.log2(power)).isCloseTo(exponent, within(1e-12));
    }
    assertThat(Exponents.exp2(0)).isEqualTo(1);
    assertThat(Exponents.exp2(Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void lossOfADominantTargetIsTheShareOfTheRest() {
    for (int exponent : new int[] {-900, -3, 0, 100}) {
      double own = Math.scalb(1.0, exponent);
      double rest = Math.scalb(own, -60);
      assertThat(Exponents.negativeLogShare(own, rest, exponent)).isEqualTo(0x1p-60);
      assertThat(Exponents.negativeLogShare(own, 0, exponent)).isZero();
    }
  }

  @Test
  void lossOfATargetFarBelowTheRestIsTheDistance() {
    double ln3 = Math.log(3);
    assertThat(Exponents.negativeLogShare(0x1p-200, 3, -200))
        .isCloseTo(200 * LN2 + ln3, within(1e-13));
    // Too small for float64: the exponent tells.
    assertThat(Exponents.negativeLogShare(0, 3, -1e5)).isCloseTo(1e5 * LN2 + ln3, within(1e-10));
  }

  @Test
  void lossOfATargetAmongEqualsIsTheLogOfTheirNumber() {
    for (int rest = 1; rest < 10; rest++) {
      assertThat(Exponents.negativeLogShare(1, rest, 0))
          .isCloseTo(Math.log(1 + rest), within(1e-15 * rest));
    }
  }

  @Test
  void sigmoidAndItsLossAddUpAtBothEnds() {
    for (double x : new double[] {-2000, -60, -1, 0, 1, 60, 2000}) {
      assertThat(Exponents.sigmoid(x) + Exponents.sigmoid(-x)).isCloseTo(1, within(1e-15));
      double difference = Exponents.softplus(x) - Exponents.softplus(-x);
      assertThat(difference).isCloseTo(x, within(1e-15 * Math.abs(x)));
    }
    assertThat(Exponents.sigmoid(-60)).isCloseTo(0x1p-60, within(1e-30));
    assertThat(Exponents.softplus(-60)).isCloseTo(0x1p-60 / LN2, within(1e-30));
  }
}
