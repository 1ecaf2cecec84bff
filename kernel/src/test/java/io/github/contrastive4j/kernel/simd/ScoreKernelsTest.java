package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.ScoreReference.KAPPA;
import static io.github.contrastive4j.kernel.simd.ScoreReference.OFFSET;
import static io.github.contrastive4j.kernel.simd.ScoreReference.ROWS;
import static io.github.contrastive4j.kernel.simd.ScoreReference.UNIT;
import static io.github.contrastive4j.kernel.simd.ScoreReference.assertClose;
import static io.github.contrastive4j.kernel.simd.ScoreReference.derivative;
import static io.github.contrastive4j.kernel.simd.ScoreReference.excluded;
import static io.github.contrastive4j.kernel.simd.ScoreReference.exponential;
import static io.github.contrastive4j.kernel.simd.ScoreReference.gaussians;
import static io.github.contrastive4j.kernel.simd.ScoreReference.logit;
import static io.github.contrastive4j.kernel.simd.ScoreReference.scores;
import static io.github.contrastive4j.kernel.simd.ScoreReference.total;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Maxima, exponentials and weights of score panels against their formulas in float64. */
@Tag("simd")
class ScoreKernelsTest {
  private static final float[] CENTRES = {0, 1};

  private final ScoreKernels kernels = SimdProvider.kernels().scores();
  private final RandomGenerator random = new SplittableRandom(2);

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void maximaAreThoseOfTheLogitsSoFar(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
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
    for (float centre : CENTRES) {
      exponentialsReplaceScoresAndAreAddedUp(geometry, centre);
    }
  }

  private void exponentialsReplaceScoresAndAreAddedUp(Geometry geometry, float centre) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
      Panel scores = panel.copy();
      float[] shift = gaussians(OFFSET + PANEL, 10, random);
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
          centre,
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
          centre,
          sameSums,
          OFFSET,
          null,
          0);
      assertThat(withoutColumns.data()).isEqualTo(panel.data());
      assertThat(sameSums).isEqualTo(sums);
      assertThat(panel.frameIsUntouched()).isTrue();
      checkExponentials(geometry, scores, panel, shift, centre, sums);
      checkColumns(
          geometry,
          scores,
          columns,
          (j, lane, logit) -> logit - shift[OFFSET + lane],
          (j, lane, logit) -> logit - centre * shift[OFFSET + lane]);
    }
  }

  private static void checkExponentials(
      Geometry geometry, Panel scores, Panel weights, float[] shift, float centre, float[] sums) {
    for (int lane = 0; lane < PANEL; lane++) {
      double sum = 0;
      double moment = 0;
      double magnitude = 0;
      for (int j = 0; j < scores.rows(); j++) {
        double logit = logit(geometry, scores.get(j, lane));
        double e = exponential(logit - shift[OFFSET + lane], 0);
        double weight = e * derivative(geometry, scores.get(j, lane));
        assertClose(weights.get(j, lane), weight, weight);
        sum += e;
        double centred = logit - centre * shift[OFFSET + lane];
        moment += e == 0 ? 0 : e * centred;
        magnitude += e == 0 ? 0 : Math.abs(e * centred);
      }
      assertClose(sums[OFFSET + lane], sum, sum);
      assertClose(sums[OFFSET + PANEL + lane], moment, magnitude + sum);
    }
  }

  /** What becomes of a logit. */
  private interface OfLogit {
    double of(int row, int lane, double logit);
  }

  private static void checkColumns(
      Geometry geometry, Panel scores, float[] columns, OfLogit exponents, OfLogit centred) {
    for (int j = 0; j < scores.rows(); j++) {
      double sum = 0;
      double moment = 0;
      double magnitude = COLUMN_LANES;
      for (int lane = 0; lane < PANEL; lane++) {
        double logit = logit(geometry, scores.get(j, lane));
        double e = exponential(exponents.of(j, lane, logit), 0);
        sum += e;
        double factor = centred.of(j, lane, logit);
        moment += e == 0 ? 0 : e * factor;
        magnitude += e == 0 ? 0 : Math.abs(e * factor) + e;
      }
      int at = OFFSET + j * 2 * COLUMN_LANES;
      assertClose(total(columns, at) - COLUMN_LANES / 2f, sum, magnitude);
      assertClose(total(columns, at + COLUMN_LANES) - COLUMN_LANES / 2f, moment, magnitude);
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void columnSumsLeaveThePanelAsItIs(Geometry geometry) {
    for (int rows : ROWS) {
      for (float slope : new float[] {1f, 0.3f, 1.7f}) {
        Panel panel = scores(geometry, rows, random);
        float[] before = panel.data().clone();
        float[] shift = gaussians(OFFSET + rows, 10, random);
        for (float centre : CENTRES) {
          float[] columns = new float[OFFSET + rows * 2 * COLUMN_LANES];
          Arrays.fill(columns, 0.5f);
          columnExponentials(geometry, panel, slope, shift, centre, columns);
          assertThat(panel.data()).isEqualTo(before);
          checkColumns(
              geometry,
              panel,
              columns,
              (j, lane, logit) -> slope * logit - shift[OFFSET + j],
              (j, lane, logit) -> slope * logit - centre * shift[OFFSET + j]);
        }
      }
    }
  }

  private void columnExponentials(
      Geometry geometry, Panel panel, float slope, float[] shift, float centre, float[] columns) {
    kernels.columnExponentials(
        geometry,
        KAPPA,
        UNIT,
        panel.data(),
        panel.at(),
        panel.rows(),
        slope,
        shift,
        OFFSET,
        centre,
        columns,
        OFFSET);
  }

  @Test
  void aSlopeCostsLargeLogitsNoAccuracy() {
    float slope = 1.7f;
    Panel panel = Panel.gaussian(33, PANEL, random);
    for (int j = 0; j < 33; j++) {
      for (int lane = 0; lane < PANEL; lane++) {
        panel.set(j, lane, 20_000 + 3 * panel.get(j, lane));
      }
    }
    float[] shift = new float[OFFSET + 33];
    Arrays.fill(shift, slope * 20_000);
    float[] columns = new float[OFFSET + 33 * 2 * COLUMN_LANES];
    Arrays.fill(columns, 0.5f);
    columnExponentials(Geometry.INNER_PRODUCT, panel, slope, shift, 1, columns);
    OfLogit exponent = (j, lane, logit) -> slope * logit - shift[OFFSET + j];
    checkColumns(Geometry.INNER_PRODUCT, panel, columns, exponent, exponent);
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void weightsOfTwoShiftsAreTheSumOfBothSoftmaxes(Geometry geometry) {
    for (int rows : ROWS) {
      for (float slope : new float[] {1f, 0.3f, 1.7f}) {
        Panel panel = scores(geometry, rows, random);
        Panel scores = panel.copy();
        Terms row = new Terms(PANEL, 12);
        Terms column = new Terms(rows, 12);
        weights(geometry, panel, row, slope, column);
        assertThat(panel.frameIsUntouched()).isTrue();
        for (int j = 0; j < rows; j++) {
          for (int lane = 0; lane < PANEL; lane++) {
            double logit = logit(geometry, scores.get(j, lane));
            double weight = row.of(lane, logit) + column.of(j, slope * logit);
            double magnitude = row.magnitude(lane, logit) + column.magnitude(j, slope * logit);
            checkWeight(geometry, panel.get(j, lane), scores.get(j, lane), weight, magnitude);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void weightsOfOneShiftReadNothingOfColumns(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
      Panel scores = panel.copy();
      Terms row = new Terms(PANEL, 12);
      weights(geometry, panel, row, Float.NaN, null);
      assertThat(panel.frameIsUntouched()).isTrue();
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          double logit = logit(geometry, scores.get(j, lane));
          double magnitude = row.magnitude(lane, logit);
          checkWeight(
              geometry, panel.get(j, lane), scores.get(j, lane), row.of(lane, logit), magnitude);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void exponentsOutsideTheRangeLeaveTheSmoothing(Geometry geometry) {
    Panel panel = scores(geometry, 33, random);
    Panel scores = panel.copy();
    Terms row = new Terms(PANEL, 1e6);
    Terms column = new Terms(33, 200);
    weights(geometry, panel, row, 1f, column);
    for (int j = 0; j < 33; j++) {
      for (int lane = 0; lane < PANEL; lane++) {
        double weight = -row.smoothing[OFFSET + lane] - column.smoothing[OFFSET + j];
        double magnitude = 10;
        checkWeight(geometry, panel.get(j, lane), scores.get(j, lane), weight, magnitude);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void weightsBelowTheLeastAreZeros(Geometry geometry) {
    for (int rows : ROWS) {
      for (boolean columns : new boolean[] {false, true}) {
        Panel panel = scores(geometry, rows, random);
        Panel scores = panel.copy();
        Panel all = panel.copy();
        Terms row = new Terms(PANEL, 12);
        Terms column = columns ? new Terms(rows, 12) : null;
        weights(geometry, all, row, 1f, column);
        weights(geometry, panel, row, 1f, column, 5);
        assertThat(panel.frameIsUntouched()).isTrue();
        for (int j = 0; j < rows; j++) {
          for (int lane = 0; lane < PANEL; lane++) {
            float weight = all.get(j, lane);
            double least = 5 * derivative(geometry, scores.get(j, lane));
            if (Math.abs(weight) < least * (1 - 1e-5)) {
              assertThat(panel.get(j, lane)).isZero();
            } else if (!(Math.abs(weight) < least * (1 + 1e-5))) {
              assertThat(panel.get(j, lane)).isEqualTo(weight);
            }
          }
        }
      }
    }
  }

  private void weights(Geometry geometry, Panel panel, Terms row, float slope, Terms column) {
    weights(geometry, panel, row, slope, column, 0);
  }

  private void weights(
      Geometry geometry, Panel panel, Terms row, float slope, Terms column, float least) {
    kernels.weights(
        geometry,
        KAPPA,
        UNIT,
        panel.data(),
        panel.at(),
        panel.rows(),
        row.shift,
        row.factor,
        row.smoothing,
        OFFSET,
        slope,
        column == null ? null : column.shift,
        column == null ? null : column.factor,
        column == null ? null : column.smoothing,
        column == null ? -1 : OFFSET,
        least);
  }

  private static void checkWeight(
      Geometry geometry, float actual, float score, double weight, double magnitude) {
    if (excluded(score)) {
      assertThat(actual).isZero();
    } else {
      double derivative = derivative(geometry, score);
      assertClose(actual, weight * derivative, magnitude * derivative);
    }
  }

  /** Arguments of one direction of the weights: factor · 2^(x − shift) − smoothing. */
  private final class Terms {
    final float[] shift;
    final float[] factor;
    final float[] smoothing;

    Terms(int length, double meanShift) {
      shift = gaussians(OFFSET + length, meanShift, random);
      factor = gaussians(OFFSET + length, 5, random);
      smoothing = gaussians(OFFSET + length, 2, random);
    }

    double of(int k, double x) {
      int at = OFFSET + k;
      return factor[at] * exponential(x, shift[at]) - smoothing[at];
    }

    double magnitude(int k, double x) {
      int at = OFFSET + k;
      return Math.abs(factor[at]) * exponential(x, shift[at]) + Math.abs(smoothing[at]);
    }
  }
}
