package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the gradient of squared distances, out[r] (+)= Σ_k w · (other[k] − self[r]): 4
 * rows by two vectors of one panel, with the weights in row order, w[r][k], or transposed, w[k][r].
 *
 * <p>The rows of self are read anew in every step: held in variables across the loops, they would
 * become objects.
 */
final class SquaredDistanceGradientTiles {
  private static final int HEIGHT = 4;

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
    int panels = depth / PANEL;
    int whole = panels * PANEL;
    for (int column = 0; column < PANEL; column += 2 * LANES) {
      for (int row = 0; row < rows; row += HEIGHT) {
        int at = row * PANEL + column;
        if (weightsStride == 0) {
          transposed(
              weights,
              weightsAt + row,
              depth,
              self,
              selfAt + at,
              other,
              otherAt + column,
              out,
              outAt + at,
              add);
          continue;
        }
        int w = weightsAt + row * PANEL;
        if (whole > 0) {
          upright(
              weights,
              w,
              weightsStride,
              panels,
              self,
              selfAt + at,
              other,
              otherAt + column,
              out,
              outAt + at,
              add);
        }
        if (whole < depth) {
          tail(
              weights,
              w + panels * weightsStride,
              depth - whole,
              self,
              selfAt + at,
              other,
              otherAt + whole * PANEL + column,
              out,
              outAt + at,
              add || whole > 0);
        }
      }
    }
  }

  private static void upright(
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
      }
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).sub(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).sub(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).sub(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .sub(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).sub(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .sub(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).sub(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .sub(c31)
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }

  private static void tail(
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
    for (int k = 0; k < depth; k++, o += PANEL) {
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
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).sub(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).sub(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).sub(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .sub(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).sub(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .sub(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).sub(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .sub(c31)
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }

  private static void transposed(
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
    FloatVector.fromArray(SPECIES, start, s).sub(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).sub(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).sub(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .sub(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).sub(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .sub(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).sub(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .sub(c31)
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }
}
