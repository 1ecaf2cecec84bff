package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.DOUBLES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Float64Normalization;
import io.github.contrastive4j.kernel.simd.NormalizationKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums are those of {@link RowSums}, in float64. Elements are float32: means are taken away in two
 * parts, which leaves no more of their rounding than there is in the elements.
 */
final class VectorNormalization implements NormalizationKernels {
  /** Reciprocals of deviations for which float32 neither overflows nor loses digits. */
  private static final double SMALLEST_FACTOR = 0x1p-60;

  private static final double LARGEST_FACTOR = 0x1p60;

  /** The same of what is taken away from a gradient. */
  private static final double LARGEST_SHARE = 0x1p60;

  private final Float64Normalization rest = new Float64Normalization();

  @Override
  public double sum(float[] x, int at, int length) {
    int whole = length - length % LANES;
    return moment(false, x, at, whole, 0) + rest.sum(x, at + whole, length - whole);
  }

  @Override
  public double squaredDeviations(float[] x, int at, int length, double mean) {
    int whole = length - length % LANES;
    return moment(true, x, at, whole, mean)
        + rest.squaredDeviations(x, at + whole, length - whole, mean);
  }

  /** Σ (x − mean), or of its squares. */
  private static double moment(boolean squared, float[] x, int at, int length, double mean) {
    DoubleVector even = DoubleVector.zero(DOUBLES);
    DoubleVector odd = DoubleVector.zero(DOUBLES);
    for (int k = 0; k < length; k += LANES) {
      FloatVector xs = FloatVector.fromArray(SPECIES, x, at + k);
      DoubleVector d0 = ((DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 0)).sub(mean);
      DoubleVector d1 = ((DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 1)).sub(mean);
      even = squared ? d0.fma(d0, even) : d0.add(even);
      odd = squared ? d1.fma(d1, odd) : d1.add(odd);
    }
    DoubleVector lanes = DoubleVector.zero(DOUBLES).add(even).add(odd);
    double sum = lanes.lane(0) + lanes.lane(1);
    if (LANES >= 8) {
      sum += lanes.lane(2) + lanes.lane(3);
    }
    if (LANES >= 16) {
      sum += (lanes.lane(4) + lanes.lane(5)) + (lanes.lane(6) + lanes.lane(7));
    }
    return sum;
  }

  @Override
  public double weightedDeviations(
      float[] g, int gAt, float[] w, int wAt, float[] x, int xAt, int length, double mean) {
    DoubleVector even = DoubleVector.zero(DOUBLES);
    DoubleVector odd = DoubleVector.zero(DOUBLES);
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector gs = FloatVector.fromArray(SPECIES, g, gAt + k);
      FloatVector ws = FloatVector.fromArray(SPECIES, w, wAt + k);
      FloatVector xs = FloatVector.fromArray(SPECIES, x, xAt + k);
      DoubleVector g0 = (DoubleVector) gs.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector g1 = (DoubleVector) gs.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector w0 = (DoubleVector) ws.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector w1 = (DoubleVector) ws.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector d0 = ((DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 0)).sub(mean);
      DoubleVector d1 = ((DoubleVector) xs.convertShape(VectorOperators.F2D, DOUBLES, 1)).sub(mean);
      even = g0.mul(w0).fma(d0, even);
      odd = g1.mul(w1).fma(d1, odd);
    }
    DoubleVector lanes = DoubleVector.zero(DOUBLES).add(even).add(odd);
    double sum = lanes.lane(0) + lanes.lane(1);
    if (LANES >= 8) {
      sum += lanes.lane(2) + lanes.lane(3);
    }
    if (LANES >= 16) {
      sum += (lanes.lane(4) + lanes.lane(5)) + (lanes.lane(6) + lanes.lane(7));
    }
    return sum + rest.weightedDeviations(g, gAt + k, w, wAt + k, x, xAt + k, length - k, mean);
  }

  @Override
  public void standardize(
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      float[] gain,
      int gainAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt) {
    float high = (float) mean;
    float low = (float) (mean - high);
    float scale = (float) factor;
    int last = inRange(factor) ? length - LANES : -1;
    int k = 0;
    for (; k <= last; k += LANES) {
      FloatVector unit = FloatVector.fromArray(SPECIES, x, xAt + k).sub(high).sub(low).mul(scale);
      FloatVector gains = FloatVector.fromArray(SPECIES, gain, gainAt + k);
      FloatVector biases = FloatVector.fromArray(SPECIES, bias, biasAt + k);
      unit.fma(gains, biases).intoArray(y, yAt + k);
    }
    rest.standardize(
        x, xAt + k, length - k, mean, factor, gain, gainAt + k, bias, biasAt + k, y, yAt + k);
  }

  @Override
  public void standardizedGradient(
      float[] dy,
      int dyAt,
      float[] gain,
      int gainAt,
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      double shift,
      double share,
      float[] dx,
      int dxAt,
      boolean add) {
    float high = (float) mean;
    float low = (float) (mean - high);
    float scale = (float) factor;
    float shiftHigh = (float) shift;
    float shiftLow = (float) (shift - shiftHigh);
    float ofUnit = (float) share;
    FloatVector minusShift = FloatVector.broadcast(SPECIES, -shiftHigh);
    boolean fits = Math.abs(shift) <= LARGEST_SHARE && Math.abs(share) <= LARGEST_SHARE;
    int last = fits && inRange(factor) ? length - LANES : -1;
    int k = 0;
    for (; k <= last; k += LANES) {
      FloatVector unit = FloatVector.fromArray(SPECIES, x, xAt + k).sub(high).sub(low).mul(scale);
      FloatVector gains = FloatVector.fromArray(SPECIES, gain, gainAt + k);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + k).fma(gains, minusShift);
      FloatVector value = g.sub(shiftLow).sub(unit.mul(ofUnit)).mul(scale);
      int to = dxAt + k;
      if (add) {
        FloatVector.fromArray(SPECIES, dx, to).add(value).intoArray(dx, to);
      } else {
        value.intoArray(dx, to);
      }
    }
    rest.standardizedGradient(
        dy,
        dyAt + k,
        gain,
        gainAt + k,
        x,
        xAt + k,
        length - k,
        mean,
        factor,
        shift,
        share,
        dx,
        dxAt + k,
        add);
  }

  @Override
  public void addParameterGradients(
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      float[] gains,
      int gainsAt,
      float[] biases,
      int biasesAt) {
    float high = (float) mean;
    float low = (float) (mean - high);
    float scale = (float) factor;
    int last = inRange(factor) ? length - LANES : -1;
    int k = 0;
    for (; k <= last; k += LANES) {
      FloatVector unit = FloatVector.fromArray(SPECIES, x, xAt + k).sub(high).sub(low).mul(scale);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + k);
      FloatVector gain = FloatVector.fromArray(SPECIES, gains, gainsAt + k);
      FloatVector bias = FloatVector.fromArray(SPECIES, biases, biasesAt + k);
      g.fma(unit, gain).intoArray(gains, gainsAt + k);
      bias.add(g).intoArray(biases, biasesAt + k);
    }
    rest.addParameterGradients(
        dy,
        dyAt + k,
        x,
        xAt + k,
        length - k,
        mean,
        factor,
        gains,
        gainsAt + k,
        biases,
        biasesAt + k);
  }

  private static boolean inRange(double factor) {
    return factor >= SMALLEST_FACTOR && factor <= LARGEST_FACTOR;
  }
}
