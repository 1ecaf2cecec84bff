package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.ScoreReference.KAPPA;
import static io.github.contrastive4j.kernel.simd.ScoreReference.OFFSET;
import static io.github.contrastive4j.kernel.simd.ScoreReference.ROWS;
import static io.github.contrastive4j.kernel.simd.ScoreReference.UNIT;
import static io.github.contrastive4j.kernel.simd.ScoreReference.assertClose;
import static io.github.contrastive4j.kernel.simd.ScoreReference.excluded;
import static io.github.contrastive4j.kernel.simd.ScoreReference.gaussians;
import static io.github.contrastive4j.kernel.simd.ScoreReference.logit;
import static io.github.contrastive4j.kernel.simd.ScoreReference.moreAlike;
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

/** Sums of logits of score panels, and the choice of entries by limits. */
@Tag("simd")
class ScoreSelectionsTest {
  private final ScoreKernels kernels = SimdProvider.kernels().scores();
  private final RandomGenerator random = new SplittableRandom(5);

  /** Limits in the range of the scores, some of them equal to one, and some without any effect. */
  private float[] limits(Panel scores) {
    float[] limits = gaussians(OFFSET + PANEL, 3, random);
    for (int lane = 0; lane < PANEL; lane += 3) {
      limits[OFFSET + lane] = scores.get(scores.rows() / 2, lane);
    }
    limits[OFFSET + 4] = Float.POSITIVE_INFINITY;
    limits[OFFSET + 5] = Float.NEGATIVE_INFINITY;
    limits[OFFSET + 7] = 0f;
    limits[OFFSET + 8] = -0f;
    return limits;
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void totalsAreSumsAndNumbersOfLogits(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
      for (int j = 0; j < rows; j++) {
        panel.set(j, 9, Float.NEGATIVE_INFINITY);
      }
      float[] before = panel.data().clone();
      float[] sums = new float[OFFSET + 2 * PANEL + 1];
      Arrays.fill(sums, Float.NaN);
      kernels.totals(geometry, KAPPA, UNIT, panel.data(), panel.at(), rows, sums, OFFSET);
      assertThat(panel.data()).isEqualTo(before);
      assertThat(sums[OFFSET - 1]).isNaN();
      assertThat(sums[OFFSET + 2 * PANEL]).isNaN();
      for (int lane = 0; lane < PANEL; lane++) {
        double sum = 0;
        double magnitude = 0;
        int count = 0;
        for (int j = 0; j < rows; j++) {
          double logit = logit(geometry, panel.get(j, lane));
          if (!excluded(logit)) {
            sum += logit;
            magnitude += Math.abs(logit);
            count++;
          }
        }
        assertClose(sums[OFFSET + lane], sum, magnitude);
        assertThat(sums[OFFSET + PANEL + lane]).isEqualTo(count);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void columnTotalsAreAddedToTheSumsSoFar(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
      float[] before = panel.data().clone();
      float[] columns = new float[OFFSET + rows * COLUMN_STRIDE + 1];
      Arrays.fill(columns, 2f);
      kernels.columnTotals(geometry, KAPPA, UNIT, panel.data(), panel.at(), rows, columns, OFFSET);
      assertThat(panel.data()).isEqualTo(before);
      assertThat(columns[OFFSET - 1]).isEqualTo(2f);
      assertThat(columns[OFFSET + rows * COLUMN_STRIDE]).isEqualTo(2f);
      for (int j = 0; j < rows; j++) {
        double sum = 2 * COLUMN_LANES;
        double magnitude = sum;
        int count = 2 * COLUMN_LANES;
        for (int lane = 0; lane < PANEL; lane++) {
          double logit = logit(geometry, panel.get(j, lane));
          if (!excluded(logit)) {
            sum += logit;
            magnitude += Math.abs(logit);
            count++;
          }
        }
        int at = OFFSET + j * COLUMN_STRIDE;
        assertClose(total(columns, at), sum, magnitude);
        assertThat(total(columns, at + COLUMN_LANES)).isEqualTo(count);
      }
    }
  }

  /** Of whole numbers, so that every order of the lanes gives the same. */
  @Test
  void partialSumsOfColumnsAreAddedUp() {
    for (int rows : ROWS) {
      float[] columns = new float[OFFSET + rows * COLUMN_STRIDE];
      for (int k = 0; k < columns.length; k++) {
        columns[k] = random.nextInt(-1000, 1000);
      }
      float[] before = columns.clone();
      int stride = 3;
      double[] sums = new double[OFFSET + rows * stride];
      Arrays.fill(sums, Double.NaN);
      kernels.sumColumns(columns, OFFSET, rows, sums, OFFSET, stride);
      assertThat(columns).isEqualTo(before);
      double[] expected = new double[sums.length];
      Arrays.fill(expected, Double.NaN);
      for (int j = 0; j < rows; j++) {
        int at = OFFSET + j * COLUMN_STRIDE;
        expected[OFFSET + j * stride] = total(columns, at);
        expected[OFFSET + j * stride + 1] = total(columns, at + COLUMN_LANES);
      }
      assertThat(sums).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void entriesMoreAlikeThanTheLimitAreDropped(Geometry geometry) {
    for (int rows : ROWS) {
      Panel judge = scores(geometry, rows, random);
      float[] before = judge.data().clone();
      float[] limits = limits(judge);
      Panel panel = Panel.gaussian(rows + 4, PANEL, random);
      Panel scores = panel.copy();
      int at = panel.at() + 2 * PANEL;
      kernels.drop(geometry, judge.data(), judge.at(), rows, limits, OFFSET, panel.data(), at);
      assertThat(judge.data()).isEqualTo(before);
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          if (moreAlike(geometry, judge.get(j, lane), limits[OFFSET + lane])) {
            scores.set(j + 2, lane, Float.NEGATIVE_INFINITY);
          }
        }
      }
      assertThat(panel.data()).isEqualTo(scores.data());
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void aPanelMayJudgeItself(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
      Panel scores = panel.copy();
      float[] limits = limits(panel);
      kernels.drop(
          geometry, panel.data(), panel.at(), rows, limits, OFFSET, panel.data(), panel.at());
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          if (moreAlike(geometry, scores.get(j, lane), limits[OFFSET + lane])) {
            scores.set(j, lane, Float.NEGATIVE_INFINITY);
          }
        }
      }
      assertThat(panel.data()).isEqualTo(scores.data());
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void entriesMoreAlikeThanTheLimitAreCounted(Geometry geometry) {
    for (int rows : ROWS) {
      Panel panel = scores(geometry, rows, random);
      float[] before = panel.data().clone();
      float[] limits = limits(panel);
      float[] counts = new float[OFFSET + PANEL + 1];
      Arrays.fill(counts, Float.NaN);
      kernels.countAbove(geometry, panel.data(), panel.at(), rows, limits, OFFSET, counts, OFFSET);
      assertThat(panel.data()).isEqualTo(before);
      assertThat(counts[OFFSET - 1]).isNaN();
      assertThat(counts[OFFSET + PANEL]).isNaN();
      for (int lane = 0; lane < PANEL; lane++) {
        int count = 0;
        for (int j = 0; j < rows; j++) {
          if (moreAlike(geometry, panel.get(j, lane), limits[OFFSET + lane])) {
            count++;
          }
        }
        assertThat(counts[OFFSET + lane]).isEqualTo(count);
      }
    }
  }
}
