package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Geometry;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Differences of two rows, or the signs of these, added to a third: slopes of distances. */
final class RowSlopes {
  private RowSlopes() {}

  /** out += factor·(x − y) for squared distances, factor·sign(x − y) for absolute ones. */
  static void add(
      Geometry geometry,
      float factor,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] out,
      int outAt,
      int length) {
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector xs = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector ys = FloatVector.fromArray(SPECIES, y, yAt + k);
      FloatVector slope = xs.sub(ys);
      if (!squared) {
        FloatVector up = slope.blend(1f, xs.compare(VectorOperators.GT, ys));
        slope = up.blend(-1f, xs.compare(VectorOperators.LT, ys));
      }
      FloatVector sum = FloatVector.fromArray(SPECIES, out, outAt + k).add(slope.mul(factor));
      sum.intoArray(out, outAt + k);
    }
    for (; k < length; k++) {
      float difference = x[xAt + k] - y[yAt + k];
      out[outAt + k] += factor * (squared ? difference : Math.signum(difference));
    }
  }
}
