package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.DOUBLES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Exp2;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Exponentials of a row, for log-sum-exp and softmax. */
final class RowExponentials {
  /** Elements summed in float32 before the sum goes on in float64. */
  private static final int SUM_BLOCK = 64 * LANES;

  private static final float LOG2_E = (float) Exp2.LOG2_E;

  private RowExponentials() {}

  /** Σ exp(x − shift). */
  static double sum(float[] x, int at, int length, float shift) {
    double sum = 0;
    int whole = SPECIES.loopBound(length);
    for (int block = 0; block < whole; block += SUM_BLOCK) {
      int end = Math.min(block + SUM_BLOCK, whole);
      FloatVector partial = FloatVector.zero(SPECIES);
      for (int k = block; k < end; k += LANES) {
        partial = exponential(FloatVector.fromArray(SPECIES, x, at + k), shift).add(partial);
      }
      // In place: in the long run a helper would be called, and its argument be an object.
      FloatVector total = FloatVector.zero(SPECIES).add(partial);
      DoubleVector first = (DoubleVector) total.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector second = (DoubleVector) total.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector lanes = first.add(second);
      sum += lanes.lane(0) + lanes.lane(1);
      if (LANES >= 8) {
        sum += lanes.lane(2) + lanes.lane(3);
      }
      if (LANES >= 16) {
        sum += (lanes.lane(4) + lanes.lane(5)) + (lanes.lane(6) + lanes.lane(7));
      }
    }
    for (int k = whole; k < length; k++) {
      sum += Math.exp((double) x[at + k] - shift);
    }
    return sum;
  }

  /** exp(x − shift) · factor. */
  static void write(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector e = exponential(FloatVector.fromArray(SPECIES, x, at + k), shift);
      e.mul(factor).intoArray(out, outAt + k);
    }
    for (; k < length; k++) {
      out[outAt + k] = (float) (Math.exp((double) x[at + k] - shift) * factor);
    }
  }

  private static FloatVector exponential(FloatVector x, float shift) {
    FloatVector exponent = x.sub(shift).mul(LOG2_E);
    return Exponential.exp2(
        exponent.blend(MIN_EXPONENT, exponent.compare(VectorOperators.LT, MIN_EXPONENT)));
  }
}
