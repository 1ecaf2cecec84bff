package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the gradient of squared distances, out[r] (+)= Σ_k w · (self[r] − other[k]): 6
 * or 4 rows by two vectors of one panel, with the weights in row order, w[r][k], or transposed,
 * w[k][r].
 *
 * <p>Eight sums of 4 rows are just as many as hide the latency of a multiply-add, and a processor
 * that starts two a cycle waits now and then; 6 rows fill 32 registers. Where there are 16, or
 * where weights in row order end within a panel, 4 rows it is. The rows of self are written as if
 * they were read anew in every step: held in variables across the loops, they would become objects.
 */
final class SquaredDistanceGradientTiles {
  private SquaredDistanceGradientTiles() {}

  static void sum(
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
    boolean whole = weightsStride == 0 || depth % PANEL == 0;
    for (int column = 0; column < PANEL; column += 2 * LANES) {
      int row = 0;
      while (row < rows) {
        int height = whole ? height(rows - row) : 4;
        int at = row * PANEL + column;
        int from = otherAt + column;
        if (weightsStride == 0) {
          int w = weightsAt + row;
          if (height == 6) {
            transposed6(weights, w, depth, self, selfAt + at, other, from, out, outAt + at, add);
          } else {
            transposed4(weights, w, depth, self, selfAt + at, other, from, out, outAt + at, add);
          }
        } else {
          int w = weightsAt + row * PANEL;
          if (height == 6) {
            upright6(
                weights,
                w,
                weightsStride,
                depth / PANEL,
                self,
                selfAt + at,
                other,
                from,
                out,
                outAt + at,
                add);
          } else {
            upright4(
                weights,
                w,
                weightsStride,
                depth,
                self,
                selfAt + at,
                other,
                from,
                out,
                outAt + at,
                add);
          }
        }
        row += height;
      }
    }
  }

  /** Rows of the next tile, where an even number is left. */
  private static int height(int rows) {
    return Lanes.MANY_REGISTERS && rows >= 6 && rows != 8 ? 6 : 4;
  }

  private static void upright6(
      float[] weights,
      int weightsAt,
      int weightsStride,
      int panels,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    int o = otherAt;
    int l = weightsAt;
    for (int panel = 0; panel < panels; panel++, l += weightsStride) {
      for (int k = 0; k < PANEL; k++, o += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
        FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
        FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l + k]);
        FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
        FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
        c00 = w0.fma(s00.sub(b0), c00);
        c01 = w0.fma(s01.sub(b1), c01);
        FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + k + PANEL]);
        FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
        FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
        c10 = w1.fma(s10.sub(b0), c10);
        c11 = w1.fma(s11.sub(b1), c11);
        FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + k + 2 * PANEL]);
        FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
        FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
        c20 = w2.fma(s20.sub(b0), c20);
        c21 = w2.fma(s21.sub(b1), c21);
        FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + k + 3 * PANEL]);
        FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
        FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
        c30 = w3.fma(s30.sub(b0), c30);
        c31 = w3.fma(s31.sub(b1), c31);
        FloatVector w4 = FloatVector.broadcast(SPECIES, weights[l + k + 4 * PANEL]);
        FloatVector s40 = FloatVector.fromArray(SPECIES, self, selfAt + 4 * PANEL);
        FloatVector s41 = FloatVector.fromArray(SPECIES, self, selfAt + 4 * PANEL + LANES);
        c40 = w4.fma(s40.sub(b0), c40);
        c41 = w4.fma(s41.sub(b1), c41);
        FloatVector w5 = FloatVector.broadcast(SPECIES, weights[l + k + 5 * PANEL]);
        FloatVector s50 = FloatVector.fromArray(SPECIES, self, selfAt + 5 * PANEL);
        FloatVector s51 = FloatVector.fromArray(SPECIES, self, selfAt + 5 * PANEL + LANES);
        c50 = w5.fma(s50.sub(b0), c50);
        c51 = w5.fma(s51.sub(b1), c51);
      }
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    c00.add(FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.add(FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.add(FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.add(FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL)).intoArray(out, outAt + 2 * PANEL);
    c21.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL)).intoArray(out, outAt + 3 * PANEL);
    c31.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
        .intoArray(out, outAt + 3 * PANEL + LANES);
    c40.add(FloatVector.fromArray(SPECIES, start, s + 4 * PANEL)).intoArray(out, outAt + 4 * PANEL);
    c41.add(FloatVector.fromArray(SPECIES, start, s + 4 * PANEL + LANES))
        .intoArray(out, outAt + 4 * PANEL + LANES);
    c50.add(FloatVector.fromArray(SPECIES, start, s + 5 * PANEL)).intoArray(out, outAt + 5 * PANEL);
    c51.add(FloatVector.fromArray(SPECIES, start, s + 5 * PANEL + LANES))
        .intoArray(out, outAt + 5 * PANEL + LANES);
  }

  private static void upright4(
      float[] weights,
      int weightsAt,
      int weightsStride,
      int depth,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);

    int o = otherAt;
    for (int k = 0; k < depth; k++, o += PANEL) {
      int l = weightsAt + k / PANEL * weightsStride + k % PANEL;
      FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
      FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l]);
      FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
      FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
      c00 = w0.fma(s00.sub(b0), c00);
      c01 = w0.fma(s01.sub(b1), c01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + PANEL]);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      c10 = w1.fma(s10.sub(b0), c10);
      c11 = w1.fma(s11.sub(b1), c11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + 2 * PANEL]);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      c20 = w2.fma(s20.sub(b0), c20);
      c21 = w2.fma(s21.sub(b1), c21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + 3 * PANEL]);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      c30 = w3.fma(s30.sub(b0), c30);
      c31 = w3.fma(s31.sub(b1), c31);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    c00.add(FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.add(FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.add(FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.add(FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL)).intoArray(out, outAt + 2 * PANEL);
    c21.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL)).intoArray(out, outAt + 3 * PANEL);
    c31.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }

  private static void transposed4(
      float[] weights,
      int weightsAt,
      int depth,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);

    int o = otherAt;
    int l = weightsAt;
    for (int k = 0; k < depth; k++, o += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
      FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l]);
      FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
      FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
      c00 = w0.fma(s00.sub(b0), c00);
      c01 = w0.fma(s01.sub(b1), c01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + 1]);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      c10 = w1.fma(s10.sub(b0), c10);
      c11 = w1.fma(s11.sub(b1), c11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + 2]);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      c20 = w2.fma(s20.sub(b0), c20);
      c21 = w2.fma(s21.sub(b1), c21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + 3]);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      c30 = w3.fma(s30.sub(b0), c30);
      c31 = w3.fma(s31.sub(b1), c31);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    c00.add(FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.add(FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.add(FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.add(FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL)).intoArray(out, outAt + 2 * PANEL);
    c21.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL)).intoArray(out, outAt + 3 * PANEL);
    c31.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }

  private static void transposed6(
      float[] weights,
      int weightsAt,
      int depth,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    int o = otherAt;
    int l = weightsAt;
    for (int k = 0; k < depth; k++, o += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
      FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l]);
      FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
      FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
      c00 = w0.fma(s00.sub(b0), c00);
      c01 = w0.fma(s01.sub(b1), c01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + 1]);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      c10 = w1.fma(s10.sub(b0), c10);
      c11 = w1.fma(s11.sub(b1), c11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + 2]);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      c20 = w2.fma(s20.sub(b0), c20);
      c21 = w2.fma(s21.sub(b1), c21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + 3]);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      c30 = w3.fma(s30.sub(b0), c30);
      c31 = w3.fma(s31.sub(b1), c31);
      FloatVector w4 = FloatVector.broadcast(SPECIES, weights[l + 4]);
      FloatVector s40 = FloatVector.fromArray(SPECIES, self, selfAt + 4 * PANEL);
      FloatVector s41 = FloatVector.fromArray(SPECIES, self, selfAt + 4 * PANEL + LANES);
      c40 = w4.fma(s40.sub(b0), c40);
      c41 = w4.fma(s41.sub(b1), c41);
      FloatVector w5 = FloatVector.broadcast(SPECIES, weights[l + 5]);
      FloatVector s50 = FloatVector.fromArray(SPECIES, self, selfAt + 5 * PANEL);
      FloatVector s51 = FloatVector.fromArray(SPECIES, self, selfAt + 5 * PANEL + LANES);
      c50 = w5.fma(s50.sub(b0), c50);
      c51 = w5.fma(s51.sub(b1), c51);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    c00.add(FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.add(FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.add(FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.add(FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL)).intoArray(out, outAt + 2 * PANEL);
    c21.add(FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL)).intoArray(out, outAt + 3 * PANEL);
    c31.add(FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
        .intoArray(out, outAt + 3 * PANEL + LANES);
    c40.add(FloatVector.fromArray(SPECIES, start, s + 4 * PANEL)).intoArray(out, outAt + 4 * PANEL);
    c41.add(FloatVector.fromArray(SPECIES, start, s + 4 * PANEL + LANES))
        .intoArray(out, outAt + 4 * PANEL + LANES);
    c50.add(FloatVector.fromArray(SPECIES, start, s + 5 * PANEL)).intoArray(out, outAt + 5 * PANEL);
    c51.add(FloatVector.fromArray(SPECIES, start, s + 5 * PANEL + LANES))
        .intoArray(out, outAt + 5 * PANEL + LANES);
  }
}
