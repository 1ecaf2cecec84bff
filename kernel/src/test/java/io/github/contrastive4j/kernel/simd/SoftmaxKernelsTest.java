package io.github.contrastive4j.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exponentials and losses of targets against the functions of the JDK. */
@Tag("simd")
public class SoftmaxKernelsTest {
  private static final int AT = 3;
  private static final int LENGTH = 10_000 * SoftmaxKernels.STEP;
  private static final double LN2 = Math.log(2);

  private final Random random = new Random(8);

  /** What is tested: what the process has chosen. */
  protected SoftmaxKernels kernels() {
    return SimdProvider.kernels().softmaxes();
  }

  @Test
  void exponentialsAreThoseOfTheDifference() {
    double[] logits = new double[AT + LENGTH];
    double[] references = new double[AT + LENGTH];
    for (int i = AT; i < logits.length; i++) {
      references[i] = random.nextGaussian();
      double size = Math.pow(10, random.nextInt(-8, 4));
      logits[i] = references[i] + random.nextDouble(-size, Math.min(size, 127));
    }
    Arrays.fill(logits, AT, AT + 10, 0.0);
    Arrays.fill(references, AT, AT + 10, 0.0);
    double[] out = filled(0);
    kernels().targetExponentials(logits, references, AT, LENGTH, out);
    for (int i = AT; i < out.length - 1; i++) {
      double exponent = logits[i] - references[i];
      double expected = Math.pow(2, exponent);
      double error = (Math.abs(exponent) + 3) * Math.ulp(expected);
      assertThat(out[i]).as("2^%s", exponent).isCloseTo(expected, within(error));
    }
    assertThat(Arrays.copyOfRange(out, AT, AT + 10)).containsOnly(1.0);
    assertThatNothingElseIsWritten(out);
  }

  @Test
  void exponentialsFarBelowTheReferenceAreZero() {
    for (double exponent : new double[] {-1100, -5000, -1e12, -1e300, Double.NEGATIVE_INFINITY}) {
      double[] out = filled(0);
      double[] logits = filled(exponent);
      kernels().targetExponentials(logits, filled(0), AT, SoftmaxKernels.STEP, out);
      assertThat(Arrays.copyOfRange(out, AT, AT + SoftmaxKernels.STEP)).containsOnly(0.0);
    }
  }

  @Test
  void lossesAreExactAtBothEnds() {
    double[] logits = new double[AT + LENGTH];
    double[] references = new double[AT + LENGTH];
    double[] own = new double[AT + LENGTH];
    double[] rest = new double[AT + LENGTH];
    for (int i = AT; i < logits.length; i++) {
      references[i] = random.nextGaussian();
      logits[i] = references[i] + random.nextDouble(-300, 100);
      own[i] = Math.pow(2, logits[i] - references[i]);
      rest[i] = own[i] * Math.pow(2, random.nextDouble(-200, 200));
      if (i % 7 == 0) {
        rest[i] = own[i] * random.nextDouble(0.5, 2);
      } else if (i % 11 == 0) {
        rest[i] = 0;
      } else if (i % 13 == 0) {
        rest[i] = own[i];
      } else if (i % 17 == 0) {
        logits[i] = references[i] - 1e5;
        own[i] = 0;
      }
    }
    double[] out = filled(0);
    kernels().targetLosses(logits, references, own, rest, AT, LENGTH, out);
    for (int i = AT; i < out.length - 1; i++) {
      double exponent = logits[i] - references[i];
      boolean dominant = own[i] >= rest[i];
      double expected =
          dominant ? Math.log1p(rest[i] / own[i]) : Math.log(own[i] + rest[i]) - LN2 * exponent;
      double magnitude = dominant ? expected : expected + 2 * LN2 * Math.abs(exponent);
      assertThat(out[i])
          .as("own %s, rest %s", own[i], rest[i])
          .isCloseTo(expected, within(1e-15 * magnitude));
    }
    assertThatNothingElseIsWritten(out);
  }

  private static double[] filled(double value) {
    double[] x = new double[AT + LENGTH + 1];
    Arrays.fill(x, AT, AT + LENGTH, value);
    return x;
  }

  private static void assertThatNothingElseIsWritten(double[] out) {
    assertThat(Arrays.copyOf(out, AT)).containsOnly(0.0);
    assertThat(out[AT + LENGTH]).isZero();
  }
}
