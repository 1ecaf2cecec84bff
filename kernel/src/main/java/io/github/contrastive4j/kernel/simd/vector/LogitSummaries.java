package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.VectorScores.SUM_BLOCK;

import io.github.contrastive4j.kernel.simd.Geometry;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima and sums of logits, per anchor and per candidate; the panel stays as it is. A loop that
 * keeps a vector has a method of its own; see {@link VectorScores}.
 */
final class LogitSummaries {
  private LogitSummaries() {}

  static void maximaOfInnerProducts(
      float[] panel, int at, int rows, float[] max, int maxAt, float[] columnMax, int columnAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      raiseToInnerProducts(panel, at + v, rows, max, maxAt + v, columnMax, columnAt);
    }
  }

  private static void raiseToInnerProducts(
      float[] panel, int at, int rows, float[] max, int maxAt, float[] columnMax, int columnAt) {
    FloatVector running = FloatVector.fromArray(SPECIES, max, maxAt);
    for (int j = 0; j < rows; j++) {
      FloatVector logit = FloatVector.fromArray(SPECIES, panel, at + j * PANEL);
      running = logit.blend(running, logit.compare(VectorOperators.LE, running));
      if (columnMax != null) {
        // A maximum does not depend on the order in which lanes are reduced.
        float highest = logit.reduceLanes(VectorOperators.MAX);
        columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], highest);
      }
    }
    FloatVector.zero(SPECIES).add(running).intoArray(max, maxAt);
  }

  static void maximaOfDistances(
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
      raiseToDistances(
          squared, kappa, unit, panel, at + v, rows, max, maxAt + v, columnMax, columnAt);
    }
  }

  private static void raiseToDistances(
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
    FloatVector running = FloatVector.fromArray(SPECIES, max, maxAt);
    for (int j = 0; j < rows; j++) {
      FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL);
      VectorMask<Float> excluded = score.compare(VectorOperators.LT, 0f);
      FloatVector raw = score.blend(0f, excluded);
      FloatVector distance = squared ? raw.sqrt() : raw;
      FloatVector onePlus = FloatVector.broadcast(SPECIES, unit).mul(distance).add(1f);
      FloatVector logit = FloatVector.broadcast(SPECIES, kappa).div(onePlus);
      logit = logit.blend(Float.NEGATIVE_INFINITY, excluded);
      running = logit.blend(running, logit.compare(VectorOperators.LE, running));
      if (columnMax != null) {
        // A maximum does not depend on the order in which lanes are reduced.
        float highest = logit.reduceLanes(VectorOperators.MAX);
        columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], highest);
      }
    }
    FloatVector.zero(SPECIES).add(running).intoArray(max, maxAt);
  }

  static void totals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt) {
    Arrays.fill(sums, sumsAt, sumsAt + 2 * PANEL, 0f);
    for (int v = 0; v < PANEL; v += LANES) {
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int end = Math.min(block + SUM_BLOCK, rows);
        addTotals(
            geometry, kappa, unit, panel, at + block * PANEL + v, end - block, sums, sumsAt + v);
      }
    }
  }

  private static void addTotals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector count = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL);
      VectorMask<Float> excluded = score.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY);
      FloatVector logit = score.blend(0f, excluded);
      // Added on both sides, because a logit from either would be of no known class.
      if (inner) {
        sum = logit.add(sum);
      } else {
        FloatVector distance = squared ? logit.sqrt() : logit;
        FloatVector onePlus = FloatVector.broadcast(SPECIES, unit).mul(distance).add(1f);
        logit = FloatVector.broadcast(SPECIES, kappa).div(onePlus).blend(0f, excluded);
        sum = logit.add(sum);
      }
      count = one.blend(0f, excluded).add(count);
    }
    int s = sumsAt;
    int t = s + PANEL;
    FloatVector.fromArray(SPECIES, sums, s).add(sum).intoArray(sums, s);
    FloatVector.fromArray(SPECIES, sums, t).add(count).intoArray(sums, t);
  }

  static void columnTotals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] columns,
      int columnsAt) {
    boolean inner = geometry == Geometry.INNER_PRODUCT;
    boolean squared = geometry == Geometry.SQUARED_DISTANCE;
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        VectorMask<Float> excluded = score.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY);
        FloatVector logit = score.blend(0f, excluded);
        if (!inner) {
          FloatVector distance = squared ? logit.sqrt() : logit;
          FloatVector onePlus = FloatVector.broadcast(SPECIES, unit).mul(distance).add(1f);
          logit = FloatVector.broadcast(SPECIES, kappa).div(onePlus).blend(0f, excluded);
        }
        int c = columnsAt + j * COLUMN_STRIDE + v % COLUMN_LANES;
        int m = c + COLUMN_LANES;
        FloatVector.fromArray(SPECIES, columns, c).add(logit).intoArray(columns, c);
        FloatVector count = one.blend(0f, excluded);
        FloatVector.fromArray(SPECIES, columns, m).add(count).intoArray(columns, m);
      }
    }
  }
}
