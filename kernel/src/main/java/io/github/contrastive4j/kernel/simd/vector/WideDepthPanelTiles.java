package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * What {@link DepthPanelTiles} does, for 32 registers of at most 8 lanes: tiles of 6 or 4 rows by
 * four vectors. See {@link WideRowPanelTiles}.
 */
final class WideDepthPanelTiles {
  private static final int WIDTH = 4 * LANES;

  private WideDepthPanelTiles() {}

  static void multiply(
      float[] left,
      int leftAt,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int width,
      float[] out,
      int outAt,
      boolean add) {
    for (int column = 0; column < width; column += WIDTH) {
      int r = rightAt + column;
      int row = 0;
      while (row < rows) {
        int height = Lanes.lowTileHeight(rows - row);
        int l = leftAt + row;
        int o = outAt + row * PANEL + column;
        if (height == 6) {
          tile6(left, l, depth, right, r, out, o, add);
        } else {
          tile4(left, l, depth, right, r, out, o, add);
        }
        row += height;
      }
    }
  }

  private static void tile6(
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
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c33 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c43 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c52 = FloatVector.zero(SPECIES);
    FloatVector c53 = FloatVector.zero(SPECIES);
    int r = rightAt;
    int l = leftAt;
    for (int k = 0; k < depth; k++, r += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, right, r + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, right, r + 3 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      c43 = a4.fma(b3, c43);
      FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      c52 = a5.fma(b2, c52);
      c53 = a5.fma(b3, c53);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c02).intoArray(out, outAt + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c03).intoArray(out, outAt + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .add(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL + 2 * LANES)
        .add(c12)
        .intoArray(out, outAt + PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL + 3 * LANES)
        .add(c13)
        .intoArray(out, outAt + PANEL + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .add(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + 2 * LANES)
        .add(c22)
        .intoArray(out, outAt + 2 * PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + 3 * LANES)
        .add(c23)
        .intoArray(out, outAt + 2 * PANEL + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .add(c31)
        .intoArray(out, outAt + 3 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + 2 * LANES)
        .add(c32)
        .intoArray(out, outAt + 3 * PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + 3 * LANES)
        .add(c33)
        .intoArray(out, outAt + 3 * PANEL + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL).add(c40).intoArray(out, outAt + 4 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL + LANES)
        .add(c41)
        .intoArray(out, outAt + 4 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL + 2 * LANES)
        .add(c42)
        .intoArray(out, outAt + 4 * PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL + 3 * LANES)
        .add(c43)
        .intoArray(out, outAt + 4 * PANEL + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL).add(c50).intoArray(out, outAt + 5 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL + LANES)
        .add(c51)
        .intoArray(out, outAt + 5 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL + 2 * LANES)
        .add(c52)
        .intoArray(out, outAt + 5 * PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL + 3 * LANES)
        .add(c53)
        .intoArray(out, outAt + 5 * PANEL + 3 * LANES);
  }

  private static void tile4(
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
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c33 = FloatVector.zero(SPECIES);
    int r = rightAt;
    int l = leftAt;
    for (int k = 0; k < depth; k++, r += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, right, r + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, right, r + 3 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c02).intoArray(out, outAt + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c03).intoArray(out, outAt + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c10).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + PANEL + LANES)
        .add(c11)
        .intoArray(out, outAt + PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL + 2 * LANES)
        .add(c12)
        .intoArray(out, outAt + PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + PANEL + 3 * LANES)
        .add(c13)
        .intoArray(out, outAt + PANEL + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c20).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + LANES)
        .add(c21)
        .intoArray(out, outAt + 2 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + 2 * LANES)
        .add(c22)
        .intoArray(out, outAt + 2 * PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL + 3 * LANES)
        .add(c23)
        .intoArray(out, outAt + 2 * PANEL + 3 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c30).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + LANES)
        .add(c31)
        .intoArray(out, outAt + 3 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + 2 * LANES)
        .add(c32)
        .intoArray(out, outAt + 3 * PANEL + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL + 3 * LANES)
        .add(c33)
        .intoArray(out, outAt + 3 * PANEL + 3 * LANES);
  }
}
