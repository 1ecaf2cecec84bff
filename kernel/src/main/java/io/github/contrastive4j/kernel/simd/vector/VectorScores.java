package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.C1;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.C2;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.C3;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.C4;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.C5;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.C6;
import static io.github.contrastive4j.kernel.simd.vector.Exponential.ROUNDER;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.ScoreKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes over one score panel while it is in cache: maxima, exponentials with their sums, weights.
 *
 * <p>The passes call nothing but the Vector API, which the compiler is bound to inline: past its
 * limit of nodes it leaves other methods out of line, and every vector that goes through one is an
 * object.
 *
 * <p>Each pass walks down one column of vectors after the other, so that whatever belongs to an
 * anchor stays in a register.
 */
final class VectorScores implements ScoreKernels {
  /** Rows summed in one float32 accumulator before it is added to the next level. */
  private static final int SUM_BLOCK = 64;

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
      maximaInner(panel, at, rows, max, maxAt, columnMax, columnAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      maximaDistance(squared, kappa, unit, panel, at, rows, max, maxAt, columnMax, columnAt);
    }
  }

  private static void maximaInner(
      float[] panel, int at, int rows, float[] max, int maxAt, float[] columnMax, int columnAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector running = FloatVector.fromArray(SPECIES, max, maxAt + v);
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        FloatVector t = score;
        running = running.max(t);
        if (columnMax != null) {
          // A maximum does not depend on the order in which lanes are reduced.
          float highest = t.reduceLanes(VectorOperators.MAX);
          columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], highest);
        }
      }
      running.intoArray(max, maxAt + v);
    }
  }

  private static void maximaDistance(
      boolean squared,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] max,
      int maxAt,
      float[] columnMax,
      int columnAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector running = FloatVector.fromArray(SPECIES, max, maxAt + v);
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        VectorMask<Float> excluded = score.compare(VectorOperators.LT, 0f);
        FloatVector raw = score.blend(0f, excluded);
        FloatVector distance = squared ? raw.sqrt() : raw;
        FloatVector onePlus = distance.mul(unit).add(1f);
        FloatVector t = FloatVector.broadcast(SPECIES, kappa).div(onePlus);
        t = t.blend(Float.NEGATIVE_INFINITY, excluded);
        running = running.max(t);
        if (columnMax != null) {
          // A maximum does not depend on the order in which lanes are reduced.
          float highest = t.reduceLanes(VectorOperators.MAX);
          columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], highest);
        }
      }
      running.intoArray(max, maxAt + v);
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
    if (geometry == Geometry.INNER_PRODUCT) {
      innerExponentials(panel, at, rows, shift, shiftAt, sums, sumsAt, columns, columnsAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      distanceExponentials(
          squared, kappa, unit, panel, at, rows, shift, shiftAt, sums, sumsAt, columns, columnsAt);
    }
  }

  private static void innerExponentials(
      float[] panel,
      int at,
      int rows,
      float[] shift,
      int shiftAt,
      float[] sums,
      int sumsAt,
      float[] columns,
      int columnsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneShift = FloatVector.fromArray(SPECIES, shift, shiftAt + v);
      FloatVector sum = FloatVector.zero(SPECIES);
      FloatVector weighted = FloatVector.zero(SPECIES);
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int end = Math.min(block + SUM_BLOCK, rows);
        FloatVector blockSum = FloatVector.zero(SPECIES);
        FloatVector blockWeighted = FloatVector.zero(SPECIES);
        for (int j = block; j < end; j++) {
          int p = at + j * PANEL + v;
          FloatVector score = FloatVector.fromArray(SPECIES, panel, p);
          FloatVector x = score.sub(laneShift);
          x = x.blend(MIN_EXPONENT, x.compare(VectorOperators.LT, MIN_EXPONENT));
          FloatVector rounded = x.add(ROUNDER);
          FloatVector r = x.sub(rounded.sub(ROUNDER));
          FloatVector e = FloatVector.broadcast(SPECIES, C6);
          e = e.fma(r, FloatVector.broadcast(SPECIES, C5));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C4));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C3));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C2));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C1));
          e = e.fma(r, FloatVector.broadcast(SPECIES, 1f));
          e =
              e.reinterpretAsInts()
                  .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                  .reinterpretAsFloats();
          blockSum = blockSum.add(e);
          blockWeighted = e.fma(x, blockWeighted);
          if (columns != null) {
            int c = columnsAt + j * COLUMN_STRIDE + v % COLUMN_LANES;
            int m = c + COLUMN_LANES;
            FloatVector.fromArray(SPECIES, columns, c).add(e).intoArray(columns, c);
            e.fma(x, FloatVector.fromArray(SPECIES, columns, m)).intoArray(columns, m);
          }
          e.intoArray(panel, p);
        }
        sum = sum.add(blockSum);
        weighted = weighted.add(blockWeighted);
      }
      sum.intoArray(sums, sumsAt + v);
      weighted.intoArray(sums, sumsAt + PANEL + v);
    }
  }

  private static void distanceExponentials(
      boolean squared,
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
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneShift = FloatVector.fromArray(SPECIES, shift, shiftAt + v);
      FloatVector sum = FloatVector.zero(SPECIES);
      FloatVector weighted = FloatVector.zero(SPECIES);
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int end = Math.min(block + SUM_BLOCK, rows);
        FloatVector blockSum = FloatVector.zero(SPECIES);
        FloatVector blockWeighted = FloatVector.zero(SPECIES);
        for (int j = block; j < end; j++) {
          int p = at + j * PANEL + v;
          FloatVector score = FloatVector.fromArray(SPECIES, panel, p);
          VectorMask<Float> excluded = score.compare(VectorOperators.LT, 0f);
          FloatVector raw = score.blend(0f, excluded);
          FloatVector distance = squared ? raw.sqrt() : raw;
          FloatVector onePlus = distance.mul(unit).add(1f);
          FloatVector x = FloatVector.broadcast(SPECIES, kappa).div(onePlus).sub(laneShift);
          VectorMask<Float> zero = x.compare(VectorOperators.LT, MIN_EXPONENT).or(excluded);
          x = x.blend(MIN_EXPONENT, zero);
          FloatVector rounded = x.add(ROUNDER);
          FloatVector r = x.sub(rounded.sub(ROUNDER));
          FloatVector e = FloatVector.broadcast(SPECIES, C6);
          e = e.fma(r, FloatVector.broadcast(SPECIES, C5));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C4));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C3));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C2));
          e = e.fma(r, FloatVector.broadcast(SPECIES, C1));
          e = e.fma(r, FloatVector.broadcast(SPECIES, 1f));
          e =
              e.reinterpretAsInts()
                  .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                  .reinterpretAsFloats();
          blockSum = blockSum.add(e);
          blockWeighted = e.fma(x, blockWeighted);
          if (columns != null) {
            int c = columnsAt + j * COLUMN_STRIDE + v % COLUMN_LANES;
            int m = c + COLUMN_LANES;
            FloatVector.fromArray(SPECIES, columns, c).add(e).intoArray(columns, c);
            e.fma(x, FloatVector.fromArray(SPECIES, columns, m)).intoArray(columns, m);
          }
          FloatVector scaled = e.div(onePlus.mul(onePlus));
          if (squared) {
            // Coinciding rows have no direction: the subgradient is 0.
            scaled = scaled.div(distance).blend(0f, distance.compare(VectorOperators.EQ, 0f));
          }
          scaled.intoArray(panel, p);
        }
        sum = sum.add(blockSum);
        weighted = weighted.add(blockWeighted);
      }
      sum.intoArray(sums, sumsAt + v);
      weighted.intoArray(sums, sumsAt + PANEL + v);
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
    if (geometry == Geometry.INNER_PRODUCT) {
      columnExponentialsInner(panel, at, rows, columnShift, shiftAt, columns, columnsAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      columnExponentialsDistance(
          squared, kappa, unit, panel, at, rows, columnShift, shiftAt, columns, columnsAt);
    }
  }

  private static void columnExponentialsInner(
      float[] panel,
      int at,
      int rows,
      float[] columnShift,
      int shiftAt,
      float[] columns,
      int columnsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        FloatVector t = score;
        FloatVector x = t.sub(FloatVector.broadcast(SPECIES, columnShift[shiftAt + j]));
        x = x.blend(MIN_EXPONENT, x.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector eRounded = x.add(ROUNDER);
        FloatVector eRest = x.sub(eRounded.sub(ROUNDER));
        FloatVector e = FloatVector.broadcast(SPECIES, C6);
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C5));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C4));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C3));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C2));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C1));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, 1f));
        e =
            e.reinterpretAsInts()
                .add(eRounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        int c = columnsAt + j * COLUMN_STRIDE + v % COLUMN_LANES;
        int m = c + COLUMN_LANES;
        FloatVector.fromArray(SPECIES, columns, c).add(e).intoArray(columns, c);
        e.fma(x, FloatVector.fromArray(SPECIES, columns, m)).intoArray(columns, m);
      }
    }
  }

  private static void columnExponentialsDistance(
      boolean squared,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] columnShift,
      int shiftAt,
      float[] columns,
      int columnsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        VectorMask<Float> excluded = score.compare(VectorOperators.LT, 0f);
        FloatVector raw = score.blend(0f, excluded);
        FloatVector distance = squared ? raw.sqrt() : raw;
        FloatVector onePlus = distance.mul(unit).add(1f);
        FloatVector t = FloatVector.broadcast(SPECIES, kappa).div(onePlus);
        t = t.blend(Float.NEGATIVE_INFINITY, excluded);
        FloatVector x = t.sub(FloatVector.broadcast(SPECIES, columnShift[shiftAt + j]));
        x = x.blend(MIN_EXPONENT, x.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector eRounded = x.add(ROUNDER);
        FloatVector eRest = x.sub(eRounded.sub(ROUNDER));
        FloatVector e = FloatVector.broadcast(SPECIES, C6);
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C5));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C4));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C3));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C2));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, C1));
        e = e.fma(eRest, FloatVector.broadcast(SPECIES, 1f));
        e =
            e.reinterpretAsInts()
                .add(eRounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        int c = columnsAt + j * COLUMN_STRIDE + v % COLUMN_LANES;
        int m = c + COLUMN_LANES;
        FloatVector.fromArray(SPECIES, columns, c).add(e).intoArray(columns, c);
        e.fma(x, FloatVector.fromArray(SPECIES, columns, m)).intoArray(columns, m);
      }
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
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v);
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + v;
        FloatVector factor = laneFactor.add(columnFactor[columnAt + j]);
        FloatVector.fromArray(SPECIES, panel, p).mul(factor).intoArray(panel, p);
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
    if (geometry == Geometry.INNER_PRODUCT) {
      weighBothInner(
          panel, at, rows, rowShift, rowFactor, rowAt, columnShift, columnFactor, columnAt);
    } else {
      boolean squared = geometry == Geometry.SQUARED_DISTANCE;
      weighBothDistance(
          squared,
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
  }

  private static void weighBothInner(
      float[] panel,
      int at,
      int rows,
      float[] rowShift,
      float[] rowFactor,
      int rowAt,
      float[] columnShift,
      float[] columnFactor,
      int columnAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + v;
        FloatVector score = FloatVector.fromArray(SPECIES, panel, p);
        FloatVector t = score;
        FloatVector x = t.sub(FloatVector.fromArray(SPECIES, rowShift, rowAt + v));
        x = x.blend(MIN_EXPONENT, x.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector y = t.sub(FloatVector.broadcast(SPECIES, columnShift[columnAt + j]));
        y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector rowRounded = x.add(ROUNDER);
        FloatVector rowRest = x.sub(rowRounded.sub(ROUNDER));
        FloatVector row = FloatVector.broadcast(SPECIES, C6);
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C5));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C4));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C3));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C2));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C1));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, 1f));
        row =
            row.reinterpretAsInts()
                .add(rowRounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        FloatVector columnRounded = y.add(ROUNDER);
        FloatVector columnRest = y.sub(columnRounded.sub(ROUNDER));
        FloatVector column = FloatVector.broadcast(SPECIES, C6);
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C5));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C4));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C3));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C2));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C1));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, 1f));
        column =
            column
                .reinterpretAsInts()
                .add(columnRounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v);
        FloatVector factor = FloatVector.broadcast(SPECIES, columnFactor[columnAt + j]);
        FloatVector weight = row.mul(laneFactor).add(column.mul(factor));
        weight.intoArray(panel, p);
      }
    }
  }

  private static void weighBothDistance(
      boolean squared,
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
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + v;
        FloatVector score = FloatVector.fromArray(SPECIES, panel, p);
        VectorMask<Float> excluded = score.compare(VectorOperators.LT, 0f);
        FloatVector raw = score.blend(0f, excluded);
        FloatVector distance = squared ? raw.sqrt() : raw;
        FloatVector onePlus = distance.mul(unit).add(1f);
        FloatVector t = FloatVector.broadcast(SPECIES, kappa).div(onePlus);
        t = t.blend(Float.NEGATIVE_INFINITY, excluded);
        FloatVector x = t.sub(FloatVector.fromArray(SPECIES, rowShift, rowAt + v));
        x = x.blend(MIN_EXPONENT, x.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector y = t.sub(FloatVector.broadcast(SPECIES, columnShift[columnAt + j]));
        y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector rowRounded = x.add(ROUNDER);
        FloatVector rowRest = x.sub(rowRounded.sub(ROUNDER));
        FloatVector row = FloatVector.broadcast(SPECIES, C6);
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C5));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C4));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C3));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C2));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C1));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, 1f));
        row =
            row.reinterpretAsInts()
                .add(rowRounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        FloatVector columnRounded = y.add(ROUNDER);
        FloatVector columnRest = y.sub(columnRounded.sub(ROUNDER));
        FloatVector column = FloatVector.broadcast(SPECIES, C6);
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C5));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C4));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C3));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C2));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C1));
        column = column.fma(columnRest, FloatVector.broadcast(SPECIES, 1f));
        column =
            column
                .reinterpretAsInts()
                .add(columnRounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v);
        FloatVector factor = FloatVector.broadcast(SPECIES, columnFactor[columnAt + j]);
        FloatVector weight = row.mul(laneFactor).add(column.mul(factor));
        FloatVector scaled = weight.div(onePlus.mul(onePlus));
        if (squared) {
          scaled = scaled.div(distance).blend(0f, distance.compare(VectorOperators.EQ, 0f));
        }
        scaled.intoArray(panel, p);
      }
    }
  }
}
