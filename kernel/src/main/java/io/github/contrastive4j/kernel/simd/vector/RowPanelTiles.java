package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INDEXES_APART;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of out (+)= left · right, both in panels, two vectors of one panel wide: 12, 8 or
 * 4 rows where there are 32 registers, 6 or 4 where there are 16.
 *
 * <p>A 12 x 2 tile keeps 24 sums in registers and reads two vectors and twelve scalars for 24
 * multiply-adds; that, and a file of 32 vector registers, is what the height is chosen for; 32
 * registers of at most 8 lanes have {@link WideRowPanelTiles} for whole panels. Each sum is a local
 * variable and every address a running index plus a constant, because that is the form which the
 * compiler keeps in registers. What the sums are added to, the output or zeros, is chosen by
 * address, not by a branch on each store, which would cost a third of the speed. Only methods of
 * the Vector API are called: the compiler is bound to inline them, while a helper of our own may be
 * left out of line in a process that has run long enough, and then every vector is an object.
 *
 * <p>Along the sum, the left operand runs over the columns of its panels: PANEL steps of one
 * element, then a jump to the next panel. The trip count of the inner loop is a constant: with a
 * variable one the loop runs at two thirds of the speed. So the depth is whole panels; what there
 * is beyond is left to {@link RowPanelTail}. Where the compiler keeps indexes apart, the loop
 * counts by the index of the first row, so that it does not add that of each row anew in each step.
 */
final class RowPanelTiles {
  private RowPanelTiles() {}

  static void multiply(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int panels,
      float[] right,
      int rightAt,
      int width,
      float[] out,
      int outAt,
      boolean add) {
    int row = 0;
    while (row < rows) {
      int height = Lanes.tileHeight(rows - row);
      int l = leftAt + row * PANEL;
      for (int column = 0; column < width; column += 2 * LANES) {
        int r = rightAt + column;
        int o = outAt + row * PANEL + column;
        switch (height) {
          case 12 -> tile12(left, l, leftStride, panels, right, r, out, o, add);
          case 8 -> tile8(left, l, leftStride, panels, right, r, out, o, add);
          case 6 -> tile6(left, l, leftStride, panels, right, r, out, o, add);
          default -> tile4(left, l, leftStride, panels, right, r, out, o, add);
        }
      }
      row += height;
    }
  }

  private static void tile12(
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
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      int from = INDEXES_APART ? l : 0;
      int base = l - from;
      for (int k = from; k < from + PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[base + k]);
        c00 = a0.fma(b0, c00);
        c01 = a0.fma(b1, c01);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[base + k + PANEL]);
        c10 = a1.fma(b0, c10);
        c11 = a1.fma(b1, c11);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[base + k + 2 * PANEL]);
        c20 = a2.fma(b0, c20);
        c21 = a2.fma(b1, c21);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[base + k + 3 * PANEL]);
        c30 = a3.fma(b0, c30);
        c31 = a3.fma(b1, c31);
        FloatVector a4 = FloatVector.broadcast(SPECIES, left[base + k + 4 * PANEL]);
        c40 = a4.fma(b0, c40);
        c41 = a4.fma(b1, c41);
        FloatVector a5 = FloatVector.broadcast(SPECIES, left[base + k + 5 * PANEL]);
        c50 = a5.fma(b0, c50);
        c51 = a5.fma(b1, c51);
        FloatVector a6 = FloatVector.broadcast(SPECIES, left[base + k + 6 * PANEL]);
        c60 = a6.fma(b0, c60);
        c61 = a6.fma(b1, c61);
        FloatVector a7 = FloatVector.broadcast(SPECIES, left[base + k + 7 * PANEL]);
        c70 = a7.fma(b0, c70);
        c71 = a7.fma(b1, c71);
        FloatVector a8 = FloatVector.broadcast(SPECIES, left[base + k + 8 * PANEL]);
        c80 = a8.fma(b0, c80);
        c81 = a8.fma(b1, c81);
        FloatVector a9 = FloatVector.broadcast(SPECIES, left[base + k + 9 * PANEL]);
        c90 = a9.fma(b0, c90);
        c91 = a9.fma(b1, c91);
        FloatVector a10 = FloatVector.broadcast(SPECIES, left[base + k + 10 * PANEL]);
        c100 = a10.fma(b0, c100);
        c101 = a10.fma(b1, c101);
        FloatVector a11 = FloatVector.broadcast(SPECIES, left[base + k + 11 * PANEL]);
        c110 = a11.fma(b0, c110);
        c111 = a11.fma(b1, c111);
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
      int from = INDEXES_APART ? l : 0;
      int base = l - from;
      for (int k = from; k < from + PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[base + k]);
        c00 = a0.fma(b0, c00);
        c01 = a0.fma(b1, c01);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[base + k + PANEL]);
        c10 = a1.fma(b0, c10);
        c11 = a1.fma(b1, c11);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[base + k + 2 * PANEL]);
        c20 = a2.fma(b0, c20);
        c21 = a2.fma(b1, c21);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[base + k + 3 * PANEL]);
        c30 = a3.fma(b0, c30);
        c31 = a3.fma(b1, c31);
        FloatVector a4 = FloatVector.broadcast(SPECIES, left[base + k + 4 * PANEL]);
        c40 = a4.fma(b0, c40);
        c41 = a4.fma(b1, c41);
        FloatVector a5 = FloatVector.broadcast(SPECIES, left[base + k + 5 * PANEL]);
        c50 = a5.fma(b0, c50);
        c51 = a5.fma(b1, c51);
        FloatVector a6 = FloatVector.broadcast(SPECIES, left[base + k + 6 * PANEL]);
        c60 = a6.fma(b0, c60);
        c61 = a6.fma(b1, c61);
        FloatVector a7 = FloatVector.broadcast(SPECIES, left[base + k + 7 * PANEL]);
        c70 = a7.fma(b0, c70);
        c71 = a7.fma(b1, c71);
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

  /**
   * The tile for 16 registers, two steps at a time: the loop itself takes seven instructions, and
   * many processors start no more than four a cycle, or share what they start among two threads.
   * The compiler would load all scalars of a step before its first multiply-add and run out of
   * registers; no load moves across a fence, which is no instruction on x86, the only processors
   * with so few. A store in its place keeps loads behind too, but processes of the same code then
   * differed by a fifth, presumably by where their arrays lay modulo 4 KiB.
   */
  private static void tile6(
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
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k += 2, r += 2 * PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        c00 = a0.fma(b0, c00);
        c01 = a0.fma(b1, c01);
        VarHandle.loadLoadFence();
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        c10 = a1.fma(b0, c10);
        c11 = a1.fma(b1, c11);
        VarHandle.loadLoadFence();
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        c20 = a2.fma(b0, c20);
        c21 = a2.fma(b1, c21);
        VarHandle.loadLoadFence();
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        c30 = a3.fma(b0, c30);
        c31 = a3.fma(b1, c31);
        VarHandle.loadLoadFence();
        FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + k + 4 * PANEL]);
        c40 = a4.fma(b0, c40);
        c41 = a4.fma(b1, c41);
        VarHandle.loadLoadFence();
        FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + k + 5 * PANEL]);
        c50 = a5.fma(b0, c50);
        c51 = a5.fma(b1, c51);
        VarHandle.loadLoadFence();
        b0 = FloatVector.fromArray(SPECIES, right, r + PANEL);
        b1 = FloatVector.fromArray(SPECIES, right, r + PANEL + LANES);
        a0 = FloatVector.broadcast(SPECIES, left[l + k + 1]);
        c00 = a0.fma(b0, c00);
        c01 = a0.fma(b1, c01);
        VarHandle.loadLoadFence();
        a1 = FloatVector.broadcast(SPECIES, left[l + k + 1 + PANEL]);
        c10 = a1.fma(b0, c10);
        c11 = a1.fma(b1, c11);
        VarHandle.loadLoadFence();
        a2 = FloatVector.broadcast(SPECIES, left[l + k + 1 + 2 * PANEL]);
        c20 = a2.fma(b0, c20);
        c21 = a2.fma(b1, c21);
        VarHandle.loadLoadFence();
        a3 = FloatVector.broadcast(SPECIES, left[l + k + 1 + 3 * PANEL]);
        c30 = a3.fma(b0, c30);
        c31 = a3.fma(b1, c31);
        VarHandle.loadLoadFence();
        a4 = FloatVector.broadcast(SPECIES, left[l + k + 1 + 4 * PANEL]);
        c40 = a4.fma(b0, c40);
        c41 = a4.fma(b1, c41);
        VarHandle.loadLoadFence();
        a5 = FloatVector.broadcast(SPECIES, left[l + k + 1 + 5 * PANEL]);
        c50 = a5.fma(b0, c50);
        c51 = a5.fma(b1, c51);
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
      int from = INDEXES_APART ? l : 0;
      int base = l - from;
      for (int k = from; k < from + PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[base + k]);
        c00 = a0.fma(b0, c00);
        c01 = a0.fma(b1, c01);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[base + k + PANEL]);
        c10 = a1.fma(b0, c10);
        c11 = a1.fma(b1, c11);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[base + k + 2 * PANEL]);
        c20 = a2.fma(b0, c20);
        c21 = a2.fma(b1, c21);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[base + k + 3 * PANEL]);
        c30 = a3.fma(b0, c30);
        c31 = a3.fma(b1, c31);
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
}
