package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops over score panels against their formulas in float64. */
@Tag("simd")
class ScoreKernelsTest {
  private static final int[] ROWS = {1, 2, 3, 4, 7, 16, 33, 256};
  private static final int OFFSET = 3;
  private static final float KAPPA = 25f;
  private static final float UNIT = 0.5f;
  private static final double TOLERANCE = 1e-5;

  /** Exponentials below the normal numbers of float32 need not be right. */
  private static final double SMALLEST = 1e-33;

  private final ScoreKernels kernels = SimdProvider.kernels().scores();
  private final Random random = new Random(2);

  /** Scores of the geometry, some of them excluded, one of distance zero. */
  private Panel scores(Geometry geometry, int rows) {
    Panel panel = Panel.gaussian(rows, PANEL, random);
    for (int j = 0; j < rows; j++) {
      for (int lane = 0; lane < PANEL; lane++) {
        float value = panel.get(j, lane);
        float score = geometry == Geometry.INNER_PRODUCT ? 8 * value : 5 * value * value;
        panel.set(j, lane, random.nextInt(20) == 0 ? Float.NEGATIVE_INFINITY : score);
      }
    }
    if (geometry != Geometry.INNER_PRODUCT) {
      panel.set(0, 3, 0f);
    }
    return panel;
  }

  private static double distance(Geometry geometry, double score) {
    return geometry == Geometry.SQUARED_DISTANCE ? Math.sqrt(score) : score;
  }

  private static double logit(Geometry geometry, double score) {
    if (geometry == Geometry.INNER_PRODUCT || score < 0) {
      return score;
    }
    return KAPPA / (1 + UNIT * distance(geometry, score));
  }

  /** 2^(logit − shift), or 0 where that is below the range. */
  private static double exponential(double logit, double shift) {
    return logit - shift <= MIN_EXPONENT ? 0 : Math.exp((logit - shift) * Math.log(2));
  }

  private static double derivative(Geometry geometry, double score) {
    if (geometry == Geometry.INNER_PRODUCT || score < 0) {
      return 1;
    }
    double distance = distance(geometry, score);
    double similarity = 1 / (1 + UNIT * distance);
    if (geometry == Geometry.ABSOLUTE_DISTANCE) {
      return similarity * similarity;
    }
    return distance == 0 ? 0 : similarity * similarity / distance;
  }

  private static void assertClose(float actual, double expected, double magnitude) {
    assertThat((double) actual).isCloseTo(expected, within(TOLERANCE * magnitude + SMALLEST));
  }

  private float[] gaussians(int length, double mean) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (float) (mean + random.nextGaussian());
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void maximaAreThoseOfTheLogitsSoFar(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows);
      float[] before = panel.data().clone();
      float[] max = new float[OFFSET + PANEL];
      Arrays.fill(max, Float.NEGATIVE_INFINITY);
      max[OFFSET + 1] = 1000f;
      float[] columns = new float[OFFSET + rows];
      Arrays.fill(columns, Float.NEGATIVE_INFINITY);
      columns[OFFSET] = 2000f;
      float[] alone = max.clone();
      kernels.maxima(
          geometry, KAPPA, UNIT, panel.data(), panel.at(), rows, max, OFFSET, columns, OFFSET);
      kernels.maxima(geometry, KAPPA, UNIT, panel.data(), panel.at(), rows, alone, OFFSET, null, 0);
      assertThat(alone).isEqualTo(max);
      assertThat(panel.data()).isEqualTo(before);
      assertThat(max[OFFSET + 1]).isEqualTo(1000f);
      assertThat(columns[OFFSET]).isEqualTo(2000f);
      for (int lane = 0; lane < PANEL; lane++) {
        double expected = lane == 1 ? 1000 : Double.NEGATIVE_INFINITY;
        for (int j = 0; j < rows; j++) {
          expected = Math.max(expected, logit(geometry, panel.get(j, lane)));
        }
        assertMaximum(max[OFFSET + lane], expected);
      }
      for (int j = 1; j < rows; j++) {
        double expected = Double.NEGATIVE_INFINITY;
        for (int lane = 0; lane < PANEL; lane++) {
          expected = Math.max(expected, logit(geometry, panel.get(j, lane)));
        }
        assertMaximum(columns[OFFSET + j], expected);
      }
    }
  }

  private static void assertMaximum(float actual, double expected) {
    if (expected == Double.NEGATIVE_INFINITY) {
      assertThat(actual).isEqualTo(Float.NEGATIVE_INFINITY);
    } else {
      assertClose(actual, expected, Math.abs(expected));
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void exponentialsReplaceScoresAndAreAddedUp(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows);
      Panel scores = panel.copy();
      float[] shift = gaussians(OFFSET + PANEL, 10);
      shift[OFFSET + 2] = 100f;
      float[] sums = new float[OFFSET + 2 * PANEL];
      Arrays.fill(sums, Float.NaN);
      float[] columns = new float[OFFSET + rows * 2 * COLUMN_LANES];
      Arrays.fill(columns, 0.5f);
      Panel withoutColumns = panel.copy();
      kernels.exponentials(
          geometry,
          KAPPA,
          UNIT,
          panel.data(),
          panel.at(),
          rows,
          shift,
          OFFSET,
          sums,
          OFFSET,
          columns,
          OFFSET);
      float[] sameSums = sums.clone();
      kernels.exponentials(
          geometry,
          KAPPA,
          UNIT,
          withoutColumns.data(),
          panel.at(),
          rows,
          shift,
          OFFSET,
          sameSums,
          OFFSET,
          null,
          0);
      assertThat(withoutColumns.data()).isEqualTo(panel.data());
      assertThat(sameSums).isEqualTo(sums);
      assertThat(panel.frameIsUntouched()).isTrue();
      checkExponentials(geometry, scores, panel, shift, sums);
      checkColumns(geometry, scores, columns, (j, lane) -> shift[OFFSET + lane]);
    }
  }

  private static void checkExponentials(
      Geometry geometry, Panel scores, Panel weights, float[] shift, float[] sums) {
    for (int lane = 0; lane < PANEL; lane++) {
      double sum = 0;
      double moment = 0;
      double magnitude = 0;
      for (int j = 0; j < scores.rows(); j++) {
        double exponent = logit(geometry, scores.get(j, lane)) - shift[OFFSET + lane];
        double e = exponential(exponent, 0);
        double weight = e * derivative(geometry, scores.get(j, lane));
        assertClose(weights.get(j, lane), weight, weight);
        sum += e;
        moment += e == 0 ? 0 : e * exponent;
        magnitude += e == 0 ? 0 : Math.abs(e * exponent);
      }
      assertClose(sums[OFFSET + lane], sum, sum);
      assertClose(sums[OFFSET + PANEL + lane], moment, magnitude + sum);
    }
  }

  /** Shift of an entry. */
  private interface Shift {
    double of(int row, int lane);
  }

  private static void checkColumns(Geometry geometry, Panel scores, float[] columns, Shift shift) {
    for (int j = 0; j < scores.rows(); j++) {
      double sum = 0;
      double moment = 0;
      double magnitude = COLUMN_LANES;
      for (int lane = 0; lane < PANEL; lane++) {
        double exponent = logit(geometry, scores.get(j, lane)) - shift.of(j, lane);
        double e = exponential(exponent, 0);
        sum += e;
        moment += e == 0 ? 0 : e * exponent;
        magnitude += e == 0 ? 0 : Math.abs(e * exponent) + e;
      }
      int at = OFFSET + j * 2 * COLUMN_LANES;
      assertClose(total(columns, at) - COLUMN_LANES / 2f, sum, magnitude);
      assertClose(total(columns, at + COLUMN_LANES) - COLUMN_LANES / 2f, moment, magnitude);
    }
  }

  private static float total(float[] x, int at) {
    double sum = 0;
    for (int k = 0; k < COLUMN_LANES; k++) {
      sum += x[at + k];
    }
    return (float) sum;
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void columnSumsLeaveThePanelAsItIs(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows);
      float[] before = panel.data().clone();
      float[] shift = gaussians(OFFSET + rows, 10);
      float[] columns = new float[OFFSET + rows * 2 * COLUMN_LANES];
      Arrays.fill(columns, 0.5f);
      kernels.columnExponentials(
          geometry,
          KAPPA,
          UNIT,
          panel.data(),
          panel.at(),
          rows,
          1f,
          shift,
          OFFSET,
          columns,
          OFFSET);
      assertThat(panel.data()).isEqualTo(before);
      checkColumns(geometry, panel, columns, (j, lane) -> shift[OFFSET + j]);
    }
  }

  @Test
  void weightsAreTheExponentialsTimesTheSumOfBothFactors() {
    for (int rows : ROWS) {
      Panel panel = Panel.gaussian(rows, PANEL, random);
      Panel before = panel.copy();
      float[] rowFactor = gaussians(OFFSET + PANEL, 3);
      float[] columnFactor = gaussians(OFFSET + rows, 3);
      kernels.weigh(panel.data(), panel.at(), rows, rowFactor, OFFSET, columnFactor, OFFSET);
      assertThat(panel.frameIsUntouched()).isTrue();
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          double factor = (double) rowFactor[OFFSET + lane] + columnFactor[OFFSET + j];
          double expected = before.get(j, lane) * factor;
          double magnitude = Math.abs(before.get(j, lane)) * 10;
          assertClose(panel.get(j, lane), expected, magnitude);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void weightsOfTwoShiftsAreTheSumOfBothSoftmaxes(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows);
      Panel scores = panel.copy();
      float[] rowShift = gaussians(OFFSET + PANEL, 12);
      float[] rowFactor = gaussians(OFFSET + PANEL, 5);
      float[] columnShift = gaussians(OFFSET + rows, 12);
      float[] columnFactor = gaussians(OFFSET + rows, 5);
      kernels.weights(
          geometry,
          KAPPA,
          UNIT,
          panel.data(),
          panel.at(),
          rows,
          rowShift,
          rowFactor,
          new float[OFFSET + PANEL],
          OFFSET,
          1f,
          columnShift,
          columnFactor,
          new float[OFFSET + rows],
          OFFSET);
      assertThat(panel.frameIsUntouched()).isTrue();
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          double logit = logit(geometry, scores.get(j, lane));
          double row = exponential(logit, rowShift[OFFSET + lane]) * rowFactor[OFFSET + lane];
          double column = exponential(logit, columnShift[OFFSET + j]) * columnFactor[OFFSET + j];
          double derivative = derivative(geometry, scores.get(j, lane));
          double magnitude = (Math.abs(row) + Math.abs(column)) * derivative;
          assertClose(panel.get(j, lane), (row + column) * derivative, magnitude);
        }
      }
    }
  }
}
