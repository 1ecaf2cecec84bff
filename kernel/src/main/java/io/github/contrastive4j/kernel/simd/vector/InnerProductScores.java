package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.Exp2.C1;
import static io.github.contrastive4j.kernel.simd.Exp2.C2;
import static io.github.contrastive4j.kernel.simd.Exp2.C3;
import static io.github.contrastive4j.kernel.simd.Exp2.C4;
import static io.github.contrastive4j.kernel.simd.Exp2.C5;
import static io.github.contrastive4j.kernel.simd.Exp2.C6;
import static io.github.contrastive4j.kernel.simd.Exp2.ROUNDER;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.VectorScores.SUM_BLOCK;

import io.github.contrastive4j.kernel.simd.Exp2;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponentials and weights of panels that hold logits.
 *
 * <p>The exponential of {@link Exp2} is written out in every loop: see {@link VectorScores}.
 */
final class InnerProductScores {
  private InnerProductScores() {}

  static void exponentials(
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
    Arrays.fill(sums, sumsAt, sumsAt + 2 * PANEL, 0f);
    for (int v = 0; v < PANEL; v += LANES) {
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int end = Math.min(block + SUM_BLOCK, rows);
        addExponentials(
            panel,
            at + block * PANEL + v,
            end - block,
            shift,
            shiftAt + v,
            centre,
            sums,
            sumsAt + v,
            columns,
            columnsAt + block * COLUMN_STRIDE + v % COLUMN_LANES);
      }
    }
  }

  private static void addExponentials(
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
    FloatVector laneShift = FloatVector.fromArray(SPECIES, shift, shiftAt);
    FloatVector laneCentre = laneShift.mul(centre);
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector weighted = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      int p = at + j * PANEL;
      FloatVector logit = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x = logit.sub(laneShift);
      VectorMask<Float> below = x.compare(VectorOperators.LT, MIN_EXPONENT);
      x = x.blend(MIN_EXPONENT, below);
      // 0 · −∞ would be no number.
      FloatVector centred = logit.sub(laneCentre).blend(0f, below);
      FloatVector rounded = x.add(ROUNDER);
      FloatVector rest = x.sub(rounded.sub(ROUNDER));
      FloatVector e = FloatVector.broadcast(SPECIES, C6);
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C5));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C4));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C3));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C2));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, C1));
      e = e.fma(rest, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = e.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      e = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      sum = e.add(sum);
      weighted = e.fma(centred, weighted);
      if (columns != null) {
        int c = columnsAt + j * COLUMN_STRIDE;
        int m = c + COLUMN_LANES;
        FloatVector.fromArray(SPECIES, columns, c).add(e).intoArray(columns, c);
        e.fma(centred, FloatVector.fromArray(SPECIES, columns, m)).intoArray(columns, m);
      }
      e.intoArray(panel, p);
    }
    int s = sumsAt;
    int t = s + PANEL;
    FloatVector.fromArray(SPECIES, sums, s).add(sum).intoArray(sums, s);
    FloatVector.fromArray(SPECIES, sums, t).add(weighted).intoArray(sums, t);
  }

  static void columnExponentials(
      float[] panel,
      int at,
      int rows,
      float slope,
      float[] columnShift,
      int shiftAt,
      float centre,
      float[] columns,
      int columnsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        FloatVector logit = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        FloatVector x = logit.fma(slope, -columnShift[shiftAt + j]);
        FloatVector centred = logit.fma(slope, -(centre * columnShift[shiftAt + j]));
        VectorMask<Float> below = x.compare(VectorOperators.LT, MIN_EXPONENT);
        x = x.blend(MIN_EXPONENT, below);
        centred = centred.blend(0f, below);
        FloatVector rounded = x.add(ROUNDER);
        FloatVector rest = x.sub(rounded.sub(ROUNDER));
        FloatVector e = FloatVector.broadcast(SPECIES, C6);
        e = e.fma(rest, FloatVector.broadcast(SPECIES, C5));
        e = e.fma(rest, FloatVector.broadcast(SPECIES, C4));
        e = e.fma(rest, FloatVector.broadcast(SPECIES, C3));
        e = e.fma(rest, FloatVector.broadcast(SPECIES, C2));
        e = e.fma(rest, FloatVector.broadcast(SPECIES, C1));
        e = e.fma(rest, FloatVector.broadcast(SPECIES, 1f));
        Vector<Integer> bits = e.convertShape(BITS, INTS, 0);
        Vector<Integer> power =
            rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
        e = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
        int c = columnsAt + j * COLUMN_STRIDE + v % COLUMN_LANES;
        int m = c + COLUMN_LANES;
        FloatVector.fromArray(SPECIES, columns, c).add(e).intoArray(columns, c);
        e.fma(centred, FloatVector.fromArray(SPECIES, columns, m)).intoArray(columns, m);
      }
    }
  }

  static void weights(
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
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneShift = FloatVector.fromArray(SPECIES, rowShift, rowAt + v);
      FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v);
      FloatVector laneSmoothing = FloatVector.fromArray(SPECIES, rowSmoothing, rowAt + v);
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + v;
        FloatVector logit = FloatVector.fromArray(SPECIES, panel, p);
        VectorMask<Float> present = logit.compare(VectorOperators.NE, Float.NEGATIVE_INFINITY);
        FloatVector x = logit.sub(laneShift);
        x = x.blend(MIN_EXPONENT, x.compare(VectorOperators.LT, MIN_EXPONENT));
        FloatVector rowRounded = x.add(ROUNDER);
        FloatVector rowRest = x.sub(rowRounded.sub(ROUNDER));
        FloatVector row = FloatVector.broadcast(SPECIES, C6);
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C5));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C4));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C3));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C2));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, C1));
        row = row.fma(rowRest, FloatVector.broadcast(SPECIES, 1f));
        Vector<Integer> rowBits = row.convertShape(BITS, INTS, 0);
        Vector<Integer> rowPower =
            rowRounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
        row = (FloatVector) rowBits.add(rowPower).convertShape(FLOATS, SPECIES, 0);
        FloatVector weight = row.mul(laneFactor).sub(laneSmoothing);
        if (columnFactor != null) {
          FloatVector y = logit.fma(columnSlope, -columnShift[columnAt + j]);
          y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
          FloatVector columnRounded = y.add(ROUNDER);
          FloatVector columnRest = y.sub(columnRounded.sub(ROUNDER));
          FloatVector column = FloatVector.broadcast(SPECIES, C6);
          column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C5));
          column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C4));
          column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C3));
          column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C2));
          column = column.fma(columnRest, FloatVector.broadcast(SPECIES, C1));
          column = column.fma(columnRest, FloatVector.broadcast(SPECIES, 1f));
          Vector<Integer> columnBits = column.convertShape(BITS, INTS, 0);
          Vector<Integer> columnPower =
              columnRounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
          column = (FloatVector) columnBits.add(columnPower).convertShape(FLOATS, SPECIES, 0);
          FloatVector factor = FloatVector.broadcast(SPECIES, columnFactor[columnAt + j]);
          weight = column.fma(factor, weight).sub(columnSmoothing[columnAt + j]);
        }
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector all = zero.add(weight);
        VectorMask<Float> counts = all.abs().compare(VectorOperators.GE, least);
        zero.blend(all, present.and(counts)).intoArray(panel, p);
      }
    }
  }
}
