package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/**
 * The register tiles, at the width that {@link Lanes} has fixed: chooses their shape, and cuts long
 * sums into pieces that they keep in registers.
 */
final class VectorTiles implements TileKernels {
  /** Least width that tiles are chosen for, one vector of 16 lanes. */
  private static final int HALF = PANEL / 2;

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
    for (int column = 0; column < columns; column += PANEL) {
      int r = rightAt + column / PANEL * rightStride;
      int o = outAt + column / PANEL * outStride;
      int width = width(columns - column);
      multiplyPanel(left, leftAt, leftStride, paddedRows, depth, right, r, width, out, o, add);
    }
  }

  /** How much of a panel tiles are chosen for: all, or half where that is enough. */
  private static int width(int columns) {
    return columns <= HALF ? HALF : PANEL;
  }

  private static void multiplyPanel(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int width,
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
      if (width < 2 * LANES) {
        NarrowRowPanelTiles.multiply(left, l, leftStride, rows, some, right, r, out, outAt, more);
      } else if (Lanes.WIDE_TILES && width >= 4 * LANES) {
        WideRowPanelTiles.multiply(
            left, l, leftStride, rows, some, right, r, width, out, outAt, more);
      } else {
        RowPanelTiles.multiply(left, l, leftStride, rows, some, right, r, width, out, outAt, more);
      }
    }
    int whole = panels * PANEL;
    if (whole < depth) {
      int l = leftAt + panels * leftStride;
      int r = rightAt + whole * PANEL;
      boolean more = add || whole > 0;
      RowPanelTail.multiply(left, l, rows, depth - whole, right, r, width, out, outAt, more);
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
      int columns,
      boolean add) {
    // With 16 registers what is there of the output stays nearer if each panel takes all pieces.
    int together = Lanes.MANY_REGISTERS ? paddedRows : PANEL;
    for (int column = 0; column < columns; column += PANEL) {
      int r = rightAt + column / PANEL * rightStride;
      int o = outAt + column / PANEL * outStride;
      int width = width(columns - column);
      for (int row = 0; row < paddedRows; row += together) {
        int l = leftAt + row / PANEL * leftStride;
        int rows = Math.min(together, paddedRows - row);
        multiplyTransposedPanels(
            left, l, leftStride, rows, depth, right, r, width, out, o + row * PANEL, add);
      }
    }
  }

  /** A piece of the right side at a time, for all panels of the left one. */
  private static void multiplyTransposedPanels(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int width,
      float[] out,
      int outAt,
      boolean add) {
    for (int k = 0; k < depth; k += Lanes.TILE_DEPTH) {
      int r = rightAt + k * PANEL;
      int some = Math.min(Lanes.TILE_DEPTH, depth - k);
      boolean more = add || k > 0;
      for (int row = 0; row < rows; row += PANEL) {
        int l = leftAt + row / PANEL * leftStride + k * PANEL;
        int o = outAt + row * PANEL;
        int height = Math.min(PANEL, rows - row);
        multiplyTransposedPanel(left, l, height, some, right, r, width, out, o, more);
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
      int width,
      float[] out,
      int outAt,
      boolean add) {
    if (width < 2 * LANES) {
      NarrowDepthPanelTiles.multiply(left, leftAt, rows, depth, right, rightAt, out, outAt, add);
    } else if (Lanes.WIDE_TILES && width >= 4 * LANES) {
      WideDepthPanelTiles.multiply(
          left, leftAt, rows, depth, right, rightAt, width, out, outAt, add);
    } else {
      DepthPanelTiles.multiply(left, leftAt, rows, depth, right, rightAt, width, out, outAt, add);
    }
  }

  @Override
  public int unpackedRows() {
    return 8;
  }

  @Override
  public void multiplyUnpacked(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add) {
    UnpackedTiles.multiply(
        left,
        leftAt,
        leftStride,
        rows,
        depth,
        right,
        rightAt,
        rightStride,
        out,
        outAt,
        outStride,
        columns,
        add);
  }

  @Override
  public boolean distances(
      Geometry geometry,
      boolean look,
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
      return true;
    }
    if (!look) {
      AbsoluteDistanceTiles.sum(
          left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
      return true;
    }
    return LeastDifferenceTiles.sum(
        left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
  }

  @Override
  public void distanceGradients(
      Geometry geometry,
      boolean distinct,
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
    } else if (distinct) {
      ElementOrderTiles.sum(
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
