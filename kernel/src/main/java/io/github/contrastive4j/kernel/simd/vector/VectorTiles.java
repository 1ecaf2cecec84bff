package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/** The register tiles, at the width that {@link Lanes} has fixed. */
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
      RowPanelTiles.multiply(left, leftAt, leftStride, paddedRows, depth, right, r, out, o, add);
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
        DepthPanelTiles.multiply(left, l, rows, depth, right, r, out, o, add);
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
