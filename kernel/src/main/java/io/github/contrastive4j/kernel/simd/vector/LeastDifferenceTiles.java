package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.MANY_REGISTERS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * What {@link AbsoluteDistanceTiles} do, and whether any of the differences is 0, by the least of
 * them, as bits: where no two elements are equal gradients are simpler. A fourth instruction where
 * the others have three, so that it is taken for gradients alone. These are tiles of their own,
 * because the compiler made objects of vectors where a condition in the loop decided.
 */
final class LeastDifferenceTiles {
  private LeastDifferenceTiles() {}

  /** Returns whether any of the differences is 0. */
  static boolean sum(
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
    boolean equal = false;
    for (int column = 0; column < PANEL; column += 2 * LANES) {
      int r = rightAt + column;
      for (int row = 0; row < rows && whole > 0; ) {
        int l = leftAt + row * PANEL;
        int o = outAt + row * PANEL + column;
        if (MANY_REGISTERS && rows - row >= 8) {
          equal |= tile8(left, l, leftStride, panels, right, r, out, o, add);
          row += 8;
        } else {
          equal |= tile4(left, l, leftStride, panels, right, r, out, o, add);
          row += 4;
        }
      }
      r += whole * PANEL;
      for (int row = 0; row < rows && whole < depth; row += 4) {
        int l = leftAt + panels * leftStride + row * PANEL;
        int o = outAt + row * PANEL + column;
        equal |= tail4(left, l, depth - whole, right, r, out, o, add || whole > 0);
      }
    }
    return equal;
  }

  private static boolean tile8(
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
    IntVector magnitude = IntVector.broadcast(INTS, Integer.MAX_VALUE);
    IntVector least0 = magnitude;
    IntVector least1 = magnitude;
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        IntVector d00 = ((IntVector) a0.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d00.min(least0);
        c00 = ((FloatVector) d00.convertShape(FLOATS, SPECIES, 0)).add(c00);
        IntVector d01 = ((IntVector) a0.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d01.min(least1);
        c01 = ((FloatVector) d01.convertShape(FLOATS, SPECIES, 0)).add(c01);
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        IntVector d10 = ((IntVector) a1.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d10.min(least0);
        c10 = ((FloatVector) d10.convertShape(FLOATS, SPECIES, 0)).add(c10);
        IntVector d11 = ((IntVector) a1.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d11.min(least1);
        c11 = ((FloatVector) d11.convertShape(FLOATS, SPECIES, 0)).add(c11);
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        IntVector d20 = ((IntVector) a2.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d20.min(least0);
        c20 = ((FloatVector) d20.convertShape(FLOATS, SPECIES, 0)).add(c20);
        IntVector d21 = ((IntVector) a2.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d21.min(least1);
        c21 = ((FloatVector) d21.convertShape(FLOATS, SPECIES, 0)).add(c21);
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        IntVector d30 = ((IntVector) a3.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d30.min(least0);
        c30 = ((FloatVector) d30.convertShape(FLOATS, SPECIES, 0)).add(c30);
        IntVector d31 = ((IntVector) a3.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d31.min(least1);
        c31 = ((FloatVector) d31.convertShape(FLOATS, SPECIES, 0)).add(c31);
        FloatVector a4 = FloatVector.broadcast(SPECIES, left[l + k + 4 * PANEL]);
        IntVector d40 = ((IntVector) a4.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d40.min(least0);
        c40 = ((FloatVector) d40.convertShape(FLOATS, SPECIES, 0)).add(c40);
        IntVector d41 = ((IntVector) a4.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d41.min(least1);
        c41 = ((FloatVector) d41.convertShape(FLOATS, SPECIES, 0)).add(c41);
        FloatVector a5 = FloatVector.broadcast(SPECIES, left[l + k + 5 * PANEL]);
        IntVector d50 = ((IntVector) a5.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d50.min(least0);
        c50 = ((FloatVector) d50.convertShape(FLOATS, SPECIES, 0)).add(c50);
        IntVector d51 = ((IntVector) a5.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d51.min(least1);
        c51 = ((FloatVector) d51.convertShape(FLOATS, SPECIES, 0)).add(c51);
        FloatVector a6 = FloatVector.broadcast(SPECIES, left[l + k + 6 * PANEL]);
        IntVector d60 = ((IntVector) a6.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d60.min(least0);
        c60 = ((FloatVector) d60.convertShape(FLOATS, SPECIES, 0)).add(c60);
        IntVector d61 = ((IntVector) a6.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d61.min(least1);
        c61 = ((FloatVector) d61.convertShape(FLOATS, SPECIES, 0)).add(c61);
        FloatVector a7 = FloatVector.broadcast(SPECIES, left[l + k + 7 * PANEL]);
        IntVector d70 = ((IntVector) a7.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d70.min(least0);
        c70 = ((FloatVector) d70.convertShape(FLOATS, SPECIES, 0)).add(c70);
        IntVector d71 = ((IntVector) a7.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d71.min(least1);
        c71 = ((FloatVector) d71.convertShape(FLOATS, SPECIES, 0)).add(c71);
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
    return least0.min(least1).lt(1).anyTrue();
  }

  private static boolean tile4(
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
    IntVector magnitude = IntVector.broadcast(INTS, Integer.MAX_VALUE);
    IntVector least0 = magnitude;
    IntVector least1 = magnitude;
    int r = rightAt;
    int l = leftAt;
    for (int panel = 0; panel < panels; panel++, l += leftStride) {
      for (int k = 0; k < PANEL; k++, r += PANEL) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
        FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
        FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
        IntVector d00 = ((IntVector) a0.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d00.min(least0);
        c00 = ((FloatVector) d00.convertShape(FLOATS, SPECIES, 0)).add(c00);
        IntVector d01 = ((IntVector) a0.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d01.min(least1);
        c01 = ((FloatVector) d01.convertShape(FLOATS, SPECIES, 0)).add(c01);
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
        IntVector d10 = ((IntVector) a1.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d10.min(least0);
        c10 = ((FloatVector) d10.convertShape(FLOATS, SPECIES, 0)).add(c10);
        IntVector d11 = ((IntVector) a1.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d11.min(least1);
        c11 = ((FloatVector) d11.convertShape(FLOATS, SPECIES, 0)).add(c11);
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
        IntVector d20 = ((IntVector) a2.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d20.min(least0);
        c20 = ((FloatVector) d20.convertShape(FLOATS, SPECIES, 0)).add(c20);
        IntVector d21 = ((IntVector) a2.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d21.min(least1);
        c21 = ((FloatVector) d21.convertShape(FLOATS, SPECIES, 0)).add(c21);
        if (!MANY_REGISTERS) {
          VarHandle.loadLoadFence();
        }
        FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
        IntVector d30 = ((IntVector) a3.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
        least0 = d30.min(least0);
        c30 = ((FloatVector) d30.convertShape(FLOATS, SPECIES, 0)).add(c30);
        IntVector d31 = ((IntVector) a3.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
        least1 = d31.min(least1);
        c31 = ((FloatVector) d31.convertShape(FLOATS, SPECIES, 0)).add(c31);
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
    return least0.min(least1).lt(1).anyTrue();
  }

  private static boolean tail4(
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
    IntVector magnitude = IntVector.broadcast(INTS, Integer.MAX_VALUE);
    IntVector least0 = magnitude;
    IntVector least1 = magnitude;
    int r = rightAt;
    int l = leftAt;
    for (int k = 0; k < depth; k++, r += PANEL) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[l + k]);
      IntVector d00 = ((IntVector) a0.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
      least0 = d00.min(least0);
      c00 = ((FloatVector) d00.convertShape(FLOATS, SPECIES, 0)).add(c00);
      IntVector d01 = ((IntVector) a0.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
      least1 = d01.min(least1);
      c01 = ((FloatVector) d01.convertShape(FLOATS, SPECIES, 0)).add(c01);
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l + k + PANEL]);
      IntVector d10 = ((IntVector) a1.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
      least0 = d10.min(least0);
      c10 = ((FloatVector) d10.convertShape(FLOATS, SPECIES, 0)).add(c10);
      IntVector d11 = ((IntVector) a1.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
      least1 = d11.min(least1);
      c11 = ((FloatVector) d11.convertShape(FLOATS, SPECIES, 0)).add(c11);
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l + k + 2 * PANEL]);
      IntVector d20 = ((IntVector) a2.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
      least0 = d20.min(least0);
      c20 = ((FloatVector) d20.convertShape(FLOATS, SPECIES, 0)).add(c20);
      IntVector d21 = ((IntVector) a2.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
      least1 = d21.min(least1);
      c21 = ((FloatVector) d21.convertShape(FLOATS, SPECIES, 0)).add(c21);
      if (!MANY_REGISTERS) {
        VarHandle.loadLoadFence();
      }
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l + k + 3 * PANEL]);
      IntVector d30 = ((IntVector) a3.sub(b0).convertShape(BITS, INTS, 0)).and(magnitude);
      least0 = d30.min(least0);
      c30 = ((FloatVector) d30.convertShape(FLOATS, SPECIES, 0)).add(c30);
      IntVector d31 = ((IntVector) a3.sub(b1).convertShape(BITS, INTS, 0)).and(magnitude);
      least1 = d31.min(least1);
      c31 = ((FloatVector) d31.convertShape(FLOATS, SPECIES, 0)).add(c31);
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
    return least0.min(least1).lt(1).anyTrue();
  }
}
