package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/**
 * The leaf loops without the Vector API. The inner loops of the products run over the lanes of a
 * panel, with nothing in them that keeps the compiler from vectorizing by itself.
 */
public final class ScalarKernels implements TileKernels {
  private static final double LN2 = Math.log(2);

  /** Makes an instance. */
  public ScalarKernels() {}

  @Override
  public String description() {
    return "scalar loops";
  }

  @Override
  public int bits() {
    return 0;
  }

  @Override
  public void multiply(
      float[] left,
      int leftAt,
      int leftStride,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    for (int r = 0; r < paddedRows; r++) {
      int o = outAt + r * PANEL;
      clear(out, o, add);
      int x = rightAt;
      for (int done = 0, l = leftAt + r * PANEL; done < depth; done += PANEL, l += leftStride) {
        int width = Math.min(PANEL, depth - done);
        accumulate(left, l, 1, width, right, x, out, o);
        x += width * PANEL;
      }
    }
  }

  @Override
  public void multiplyTransposed(
      float[] left,
      int leftAt,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    for (int r = 0; r < paddedRows; r++) {
      int o = outAt + r * PANEL;
      clear(out, o, add);
      accumulate(left, leftAt + r, PANEL, depth, right, rightAt, out, o);
    }
  }

  /** out[c] += Σ_k left[k · step] · right[k][c]; eight terms a pass, so that out stays in cache. */
  private static void accumulate(
      float[] left,
      int leftAt,
      int step,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int o) {
    int k = 0;
    for (; k <= depth - 8; k += 8) {
      int l = leftAt + k * step;
      addEight(
          left[l],
          left[l + step],
          left[l + 2 * step],
          left[l + 3 * step],
          left[l + 4 * step],
          left[l + 5 * step],
          left[l + 6 * step],
          left[l + 7 * step],
          right,
          rightAt + k * PANEL,
          out,
          o);
    }
    for (; k < depth; k++) {
      float a = left[leftAt + k * step];
      int x = rightAt + k * PANEL;
      for (int c = 0; c < PANEL; c++) {
        out[o + c] += a * right[x + c];
      }
    }
  }

  private static void addEight(
      float a0,
      float a1,
      float a2,
      float a3,
      float a4,
      float a5,
      float a6,
      float a7,
      float[] right,
      int x,
      float[] out,
      int o) {
    for (int c = 0; c < PANEL; c++) {
      float low = a0 * right[x + c] + a1 * right[x + PANEL + c];
      float high = a2 * right[x + 2 * PANEL + c] + a3 * right[x + 3 * PANEL + c];
      low += a4 * right[x + 4 * PANEL + c] + a5 * right[x + 5 * PANEL + c];
      high += a6 * right[x + 6 * PANEL + c] + a7 * right[x + 7 * PANEL + c];
      out[o + c] += low + high;
    }
  }

  private static void clear(float[] out, int o, boolean add) {
    for (int c = 0; c < PANEL && !add; c++) {
      out[o + c] = 0f;
    }
  }

  @Override
  public void distances(
      Geometry geometry,
      float[] left,
      int leftAt,
      int leftStride,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    for (int r = 0; r < paddedRows; r++) {
      int o = outAt + r * PANEL;
      clear(out, o, add);
      for (int k = 0; k < depth; k++) {
        float a = left[leftAt + k / PANEL * leftStride + r * PANEL + k % PANEL];
        int x = rightAt + k * PANEL;
        if (squared) {
          for (int c = 0; c < PANEL; c++) {
            float d = a - right[x + c];
            out[o + c] += d * d;
          }
        } else {
          for (int c = 0; c < PANEL; c++) {
            out[o + c] += Math.abs(a - right[x + c]);
          }
        }
      }
    }
  }

  @Override
  public void distanceGradients(
      Geometry geometry,
      float[] weights,
      int weightsAt,
      int weightsStride,
      int paddedRows,
      int depth,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add) {
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    for (int r = 0; r < paddedRows; r++) {
      int o = outAt + r * PANEL;
      int s = selfAt + r * PANEL;
      clear(out, o, add);
      for (int k = 0; k < depth; k++) {
        float w =
            weightsStride == 0
                ? weights[weightsAt + k * PANEL + r]
                : weights[weightsAt + k / PANEL * weightsStride + r * PANEL + k % PANEL];
        int x = otherAt + k * PANEL;
        if (squared) {
          for (int c = 0; c < PANEL; c++) {
            out[o + c] += w * (self[s + c] - other[x + c]);
          }
        } else {
          for (int c = 0; c < PANEL; c++) {
            out[o + c] += w * Math.signum(self[s + c] - other[x + c]);
          }
        }
      }
    }
  }

  @Override
  public void maxima(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] max,
      int maxAt,
      float[] columnMax,
      int columnAt) {
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        float logit = logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        max[maxAt + c] = Math.max(max[maxAt + c], logit);
        if (columnMax != null) {
          columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], logit);
        }
      }
    }
  }

  @Override
  public void exponentials(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] shift,
      int shiftAt,
      float[] sums,
      int sumsAt,
      float[] columns,
      int columnsAt) {
    for (int c = 0; c < PANEL; c++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + c;
        float score = panel[p];
        float x = Math.max(logit(geometry, score, kappa, unit) - shift[shiftAt + c], MIN_EXPONENT);
        float e = exp2(x);
        sum += e;
        weighted += e * x;
        if (columns != null) {
          addColumn(e, x, columns, columnsAt + j * 2 * COLUMN_LANES + c % COLUMN_LANES);
        }
        panel[p] = derive(geometry, score, e, unit);
      }
      sums[sumsAt + c] = (float) sum;
      sums[sumsAt + PANEL + c] = (float) weighted;
    }
  }

  @Override
  public void weigh(
      float[] panel,
      int at,
      int rows,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt) {
    for (int j = 0; j < rows; j++) {
      float q = columnFactor[columnAt + j];
      int p = at + j * PANEL;
      for (int c = 0; c < PANEL; c++) {
        panel[p + c] *= rowFactor[rowAt + c] + q;
      }
    }
  }

  @Override
  public void columnExponentials(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] columnShift,
      int shiftAt,
      float[] columns,
      int columnsAt) {
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        float logit = logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        float x = Math.max(logit - columnShift[shiftAt + j], MIN_EXPONENT);
        addColumn(exp2(x), x, columns, columnsAt + j * 2 * COLUMN_LANES + c % COLUMN_LANES);
      }
    }
  }

  @Override
  public void weighBoth(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] rowShift,
      float[] rowFactor,
      int rowAt,
      float[] columnShift,
      float[] columnFactor,
      int columnAt) {
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        int p = at + j * PANEL + c;
        float score = panel[p];
        float logit = logit(geometry, score, kappa, unit);
        float row = exp2(Math.max(logit - rowShift[rowAt + c], MIN_EXPONENT));
        float column = exp2(Math.max(logit - columnShift[columnAt + j], MIN_EXPONENT));
        float weight = row * rowFactor[rowAt + c] + column * columnFactor[columnAt + j];
        panel[p] = derive(geometry, score, weight, unit);
      }
    }
  }

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
      sum += Math.exp((double) x[at + k] - shift);
    }
    return sum;
  }

  @Override
  public void exponentials(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt) {
    for (int k = 0; k < length; k++) {
      out[outAt + k] = (float) (Math.exp((double) x[at + k] - shift) * factor);
    }
  }

  @Override
  public double dot(float[] x, int xAt, float[] y, int yAt, int length) {
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k < length - 1; k += 2) {
      even += (double) x[xAt + k] * y[yAt + k];
      odd += (double) x[xAt + k + 1] * y[yAt + k + 1];
    }
    return k < length ? even + odd + (double) x[xAt + k] * y[yAt + k] : even + odd;
  }

  @Override
  public double distance(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length) {
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    double sum = 0;
    for (int k = 0; k < length; k++) {
      double d = (double) x[xAt + k] - y[yAt + k];
      sum += squared ? d * d : Math.abs(d);
    }
    return sum;
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
    for (int r = 0; r < PANEL; r++) {
      for (int k = 0; k < length; k++) {
        panel[at + k * PANEL + r] =
            r < rows ? (float) (x[xAt + r * xStride + k] * factors[factorAt + r]) : 0f;
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
    for (int k = 0; k < length; k++) {
      float panel = panels[at + k / PANEL * stride + k % PANEL];
      sum += (double) (panel * gain) * (y[yAt + k] * yScale);
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

  private static float logit(Geometry geometry, float score, float kappa, float unit) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return score;
    }
    return score < 0 ? Float.NEGATIVE_INFINITY : kappa / (1f + unit * distance(geometry, score));
  }

  private static float derive(Geometry geometry, float score, float weight, float unit) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return weight;
    }
    float distance = distance(geometry, score);
    float onePlus = 1f + unit * distance;
    float scaled = weight / onePlus / onePlus;
    if (geometry == Geometry.ABSOLUTE_DISTANCE) {
      return scaled;
    }
    return distance == 0f ? 0f : scaled / distance;
  }

  private static float distance(Geometry geometry, float score) {
    float sum = Math.max(score, 0f);
    return geometry == Geometry.SQUARED_DISTANCE ? (float) Math.sqrt(sum) : sum;
  }

  private static float exp2(float x) {
    return x <= MIN_EXPONENT ? 0f : (float) Math.exp(x * LN2);
  }

  private static void addColumn(float e, float x, float[] columns, int at) {
    columns[at] += e;
    columns[at + COLUMN_LANES] += e * x;
  }
}
