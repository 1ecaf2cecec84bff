package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.Exp2.C1;
import static io.github.contrastive4j.kernel.simd.Exp2.C2;
import static io.github.contrastive4j.kernel.simd.Exp2.C3;
import static io.github.contrastive4j.kernel.simd.Exp2.C4;
import static io.github.contrastive4j.kernel.simd.Exp2.C5;
import static io.github.contrastive4j.kernel.simd.Exp2.C6;
import static io.github.contrastive4j.kernel.simd.Exp2.ROUNDER;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.DOUBLES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Exp2;
import io.github.contrastive4j.kernel.simd.Float32Math;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponentials of a row, for log-sum-exp and softmax.
 *
 * <p>That of {@link Exp2} is written out in both loops: see {@link VectorScores}.
 */
final class RowExponentials {
  /** Elements summed in float32 before the sum goes on in float64. */
  private static final int SUM_BLOCK = 64 * LANES;

  private static final float LOG2_E = (float) Exp2.LOG2_E;

  private RowExponentials() {}

  /** Σ exp(x − shift). */
  static double sum(float[] x, int at, int length, float shift) {
    double sum = 0;
    int whole = SPECIES.loopBound(length);
    for (int k = 0; k < whole; k += SUM_BLOCK) {
      sum += sumOfBlock(x, at + k, Math.min(SUM_BLOCK, whole - k), shift);
    }
    for (int k = whole; k < length; k++) {
      sum += Float32Math.exp2((x[at + k] - shift) * LOG2_E);
    }
    return sum;
  }

  private static double sumOfBlock(float[] x, int at, int length, float shift) {
    FloatVector partial = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, x, at + k).sub(shift).mul(LOG2_E);
      y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = y.add(ROUNDER);
      FloatVector rest = y.sub(rounded.sub(ROUNDER));
      FloatVector e = FloatVector.broadcast(SPECIES, C6);
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C5));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C4));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C3));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C2));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C1));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = e.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      e = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      partial = e.add(partial);
    }
    FloatVector total = FloatVector.zero(SPECIES).add(partial);
    DoubleVector first = (DoubleVector) total.convertShape(VectorOperators.F2D, DOUBLES, 0);
    DoubleVector second = (DoubleVector) total.convertShape(VectorOperators.F2D, DOUBLES, 1);
    DoubleVector lanes = first.add(second);
    double sum = lanes.lane(0) + lanes.lane(1);
    if (LANES >= 8) {
      sum += lanes.lane(2) + lanes.lane(3);
    }
    if (LANES >= 16) {
      sum += (lanes.lane(4) + lanes.lane(5)) + (lanes.lane(6) + lanes.lane(7));
    }
    return sum;
  }

  /** exp(x − shift) · factor. */
  static void write(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, x, at + k).sub(shift).mul(LOG2_E);
      y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = y.add(ROUNDER);
      FloatVector rest = y.sub(rounded.sub(ROUNDER));
      FloatVector e = FloatVector.broadcast(SPECIES, C6);
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C5));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C4));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C3));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C2));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C1));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = e.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      e = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      e.mul(factor).intoArray(out, outAt + k);
    }
    for (; k < length; k++) {
      out[outAt + k] = Float32Math.exp2((x[at + k] - shift) * LOG2_E) * factor;
    }
  }
}
