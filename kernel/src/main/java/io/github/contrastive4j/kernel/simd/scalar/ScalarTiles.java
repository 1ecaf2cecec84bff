package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/**
 * Products and distances in scalar code. The inner loops run over the lanes of a panel, with
 * nothing in them that keeps the compiler from vectorizing by itself.
 */
final class ScalarTiles implements TileKernels {
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
}
