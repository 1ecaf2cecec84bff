package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.MANY_REGISTERS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Register tiles of the gradient of absolute distances, out[r] (+)= Σ_k w · sign(other[k] −
 * self[r]): 4 rows by two vectors of one panel, with the weights in row order, w[r][k], or
 * transposed, w[k][r].
 *
 * <p>The rows of self are read anew in every step: held in variables across the loops, they would
 * become objects. Where there are 16 registers, fences between the rows keep the compiler from
 * loading what it has no registers for; {@link RowPanelTiles} has more on them.
 */
final class AbsoluteDistanceGradientTiles {
  private static final int HEIGHT = 4;

  private AbsoluteDistanceGradientTiles() {}

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
    FloatVector zero = FloatVector.zero(SPECIES);
    IntVector sign = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    int o = otherAt;
    int l = weightsAt;
    for (int panel = 0; panel < panels; panel++, l += weightsStride) {
      for (int k = 0; k < PANEL; k++, o += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
        FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
        FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l + k]);
        IntVector i0 = (IntVector) w0.convertShape(BITS, INTS, 0);
        FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
        FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
        FloatVector d00 = s00.sub(b0);
        IntVector x00 = ((IntVector) d00.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i0);
        FloatVector g00 = (FloatVector) x00.convertShape(FLOATS, SPECIES, 0);
        c00 = c00.sub(g00, d00.compare(NE, zero));
        FloatVector d01 = s01.sub(b1);
        IntVector x01 = ((IntVector) d01.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i0);
        FloatVector g01 = (FloatVector) x01.convertShape(FLOATS, SPECIES, 0);
        c01 = c01.sub(g01, d01.compare(NE, zero));
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + k + PANEL]);
        IntVector i1 = (IntVector) w1.convertShape(BITS, INTS, 0);
        FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
        FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
        FloatVector d10 = s10.sub(b0);
        IntVector x10 = ((IntVector) d10.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i1);
        FloatVector g10 = (FloatVector) x10.convertShape(FLOATS, SPECIES, 0);
        c10 = c10.sub(g10, d10.compare(NE, zero));
        FloatVector d11 = s11.sub(b1);
        IntVector x11 = ((IntVector) d11.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i1);
        FloatVector g11 = (FloatVector) x11.convertShape(FLOATS, SPECIES, 0);
        c11 = c11.sub(g11, d11.compare(NE, zero));
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + k + 2 * PANEL]);
        IntVector i2 = (IntVector) w2.convertShape(BITS, INTS, 0);
        FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
        FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
        FloatVector d20 = s20.sub(b0);
        IntVector x20 = ((IntVector) d20.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i2);
        FloatVector g20 = (FloatVector) x20.convertShape(FLOATS, SPECIES, 0);
        c20 = c20.sub(g20, d20.compare(NE, zero));
        FloatVector d21 = s21.sub(b1);
        IntVector x21 = ((IntVector) d21.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i2);
        FloatVector g21 = (FloatVector) x21.convertShape(FLOATS, SPECIES, 0);
        c21 = c21.sub(g21, d21.compare(NE, zero));
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + k + 3 * PANEL]);
        IntVector i3 = (IntVector) w3.convertShape(BITS, INTS, 0);
        FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
        FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
        FloatVector d30 = s30.sub(b0);
        IntVector x30 = ((IntVector) d30.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i3);
        FloatVector g30 = (FloatVector) x30.convertShape(FLOATS, SPECIES, 0);
        c30 = c30.sub(g30, d30.compare(NE, zero));
        FloatVector d31 = s31.sub(b1);
        IntVector x31 = ((IntVector) d31.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i3);
        FloatVector g31 = (FloatVector) x31.convertShape(FLOATS, SPECIES, 0);
        c31 = c31.sub(g31, d31.compare(NE, zero));
      }
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .add(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .add(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .add(c31)
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
    FloatVector zero = FloatVector.zero(SPECIES);
    IntVector sign = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    int o = otherAt;
    int l = weightsAt;
    for (int k = 0; k < depth; k++, o += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
      FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l + k]);
      IntVector i0 = (IntVector) w0.convertShape(BITS, INTS, 0);
      FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
      FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
      FloatVector d00 = s00.sub(b0);
      IntVector x00 = ((IntVector) d00.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i0);
      FloatVector g00 = (FloatVector) x00.convertShape(FLOATS, SPECIES, 0);
      c00 = c00.sub(g00, d00.compare(NE, zero));
      FloatVector d01 = s01.sub(b1);
      IntVector x01 = ((IntVector) d01.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i0);
      FloatVector g01 = (FloatVector) x01.convertShape(FLOATS, SPECIES, 0);
      c01 = c01.sub(g01, d01.compare(NE, zero));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + k + PANEL]);
      IntVector i1 = (IntVector) w1.convertShape(BITS, INTS, 0);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      FloatVector d10 = s10.sub(b0);
      IntVector x10 = ((IntVector) d10.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i1);
      FloatVector g10 = (FloatVector) x10.convertShape(FLOATS, SPECIES, 0);
      c10 = c10.sub(g10, d10.compare(NE, zero));
      FloatVector d11 = s11.sub(b1);
      IntVector x11 = ((IntVector) d11.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i1);
      FloatVector g11 = (FloatVector) x11.convertShape(FLOATS, SPECIES, 0);
      c11 = c11.sub(g11, d11.compare(NE, zero));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + k + 2 * PANEL]);
      IntVector i2 = (IntVector) w2.convertShape(BITS, INTS, 0);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      FloatVector d20 = s20.sub(b0);
      IntVector x20 = ((IntVector) d20.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i2);
      FloatVector g20 = (FloatVector) x20.convertShape(FLOATS, SPECIES, 0);
      c20 = c20.sub(g20, d20.compare(NE, zero));
      FloatVector d21 = s21.sub(b1);
      IntVector x21 = ((IntVector) d21.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i2);
      FloatVector g21 = (FloatVector) x21.convertShape(FLOATS, SPECIES, 0);
      c21 = c21.sub(g21, d21.compare(NE, zero));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + k + 3 * PANEL]);
      IntVector i3 = (IntVector) w3.convertShape(BITS, INTS, 0);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      FloatVector d30 = s30.sub(b0);
      IntVector x30 = ((IntVector) d30.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i3);
      FloatVector g30 = (FloatVector) x30.convertShape(FLOATS, SPECIES, 0);
      c30 = c30.sub(g30, d30.compare(NE, zero));
      FloatVector d31 = s31.sub(b1);
      IntVector x31 = ((IntVector) d31.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i3);
      FloatVector g31 = (FloatVector) x31.convertShape(FLOATS, SPECIES, 0);
      c31 = c31.sub(g31, d31.compare(NE, zero));
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .add(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .add(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .add(c31)
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
    FloatVector zero = FloatVector.zero(SPECIES);
    IntVector sign = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    int o = otherAt;
    int l = weightsAt;
    for (int k = 0; k < depth; k++, o += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, other, o);
      FloatVector b1 = FloatVector.fromArray(SPECIES, other, o + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[l]);
      IntVector i0 = (IntVector) w0.convertShape(BITS, INTS, 0);
      FloatVector s00 = FloatVector.fromArray(SPECIES, self, selfAt);
      FloatVector s01 = FloatVector.fromArray(SPECIES, self, selfAt + LANES);
      FloatVector d00 = s00.sub(b0);
      IntVector x00 = ((IntVector) d00.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i0);
      FloatVector g00 = (FloatVector) x00.convertShape(FLOATS, SPECIES, 0);
      c00 = c00.sub(g00, d00.compare(NE, zero));
      FloatVector d01 = s01.sub(b1);
      IntVector x01 = ((IntVector) d01.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i0);
      FloatVector g01 = (FloatVector) x01.convertShape(FLOATS, SPECIES, 0);
      c01 = c01.sub(g01, d01.compare(NE, zero));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[l + 1]);
      IntVector i1 = (IntVector) w1.convertShape(BITS, INTS, 0);
      FloatVector s10 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL);
      FloatVector s11 = FloatVector.fromArray(SPECIES, self, selfAt + PANEL + LANES);
      FloatVector d10 = s10.sub(b0);
      IntVector x10 = ((IntVector) d10.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i1);
      FloatVector g10 = (FloatVector) x10.convertShape(FLOATS, SPECIES, 0);
      c10 = c10.sub(g10, d10.compare(NE, zero));
      FloatVector d11 = s11.sub(b1);
      IntVector x11 = ((IntVector) d11.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i1);
      FloatVector g11 = (FloatVector) x11.convertShape(FLOATS, SPECIES, 0);
      c11 = c11.sub(g11, d11.compare(NE, zero));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[l + 2]);
      IntVector i2 = (IntVector) w2.convertShape(BITS, INTS, 0);
      FloatVector s20 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL);
      FloatVector s21 = FloatVector.fromArray(SPECIES, self, selfAt + 2 * PANEL + LANES);
      FloatVector d20 = s20.sub(b0);
      IntVector x20 = ((IntVector) d20.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i2);
      FloatVector g20 = (FloatVector) x20.convertShape(FLOATS, SPECIES, 0);
      c20 = c20.sub(g20, d20.compare(NE, zero));
      FloatVector d21 = s21.sub(b1);
      IntVector x21 = ((IntVector) d21.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i2);
      FloatVector g21 = (FloatVector) x21.convertShape(FLOATS, SPECIES, 0);
      c21 = c21.sub(g21, d21.compare(NE, zero));
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[l + 3]);
      IntVector i3 = (IntVector) w3.convertShape(BITS, INTS, 0);
      FloatVector s30 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL);
      FloatVector s31 = FloatVector.fromArray(SPECIES, self, selfAt + 3 * PANEL + LANES);
      FloatVector d30 = s30.sub(b0);
      IntVector x30 = ((IntVector) d30.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i3);
      FloatVector g30 = (FloatVector) x30.convertShape(FLOATS, SPECIES, 0);
      c30 = c30.sub(g30, d30.compare(NE, zero));
      FloatVector d31 = s31.sub(b1);
      IntVector x31 = ((IntVector) d31.convertShape(BITS, INTS, 0)).and(sign).lanewise(XOR, i3);
      FloatVector g31 = (FloatVector) x31.convertShape(FLOATS, SPECIES, 0);
      c31 = c31.sub(g31, d31.compare(NE, zero));
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .add(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .add(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .add(c31)
        .intoArray(out, outAt + 3 * PANEL + LANES);
  }
}
