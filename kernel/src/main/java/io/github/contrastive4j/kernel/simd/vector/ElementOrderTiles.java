package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.MANY_REGISTERS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;
import static jdk.incubator.vector.VectorOperators.GT;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of out[r] (+)= −2 Σ_k w · [other[k] < self[r]]: 4 rows by two vectors of one
 * panel, with the weights in row order, w[r][k], or transposed, w[k][r].
 *
 * <p>With Σ_k w this is the gradient of absolute distances where no element of self equals one of
 * other, by a comparison and an addition; {@link AbsoluteDistanceGradientTiles} know of equal ones.
 * Where there are 16 registers, fences keep the compiler from loading what later rows need, and
 * from holding the rows of self in registers that it does not have; {@link RowPanelTiles} has more
 * on them.
 */
final class ElementOrderTiles {
  private static final int HEIGHT = 4;

  private ElementOrderTiles() {}

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
        c00 = c00.add(w0, s00.compare(GT, b0));
        c01 = c01.add(w0, s01.compare(GT, b1));
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + k + PANEL]);
        FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
        FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
        c10 = c10.add(w1, s10.compare(GT, b0));
        c11 = c11.add(w1, s11.compare(GT, b1));
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + k + 2 * PANEL]);
        FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
        FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
        c20 = c20.add(w2, s20.compare(GT, b0));
        c21 = c21.add(w2, s21.compare(GT, b1));
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + k + 3 * PANEL]);
        FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
        FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
        c30 = c30.add(w3, s30.compare(GT, b0));
        c31 = c31.add(w3, s31.compare(GT, b1));
      }
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector factor = FloatVector.broadcast(SPECIES, -2f);
    c00.fma(factor, FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.fma(factor, FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.fma(factor, FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.fma(factor, FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.fma(factor, FloatVector.fromArray(SPECIES, start, s + 2 * PANEL))
        .intoArray(out, outAt + 2 * PANEL);
    c21.fma(factor, FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.fma(factor, FloatVector.fromArray(SPECIES, start, s + 3 * PANEL))
        .intoArray(out, outAt + 3 * PANEL);
    c31.fma(factor, FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
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
      c00 = c00.add(w0, s00.compare(GT, b0));
      c01 = c01.add(w0, s01.compare(GT, b1));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + k + PANEL]);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      c10 = c10.add(w1, s10.compare(GT, b0));
      c11 = c11.add(w1, s11.compare(GT, b1));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + k + 2 * PANEL]);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      c20 = c20.add(w2, s20.compare(GT, b0));
      c21 = c21.add(w2, s21.compare(GT, b1));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + k + 3 * PANEL]);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      c30 = c30.add(w3, s30.compare(GT, b0));
      c31 = c31.add(w3, s31.compare(GT, b1));
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector factor = FloatVector.broadcast(SPECIES, -2f);
    c00.fma(factor, FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.fma(factor, FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.fma(factor, FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.fma(factor, FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.fma(factor, FloatVector.fromArray(SPECIES, start, s + 2 * PANEL))
        .intoArray(out, outAt + 2 * PANEL);
    c21.fma(factor, FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.fma(factor, FloatVector.fromArray(SPECIES, start, s + 3 * PANEL))
        .intoArray(out, outAt + 3 * PANEL);
    c31.fma(factor, FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
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
      c00 = c00.add(w0, s00.compare(GT, b0));
      c01 = c01.add(w0, s01.compare(GT, b1));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + 1]);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      c10 = c10.add(w1, s10.compare(GT, b0));
      c11 = c11.add(w1, s11.compare(GT, b1));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + 2]);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      c20 = c20.add(w2, s20.compare(GT, b0));
      c21 = c21.add(w2, s21.compare(GT, b1));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + 3]);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      c30 = c30.add(w3, s30.compare(GT, b0));
      c31 = c31.add(w3, s31.compare(GT, b1));
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector factor = FloatVector.broadcast(SPECIES, -2f);
    c00.fma(factor, FloatVector.fromArray(SPECIES, start, s)).intoArray(out, outAt);
    c01.fma(factor, FloatVector.fromArray(SPECIES, start, s + LANES)).intoArray(out, outAt + LANES);
    c10.fma(factor, FloatVector.fromArray(SPECIES, start, s + PANEL)).intoArray(out, outAt + PANEL);
    c11.fma(factor, FloatVector.fromArray(SPECIES, start, s + PANEL + LANES))
        .intoArray(out, outAt + PANEL + LANES);
    c20.fma(factor, FloatVector.fromArray(SPECIES, start, s + 2 * PANEL))
        .intoArray(out, outAt + 2 * PANEL);
    c21.fma(factor, FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES))
        .intoArray(out, outAt + 2 * PANEL + LANES);
    c30.fma(factor, FloatVector.fromArray(SPECIES, start, s + 3 * PANEL))
        .intoArray(out, outAt + 3 * PANEL);
    c31.fma(factor, FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES))
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }
}
