package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.VectorScores.SUM_BLOCK;

import io.github.contrastive4j.kernel.simd.WeightKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes over panels of weights. Sums have methods of their own, for one block of rows; see {@link
 * VectorScores}.
 */
final class VectorWeights implements WeightKernels {
  @Override
  public void weigh(
      float[] panel,
      int at,
      int rows,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt,
      float least) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v);
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + v;
        FloatVector factor = laneFactor.add(columnFactor[columnAt + j]);
        FloatVector weight = FloatVector.fromArray(SPECIES, panel, p).mul(factor);
        VectorMask<Float> none = weight.abs().compare(VectorOperators.LT, least);
        weight.blend(0f, none).intoArray(panel, p);
      }
    }
  }

  @Override
  public void scale(
      float[] panel,
      int at,
      int rows,
      float factor,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt,
      float[] out,
      int outAt,
      boolean add) {
    if (add) {
      addScaled(panel, at, rows, factor, rowFactor, rowAt, columnFactor, columnAt, out, outAt);
    } else {
      scale(panel, at, rows, factor, rowFactor, rowAt, columnFactor, columnAt, out, outAt);
    }
  }

  private static void scale(
      float[] panel,
      int at,
      int rows,
      float factor,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt,
      float[] out,
      int outAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v).mul(factor);
      for (int j = 0; j < rows; j++) {
        FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v)
            .mul(laneFactor.mul(columnFactor[columnAt + j]))
            .intoArray(out, outAt + j * PANEL + v);
      }
    }
  }

  private static void addScaled(
      float[] panel,
      int at,
      int rows,
      float factor,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt,
      float[] out,
      int outAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneFactor = FloatVector.fromArray(SPECIES, rowFactor, rowAt + v).mul(factor);
      for (int j = 0; j < rows; j++) {
        int o = outAt + j * PANEL + v;
        FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v)
            .fma(laneFactor.mul(columnFactor[columnAt + j]), FloatVector.fromArray(SPECIES, out, o))
            .intoArray(out, o);
      }
    }
  }

  @Override
  public void addLaneSums(float[] panel, int at, int rows, float[] sums, int sumsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int length = Math.min(SUM_BLOCK, rows - block);
        sumBlock(panel, at + block * PANEL + v, length, sums, sumsAt + v);
      }
    }
  }

  private static void sumBlock(float[] panel, int at, int rows, float[] sums, int sumsAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      sum = FloatVector.fromArray(SPECIES, panel, at + j * PANEL).add(sum);
    }
    FloatVector.fromArray(SPECIES, sums, sumsAt).add(sum).intoArray(sums, sumsAt);
  }

  @Override
  public void addColumnSums(float[] panel, int at, int rows, float[] columns, int columnsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        int c = columnsAt + j * COLUMN_LANES + v % COLUMN_LANES;
        FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v)
            .add(FloatVector.fromArray(SPECIES, columns, c))
            .intoArray(columns, c);
      }
    }
  }

  @Override
  public void addLaneDots(
      float[] weights, int at, float[] scores, int scoresAt, int rows, float[] sums, int sumsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int length = Math.min(SUM_BLOCK, rows - block);
        int p = block * PANEL + v;
        multiplyBlock(weights, at + p, scores, scoresAt + p, length, sums, sumsAt + v);
      }
    }
  }

  private static void multiplyBlock(
      float[] weights, int at, float[] scores, int scoresAt, int rows, float[] sums, int sumsAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      FloatVector score = FloatVector.fromArray(SPECIES, scores, scoresAt + j * PANEL);
      VectorMask<Float> excluded = score.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY);
      sum =
          FloatVector.fromArray(SPECIES, weights, at + j * PANEL)
              .fma(score.blend(0f, excluded), sum);
    }
    FloatVector.fromArray(SPECIES, sums, sumsAt).add(sum).intoArray(sums, sumsAt);
  }

  @Override
  public void addColumnDots(
      float[] weights,
      int at,
      float[] scores,
      int scoresAt,
      int rows,
      float[] columns,
      int columnsAt) {
    for (int v = 0; v < PANEL; v += LANES) {
      for (int j = 0; j < rows; j++) {
        int c = columnsAt + j * COLUMN_LANES + v % COLUMN_LANES;
        FloatVector score = FloatVector.fromArray(SPECIES, scores, scoresAt + j * PANEL + v);
        VectorMask<Float> excluded = score.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY);
        FloatVector.fromArray(SPECIES, weights, at + j * PANEL + v)
            .fma(score.blend(0f, excluded), FloatVector.fromArray(SPECIES, columns, c))
            .intoArray(columns, c);
      }
    }
  }
}
