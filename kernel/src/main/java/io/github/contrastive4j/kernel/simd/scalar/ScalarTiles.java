package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/**
 * Products and distances in scalar code. Products leave it to {@link ScalarProducts} and {@link
 * WideProducts} to be vectorized; distances are plain loops.
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
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add) {
    int panels = Math.ceilDiv(columns, PANEL);
    if (panels > 1 && panels * PANEL > paddedRows) {
      WideProducts.multiplyAlongPanels(
          false,
          left,
          leftAt,
          leftStride,
          paddedRows,
          depth,
          right,
          rightAt,
          rightStride,
          out,
          outAt,
          outStride,
          panels,
          add);
      return;
    }
    if (paddedRows >= WideProducts.ROWS) {
      WideProducts.multiplyAlongRows(
          left,
          leftAt,
          leftStride,
          paddedRows,
          depth,
          right,
          rightAt,
          rightStride,
          out,
          outAt,
          outStride,
          panels,
          add);
      return;
    }
    // Two panels would have more lanes than that: there is one.
    ScalarProducts.multiply(
        left, leftAt, PANEL, 1, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
  }

  @Override
  public void multiplyTransposed(
      float[] left,
      int leftAt,
      int leftStride,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add) {
    int panels = Math.ceilDiv(columns, PANEL);
    // One panel alone has too few lanes.
    if (panels > 1) {
      WideProducts.multiplyAlongPanels(
          true,
          left,
          leftAt,
          leftStride,
          paddedRows,
          depth,
          right,
          rightAt,
          rightStride,
          out,
          outAt,
          outStride,
          panels,
          add);
      return;
    }
    for (int row = 0; row < paddedRows; row += PANEL) {
      int l = leftAt + row / PANEL * leftStride;
      int rows = Math.min(PANEL, paddedRows - row);
      int o = outAt + row * PANEL;
      int step = PANEL * PANEL;
      ScalarProducts.multiply(left, l, 1, PANEL, step, rows, depth, right, rightAt, out, o, add);
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
            out[o + c] += w * (other[x + c] - self[s + c]);
          }
        } else {
          for (int c = 0; c < PANEL; c++) {
            out[o + c] += w * Math.signum(other[x + c] - self[s + c]);
          }
        }
      }
    }
  }

  private static void clear(float[] out, int o, boolean add) {
    for (int c = 0; c < PANEL && !add; c++) {
      out[o + c] = 0f;
    }
  }
}
