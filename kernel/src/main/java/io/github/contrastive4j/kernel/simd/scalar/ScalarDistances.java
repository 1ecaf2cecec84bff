package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Float32Math;
import io.github.contrastive4j.kernel.simd.Geometry;

/**
 * Distances of rows and their gradients, eight neighbouring sums at a time, which stay in registers
 * while the terms pass by: written to memory after each term, as the compiler leaves a loop along
 * the columns that it cannot vectorize, a sum would wait for its own store.
 */
final class ScalarDistances {
  /** Sums at a time. */
  private static final int LINE = 8;

  private ScalarDistances() {}

  /** out[r][c] (+)= Σ_k (left[r][k] − right[k][c])², or the same of absolute differences. */
  static void distances(
      Geometry geometry,
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    for (int k = 0; k < depth; k += PANEL) {
      int width = Math.min(PANEL, depth - k);
      boolean begun = add || k > 0;
      for (int r = 0; r < rows; r++) {
        int l = leftAt + k / PANEL * leftStride + r * PANEL;
        for (int c = 0; c < PANEL; c += LINE) {
          int x = rightAt + k * PANEL + c;
          int o = outAt + r * PANEL + c;
          addDistances(squared, left, l, width, right, x, out, o, begun);
        }
      }
    }
  }

  private static void addDistances(
      boolean squared,
      float[] left,
      int l,
      int width,
      float[] right,
      int x,
      float[] out,
      int o,
      boolean add) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int k = 0; k < width; k++) {
      float a = left[l + k];
      int b = x + k * PANEL;
      s0 = distance(squared, a - right[b], s0);
      s1 = distance(squared, a - right[b + 1], s1);
      s2 = distance(squared, a - right[b + 2], s2);
      s3 = distance(squared, a - right[b + 3], s3);
      s4 = distance(squared, a - right[b + 4], s4);
      s5 = distance(squared, a - right[b + 5], s5);
      s6 = distance(squared, a - right[b + 6], s6);
      s7 = distance(squared, a - right[b + 7], s7);
    }
    store(out, o, add, s0, s1, s2, s3, s4, s5, s6, s7);
  }

  private static float distance(boolean squared, float difference, float sum) {
    return squared ? Float32Math.add(difference, difference, sum) : sum + Math.abs(difference);
  }

  private static void store(
      float[] out,
      int o,
      boolean add,
      float s0,
      float s1,
      float s2,
      float s3,
      float s4,
      float s5,
      float s6,
      float s7) {
    out[o] = add ? out[o] + s0 : s0;
    out[o + 1] = add ? out[o + 1] + s1 : s1;
    out[o + 2] = add ? out[o + 2] + s2 : s2;
    out[o + 3] = add ? out[o + 3] + s3 : s3;
    out[o + 4] = add ? out[o + 4] + s4 : s4;
    out[o + 5] = add ? out[o + 5] + s5 : s5;
    out[o + 6] = add ? out[o + 6] + s6 : s6;
    out[o + 7] = add ? out[o + 7] + s7 : s7;
  }

  /**
   * out[r][c] (+)= Σ_k w[r][k] · g(other[k][c] − self[r][c]), where g is the identity for squared
   * and the sign for absolute distances.
   *
   * @param weightsStride 0 says that the weights are transposed, w[k][r]
   */
  static void gradients(
      Geometry geometry,
      float[] weights,
      int weightsAt,
      int weightsStride,
      int rows,
      int depth,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add) {
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    boolean transposed = weightsStride == 0;
    int step = transposed ? PANEL : 1;
    for (int k = 0; k < depth; k += PANEL) {
      int width = Math.min(PANEL, depth - k);
      boolean begun = add || k > 0;
      for (int r = 0; r < rows; r++) {
        int w = weightsAt + (transposed ? k * PANEL + r : k / PANEL * weightsStride + r * PANEL);
        for (int c = 0; c < PANEL; c += LINE) {
          int s = selfAt + r * PANEL + c;
          int x = otherAt + k * PANEL + c;
          int o = outAt + r * PANEL + c;
          if (squared) {
            addDifferences(weights, w, step, width, self, s, other, x, out, o, begun);
          } else {
            addSigns(weights, w, step, width, self, s, other, x, out, o, begun);
          }
        }
      }
    }
  }

  private static void addDifferences(
      float[] weights,
      int w,
      int step,
      int width,
      float[] self,
      int s,
      float[] other,
      int x,
      float[] out,
      int o,
      boolean add) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float x0 = self[s];
    float x1 = self[s + 1];
    float x2 = self[s + 2];
    float x3 = self[s + 3];
    float x4 = self[s + 4];
    float x5 = self[s + 5];
    float x6 = self[s + 6];
    float x7 = self[s + 7];
    for (int k = 0; k < width; k++) {
      float a = weights[w + k * step];
      int b = x + k * PANEL;
      s0 = Float32Math.add(a, other[b] - x0, s0);
      s1 = Float32Math.add(a, other[b + 1] - x1, s1);
      s2 = Float32Math.add(a, other[b + 2] - x2, s2);
      s3 = Float32Math.add(a, other[b + 3] - x3, s3);
      s4 = Float32Math.add(a, other[b + 4] - x4, s4);
      s5 = Float32Math.add(a, other[b + 5] - x5, s5);
      s6 = Float32Math.add(a, other[b + 6] - x6, s6);
      s7 = Float32Math.add(a, other[b + 7] - x7, s7);
    }
    store(out, o, add, s0, s1, s2, s3, s4, s5, s6, s7);
  }

  /** A loop of its own: one that chooses takes 1.15 of the time. */
  private static void addSigns(
      float[] weights,
      int w,
      int step,
      int width,
      float[] self,
      int s,
      float[] other,
      int x,
      float[] out,
      int o,
      boolean add) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float x0 = self[s];
    float x1 = self[s + 1];
    float x2 = self[s + 2];
    float x3 = self[s + 3];
    float x4 = self[s + 4];
    float x5 = self[s + 5];
    float x6 = self[s + 6];
    float x7 = self[s + 7];
    for (int k = 0; k < width; k++) {
      float a = weights[w + k * step];
      int b = x + k * PANEL;
      s0 = signed(a, other[b] - x0, s0);
      s1 = signed(a, other[b + 1] - x1, s1);
      s2 = signed(a, other[b + 2] - x2, s2);
      s3 = signed(a, other[b + 3] - x3, s3);
      s4 = signed(a, other[b + 4] - x4, s4);
      s5 = signed(a, other[b + 5] - x5, s5);
      s6 = signed(a, other[b + 6] - x6, s6);
      s7 = signed(a, other[b + 7] - x7, s7);
    }
    store(out, o, add, s0, s1, s2, s3, s4, s5, s6, s7);
  }

  /** Equal elements are rare, so that the branch is foretold; one on the sign would not be. */
  private static float signed(float weight, float difference, float sum) {
    return difference == 0 ? sum : Float32Math.add(weight, Math.copySign(1f, difference), sum);
  }
}
