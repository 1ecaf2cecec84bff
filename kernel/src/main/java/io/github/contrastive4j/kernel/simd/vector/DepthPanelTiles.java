package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of out (+)= left · right with the left operand transposed, two vectors of one
 * panel wide: 12, 8 or 4 rows where there are 32 registers, 6 or 4 where there are 16.
 *
 * <p>A 12 x 2 tile keeps 24 sums in registers and reads two vectors and twelve scalars for 24
 * multiply-adds; that, and a file of 32 vector registers, is what the height is chosen for; 32
 * registers of at most 8 lanes have {@link WideDepthPanelTiles} for whole panels. Each sum is a
 * local variable and every address a running index plus a constant, because that is the form which
 * the compiler keeps in registers. What the sums are added to, the output or zeros, is chosen by
 * address, not by a branch on each store, which would cost a third of the speed. Only methods of
 * the Vector API are called: the compiler is bound to inline them, while a helper of our own may be
 * left out of line in a process that has run long enough, and then every vector is an object.
 *
 * <p>Along the sum, the left operand runs down the rows of its one panel; the rows of the tile are
 * neighbouring elements.
 */
final class DepthPanelTiles {
  private DepthPanelTiles() {}

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
    int row = 0;
    while (row < rows) {
      int height = Lanes.depthTileHeight(rows - row, depth);
      int l = leftAt + row;
      for (int column = 0; column < width; column += 2 * LANES) {
        int r = rightAt + column;
        int o = outAt + row * PANEL + column;
        switch (height) {
          case 12 -> tile12(left, l, depth, right, r, out, o, add);
          case 8 -> tile8(left, l, depth, right, r, out, o, add);
          case 6 -> tile6(left, l, depth, right, r, out, o, add);
          default -> tile4(left, l, depth, right, r, out, o, add);
        }
      }
      row += height;
    }
  }

  private static void tile12(
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
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    FloatVector c80 = FloatVector.zero(SPECIES);
    FloatVector c81 = FloatVector.zero(SPECIES);
    FloatVector c90 = FloatVector.zero(SPECIES);
    FloatVector c91 = FloatVector.zero(SPECIES);
    FloatVector c100 = FloatVector.zero(SPECIES);
    FloatVector c101 = FloatVector.zero(SPECIES);
    FloatVector c110 = FloatVector.zero(SPECIES);
    FloatVector c111 = FloatVector.zero(SPECIES);
    int r = rightAt;
    int l = leftAt;
    for (int k = 0; k < depth; k++, r += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(SPECIES, left[l + 6]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(SPECIES, left[l + 7]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
      FloatVector a8 = FloatVector.broadcast(SPECIES, left[l + 8]);
      c80 = a8.fma(b0, c80);
      c81 = a8.fma(b1, c81);
      FloatVector a9 = FloatVector.broadcast(SPECIES, left[l + 9]);
      c90 = a9.fma(b0, c90);
      c91 = a9.fma(b1, c91);
      FloatVector a10 = FloatVector.broadcast(SPECIES, left[l + 10]);
      c100 = a10.fma(b0, c100);
      c101 = a10.fma(b1, c101);
      FloatVector a11 = FloatVector.broadcast(SPECIES, left[l + 11]);
      c110 = a11.fma(b0, c110);
      c111 = a11.fma(b1, c111);
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
    FloatVector.fromArray(SPECIES, start, s + 8 * PANEL).add(c80).intoArray(out, outAt + 8 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 8 * PANEL + LANES)
        .add(c81)
        .intoArray(out, outAt + 8 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 9 * PANEL).add(c90).intoArray(out, outAt + 9 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 9 * PANEL + LANES)
        .add(c91)
        .intoArray(out, outAt + 9 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 10 * PANEL)
        .add(c100)
        .intoArray(out, outAt + 10 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 10 * PANEL + LANES)
        .add(c101)
        .intoArray(out, outAt + 10 * PANEL + LANES);
    FloatVector.fromArray(SPECIES, start, s + 11 * PANEL)
        .add(c110)
        .intoArray(out, outAt + 11 * PANEL);
    FloatVector.fromArray(SPECIES, start, s + 11 * PANEL + LANES)
        .add(c111)
        .intoArray(out, outAt + 11 * PANEL + LANES);
  }

  private static void tile8(
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
    for (int k = 0; k < depth; k++, r += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(SPECIES, left[l + 6]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(SPECIES, left[l + 7]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
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

  /**
   * The tile for 16 registers, for an even depth; why it takes two steps at a time, and what its
   * fences are for, that of {@link RowPanelTiles} says.
   */
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
    int r = rightAt;
    int l = leftAt;
    for (int k = 0; k < depth; k += 2, r += 2 * PANEL, l += 2 * PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      VarHandle.loadLoadFence();
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      VarHandle.loadLoadFence();
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      VarHandle.loadLoadFence();
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      VarHandle.loadLoadFence();
      FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      VarHandle.loadLoadFence();
      FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      VarHandle.loadLoadFence();
      b0 = FloatVector.fromArray(SPECIES, right, r + PANEL);
      b1 = FloatVector.fromArray(SPECIES, right, r + PANEL + LANES);
      a0 = FloatVector.broadcast(SPECIES, left[l + PANEL]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      VarHandle.loadLoadFence();
      a1 = FloatVector.broadcast(SPECIES, left[l + PANEL + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      VarHandle.loadLoadFence();
      a2 = FloatVector.broadcast(SPECIES, left[l + PANEL + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      VarHandle.loadLoadFence();
      a3 = FloatVector.broadcast(SPECIES, left[l + PANEL + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      VarHandle.loadLoadFence();
      a4 = FloatVector.broadcast(SPECIES, left[l + PANEL + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      VarHandle.loadLoadFence();
      a5 = FloatVector.broadcast(SPECIES, left[l + PANEL + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
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
    for (int k = 0; k < depth; k++, r += PANEL, l += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + 3]);
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
