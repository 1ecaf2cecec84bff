package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/**
 * The register tiles, at the width that {@link Lanes} has fixed: chooses their shape, and cuts long
 * sums into pieces that they keep in registers.
 */
final class VectorTiles implements TileKernels {
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
      int panels,
      boolean add) {
    for (int panel = 0; panel < panels; panel++) {
      int r = rightAt + panel * rightStride;
      int o = outAt + panel * outStride;
      multiplyPanel(left, leftAt, leftStride, paddedRows, depth, right, r, out, o, add);
    }
  }

  private static void multiplyPanel(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    int panels = depth / PANEL;
    int step = Lanes.TILE_DEPTH / PANEL;
    for (int k = 0; k < panels; k += step) {
      int l = leftAt + k * leftStride;
      int r = rightAt + k * PANEL * PANEL;
      int some = Math.min(step, panels - k);
      boolean more = add || k > 0;
      if (Lanes.WIDE_TILES) {
        WideRowPanelTiles.multiply(left, l, leftStride, rows, some, right, r, out, outAt, more);
      } else {
        RowPanelTiles.multiply(left, l, leftStride, rows, some, right, r, out, outAt, more);
      }
    }
    int whole = panels * PANEL;
    if (whole < depth) {
      int l = leftAt + panels * leftStride;
      int r = rightAt + whole * PANEL;
      RowPanelTail.multiply(left, l, rows, depth - whole, right, r, out, outAt, add || whole > 0);
    }
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
      int panels,
      boolean add) {
    for (int panel = 0; panel < panels; panel++) {
      int r = rightAt + panel * rightStride;
      for (int row = 0; row < paddedRows; row += PANEL) {
        int l = leftAt + row / PANEL * leftStride;
        int o = outAt + panel * outStride + row * PANEL;
        int rows = Math.min(PANEL, paddedRows - row);
        multiplyTransposedPanel(left, l, rows, depth, right, r, out, o, add);
      }
    }
  }

  private static void multiplyTransposedPanel(
      float[] left,
      int leftAt,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    for (int k = 0; k < depth; k += Lanes.TILE_DEPTH) {
      int l = leftAt + k * PANEL;
      int r = rightAt + k * PANEL;
      int some = Math.min(Lanes.TILE_DEPTH, depth - k);
      boolean more = add || k > 0;
      if (Lanes.WIDE_TILES) {
        WideDepthPanelTiles.multiply(left, l, rows, some, right, r, out, outAt, more);
      } else {
        DepthPanelTiles.multiply(left, l, rows, some, right, r, out, outAt, more);
      }
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
    if (geometry == Geometry.SQUARED_DISTANCE) {
      SquaredDistanceTiles.sum(
          left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
    } else {
      AbsoluteDistanceTiles.sum(
          left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
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
    if (geometry == Geometry.SQUARED_DISTANCE) {
      SquaredDistanceGradientTiles.sum(
          weights,
          weightsAt,
          weightsStride,
          paddedRows,
          depth,
          self,
          selfAt,
          other,
          otherAt,
          out,
          outAt,
          add);
    } else {
      AbsoluteDistanceGradientTiles.sum(
          weights,
          weightsAt,
          weightsStride,
          paddedRows,
          depth,
          self,
          selfAt,
          other,
          otherAt,
          out,
          outAt,
          add);
    }
  }
}
