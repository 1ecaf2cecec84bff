package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.MANY_REGISTERS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of out (+)= left · right of few rows, where all lie as the caller has them: four
 * rows by four vectors where there are 32 registers, by two where there are 16, two rows by four,
 * and one by four or one. What few rows are multiplied by is read so seldom that to pack it would
 * take longer. The terms of each sum have the same order in all tiles, so that a row does not
 * depend on the others.
 */
final class UnpackedTiles {
  private UnpackedTiles() {}

  /** As {@link VectorTiles#multiplyUnpacked} says. */
  static void multiply(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add) {
    int row = 0;
    while (row < rows) {
      int height = Math.min(Integer.highestOneBit(rows - row), 4);
      int l = leftAt + row * leftStride;
      int o = outAt + row * outStride;
      int c = 0;
      if (height == 4 && MANY_REGISTERS) {
        for (; c <= columns - 4 * LANES; c += 4 * LANES) {
          int r = rightAt + c;
          tile4x4(left, l, leftStride, depth, right, r, rightStride, out, o + c, outStride, add);
        }
      }
      if (height == 4) {
        for (; c <= columns - 2 * LANES; c += 2 * LANES) {
          int r = rightAt + c;
          tile4x2(left, l, leftStride, depth, right, r, rightStride, out, o + c, outStride, add);
        }
      }
      if (height == 2) {
        for (; c <= columns - 4 * LANES; c += 4 * LANES) {
          int r = rightAt + c;
          tile2x4(left, l, leftStride, depth, right, r, rightStride, out, o + c, outStride, add);
        }
      }
      int to = height == 4 ? SPECIES.loopBound(columns) : columns;
      for (int k = to; k < columns; k++) {
        int r = rightAt + k;
        sums4(left, l, leftStride, depth, right, r, rightStride, out, o + k, outStride, add);
      }
      for (int end = row + height; row < end; row++, l += leftStride, o += outStride) {
        multiplyRow(left, l, depth, right, rightAt, rightStride, out, o, c, to, add);
      }
    }
  }

  /** One row in some columns. */
  private static void multiplyRow(
      float[] left,
      int leftAt,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int from,
      int to,
      boolean add) {
    int c = from;
    for (; c <= to - 4 * LANES; c += 4 * LANES) {
      tile1x4(left, leftAt, depth, right, rightAt + c, rightStride, out, outAt + c, add);
    }
    for (; c <= to - LANES; c += LANES) {
      tile1x1(left, leftAt, depth, right, rightAt + c, rightStride, out, outAt + c, add);
    }
    for (; c < to; c++) {
      float sum = 0;
      for (int k = 0; k < depth; k++) {
        sum = Math.fma(left[leftAt + k], right[rightAt + c + k * rightStride], sum);
      }
      out[outAt + c] = add ? out[outAt + c] + sum : sum;
    }
  }

  /** A column that does not fill a vector, of four rows. */
  private static void sums4(
      float[] left,
      int leftAt,
      int leftStride,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      boolean add) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int l1 = leftAt + leftStride;
    int l2 = l1 + leftStride;
    int l3 = l2 + leftStride;
    int r = rightAt;
    for (int k = 0; k < depth; k++, r += rightStride) {
      float b = right[r];
      s0 = Math.fma(left[leftAt + k], b, s0);
      s1 = Math.fma(left[l1 + k], b, s1);
      s2 = Math.fma(left[l2 + k], b, s2);
      s3 = Math.fma(left[l3 + k], b, s3);
    }
    int o1 = outAt + outStride;
    int o2 = o1 + outStride;
    int o3 = o2 + outStride;
    out[outAt] = add ? out[outAt] + s0 : s0;
    out[o1] = add ? out[o1] + s1 : s1;
    out[o2] = add ? out[o2] + s2 : s2;
    out[o3] = add ? out[o3] + s3 : s3;
  }

  private static void tile4x4(
      float[] left,
      int leftAt,
      int leftStride,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
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
    int l1 = leftAt + leftStride;
    int l2 = l1 + leftStride;
    int l3 = l2 + leftStride;
    int r = rightAt;
    for (int k = 0; k < depth; k++, r += rightStride) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, right, r + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, right, r + 3 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[leftAt + k]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l1 + k]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l2 + k]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l3 + k]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    int step = add ? outStride : 0;
    int o = outAt;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, o + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c02).intoArray(out, o + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c03).intoArray(out, o + 3 * LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c10).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c11).intoArray(out, o + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c12).intoArray(out, o + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c13).intoArray(out, o + 3 * LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c20).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c21).intoArray(out, o + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c22).intoArray(out, o + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c23).intoArray(out, o + 3 * LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c30).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c31).intoArray(out, o + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c32).intoArray(out, o + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c33).intoArray(out, o + 3 * LANES);
  }

  private static void tile4x2(
      float[] left,
      int leftAt,
      int leftStride,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    int l1 = leftAt + leftStride;
    int l2 = l1 + leftStride;
    int l3 = l2 + leftStride;
    int r = rightAt;
    for (int k = 0; k < depth; k++, r += rightStride) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[leftAt + k]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l1 + k]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[l2 + k]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[l3 + k]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    int step = add ? outStride : 0;
    int o = outAt;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, o + LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c10).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c11).intoArray(out, o + LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c20).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c21).intoArray(out, o + LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c30).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c31).intoArray(out, o + LANES);
  }

  private static void tile2x4(
      float[] left,
      int leftAt,
      int leftStride,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    int l1 = leftAt + leftStride;
    int r = rightAt;
    for (int k = 0; k < depth; k++, r += rightStride) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, right, r + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, right, r + 3 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[leftAt + k]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[l1 + k]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    int step = add ? outStride : 0;
    int o = outAt;
    FloatVector.fromArray(SPECIES, start, s).add(c00).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c01).intoArray(out, o + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c02).intoArray(out, o + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c03).intoArray(out, o + 3 * LANES);
    s += step;
    o += outStride;
    FloatVector.fromArray(SPECIES, start, s).add(c10).intoArray(out, o);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c11).intoArray(out, o + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c12).intoArray(out, o + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c13).intoArray(out, o + 3 * LANES);
  }

  private static void tile1x4(
      float[] left,
      int leftAt,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    int r = rightAt;
    for (int k = 0; k < depth; k++, r += rightStride) {
      FloatVector a = FloatVector.broadcast(SPECIES, left[leftAt + k]);
      c0 = FloatVector.fromArray(SPECIES, right, r).fma(a, c0);
      c1 = FloatVector.fromArray(SPECIES, right, r + LANES).fma(a, c1);
      c2 = FloatVector.fromArray(SPECIES, right, r + 2 * LANES).fma(a, c2);
      c3 = FloatVector.fromArray(SPECIES, right, r + 3 * LANES).fma(a, c3);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c0).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(c1).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(c2).intoArray(out, outAt + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(c3).intoArray(out, outAt + 3 * LANES);
  }

  private static void tile1x1(
      float[] left,
      int leftAt,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    int r = rightAt;
    for (int k = 0; k < depth; k++, r += rightStride) {
      FloatVector a = FloatVector.broadcast(SPECIES, left[leftAt + k]);
      c0 = FloatVector.fromArray(SPECIES, right, r).fma(a, c0);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(c0).intoArray(out, outAt);
  }
}
