package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * What {@link RowPanelTiles} does, for the first half of a panel in vectors of 16 lanes: tiles of
 * 16 or 4 rows by one vector. Tasks have a multiple of 16 rows as a rule.
 */
final class NarrowRowPanelTiles {
  private NarrowRowPanelTiles() {}

  static void multiply(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int panels,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    int row = 0;
    for (; row <= rows - 16; row += 16) {
      int at = row * PANEL;
      tile16(left, leftAt + at, leftStride, panels, right, rightAt, out, outAt + at, add);
    }
    for (; row < rows; row += 4) {
      int at = row * PANEL;
      tile4(left, leftAt + at, leftStride, panels, right, rightAt, out, outAt + at, add);
    }
  }

  private static void tile16(
      float[] left,
      int leftAt,
      int leftStride,
      int panels,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    FloatVector c4 = FloatVector.zero(SPECIES);
    FloatVector c5 = FloatVector.zero(SPECIES);
    FloatVector c6 = FloatVector.zero(SPECIES);
    FloatVector c7 = FloatVector.zero(SPECIES);
    FloatVector c8 = FloatVector.zero(SPECIES);
    FloatVector c9 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c14 = FloatVector.zero(SPECIES);
    FloatVector c15 = FloatVector.zero(SPECIES);
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k++, r += PANEL) {
        FloatVector b = FloatVector.fromArray(SPECIES, right, r);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        c0 = a0.fma(b, c0);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        c1 = a1.fma(b, c1);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        c2 = a2.fma(b, c2);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        c3 = a3.fma(b, c3);
        FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + k + 4 * PANEL]);
        c4 = a4.fma(b, c4);
        FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + k + 5 * PANEL]);
        c5 = a5.fma(b, c5);
        FloatVector a6 = FloatVector.broadcast(SPECIES, left[l + k + 6 * PANEL]);
        c6 = a6.fma(b, c6);
        FloatVector a7 = FloatVector.broadcast(SPECIES, left[l + k + 7 * PANEL]);
        c7 = a7.fma(b, c7);
        FloatVector a8 = FloatVector.broadcast(SPECIES, left[l + k + 8 * PANEL]);
        c8 = a8.fma(b, c8);
        FloatVector a9 = FloatVector.broadcast(SPECIES, left[l + k + 9 * PANEL]);
        c9 = a9.fma(b, c9);
        FloatVector a10 = FloatVector.broadcast(SPECIES, left[l + k + 10 * PANEL]);
        c10 = a10.fma(b, c10);
        FloatVector a11 = FloatVector.broadcast(SPECIES, left[l + k + 11 * PANEL]);
        c11 = a11.fma(b, c11);
        FloatVector a12 = FloatVector.broadcast(SPECIES, left[l + k + 12 * PANEL]);
        c12 = a12.fma(b, c12);
        FloatVector a13 = FloatVector.broadcast(SPECIES, left[l + k + 13 * PANEL]);
        c13 = a13.fma(b, c13);
        FloatVector a14 = FloatVector.broadcast(SPECIES, left[l + k + 14 * PANEL]);
        c14 = a14.fma(b, c14);
        FloatVector a15 = FloatVector.broadcast(SPECIES, left[l + k + 15 * PANEL]);
        c15 = a15.fma(b, c15);
      }
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c0).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c1).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c2).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c3).intoArray(out, outAt + 3 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 4 * PANEL).add(c4).intoArray(out, outAt + 4 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 5 * PANEL).add(c5).intoArray(out, outAt + 5 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 6 * PANEL).add(c6).intoArray(out, outAt + 6 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 7 * PANEL).add(c7).intoArray(out, outAt + 7 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 8 * PANEL).add(c8).intoArray(out, outAt + 8 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 9 * PANEL).add(c9).intoArray(out, outAt + 9 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 10 * PANEL)
        .add(c10)
        .intoArray(out, outAt + 10 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 11 * PANEL)
        .add(c11)
        .intoArray(out, outAt + 11 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 12 * PANEL)
        .add(c12)
        .intoArray(out, outAt + 12 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 13 * PANEL)
        .add(c13)
        .intoArray(out, outAt + 13 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 14 * PANEL)
        .add(c14)
        .intoArray(out, outAt + 14 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 15 * PANEL)
        .add(c15)
        .intoArray(out, outAt + 15 * PANEL);
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
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k++, r += PANEL) {
        FloatVector b = FloatVector.fromArray(SPECIES, right, r);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        c0 = a0.fma(b, c0);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        c1 = a1.fma(b, c1);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        c2 = a2.fma(b, c2);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        c3 = a3.fma(b, c3);
      }
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c0).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + PANEL).add(c1).intoArray(out, outAt + PANEL);
    FloatVector.fromArray(SPECIES, start, s + 2 * PANEL).add(c2).intoArray(out, outAt + 2 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 3 * PANEL).add(c3).intoArray(out, outAt + 3 * PANEL);
  }
}
