package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.ScoreReference.OFFSET;
import static io.github.contrastive4j.kernel.simd.ScoreReference.ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What squared distances by way of products need beside the products. */
@Tag("simd")
class SquaredDistanceKernelsTest {
  private final ScoreKernels kernels = SimdProvider.kernels().scores();
  private final RandomGenerator random = new SplittableRandom(6);

  @Test
  void productsBecomeSquaredDistances() {
    for (int rows : ROWS) {
      Panel products = Panel.gaussian(rows, PANEL, random);
      Panel panel = products.copy();
      float[] rowSquares = squares(PANEL);
      float[] columnSquares = squares(rows);
      float least =
          kernels.squaredDistances(
              panel.data(), panel.at(), rows, rowSquares, OFFSET, columnSquares, OFFSET, 0.25f);
      double expectedLeast = Double.POSITIVE_INFINITY;
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          double both = (double) rowSquares[OFFSET + lane] + columnSquares[OFFSET + j];
          double expected = both - 2.0 * products.get(j, lane);
          assertThat((double) panel.get(j, lane)).isCloseTo(expected, within(2e-7 * (both + 10)));
          expectedLeast = Math.min(expectedLeast, expected - 0.25 * both);
        }
      }
      assertThat((double) least).isCloseTo(expectedLeast, within(1e-5));
      assertThat(panel.frameIsUntouched()).isTrue();
    }
  }

  @Test
  void theNearestPairIsFoundWhereverItIs() {
    for (int rows : new int[] {1, 5, PANEL}) {
      float[] squares = new float[PANEL];
      Arrays.fill(squares, 1f);
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          Panel panel = Panel.filled(rows, PANEL, 0f);
          panel.set(j, lane, 0.9375f);
          float least =
              kernels.squaredDistances(
                  panel.data(), panel.at(), rows, squares, 0, squares, 0, 0.125f);
          assertThat(least).isEqualTo(0.125f - 0.25f);
        }
      }
    }
  }

  @Test
  void nearLanesAreThoseUpToTheBound() {
    float[] rowSquares = squares(PANEL);
    for (int rows : new int[] {1, 5, PANEL}) {
      float[] columnSquares = squares(rows);
      Panel panel = Panel.of(rows, PANEL);
      int[] expected = new int[rows + 2];
      for (int j = 0; j < rows; j++) {
        for (int lane = 0; lane < PANEL; lane++) {
          float limit = 0.125f * (rowSquares[OFFSET + lane] + columnSquares[OFFSET + j]);
          boolean near = random.nextBoolean();
          panel.set(j, lane, near ? limit : Math.nextUp(limit));
          expected[1 + j] |= near ? 1 << lane : 0;
        }
      }
      int[] lanes = new int[rows + 2];
      kernels.nearLanes(
          panel.data(),
          panel.at(),
          rows,
          rowSquares,
          OFFSET,
          columnSquares,
          OFFSET,
          0.125f,
          0f,
          lanes,
          1);
      assertThat(lanes).isEqualTo(expected);
    }
  }

  /** Squared norms from 4 to 9. */
  private float[] squares(int length) {
    float[] squares = new float[OFFSET + length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = 4 + 5 * random.nextFloat();
    }
    return squares;
  }
}
