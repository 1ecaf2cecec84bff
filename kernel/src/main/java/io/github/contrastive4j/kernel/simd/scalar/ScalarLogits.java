package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.Geometry;

/** From scores to logits, and back from weights of logits to weights of scores. */
final class ScalarLogits {
  private ScalarLogits() {}

  /** κ / (1 + unit·d) of a distance, or the inner product as it is; −∞ of an excluded score. */
  static float logit(Geometry geometry, float score, float kappa, float unit) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return score;
    }
    return score < 0 ? Float.NEGATIVE_INFINITY : kappa / (1f + unit * distance(geometry, score));
  }

  /** A weight times the derivative of the logit: what backward products are weighed by. */
  static float derive(Geometry geometry, float score, float weight, float unit) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return weight;
    }
    float distance = distance(geometry, score);
    float onePlus = 1f + unit * distance;
    float scaled = weight / onePlus / onePlus;
    if (geometry == Geometry.ABSOLUTE_DISTANCE) {
      return scaled;
    }
    return distance == 0f ? 0f : scaled / distance;
  }

  private static float distance(Geometry geometry, float score) {
    float sum = Math.max(score, 0f);
    return geometry == Geometry.SQUARED_DISTANCE ? (float) Math.sqrt(sum) : sum;
  }

  /** Logits of a stretch of scores. */
  static void logits(
      Geometry geometry, float[] panel, int at, int length, float kappa, float unit, float[] out) {
    if (geometry == Geometry.INNER_PRODUCT) {
      System.arraycopy(panel, at, out, 0, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      out[i] = logit(geometry, panel[at + i], kappa, unit);
    }
  }

  /** Replaces scores by weights, from the exponentials that are in the scratch. */
  static void weights(Geometry geometry, float[] s, int length, float unit, float[] panel, int at) {
    int powers = ScalarExponentials.POWERS;
    if (geometry == Geometry.INNER_PRODUCT) {
      System.arraycopy(s, powers, panel, at, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      panel[at + i] = derive(geometry, panel[at + i], s[powers + i], unit);
    }
  }
}
