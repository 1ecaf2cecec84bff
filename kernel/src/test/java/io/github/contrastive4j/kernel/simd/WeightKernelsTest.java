package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.ScoreReference.OFFSET;
import static io.github.contrastive4j.kernel.simd.ScoreReference.ROWS;
import static io.github.contrastive4j.kernel.simd.ScoreReference.assertClose;
import static io.github.contrastive4j.kernel.simd.ScoreReference.gaussians;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Factors and sums of panels of weights against their formulas in float64. */
@Tag("simd")
class WeightKernelsTest {
  private final WeightKernels kernels = SimdProvider.kernels().weights();
  private final RandomGenerator random = new SplittableRandom(8);

  @Test
  void weightsAreTheExponentialsTimesTheSumOfBothFactors() {
    for (int rows : ROWS) {
      Panel panel = Panel.gaussian(rows, PANEL, random);
      Panel before = panel.copy();
      float[] rowFactor = gaussians(OFFSET + PANEL, 3, random);
      float[] columnFactor = gaussians(OFFSET + rows, 3, random);
      weigh(panel, rowFactor, columnFactor, 0);
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

  @Test
  void weightsBelowTheLeastAreZeros() {
    for (int rows : ROWS) {
      Panel panel = Panel.gaussian(rows, PANEL, random);
      float[] rowFactor = gaussians(OFFSET + PANEL, 3, random);
      float[] columnFactor = gaussians(OFFSET + rows, 3, random);
      Panel all = panel.copy();
      weigh(all, rowFactor, columnFactor, 0);
      weigh(panel, rowFactor, columnFactor, 2);
      assertThat(panel.frameIsUntouched()).isTrue();
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          float weight = all.get(j, lane);
          assertThat(panel.get(j, lane)).isEqualTo(Math.abs(weight) < 2 ? 0 : weight);
        }
      }
    }
  }

  private void weigh(Panel panel, float[] rowFactor, float[] columnFactor, float least) {
    kernels.weigh(
        panel.data(), panel.at(), panel.rows(), rowFactor, OFFSET, columnFactor, OFFSET, least);
  }

  @Test
  void aPanelIsScaledIntoAnother() {
    for (int rows : ROWS) {
      for (boolean add : new boolean[] {false, true}) {
        Panel panel = Panel.gaussian(rows, PANEL, random);
        Panel out = add ? Panel.gaussian(rows, PANEL, random) : Panel.of(rows, PANEL);
        Panel before = out.copy();
        float[] rowFactor = gaussians(OFFSET + PANEL, 1, random);
        float[] columnFactor = gaussians(OFFSET + rows, 1, random);
        scale(panel, 0.7f, rowFactor, columnFactor, out, add);
        for (int j = 0; j < rows; j++) {
          for (int lane = 0; lane < PANEL; lane++) {
            double expected = 0.7 * rowFactor[OFFSET + lane] * columnFactor[OFFSET + j];
            expected *= panel.get(j, lane);
            expected += add ? before.get(j, lane) : 0;
            assertThat((double) out.get(j, lane)).isCloseTo(expected, within(5e-6));
          }
        }
        assertThat(out.frameIsUntouched()).isTrue();
        Panel place = panel.copy();
        scale(place, 0.7f, rowFactor, columnFactor, place, false);
        if (!add) {
          assertThat(place.data()).isEqualTo(out.data());
        }
      }
    }
  }

  private void scale(
      Panel panel, float factor, float[] rowFactor, float[] columnFactor, Panel out, boolean add) {
    kernels.scale(
        panel.data(),
        panel.at(),
        panel.rows(),
        factor,
        rowFactor,
        OFFSET,
        columnFactor,
        OFFSET,
        out.data(),
        out.at(),
        add);
  }

  @Test
  void weightsAreAddedUpByLane() {
    for (int rows : ROWS) {
      Panel panel = Panel.gaussian(rows, PANEL, random);
      float[] sums = gaussians(OFFSET + PANEL, 1, random);
      float[] before = sums.clone();
      kernels.addLaneSums(panel.data(), panel.at(), rows, sums, OFFSET);
      for (int lane = 0; lane < PANEL; lane++) {
        double expected = before[OFFSET + lane];
        for (int j = 0; j < rows; j++) {
          expected += panel.get(j, lane);
        }
        assertThat((double) sums[OFFSET + lane]).isCloseTo(expected, within(1e-6 * (rows + 3)));
      }
      assertThat(Arrays.copyOf(sums, OFFSET)).isEqualTo(Arrays.copyOf(before, OFFSET));
    }
  }

  @Test
  void weightsAreAddedUpByRow() {
    for (int rows : ROWS) {
      Panel panel = Panel.gaussian(rows, PANEL, random);
      float[] columns = gaussians(OFFSET + rows * COLUMN_LANES, 1, random);
      float[] before = columns.clone();
      kernels.addColumnSums(panel.data(), panel.at(), rows, columns, OFFSET);
      for (int j = 0; j < rows; j++) {
        double expected = 0;
        double actual = 0;
        for (int lane = 0; lane < PANEL; lane++) {
          expected += panel.get(j, lane);
        }
        for (int lane = 0; lane < COLUMN_LANES; lane++) {
          int at = OFFSET + j * COLUMN_LANES + lane;
          expected += before[at];
          actual += columns[at];
        }
        assertThat(actual).isCloseTo(expected, within(3e-5));
      }
      assertThat(Arrays.copyOf(columns, OFFSET)).isEqualTo(Arrays.copyOf(before, OFFSET));
    }
  }

  /** Excluded scores have no weight; whatever else is there, they add nothing. */
  private Panel scores(int rows) {
    Panel scores = Panel.gaussian(rows, PANEL, random);
    for (int j = 0; j < rows; j++) {
      scores.set(j, random.nextInt(PANEL), Float.NEGATIVE_INFINITY);
    }
    return scores;
  }

  private static double weighted(Panel weights, Panel scores, int j, int lane) {
    double score = scores.get(j, lane);
    return score == Double.NEGATIVE_INFINITY ? 0 : weights.get(j, lane) * score;
  }

  @Test
  void weightedScoresAreAddedUpByLane() {
    for (int rows : ROWS) {
      Panel weights = Panel.gaussian(rows, PANEL, random);
      Panel scores = scores(rows);
      float[] sums = gaussians(OFFSET + PANEL, 1, random);
      float[] before = sums.clone();
      kernels.addLaneDots(
          weights.data(), weights.at(), scores.data(), scores.at(), rows, sums, OFFSET);
      for (int lane = 0; lane < PANEL; lane++) {
        double expected = before[OFFSET + lane];
        for (int j = 0; j < rows; j++) {
          expected += weighted(weights, scores, j, lane);
        }
        assertThat((double) sums[OFFSET + lane]).isCloseTo(expected, within(2e-6 * (rows + 3)));
      }
      assertThat(Arrays.copyOf(sums, OFFSET)).isEqualTo(Arrays.copyOf(before, OFFSET));
    }
  }

  @Test
  void weightedScoresAreAddedUpByRow() {
    for (int rows : ROWS) {
      Panel weights = Panel.gaussian(rows, PANEL, random);
      Panel scores = scores(rows);
      float[] columns = gaussians(OFFSET + rows * COLUMN_LANES, 1, random);
      float[] before = columns.clone();
      kernels.addColumnDots(
          weights.data(), weights.at(), scores.data(), scores.at(), rows, columns, OFFSET);
      for (int j = 0; j < rows; j++) {
        double expected = 0;
        double actual = 0;
        for (int lane = 0; lane < PANEL; lane++) {
          expected += weighted(weights, scores, j, lane);
        }
        for (int lane = 0; lane < COLUMN_LANES; lane++) {
          int at = OFFSET + j * COLUMN_LANES + lane;
          expected += before[at];
          actual += columns[at];
        }
        assertThat(actual).isCloseTo(expected, within(5e-5));
      }
      assertThat(Arrays.copyOf(columns, OFFSET)).isEqualTo(Arrays.copyOf(before, OFFSET));
    }
  }
}
