package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.DOUBLES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.RowKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Single rows: maxima and sums, into panels and out of them. */
final class VectorRows implements RowKernels {
  @Override
  public float max(float[] x, int at, int length) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector m0 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector m1 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector m2 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector m3 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int k = 0;
    // A maximum that NaN wins takes several instructions, which one chain would wait for.
    for (; k <= length - 4 * LANES; k += 4 * LANES) {
      m0 = FloatVector.fromArray(SPECIES, x, at + k).max(m0);
      m1 = FloatVector.fromArray(SPECIES, x, at + k + LANES).max(m1);
      m2 = FloatVector.fromArray(SPECIES, x, at + k + 2 * LANES).max(m2);
      m3 = FloatVector.fromArray(SPECIES, x, at + k + 3 * LANES).max(m3);
    }
    for (; k <= length - LANES; k += LANES) {
      m0 = FloatVector.fromArray(SPECIES, x, at + k).max(m0);
    }
    FloatVector even = zero.add(m0).max(zero.add(m2));
    FloatVector odd = zero.add(m1).max(zero.add(m3));
    float max = even.max(odd).reduceLanes(VectorOperators.MAX);
    for (; k < length; k++) {
      max = Math.max(max, x[at + k]);
    }
    return max;
  }

  @Override
  public double sumOfExponentials(float[] x, int at, int length, float shift) {
    return RowExponentials.sum(x, at, length, shift);
  }

  @Override
  public void exponentials(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt) {
    RowExponentials.write(x, at, length, shift, factor, out, outAt);
  }

  @Override
  public void addScaled(float alpha, float[] x, int xAt, float[] y, int yAt, int length) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector product = FloatVector.fromArray(SPECIES, x, xAt + k).mul(alpha);
      FloatVector.fromArray(SPECIES, y, yAt + k).add(product).intoArray(y, yAt + k);
    }
    for (; k < length; k++) {
      y[yAt + k] += alpha * x[xAt + k];
    }
  }

  @Override
  public void sumOfRows(
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
    WeightedRows.sum(
        x, xAt, xStride, rows, rowsAt, factors, factorsAt, count, out, outAt, length, add);
  }

  @Override
  public void addSlopes(
      Geometry geometry,
      float factor,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] out,
      int outAt,
      int length) {
    RowSlopes.add(geometry, factor, x, xAt, y, yAt, out, outAt, length);
  }

  @Override
  public double dot(float[] x, int xAt, float[] y, int yAt, int length) {
    return RowSums.sum(Geometry.INNER_PRODUCT, x, xAt, y, yAt, length);
  }

  @Override
  public double sum(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length) {
    return RowSums.sum(geometry, x, xAt, y, yAt, length);
  }

  @Override
  public void pairSums(
      Geometry geometry,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      double[] sums,
      int at) {
    RowSums.ofPair(geometry, x, xAt, y, yAt, length, sums, at);
  }

  @Override
  public void packRow(
      float[] x, int xAt, int length, double factor, float[] panels, int at, int stride) {
    float high = (float) factor;
    float low = (float) (factor - high);
    int p = at;
    int k = 0;
    // An infinite element times a rest of zero would be no number.
    boolean exact = high == factor;
    for (; exact && k <= length - PANEL; k += PANEL, p += stride) {
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + k + v);
        value.mul(high).intoArray(panels, p + v);
      }
    }
    for (; inRange(high) && k <= length - PANEL; k += PANEL, p += stride) {
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + k + v);
        value.mul(low).add(value.mul(high)).intoArray(panels, p + v);
      }
    }
    for (; k < length; k += PANEL, p += stride) {
      for (int c = 0; c < PANEL; c++) {
        panels[p + c] = k + c < length ? (float) (x[xAt + k + c] * factor) : 0f;
      }
    }
  }

  /** Whether neither the factor nor its rest is rounded as a subnormal or infinite number. */
  static boolean inRange(float factor) {
    float size = Math.abs(factor);
    return size >= 0x1p-100f && size <= 0x1p100f;
  }

  @Override
  public void packTransposed(
      float[] x,
      int xAt,
      int xStride,
      int rows,
      int length,
      double[] factors,
      int factorAt,
      float[] panel,
      int at) {
    TransposedRows.pack(x, xAt, xStride, rows, length, factors, factorAt, panel, at);
  }

  @Override
  public double panelDot(
      float[] panels,
      int at,
      int stride,
      float gain,
      float[] y,
      int yAt,
      float yScale,
      int length) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = FloatVector.zero(SPECIES);
    int p = at;
    int k = 0;
    for (; k <= length - PANEL; k += PANEL, p += stride) {
      for (int v = 0; v < PANEL; v += 2 * LANES) {
        int w = v + LANES;
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, yAt + k + v).mul(yScale);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, yAt + k + w).mul(yScale);
        FloatVector p0 = FloatVector.fromArray(SPECIES, panels, p + v).mul(gain);
        FloatVector p1 = FloatVector.fromArray(SPECIES, panels, p + w).mul(gain);
        even = p0.fma(y0, even);
        odd = p1.fma(y1, odd);
      }
    }
    // What is not a whole panel; in the loop above it would cost those that are.
    for (; k <= length - LANES; k += LANES, p += LANES) {
      FloatVector y0 = FloatVector.fromArray(SPECIES, y, yAt + k).mul(yScale);
      FloatVector p0 = FloatVector.fromArray(SPECIES, panels, p).mul(gain);
      even = p0.fma(y0, even);
    }
    FloatVector total = FloatVector.zero(SPECIES).add(even).add(odd);
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
    for (int c = 0; k + c < length; c++) {
      sum += (double) (panels[p + c] * gain) * (y[yAt + k + c] * yScale);
    }
    return sum;
  }

  @Override
  public void unpackRow(
      float[] panels,
      int at,
      int stride,
      float gain,
      float[] x,
      int xAt,
      float xScale,
      float projection,
      float outScale,
      float[] out,
      int outAt,
      int length,
      boolean add) {
    boolean project = projection != 0f;
    int p = at;
    int k = 0;
    for (; k <= length - PANEL; k += PANEL, p += stride) {
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector value = FloatVector.fromArray(SPECIES, panels, p + v).mul(gain);
        if (project) {
          FloatVector unit = FloatVector.fromArray(SPECIES, x, xAt + k + v).mul(xScale);
          value = value.sub(unit.mul(projection));
        }
        FloatVector scaled = FloatVector.broadcast(SPECIES, outScale).mul(value);
        int o = outAt + k + v;
        if (add) {
          FloatVector.fromArray(SPECIES, out, o).add(scaled).intoArray(out, o);
        } else {
          scaled.intoArray(out, o);
        }
      }
    }
    // What is not a whole panel; in the loop above it would cost those that are.
    for (; k <= length - LANES; k += LANES, p += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, panels, p).mul(gain);
      if (project) {
        FloatVector unit = FloatVector.fromArray(SPECIES, x, xAt + k).mul(xScale);
        value = value.sub(unit.mul(projection));
      }
      FloatVector scaled = FloatVector.broadcast(SPECIES, outScale).mul(value);
      int o = outAt + k;
      if (add) {
        FloatVector.fromArray(SPECIES, out, o).add(scaled).intoArray(out, o);
      } else {
        scaled.intoArray(out, o);
      }
    }
    for (int c = 0; k + c < length; c++) {
      float value = panels[p + c] * gain;
      if (project) {
        value -= x[xAt + k + c] * xScale * projection;
      }
      value *= outScale;
      out[outAt + k + c] = add ? out[outAt + k + c] + value : value;
    }
  }

  @Override
  public void unpackRowOfPair(
      float[] panels,
      int at,
      int stride,
      float gain,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float scale,
      float pull,
      float projection,
      float[] out,
      int outAt,
      int length,
      boolean add) {
    int p = at;
    int k = 0;
    for (; k <= length - PANEL; k += PANEL, p += stride) {
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector self = FloatVector.fromArray(SPECIES, x, xAt + k + v).mul(scale);
        FloatVector other = FloatVector.fromArray(SPECIES, y, yAt + k + v).mul(scale);
        FloatVector value =
            FloatVector.fromArray(SPECIES, panels, p + v)
                .mul(gain)
                .add(other.sub(self).mul(pull))
                .sub(self.mul(projection));
        int o = outAt + k + v;
        if (add) {
          FloatVector.fromArray(SPECIES, out, o).add(value).intoArray(out, o);
        } else {
          value.intoArray(out, o);
        }
      }
    }
    for (int c = 0; k + c < length; c++) {
      float self = x[xAt + k + c] * scale;
      float value = panels[p + c] * gain;
      value += (y[yAt + k + c] * scale - self) * pull;
      value -= self * projection;
      out[outAt + k + c] = add ? out[outAt + k + c] + value : value;
    }
  }

  @Override
  public void addDifference(
      float weight,
      float[] self,
      int selfAt,
      int selfStride,
      float[] other,
      int otherAt,
      int otherStride,
      float[] out,
      int outAt,
      int outStride,
      int panels) {
    for (int panel = 0; panel < panels; panel++) {
      int s = selfAt + panel * selfStride;
      int t = otherAt + panel * otherStride;
      int o = outAt + panel * outStride;
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector difference =
            FloatVector.fromArray(SPECIES, other, t + v)
                .sub(FloatVector.fromArray(SPECIES, self, s + v));
        FloatVector sum = FloatVector.fromArray(SPECIES, out, o + v);
        difference.fma(FloatVector.broadcast(SPECIES, weight), sum).intoArray(out, o + v);
      }
    }
  }

  @Override
  public void addToPanel(
      Geometry geometry,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      float scale,
      float factor,
      float[] panels,
      int at,
      int stride) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    int p = at;
    int k = 0;
    for (; k <= length - PANEL; k += PANEL, p += stride) {
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector value = FloatVector.fromArray(SPECIES, y, yAt + k + v);
        if (!inner) {
          FloatVector self = FloatVector.fromArray(SPECIES, x, xAt + k + v);
          if (squared) {
            value = value.mul(scale).sub(self.mul(scale));
          } else {
            VectorMask<Float> more = value.compare(VectorOperators.GT, self);
            VectorMask<Float> less = value.compare(VectorOperators.LT, self);
            value = FloatVector.zero(SPECIES).blend(1f, more).blend(-1f, less);
          }
        }
        FloatVector sum = FloatVector.fromArray(SPECIES, panels, p + v);
        FloatVector.broadcast(SPECIES, factor).fma(value, sum).intoArray(panels, p + v);
      }
    }
    for (int c = 0; k + c < length; c++) {
      float value = y[yAt + k + c];
      if (!inner) {
        float self = x[xAt + k + c];
        value = squared ? value * scale - self * scale : Math.signum(value - self);
      }
      panels[p + c] += factor * value;
    }
  }
}
