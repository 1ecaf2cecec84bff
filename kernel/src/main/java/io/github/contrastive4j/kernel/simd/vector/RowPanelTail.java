package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of out (+)= left · right where the depth is less than a panel, which is what
 * {@link RowPanelTiles} and those of other widths leave: 4 rows by two vectors, with a trip count
 * that varies. Of half a panel in vectors of 16 lanes the other half is written too.
 */
final class RowPanelTail {
  private static final int HEIGHT = 4;

  private RowPanelTail() {}

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
    for (int column = 0; column < width; column += 2 * LANES) {
      for (int row = 0; row < rows; row += HEIGHT) {
        int at = row * PANEL;
        tile4(left, leftAt + at, depth, right, rightAt + column, out, outAt + at + column, add);
      }
    }
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
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
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
