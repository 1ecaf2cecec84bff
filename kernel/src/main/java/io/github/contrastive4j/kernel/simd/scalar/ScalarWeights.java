package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.WeightKernels;

/** Passes over panels of weights in scalar code. */
final class ScalarWeights implements WeightKernels {
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
    for (int j = 0; j < rows; j++) {
      float q = columnFactor[columnAt + j];
      int p = at + j * PANEL;
      for (int c = 0; c < PANEL; c++) {
        float weight = panel[p + c] * (rowFactor[rowAt + c] + q);
        panel[p + c] = Math.abs(weight) < least ? 0f : weight;
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        int o = outAt + j * PANEL + c;
        float scaled =
            factor * rowFactor[rowAt + c] * columnFactor[columnAt + j] * panel[at + j * PANEL + c];
        out[o] = add ? out[o] + scaled : scaled;
      }
    }
  }

  @Override
  public void addLaneSums(float[] panel, int at, int rows, float[] sums, int sumsAt) {
    for (int c = 0; c < PANEL; c++) {
      double sum = 0;
      for (int j = 0; j < rows; j++) {
        sum += panel[at + j * PANEL + c];
      }
      sums[sumsAt + c] += (float) sum;
    }
  }

  @Override
  public void addColumnSums(float[] panel, int at, int rows, float[] columns, int columnsAt) {
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        columns[columnsAt + j * COLUMN_LANES + c % COLUMN_LANES] += panel[at + j * PANEL + c];
      }
    }
  }

  @Override
  public void addLaneDots(
      float[] weights, int at, float[] scores, int scoresAt, int rows, float[] sums, int sumsAt) {
    for (int c = 0; c < PANEL; c++) {
      double sum = 0;
      for (int j = 0; j < rows; j++) {
        sum += weighted(weights[at + j * PANEL + c], scores[scoresAt + j * PANEL + c]);
      }
      sums[sumsAt + c] += (float) sum;
    }
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        columns[columnsAt + j * COLUMN_LANES + c % COLUMN_LANES] +=
            weighted(weights[at + j * PANEL + c], scores[scoresAt + j * PANEL + c]);
      }
    }
  }

  private static float weighted(float weight, float score) {
    return score == Float.NEGATIVE_INFINITY ? 0 : weight * score;
  }
}
