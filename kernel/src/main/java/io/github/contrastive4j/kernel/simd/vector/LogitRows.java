package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.TileKernels.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Row-wise maximum, sum of exponentials and exponentials of logits in base e. */
final class LogitRows {
  /** Elements summed in float32 before the sum goes on in float64. */
  private static final int SUM_BLOCK = 64 * LANES;

  private static final float LOG2_E = (float) (1 / Math.log(2));

  private LogitRows() {}

  static float max(float[] x, int at, int length) {
    FloatVector running = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      running = running.max(FloatVector.fromArray(SPECIES, x, at + k));
    }
    float max = running.reduceLanes(VectorOperators.MAX);
    for (; k < length; k++) {
      max = Math.max(max, x[at + k]);
    }
    return max;
  }

  static double sumOfExponentials(float[] x, int at, int length, float shift) {
    double sum = 0;
    int whole = SPECIES.loopBound(length);
    for (int block = 0; block < whole; block += SUM_BLOCK) {
      int end = Math.min(block + SUM_BLOCK, whole);
      FloatVector partial = FloatVector.zero(SPECIES);
      for (int k = block; k < end; k += LANES) {
        partial = partial.add(exponential(FloatVector.fromArray(SPECIES, x, at + k), shift));
      }
      sum += Lanes.sum(partial);
    }
    for (int k = whole; k < length; k++) {
      sum += Math.exp((double) x[at + k] - shift);
    }
    return sum;
  }

  static void exponentials(
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
    return Exponential.exp2(x.sub(shift).mul(LOG2_E).max(MIN_EXPONENT));
  }
}
