package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;
import java.util.Arrays;

/**
 * Products and distances in scalar code: those of {@link ScalarProducts} and {@link WideProducts},
 * which the compiler vectorizes, and of {@link ScalarDistances}, which it does not.
 */
final class ScalarTiles implements TileKernels {
  private final ScalarRows rowKernels = new ScalarRows();

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
  public int unpackedRows() {
    return 3;
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
    for (int r = 0; r < rows; r++) {
      int o = outAt + r * outStride;
      if (!add) {
        Arrays.fill(out, o, o + columns, 0f);
      }
      for (int k = 0; k < depth; k++) {
        float factor = left[leftAt + r * leftStride + k];
        rowKernels.addScaled(factor, right, rightAt + k * rightStride, out, o, columns);
      }
    }
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
    ScalarDistances.distances(
        geometry, left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
    // Nobody has looked, so that no gradient is asked for of elements that are all distinct.
    return true;
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
    ScalarDistances.gradients(
        geometry,
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
