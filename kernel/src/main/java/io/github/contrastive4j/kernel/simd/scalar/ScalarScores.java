package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Float32Math;
import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.ScoreKernels;

/** Passes over score panels in scalar code. */
final class ScalarScores implements ScoreKernels {
  private static final double LN2 = Math.log(2);

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
    float least = Float.POSITIVE_INFINITY;
    for (int j = 0; j < rows; j++) {
      float columnSquare = columnSquares[columnAt + j];
      for (int c = 0; c < PANEL; c++) {
        int p = at + j * PANEL + c;
        float squares = rowSquares[rowAt + c] + columnSquare;
        panel[p] = squares - 2f * panel[p];
        least = Math.min(least, panel[p] - share * squares);
      }
    }
    return least;
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
    for (int j = 0; j < rows; j++) {
      int near = 0;
      for (int c = 0; c < PANEL; c++) {
        float squares = rowSquares[rowAt + c] + columnSquares[columnAt + j];
        near |= panel[at + j * PANEL + c] - share * squares <= bound ? 1 << c : 0;
      }
      lanes[lanesAt + j] = near;
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
    for (int j = 0; j < rows; j++) {
      float rowMax = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < PANEL; c++) {
        float logit = ScalarLogits.logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        max[maxAt + c] = Math.max(max[maxAt + c], logit);
        rowMax = Math.max(rowMax, logit);
      }
      if (columnMax != null) {
        columnMax[columnAt + j] = Math.max(columnMax[columnAt + j], rowMax);
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
      float centre,
      float[] sums,
      int sumsAt,
      float[] columns,
      int columnsAt) {
    float[] s = ScalarExponentials.begin(shift, shiftAt);
    for (int j = 0; j < rows; j += ScalarExponentials.ROWS) {
      int height = Math.min(ScalarExponentials.ROWS, rows - j);
      int p = at + j * PANEL;
      ScalarLogits.logits(geometry, panel, p, height * PANEL, kappa, unit, s);
      ScalarExponentials.next(s, height, centre);
      if (columns != null) {
        addColumns(s, height, columns, columnsAt + j * COLUMN_STRIDE);
      }
      ScalarLogits.weights(geometry, s, height * PANEL, unit, panel, p);
    }
    ScalarExponentials.end(s, sums, sumsAt);
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        float logit = ScalarLogits.logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        float x = exponent(slope, logit, columnShift[shiftAt + j]);
        if (x >= MIN_EXPONENT) {
          float centred = exponent(slope, logit, centre * columnShift[shiftAt + j]);
          int column = columnsAt + j * COLUMN_STRIDE + c % COLUMN_LANES;
          addColumn(Float32Math.exp2(x), centred, columns, column);
        }
      }
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
    for (int j = 0; j < rows; j++) {
      int k = columnAt + j;
      for (int c = 0; c < PANEL; c++) {
        int p = at + j * PANEL + c;
        float score = panel[p];
        if (score == Float.NEGATIVE_INFINITY) {
          panel[p] = 0f;
          continue;
        }
        float logit = ScalarLogits.logit(geometry, score, kappa, unit);
        float weight = Float32Math.exp2(logit - rowShift[rowAt + c]) * rowFactor[rowAt + c];
        weight -= rowSmoothing[rowAt + c];
        if (columnFactor != null) {
          weight +=
              Float32Math.exp2(exponent(columnSlope, logit, columnShift[k])) * columnFactor[k];
          weight -= columnSmoothing[k];
        }
        float counted = Math.abs(weight) < least ? 0f : weight;
        panel[p] = ScalarLogits.derive(geometry, score, counted, unit);
      }
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
    for (int c = 0; c < PANEL; c++) {
      double softplus = 0;
      double product = 0;
      double sum = 0;
      for (int j = 0; j < rows; j++) {
        int p = at + j * PANEL + c;
        float score = panel[p];
        float logit = ScalarLogits.logit(geometry, score, kappa, unit);
        float x = logit + bias;
        if (x < MIN_EXPONENT) {
          panel[p] = 0f;
          continue;
        }
        float u = Float32Math.exp2(-Math.abs(x));
        float sigmoid = (x < 0 ? u : 1f) / (1f + u);
        softplus += Math.max(x, 0f) + Math.log1p(u) / LN2;
        product += sigmoid * logit;
        sum += sigmoid;
        panel[p] = ScalarLogits.derive(geometry, score, sigmoid, unit);
      }
      sums[sumsAt + c] = (float) softplus;
      sums[sumsAt + PANEL + c] = (float) product;
      sums[sumsAt + 2 * PANEL + c] = (float) sum;
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
    for (int c = 0; c < PANEL; c++) {
      double sum = 0;
      int count = 0;
      for (int j = 0; j < rows; j++) {
        float logit = ScalarLogits.logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        if (logit != Float.NEGATIVE_INFINITY) {
          sum += logit;
          count++;
        }
      }
      sums[sumsAt + c] = (float) sum;
      sums[sumsAt + PANEL + c] = count;
    }
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        float logit = ScalarLogits.logit(geometry, panel[at + j * PANEL + c], kappa, unit);
        if (logit != Float.NEGATIVE_INFINITY) {
          int k = columnsAt + j * COLUMN_STRIDE + c % COLUMN_LANES;
          columns[k] += logit;
          columns[k + COLUMN_LANES]++;
        }
      }
    }
  }

  @Override
  public void sumColumns(
      float[] columns, int columnsAt, int rows, double[] sums, int sumsAt, int sumsStride) {
    for (int j = 0; j < rows; j++) {
      int c = columnsAt + j * COLUMN_STRIDE;
      double first = 0;
      double second = 0;
      for (int lane = 0; lane < COLUMN_LANES; lane++) {
        first += columns[c + lane];
        second += columns[c + COLUMN_LANES + lane];
      }
      sums[sumsAt + j * sumsStride] = first;
      sums[sumsAt + j * sumsStride + 1] = second;
    }
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
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        if (isAbove(geometry, judge[judgeAt + j * PANEL + c], limit[limitAt + c])) {
          panel[at + j * PANEL + c] = Float.NEGATIVE_INFINITY;
        }
      }
    }
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
    for (int c = 0; c < PANEL; c++) {
      int count = 0;
      for (int j = 0; j < rows; j++) {
        if (isAbove(geometry, panel[at + j * PANEL + c], limit[limitAt + c])) {
          count++;
        }
      }
      counts[countsAt + c] = count;
    }
  }

  private static boolean isAbove(Geometry geometry, float score, float limit) {
    return geometry == Geometry.INNER_PRODUCT ? score > limit : score >= 0 && score < limit;
  }

  /** slope·logit − shift with one rounding, as a fused instruction has it. */
  private static float exponent(float slope, float logit, float shift) {
    return (float) ((double) slope * logit - shift);
  }

  private static void addColumns(float[] s, int rows, float[] columns, int columnsAt) {
    for (int j = 0; j < rows; j++) {
      for (int c = 0; c < PANEL; c++) {
        int i = j * PANEL + c;
        int column = columnsAt + j * COLUMN_STRIDE + c % COLUMN_LANES;
        addColumn(s[i + ScalarExponentials.POWERS], s[i], columns, column);
      }
    }
  }

  private static void addColumn(float e, float centred, float[] columns, int at) {
    columns[at] += e;
    columns[at + COLUMN_LANES] += e * centred;
  }
}
