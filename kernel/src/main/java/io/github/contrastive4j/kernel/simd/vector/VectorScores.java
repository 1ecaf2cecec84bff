package io.github.contrastive4j.kernel.simd.vector;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.ScoreKernels;

/**
 * Passes over one score panel while it is in cache: chooses the loop for the geometry.
 *
 * <p>The loops call nothing but the Vector API, which the compiler is bound to inline: past its
 * limit of nodes it leaves other methods out of line, and every vector that goes through one is an
 * object. Nor do they use max and min of vectors, which order NaN and the signs of zero as Math
 * does and take several instructions for it, where a comparison and a blend take two.
 *
 * <p>A long loop with sums in vectors has a method of its own, for one block of rows: of sums that
 * live in nested loops the compiler makes objects, depending on what it has compiled before.
 *
 * <p>Each pass walks down one column of vectors after the other, so that whatever belongs to an
 * anchor stays in a register.
 */
final class VectorScores implements ScoreKernels {
  /** Rows summed in one float32 accumulator before it is added to the sums in memory. */
  static final int SUM_BLOCK = 64;

  @Override
  public float squaredDistances(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float share) {
    return ProductDistances.squaredDistances(
        panel, at, rows, rowSquares, rowAt, columnSquares, columnAt, share);
  }

  @Override
  public void nearLanes(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float share,
      float bound,
      int[] lanes,
      int lanesAt) {
    ProductDistances.nearLanes(
        panel, at, rows, rowSquares, rowAt, columnSquares, columnAt, -share, bound, lanes, lanesAt);
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
    if (geometry == Geometry.INNER_PRODUCT) {
      LogitSummaries.maximaOfInnerProducts(panel, at, rows, max, maxAt, columnMax, columnAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      LogitSummaries.maximaOfDistances(
          squared, kappa, unit, panel, at, rows, max, maxAt, columnMax, columnAt);
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
      float centre,
      float[] sums,
      int sumsAt,
      float[] columns,
      int columnsAt) {
    if (geometry == Geometry.INNER_PRODUCT) {
      InnerProductScores.exponentials(
          panel, at, rows, shift, shiftAt, centre, sums, sumsAt, columns, columnsAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      DistanceScores.exponentials(
          squared, kappa, unit, panel, at, rows, shift, shiftAt, centre, sums, sumsAt, columns,
          columnsAt);
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
      float slope,
      float[] columnShift,
      int shiftAt,
      float centre,
      float[] columns,
      int columnsAt) {
    if (geometry == Geometry.INNER_PRODUCT) {
      InnerProductScores.columnExponentials(
          panel, at, rows, slope, columnShift, shiftAt, centre, columns, columnsAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      DistanceScores.columnExponentials(
          squared,
          kappa,
          unit,
          panel,
          at,
          rows,
          slope,
          columnShift,
          shiftAt,
          centre,
          columns,
          columnsAt);
    }
  }

  @Override
  public void weights(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] rowShift,
      float[] rowFactor,
      float[] rowSmoothing,
      int rowAt,
      float columnSlope,
      float[] columnShift,
      float[] columnFactor,
      float[] columnSmoothing,
      int columnAt,
      float least) {
    if (geometry == Geometry.INNER_PRODUCT) {
      InnerProductScores.weights(
          panel,
          at,
          rows,
          rowShift,
          rowFactor,
          rowSmoothing,
          rowAt,
          columnSlope,
          columnShift,
          columnFactor,
          columnSmoothing,
          columnAt,
          least);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      DistanceScores.weights(
          squared,
          kappa,
          unit,
          panel,
          at,
          rows,
          rowShift,
          rowFactor,
          rowSmoothing,
          rowAt,
          columnSlope,
          columnShift,
          columnFactor,
          columnSmoothing,
          columnAt,
          least);
    }
  }

  @Override
  public void sigmoids(
      Geometry geometry,
      float kappa,
      float unit,
      float bias,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt) {
    if (geometry == Geometry.INNER_PRODUCT) {
      Sigmoids.ofInnerProducts(bias, panel, at, rows, sums, sumsAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      Sigmoids.ofDistances(squared, kappa, unit, bias, panel, at, rows, sums, sumsAt);
    }
  }

  @Override
  public void totals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt) {
    LogitSummaries.totals(geometry, kappa, unit, panel, at, rows, sums, sumsAt);
  }

  @Override
  public void columnTotals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] columns,
      int columnsAt) {
    LogitSummaries.columnTotals(geometry, kappa, unit, panel, at, rows, columns, columnsAt);
  }

  @Override
  public void sumColumns(
      float[] columns, int columnsAt, int rows, double[] sums, int sumsAt, int sumsStride) {
    ColumnLanes.sum(columns, columnsAt, rows, sums, sumsAt, sumsStride);
  }

  @Override
  public void drop(
      Geometry geometry,
      float[] judge,
      int judgeAt,
      int rows,
      float[] limit,
      int limitAt,
      float[] panel,
      int at) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    Selections.drop(inner, judge, judgeAt, rows, limit, limitAt, panel, at);
  }

  @Override
  public void countAbove(
      Geometry geometry,
      float[] panel,
      int at,
      int rows,
      float[] limit,
      int limitAt,
      float[] counts,
      int countsAt) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    Selections.countAbove(inner, panel, at, rows, limit, limitAt, counts, countsAt);
  }
}
