package io.github.contrastive4j.kernel.simd.vector;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.TileKernels;

/** The leaf loops on the Vector API, at the width that {@link Lanes} has fixed. */
public final class VectorKernels implements TileKernels {

  /** Checks nothing: the module {@code jdk.incubator.vector} must be present. */
  public VectorKernels() {}

  @Override
  public String description() {
    return "Vector API, " + bits() + " bit";
  }

  @Override
  public int bits() {
    return Lanes.SPECIES.vectorBitSize();
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
    RowPanelTiles.multiply(
        left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
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
    DepthPanelTiles.multiply(left, leftAt, paddedRows, depth, right, rightAt, out, outAt, add);
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
      DistanceTiles.squared(
          left, leftAt, leftStride, paddedRows, depth, right, rightAt, out, outAt, add);
    } else {
      DistanceTiles.absolute(
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
      DistanceGradientTiles.squared(
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
      DistanceGradientTiles.absolute(
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
    ScorePanels.maxima(geometry, kappa, unit, panel, at, rows, max, maxAt, columnMax, columnAt);
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
    ScorePanels.exponentials(
        geometry, kappa, unit, panel, at, rows, shift, shiftAt, sums, sumsAt, columns, columnsAt);
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
    ScorePanels.weigh(panel, at, rows, rowFactor, rowAt, columnFactor, columnAt);
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
    ScorePanels.columnExponentials(
        geometry, kappa, unit, panel, at, rows, columnShift, shiftAt, columns, columnsAt);
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
    ScorePanels.weighBoth(
        geometry,
        kappa,
        unit,
        panel,
        at,
        rows,
        rowShift,
        rowFactor,
        rowAt,
        columnShift,
        columnFactor,
        columnAt);
  }

  @Override
  public float max(float[] x, int at, int length) {
    return LogitRows.max(x, at, length);
  }

  @Override
  public double sumOfExponentials(float[] x, int at, int length, float shift) {
    return LogitRows.sumOfExponentials(x, at, length, shift);
  }

  @Override
  public void exponentials(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt) {
    LogitRows.exponentials(x, at, length, shift, factor, out, outAt);
  }

  @Override
  public double dot(float[] x, int xAt, float[] y, int yAt, int length) {
    return RowLoops.dot(x, xAt, y, yAt, length);
  }

  @Override
  public double distance(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length) {
    return RowLoops.distance(geometry, x, xAt, y, yAt, length);
  }

  @Override
  public void packRow(
      float[] x, int xAt, int length, double factor, float[] panels, int at, int stride) {
    RowLoops.packRow(x, xAt, length, factor, panels, at, stride);
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
    RowLoops.packTransposed(x, xAt, xStride, rows, length, factors, factorAt, panel, at);
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
    return RowLoops.panelDot(panels, at, stride, gain, y, yAt, yScale, length);
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
    RowLoops.unpackRow(
        panels, at, stride, gain, x, xAt, xScale, projection, outScale, out, outAt, length, add);
  }
}
