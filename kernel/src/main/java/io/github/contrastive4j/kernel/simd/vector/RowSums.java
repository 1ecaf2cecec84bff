package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.DOUBLES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Geometry;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums over two rows in float64.
 *
 * <p>Lanes are added up in a fixed order, which {@code reduceLanes} does not promise, each by a
 * constant number, without which the vector becomes an object; and in place, because nothing but
 * the Vector API is called: see {@link VectorScores}.
 *
 * <p>Floats are loaded in whole vectors and made doubles in two halves. Vectors of half the width
 * would be another class: converting them goes through {@code FloatVector.intoArray} as long as
 * nothing is compiled, and where that has seen two classes, vectors that are stored may stay
 * objects, in all other loops too.
 */
final class RowSums {
  private static final int DOUBLE_LANES = DOUBLES.length();

  private RowSums() {}

  /** Σ x·y, Σ (x−y)² or Σ |x−y|. */
  static double sum(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    DoubleVector even = DoubleVector.zero(DOUBLES);
    DoubleVector odd = DoubleVector.zero(DOUBLES);
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector xs = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector ys = FloatVector.fromArray(SPECIES, y, yAt + k);
      DoubleVector x0 = (DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector y0 = (DoubleVector) ys.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector x1 = (DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector y1 = (DoubleVector) ys.convertShape(VectorOperators.F2D, DOUBLES, 1);
      if (inner) {
        even = x0.fma(y0, even);
        odd = x1.fma(y1, odd);
        continue;
      }
      DoubleVector d0 = x0.sub(y0);
      DoubleVector d1 = x1.sub(y1);
      if (squared) {
        even = d0.fma(d0, even);
        odd = d1.fma(d1, odd);
      } else {
        even = d0.abs().add(even);
        odd = d1.abs().add(odd);
      }
    }
    DoubleVector lanes = DoubleVector.zero(DOUBLES).add(even).add(odd);
    double sum = lanes.lane(0) + lanes.lane(1);
    if (DOUBLE_LANES >= 4) {
      sum += lanes.lane(2) + lanes.lane(3);
    }
    if (DOUBLE_LANES >= 8) {
      sum += (lanes.lane(4) + lanes.lane(5)) + (lanes.lane(6) + lanes.lane(7));
    }
    for (; k < length; k++) {
      sum += summand(inner, squared, x[xAt + k], y[yAt + k]);
    }
    return sum;
  }

  /** What one element adds to the sum of the geometry. */
  private static double summand(boolean inner, boolean squared, double x, double y) {
    double d = x - y;
    double far = squared ? d * d : Math.abs(d);
    return inner ? x * y : far;
  }

  /** Σ x·x, the sum of the geometry, and Σ y·y, in one pass over both rows. */
  static void ofPair(
      Geometry geometry,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      double[] sums,
      int at) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    int whole = length - length % LANES;
    lanesOfPair(inner, squared, x, xAt, y, yAt, whole, sums, at);
    double xx = sumOfLanes(sums, at);
    double xy = sumOfLanes(sums, at + DOUBLE_LANES);
    double yy = sumOfLanes(sums, at + 2 * DOUBLE_LANES);
    for (int k = whole; k < length; k++) {
      xx += (double) x[xAt + k] * x[xAt + k];
      xy += summand(inner, squared, x[xAt + k], y[yAt + k]);
      yy += (double) y[yAt + k] * y[yAt + k];
    }
    sums[at] = xx;
    sums[at + 1] = xy;
    sums[at + 2] = yy;
  }

  /** The lanes of a vector in memory, in the order of {@link #sum}. */
  private static double sumOfLanes(double[] lanes, int at) {
    double sum = lanes[at] + lanes[at + 1];
    if (DOUBLE_LANES >= 4) {
      sum += lanes[at + 2] + lanes[at + 3];
    }
    if (DOUBLE_LANES >= 8) {
      sum += (lanes[at + 4] + lanes[at + 5]) + (lanes[at + 6] + lanes[at + 7]);
    }
    return sum;
  }

  /** The sums of all lanes go to memory, which keeps the method small enough for the compiler. */
  private static void lanesOfPair(
      boolean inner,
      boolean squared,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      double[] sums,
      int at) {
    DoubleVector xxEven = DoubleVector.zero(DOUBLES);
    DoubleVector xxOdd = DoubleVector.zero(DOUBLES);
    DoubleVector xyEven = DoubleVector.zero(DOUBLES);
    DoubleVector xyOdd = DoubleVector.zero(DOUBLES);
    DoubleVector yyEven = DoubleVector.zero(DOUBLES);
    DoubleVector yyOdd = DoubleVector.zero(DOUBLES);
    for (int k = 0; k < length; k += LANES) {
      FloatVector xs = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector ys = FloatVector.fromArray(SPECIES, y, yAt + k);
      DoubleVector x0 = (DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector y0 = (DoubleVector) ys.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector x1 = (DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector y1 = (DoubleVector) ys.convertShape(VectorOperators.F2D, DOUBLES, 1);
      xxEven = x0.fma(x0, xxEven);
      yyEven = y0.fma(y0, yyEven);
      xxOdd = x1.fma(x1, xxOdd);
      yyOdd = y1.fma(y1, yyOdd);
      if (inner) {
        xyEven = x0.fma(y0, xyEven);
        xyOdd = x1.fma(y1, xyOdd);
        continue;
      }
      DoubleVector d0 = x0.sub(y0);
      DoubleVector d1 = x1.sub(y1);
      if (squared) {
        xyEven = d0.fma(d0, xyEven);
        xyOdd = d1.fma(d1, xyOdd);
      } else {
        xyEven = d0.abs().add(xyEven);
        xyOdd = d1.abs().add(xyOdd);
      }
    }
    DoubleVector.zero(DOUBLES).add(xxEven).add(xxOdd).intoArray(sums, at);
    DoubleVector.zero(DOUBLES).add(xyEven).add(xyOdd).intoArray(sums, at + DOUBLE_LANES);
    DoubleVector.zero(DOUBLES).add(yyEven).add(yyOdd).intoArray(sums, at + 2 * DOUBLE_LANES);
  }
}
