package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of out (+)= Σ (left − right)²: 8 or 4 rows by two vectors of one panel.
 *
 * <p>The differences are formed element by element. That costs two instructions where a product
 * costs one, and keeps the relative accuracy of float32 for rows that almost coincide, which are
 * what they are for.
 */
final class SquaredDistanceTiles {
  private SquaredDistanceTiles() {}

  static void sum(
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
    int panels = depth / PANEL;
    int whole = panels * PANEL;
    for (int column = 0; column < PANEL; column += 2 * LANES) {
      for (int row = 0; row < rows && whole > 0; ) {
        int l = leftAt + row * PANEL;
        int o = outAt + row * PANEL + column;
        if (Lanes.MANY_REGISTERS && rows - row >= 8) {
          tile8(left, l, leftStride, panels, right, rightAt + column, out, o, add);
          row += 8;
        } else {
          tile4(left, l, leftStride, panels, right, rightAt + column, out, o, add);
          row += 4;
        }
      }
      for (int rest = 0; rest < rows && whole < depth; rest += 4) {
        int l = leftAt + panels * leftStride + rest * PANEL;
        int o = outAt + rest * PANEL + column;
        tail4(
            left,
            l,
            depth - whole,
            right,
            rightAt + whole * PANEL + column,
            out,
            o,
            add || whole > 0);
      }
    }
  }

  private static void tile8(
      float[] left,
      int leftAt,
      int leftStride,
      int panels,
      float[] right,
      int rightAt,
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
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        FloatVector d00 = a0.sub(b0);
        c00 = d00.fma(d00, c00);
        FloatVector d01 = a0.sub(b1);
        c01 = d01.fma(d01, c01);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        FloatVector d10 = a1.sub(b0);
        c10 = d10.fma(d10, c10);
        FloatVector d11 = a1.sub(b1);
        c11 = d11.fma(d11, c11);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        FloatVector d20 = a2.sub(b0);
        c20 = d20.fma(d20, c20);
        FloatVector d21 = a2.sub(b1);
        c21 = d21.fma(d21, c21);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        FloatVector d30 = a3.sub(b0);
        c30 = d30.fma(d30, c30);
        FloatVector d31 = a3.sub(b1);
        c31 = d31.fma(d31, c31);
        FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + k + 4 * PANEL]);
        FloatVector d40 = a4.sub(b0);
        c40 = d40.fma(d40, c40);
        FloatVector d41 = a4.sub(b1);
        c41 = d41.fma(d41, c41);
        FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + k + 5 * PANEL]);
        FloatVector d50 = a5.sub(b0);
        c50 = d50.fma(d50, c50);
        FloatVector d51 = a5.sub(b1);
        c51 = d51.fma(d51, c51);
        FloatVector a6 = FloatVector.broadcast(SPECIES, left[l + k + 6 * PANEL]);
        FloatVector d60 = a6.sub(b0);
        c60 = d60.fma(d60, c60);
        FloatVector d61 = a6.sub(b1);
        c61 = d61.fma(d61, c61);
        FloatVector a7 = FloatVector.broadcast(SPECIES, left[l + k + 7 * PANEL]);
        FloatVector d70 = a7.sub(b0);
        c70 = d70.fma(d70, c70);
        FloatVector d71 = a7.sub(b1);
        c71 = d71.fma(d71, c71);
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
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL).add(c40).intoArray(out, outAt + 4 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL + LANES)
        .add(c41)
        .intoArray(out, outAt + 4 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL).add(c50).intoArray(out, outAt + 5 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL + LANES)
        .add(c51)
        .intoArray(out, outAt + 5 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 6 * PANEL).add(c60).intoArray(out, outAt + 6 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 6 * PANEL + LANES)
        .add(c61)
        .intoArray(out, outAt + 6 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 7 * PANEL).add(c70).intoArray(out, outAt + 7 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 7 * PANEL + LANES)
        .add(c71)
        .intoArray(out, outAt + 7 * PANEL + LANES);
  }

  private static void tile4(
      float[] left,
      int leftAt,
      int leftStride,
      int panels,
      float[] right,
      int rightAt,
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
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        FloatVector d00 = a0.sub(b0);
        c00 = d00.fma(d00, c00);
        FloatVector d01 = a0.sub(b1);
        c01 = d01.fma(d01, c01);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        FloatVector d10 = a1.sub(b0);
        c10 = d10.fma(d10, c10);
        FloatVector d11 = a1.sub(b1);
        c11 = d11.fma(d11, c11);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        FloatVector d20 = a2.sub(b0);
        c20 = d20.fma(d20, c20);
        FloatVector d21 = a2.sub(b1);
        c21 = d21.fma(d21, c21);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        FloatVector d30 = a3.sub(b0);
        c30 = d30.fma(d30, c30);
        FloatVector d31 = a3.sub(b1);
        c31 = d31.fma(d31, c31);
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

  private static void tail4(
      float[] left,
      int leftAt,
      int depth,
      float[] right,
      int rightAt,
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
    int r = rightAt;
    int l = leftAt;
    for (int k = 0; k < depth; k++, r += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
      FloatVector d00 = a0.sub(b0);
      c00 = d00.fma(d00, c00);
      FloatVector d01 = a0.sub(b1);
      c01 = d01.fma(d01, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
      FloatVector d10 = a1.sub(b0);
      c10 = d10.fma(d10, c10);
      FloatVector d11 = a1.sub(b1);
      c11 = d11.fma(d11, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
      FloatVector d20 = a2.sub(b0);
      c20 = d20.fma(d20, c20);
      FloatVector d21 = a2.sub(b1);
      c21 = d21.fma(d21, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
      FloatVector d30 = a3.sub(b0);
      c30 = d30.fma(d30, c30);
      FloatVector d31 = a3.sub(b1);
      c31 = d31.fma(d31, c31);
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
