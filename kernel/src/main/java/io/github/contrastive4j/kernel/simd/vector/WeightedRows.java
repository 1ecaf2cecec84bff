package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Weighted sums of rows that lie anywhere, as those of an embedding table: four vectors of columns
 * at a time, whose sums stay in registers while all rows pass by. That a row is read in pieces
 * keeps the instructions for one few, so that the processor sees many rows ahead and waits for
 * their memory at the same time.
 */
final class WeightedRows {
  /** Zeros, then ones: from LANES − n on, ones in all lanes but the first n. */
  private static final float[] LAST_LANES = new float[2 * LANES];

  static {
    Arrays.fill(LAST_LANES, LANES, 2 * LANES, 1f);
  }

  private WeightedRows() {}

  /** As {@link VectorRows#sumOfRows} says. */
  static void sum(
      float[] x,
      int xAt,
      int xStride,
      int[] rows,
      int rowsAt,
      float[] factors,
      int factorsAt,
      int count,
      float[] out,
      int outAt,
      int length,
      boolean add) {
    int c = 0;
    for (; c <= length - 4 * LANES; c += 4 * LANES) {
      sumFour(x, xAt + c, xStride, rows, rowsAt, factors, factorsAt, count, out, outAt + c, add);
    }
    while (c < length && length >= LANES) {
      // The last vector may begin among the columns before: one column alone takes as long.
      int at = Math.min(c, length - LANES);
      int done = c - at;
      sumOne(
          x,
          xAt + at,
          xStride,
          rows,
          rowsAt,
          factors,
          factorsAt,
          count,
          out,
          outAt + at,
          done,
          add);
      c = at + LANES;
    }
    for (; c < length; c++) {
      float sum = 0;
      for (int k = 0; k < count; k++) {
        sum =
            Math.fma(x[xAt + c + rows[rowsAt + k] * xStride], factor(factors, factorsAt + k), sum);
      }
      out[outAt + c] = add ? out[outAt + c] + sum : sum;
    }
  }

  private static float factor(float[] factors, int k) {
    return factors == null ? 1 : factors[k];
  }

  private static void sumFour(
      float[] x,
      int xAt,
      int xStride,
      int[] rows,
      int rowsAt,
      float[] factors,
      int factorsAt,
      int count,
      float[] out,
      int outAt,
      boolean add) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    for (int k = 0; k < count; k++) {
      int at = xAt + rows[rowsAt + k] * xStride;
      FloatVector factor = FloatVector.broadcast(SPECIES, factor(factors, factorsAt + k));
      s0 = FloatVector.fromArray(SPECIES, x, at).fma(factor, s0);
      s1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(factor, s1);
      s2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(factor, s2);
      s3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(factor, s3);
    }
    float[] start = add ? out : ZEROS;
    int s = add ? outAt : 0;
    FloatVector.fromArray(SPECIES, start, s).add(s0).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, s + LANES).add(s1).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, s + 2 * LANES).add(s2).intoArray(out, outAt + 2 * LANES);
    FloatVector.fromArray(SPECIES, start, s + 3 * LANES).add(s3).intoArray(out, outAt + 3 * LANES);
  }

  /** Leaves the first lanes, which are done, as they are. */
  private static void sumOne(
      float[] x,
      int xAt,
      int xStride,
      int[] rows,
      int rowsAt,
      float[] factors,
      int factorsAt,
      int count,
      float[] out,
      int outAt,
      int done,
      boolean add) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int k = 0; k < count; k++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, factor(factors, factorsAt + k));
      sum = FloatVector.fromArray(SPECIES, x, xAt + rows[rowsAt + k] * xStride).fma(factor, sum);
    }
    FloatVector before = FloatVector.fromArray(SPECIES, out, outAt);
    FloatVector start = FloatVector.fromArray(SPECIES, add ? out : ZEROS, add ? outAt : 0);
    FloatVector left = FloatVector.fromArray(SPECIES, LAST_LANES, LANES - done);
    VectorMask<Float> isLeft = left.compare(VectorOperators.NE, 0f);
    before.blend(start.add(sum), isLeft).intoArray(out, outAt);
  }
}
