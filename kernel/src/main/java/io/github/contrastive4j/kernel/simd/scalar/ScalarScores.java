package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.ScoreKernels;

/** Passes over score panels in scalar code. */
final class ScalarScores implements ScoreKernels {
  private static final double LN2 = Math.log(2);

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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        float logit = logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        max[maxAt + c] = Math.max(max[maxAt + c], logit);
        if (columnMax != null) {
          columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], logit);
        }
      }
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
    for (int c = 0; c < PANEL; c++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + c;
        float score = panel[p];
        float x = Math.max(logit(geometry, score, kappa, unit) - shift[shiftAt + c], MIN_EXPONENT);
        float e = exp2(x);
        sum += e;
        weighted += e * x;
        if (columns != null) {
          addColumn(e, x, columns, columnsAt + j * COLUMN_STRIDE + c % COLUMN_LANES);
        }
        panel[p] = derive(geometry, score, e, unit);
      }
      sums[sumsAt + c] = (float) sum;
      sums[sumsAt + PANEL + c] = (float) weighted;
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
    for (int j = 0; j < rows; j++) {
      float q = columnFactor[columnAt + j];
      int p = at + j * PANEL;
      for (int c = 0; c < PANEL; c++) {
        panel[p + c] *= rowFactor[rowAt + c] + q;
      }
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        float logit = logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        float x = Math.max(logit - columnShift[shiftAt + j], MIN_EXPONENT);
        addColumn(exp2(x), x, columns, columnsAt + j * COLUMN_STRIDE + c % COLUMN_LANES);
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        int p = at + j * PANEL + c;
        float score = panel[p];
        float logit = logit(geometry, score, kappa, unit);
        float row = exp2(Math.max(logit - rowShift[rowAt + c], MIN_EXPONENT));
        float column = exp2(Math.max(logit - columnShift[columnAt + j], MIN_EXPONENT));
        float weight = row * rowFactor[rowAt + c] + column * columnFactor[columnAt + j];
        panel[p] = derive(geometry, score, weight, unit);
      }
    }
  }

  private static float logit(Geometry geometry, float score, float kappa, float unit) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return score;
    }
    return score < 0 ? Float.NEGATIVE_INFINITY : kappa / (1f + unit * distance(geometry, score));
  }

  private static float derive(Geometry geometry, float score, float weight, float unit) {
    if (geometry == Geometry.INNER_PRODUCT) {
      return weight;
    }
    float distance = distance(geometry, score);
    float onePlus = 1f + unit * distance;
    float scaled = weight / onePlus / onePlus;
    if (geometry == Geometry.ABSOLUTE_DISTANCE) {
      return scaled;
    }
    return distance == 0f ? 0f : scaled / distance;
  }

  private static float distance(Geometry geometry, float score) {
    float sum = Math.max(score, 0f);
    return geometry == Geometry.SQUARED_DISTANCE ? (float) Math.sqrt(sum) : sum;
  }

  private static float exp2(float x) {
    return x <= MIN_EXPONENT ? 0f : (float) Math.exp(x * LN2);
  }

  private static void addColumn(float e, float x, float[] columns, int at) {
    columns[at] += e;
    columns[at + COLUMN_LANES] += e * x;
  }
}
