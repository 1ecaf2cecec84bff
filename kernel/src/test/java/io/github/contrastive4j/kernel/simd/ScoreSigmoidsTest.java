package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.ScoreReference.KAPPA;
import static io.github.contrastive4j.kernel.simd.ScoreReference.OFFSET;
import static io.github.contrastive4j.kernel.simd.ScoreReference.ROWS;
import static io.github.contrastive4j.kernel.simd.ScoreReference.UNIT;
import static io.github.contrastive4j.kernel.simd.ScoreReference.assertClose;
import static io.github.contrastive4j.kernel.simd.ScoreReference.derivative;
import static io.github.contrastive4j.kernel.simd.ScoreReference.excluded;
import static io.github.contrastive4j.kernel.simd.ScoreReference.exp2;
import static io.github.contrastive4j.kernel.simd.ScoreReference.logit;
import static io.github.contrastive4j.kernel.simd.ScoreReference.scores;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sigmoids of score panels and their sums against their formulas in float64. */
@Tag("simd")
class ScoreSigmoidsTest {
  private final ScoreKernels kernels = SimdProvider.kernels().scores();
  private final RandomGenerator random = new SplittableRandom(4);

  /** log₂(1 + 2^x). */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(exp2(-Math.abs(x))) / Math.log(2);
  }

  private static double sigmoid(double x) {
    return x < 0 ? exp2(x) / (1 + exp2(x)) : 1 / (1 + exp2(-x));
  }

  private float[] sigmoids(Geometry geometry, float bias, Panel panel) {
    float[] sums = new float[OFFSET + 3 * PANEL + 1];
    Arrays.fill(sums, Float.NaN);
    kernels.sigmoids(
        geometry, KAPPA, UNIT, bias, panel.data(), panel.at(), panel.rows(), sums, OFFSET);
    assertThat(panel.frameIsUntouched()).isTrue();
    assertThat(sums[OFFSET - 1]).isNaN();
    assertThat(sums[OFFSET + 3 * PANEL]).isNaN();
    return sums;
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void sigmoidsReplaceScoresAndAreAddedUp(Geometry geometry) {
    for (int rows : ROWS) {
      for (float bias : new float[] {0f, -10.5f, 6f, -140f}) {
        Panel panel = scores(geometry, rows, random);
        Panel scores = panel.copy();
        float[] sums = sigmoids(geometry, bias, panel);
        check(geometry, bias, scores, panel, sums);
      }
    }
  }

  private static void check(
      Geometry geometry, float bias, Panel scores, Panel weights, float[] sums) {
    for (int lane = 0; lane < PANEL; lane++) {
      double losses = 0;
      double products = 0;
      double magnitude = 0;
      double sum = 0;
      for (int j = 0; j < scores.rows(); j++) {
        float score = scores.get(j, lane);
        if (excluded(score)) {
          assertThat(weights.get(j, lane)).isZero();
          continue;
        }
        double logit = logit(geometry, score);
        double sigmoid = sigmoid(logit + bias);
        double weight = sigmoid * derivative(geometry, score);
        assertClose(weights.get(j, lane), weight, weight);
        losses += softplus(logit + bias);
        products += sigmoid * logit;
        magnitude += sigmoid * Math.abs(logit);
        sum += sigmoid;
      }
      assertClose(sums[OFFSET + lane], losses, losses);
      assertClose(sums[OFFSET + PANEL + lane], products, magnitude);
      assertClose(sums[OFFSET + 2 * PANEL + lane], sum, sum);
    }
  }

  /** Every term alone, from where 2^x is tiny to where it would overflow. */
  @Test
  void eachTermIsAccurateAtAnySize() {
    for (float size = 0x1p-30f; size < 2e6f; size *= 1.09f) {
      Panel panel = Panel.of(1, PANEL);
      for (int lane = 0; lane < PANEL; lane++) {
        float value = size * (1 + lane / 400f);
        panel.set(0, lane, lane % 2 == 0 ? value : -value);
      }
      Panel scores = panel.copy();
      float[] sums = sigmoids(Geometry.INNER_PRODUCT, 0f, panel);
      for (int lane = 0; lane < PANEL; lane++) {
        double x = scores.get(0, lane);
        double sigmoid = sigmoid(x);
        assertTerm(panel.get(0, lane), sigmoid);
        assertTerm(sums[OFFSET + lane], softplus(x));
        assertTerm(sums[OFFSET + PANEL + lane], sigmoid * x);
        assertTerm(sums[OFFSET + 2 * PANEL + lane], sigmoid);
      }
    }
  }

  private static void assertTerm(float actual, double expected) {
    // Exponentials below the normal numbers of float32 may be 0, and logits are up to 127 then.
    double smallest = 127 * Float.MIN_NORMAL;
    assertThat((double) actual).isCloseTo(expected, within(1e-6 * Math.abs(expected) + smallest));
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void excludedEntriesAddNothing(Geometry geometry) {
    for (float bias : new float[] {0f, -1e6f, 1e6f}) {
      Panel panel = Panel.filled(5, PANEL, Float.NEGATIVE_INFINITY);
      float[] sums = sigmoids(geometry, bias, panel);
      for (int lane = 0; lane < PANEL; lane++) {
        for (int j = 0; j < 5; j++) {
          assertThat(panel.get(j, lane)).isZero();
        }
        for (int k = 0; k < 3; k++) {
          assertThat(sums[OFFSET + k * PANEL + lane]).isZero();
        }
      }
    }
  }
}
