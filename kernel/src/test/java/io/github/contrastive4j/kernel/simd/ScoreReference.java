package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;

/** Score panels, and the formulas of their entries in float64. */
final class ScoreReference {
  static final int[] ROWS = {1, 2, 3, 4, 7, 16, 33, 63, 64, 65, 256};
  static final int OFFSET = 3;
  static final float KAPPA = 25f;
  static final float UNIT = 0.5f;
  static final double TOLERANCE = 1e-5;

  /** Exponentials below the normal numbers of float32 need not be right. */
  private static final double SMALLEST = 1e-33;

  private ScoreReference() {}

  /** Scores of the geometry, some of them excluded, one of distance zero. */
  static Panel scores(Geometry geometry, int rows, RandomGenerator random) {
    Panel panel = Panel.gaussian(rows, PANEL, random);
    for (int j = 0; j < rows; j++) {
      for (int lane = 0; lane < PANEL; lane++) {
        float value = panel.get(j, lane);
        float score = geometry == Geometry.INNER_PRODUCT ? 8 * value : 5 * value * value;
        panel.set(j, lane, random.nextInt(20) == 0 ? Float.NEGATIVE_INFINITY : score);
      }
    }
    if (geometry != Geometry.INNER_PRODUCT) {
      panel.set(0, 3, 0f);
    }
    return panel;
  }

  static float[] gaussians(int length, double mean, RandomGenerator random) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (float) (mean + random.nextGaussian());
    }
    return values;
  }

  static boolean excluded(double score) {
    return score == Double.NEGATIVE_INFINITY;
  }

  private static double distance(Geometry geometry, double score) {
    return geometry == Geometry.SQUARED_DISTANCE ? Math.sqrt(score) : score;
  }

  static double logit(Geometry geometry, double score) {
    if (geometry == Geometry.INNER_PRODUCT || excluded(score)) {
      return score;
    }
    return KAPPA / (1 + UNIT * distance(geometry, score));
  }

  static double exp2(double x) {
    return Math.exp(x * Math.log(2));
  }

  /** 2^(logit − shift), or 0 where that is below the range. */
  static double exponential(double logit, double shift) {
    return logit - shift <= MIN_EXPONENT ? 0 : exp2(logit - shift);
  }

  static double derivative(Geometry geometry, double score) {
    if (geometry == Geometry.INNER_PRODUCT || excluded(score)) {
      return 1;
    }
    double distance = distance(geometry, score);
    double similarity = 1 / (1 + UNIT * distance);
    if (geometry == Geometry.ABSOLUTE_DISTANCE) {
      return similarity * similarity;
    }
    return distance == 0 ? 0 : similarity * similarity / distance;
  }

  static boolean moreAlike(Geometry geometry, float score, float limit) {
    if (excluded(score)) {
      return false;
    }
    return geometry == Geometry.INNER_PRODUCT ? score > limit : score < limit;
  }

  static void assertClose(float actual, double expected, double magnitude) {
    assertThat((double) actual).isCloseTo(expected, within(TOLERANCE * magnitude + SMALLEST));
  }

  /** Sum of the partial sums of a row. */
  static float total(float[] columns, int at) {
    double sum = 0;
    for (int k = 0; k < COLUMN_LANES; k++) {
      sum += columns[at + k];
    }
    return (float) sum;
  }
}
