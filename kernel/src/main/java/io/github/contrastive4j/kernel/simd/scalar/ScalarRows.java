package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Exp2;
import io.github.contrastive4j.kernel.simd.Float32Math;
import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.RowKernels;
import java.util.Arrays;

/** Single rows in scalar code. */
final class ScalarRows implements RowKernels {
  /** Columns that are transposed at a time: what they take of a panel stays near for all rows. */
  private static final int STRIP = 64;

  private static final float LOG2_E = (float) Exp2.LOG2_E;

  @Override
  public float max(float[] x, int at, int length) {
    float max = x[at];
    for (int k = 1; k < length; k++) {
      max = Math.max(max, x[at + k]);
    }
    return max;
  }

  @Override
  public double sumOfExponentials(float[] x, int at, int length, float shift) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += Float32Math.exp2((x[at + k] - shift) * LOG2_E);
    }
    return sum;
  }

  @Override
  public void exponentials(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt) {
    for (int k = 0; k < length; k++) {
      out[outAt + k] = Float32Math.exp2((x[at + k] - shift) * LOG2_E) * factor;
    }
  }

  @Override
  public void addScaled(float alpha, float[] x, int xAt, float[] y, int yAt, int length) {
    for (int k = 0; k < length; k++) {
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
    if (!add) {
      Arrays.fill(out, outAt, outAt + length, 0f);
    }
    for (int k = 0; k < count; k++) {
      addScaled(
          factors == null ? 1 : factors[factorsAt + k],
          x,
          xAt + rows[rowsAt + k] * xStride,
          out,
          outAt,
          length);
    }
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
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    for (int k = 0; k < length; k++) {
      float difference = x[xAt + k] - y[yAt + k];
      out[outAt + k] += factor * (squared ? difference : Math.signum(difference));
    }
  }

  @Override
  public double dot(float[] x, int xAt, float[] y, int yAt, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k < length - 3; k += 4) {
      s0 += (double) x[xAt + k] * y[yAt + k];
      s1 += (double) x[xAt + k + 1] * y[yAt + k + 1];
      s2 += (double) x[xAt + k + 2] * y[yAt + k + 2];
      s3 += (double) x[xAt + k + 3] * y[yAt + k + 3];
    }
    for (; k < length; k++) {
      s0 += (double) x[xAt + k] * y[yAt + k];
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public double sum(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return dot(x, xAt, y, yAt, length);
    }
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    double sum = 0;
    for (int k = 0; k < length; k++) {
      double d = (double) x[xAt + k] - y[yAt + k];
      sum += squared ? d * d : Math.abs(d);
    }
    return sum;
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
    sums[at] = dot(x, xAt, x, xAt, length);
    sums[at + 1] = sum(geometry, x, xAt, y, yAt, length);
    sums[at + 2] = dot(y, yAt, y, yAt, length);
  }

  @Override
  public void packRow(
      float[] x, int xAt, int length, double factor, float[] panels, int at, int stride) {
    for (int k = 0, p = at; k < length; k += PANEL, p += stride) {
      int width = Math.min(PANEL, length - k);
      for (int c = 0; c < width; c++) {
        panels[p + c] = (float) (x[xAt + k + c] * factor);
      }
      for (int c = width; c < PANEL; c++) {
        panels[p + c] = 0f;
      }
    }
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
    for (int strip = 0; strip < length; strip += STRIP) {
      int end = Math.min(strip + STRIP, length);
      for (int r = 0; r < PANEL; r++) {
        for (int k = strip; k < end; k++) {
          panel[at + k * PANEL + r] =
              r < rows ? (float) (x[xAt + r * xStride + k] * factors[factorAt + r]) : 0f;
        }
      }
    }
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
    double sum = 0;
    for (int k = 0, p = at; k < length; k += PANEL, p += stride) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      int width = Math.min(PANEL, length - k);
      int c = 0;
      for (; c < width - 3; c += 4) {
        int o = yAt + k + c;
        s0 += panels[p + c] * gain * (y[o] * yScale);
        s1 += panels[p + c + 1] * gain * (y[o + 1] * yScale);
        s2 += panels[p + c + 2] * gain * (y[o + 2] * yScale);
        s3 += panels[p + c + 3] * gain * (y[o + 3] * yScale);
      }
      for (; c < width; c++) {
        s0 += panels[p + c] * gain * (y[yAt + k + c] * yScale);
      }
      sum += (double) s0 + s1 + s2 + s3;
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
    for (int k = 0, p = at; k < length; k += PANEL, p += stride) {
      int width = Math.min(PANEL, length - k);
      for (int c = 0; c < width; c++) {
        float value = panels[p + c] * gain;
        if (project) {
          value -= x[xAt + k + c] * xScale * projection;
        }
        value *= outScale;
        int o = outAt + k + c;
        out[o] = add ? out[o] + value : value;
      }
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
    for (int k = 0, p = at; k < length; k += PANEL, p += stride) {
      int width = Math.min(PANEL, length - k);
      for (int c = 0; c < width; c++) {
        float self = x[xAt + k + c] * scale;
        float value = panels[p + c] * gain;
        value += (y[yAt + k + c] * scale - self) * pull;
        value -= self * projection;
        int o = outAt + k + c;
        out[o] = add ? out[o] + value : value;
      }
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
      for (int c = 0; c < PANEL; c++) {
        out[o + c] += weight * (other[t + c] - self[s + c]);
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
    for (int k = 0, p = at; k < length; k += PANEL, p += stride) {
      int width = Math.min(PANEL, length - k);
      for (int c = 0; c < width; c++) {
        float value = y[yAt + k + c];
        panels[p + c] +=
            factor
                * switch (geometry) {
                  case INNER_PRODUCT -> value;
                  case SQUARED_DISTANCE -> value * scale - x[xAt + k + c] * scale;
                  case ABSOLUTE_DISTANCE -> Math.signum(value - x[xAt + k + c]);
                };
      }
    }
  }
}
