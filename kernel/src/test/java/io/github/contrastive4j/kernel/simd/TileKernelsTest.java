package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_STEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The register tiles of the running provider against float64 loops: every number of rows up to a
 * panel, so every height of a tile, every depth over two panels, and panels of which the first half
 * is enough; and several panels at a time.
 */
@Tag("simd")
class TileKernelsTest {
  private static final int DEEPEST = 70;

  private final TileKernels kernels = SimdProvider.kernels().tiles();
  private final RandomGenerator random = new SplittableRandom(1);

  /** One element of a result in float64: its terms, one by one. */
  private interface Terms {
    double term(int row, int column, int k);
  }

  private static void check(
      String name, Panel out, float start, boolean add, int depth, Terms terms) {
    check(name, out, out.columns(), start, add, depth, terms);
  }

  private static void check(
      String name, Panel out, int columns, float start, boolean add, int depth, Terms terms) {
    assertThat(out.frameIsUntouched()).as("%s leaves the rest alone", name).isTrue();
    for (int r = 0; r < out.rows(); r++) {
      for (int c = 0; c < columns; c++) {
        double sum = add ? start : 0;
        double magnitude = Math.abs(sum);
        for (int k = 0; k < depth; k++) {
          double term = terms.term(r, c, k);
          sum += term;
          magnitude += Math.abs(term);
        }
        double bound = (depth + 3) * 0x1p-24 * magnitude;
        if (!(Math.abs(out.get(r, c) - sum) <= bound)) {
          throw new AssertionError(
              "%s, %d rows, depth %d, add %s, [%d][%d]: %s, expected %s"
                  .formatted(name, out.rows(), depth, add, r, c, out.get(r, c), sum));
        }
      }
    }
  }

  private static Panel output(int rows, int panels, boolean add) {
    return Panel.filled(rows, panels * PANEL, add ? 0.75f : Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28, 32, 36, 48, 96, 260})
  void productsAgreeWithFloat64(int rows) {
    for (int depth = 1; depth <= DEEPEST; depth++) {
      checkProduct(rows, depth, PANEL);
      checkProduct(rows, depth, PANEL / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28, 32, 36, 60, 96})
  void productsWithATransposedLeftOperandAgreeWithFloat64(int rows) {
    for (int depth = 1; depth <= DEEPEST; depth++) {
      checkTransposedProduct(rows, depth, PANEL);
      checkTransposedProduct(rows, depth, PANEL / 2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12, 1, 64",
    "36, 70, 96",
    "64, 128, 64",
    "32, 256, 64",
    "68, 131, 288",
    "260, 300, 96",
    "28, 257, 544",
    "44, 300, 1",
    "64, 300, 33",
    "36, 257, 80",
    "28, 300, 81"
  })
  void productsOfManyColumnsAgreeWithFloat64(int rows, int depth, int columns) {
    checkProduct(rows, depth, columns);
    checkTransposedProduct(rows, depth, columns);
  }

  /** Rows of the caller's, in a window of larger arrays. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 13})
  void productsOfUnpackedRowsAgreeWithFloat64(int rows) {
    for (int columns = 1; columns <= 4 * PANEL + 3; columns++) {
      int depth = 1 + columns % 21;
      float[] left = gaussian(2 + rows * (depth + 3));
      float[] right = gaussian(5 + depth * (columns + 7));
      for (boolean add : new boolean[] {false, true}) {
        int stride = columns + 1;
        float[] out = new float[4 + rows * stride];
        Arrays.fill(out, 0.75f);
        kernels.multiplyUnpacked(
            left, 2, depth + 3, rows, depth, right, 5, columns + 7, out, 4, stride, columns, add);
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            double sum = add ? 0.75 : 0;
            double magnitude = sum;
            for (int k = 0; k < depth; k++) {
              double term =
                  (double) left[2 + r * (depth + 3) + k] * right[5 + k * (columns + 7) + c];
              sum += term;
              magnitude += Math.abs(term);
            }
            assertThat((double) out[4 + r * stride + c])
                .isCloseTo(sum, within((depth + 3) * 0x1p-24 * magnitude));
          }
          assertThat(out[4 + r * stride + columns]).isEqualTo(0.75f);
        }
        assertThat(Arrays.copyOf(out, 4)).containsOnly(0.75f);
      }
    }
  }

  private float[] gaussian(int length) {
    float[] numbers = new float[length];
    for (int k = 0; k < length; k++) {
      numbers[k] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private void checkProduct(int rows, int depth, int columns) {
    int panels = Math.ceilDiv(columns, PANEL);
    Panel left = Panel.gaussian(rows, depth, random);
    Panel right = Panel.gaussian(depth, panels * PANEL, random);
    for (boolean add : new boolean[] {false, true}) {
      Panel out = output(rows, panels, add);
      multiply(left, right, out, 0, rows, 0, columns, add);
      Terms terms = (r, c, k) -> (double) left.get(r, k) * right.get(k, c);
      check("multiply", out, columns, 0.75f, add, depth, terms);
    }
  }

  private void checkTransposedProduct(int rows, int depth, int columns) {
    int panels = Math.ceilDiv(columns, PANEL);
    Panel left = Panel.gaussian(depth, rows, random);
    Panel right = Panel.gaussian(depth, panels * PANEL, random);
    for (boolean add : new boolean[] {false, true}) {
      Panel out = output(rows, panels, add);
      multiplyTransposed(left, right, out, 0, rows, 0, columns, add);
      Terms terms = (r, c, k) -> (double) left.get(k, r) * right.get(k, c);
      check("multiplyTransposed", out, columns, 0.75f, add, depth, terms);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 17})
  void productsAreTheSameInWhateverPieces(int panels) {
    int rows = 96;
    Panel upright = Panel.gaussian(rows, 150, random);
    Panel transposed = Panel.gaussian(150, rows, random);
    Panel right = Panel.gaussian(150, panels * PANEL, random);
    Panel product = output(rows, panels, false);
    multiply(upright, right, product, 0, rows, 0, panels * PANEL, false);
    Panel productOfTransposed = output(rows, panels, false);
    multiplyTransposed(transposed, right, productOfTransposed, 0, rows, 0, panels * PANEL, false);

    Panel pieces = output(rows, panels, false);
    Panel piecesOfTransposed = output(rows, panels, false);
    for (int panel = 0; panel < panels; panel++) {
      for (int row = 0; row < rows; row += PANEL) {
        multiply(upright, right, pieces, row, PANEL, panel, PANEL, false);
        multiplyTransposed(transposed, right, piecesOfTransposed, row, PANEL, panel, PANEL, false);
      }
    }

    assertThat(pieces.data()).isEqualTo(product.data());
    assertThat(piecesOfTransposed.data()).isEqualTo(productOfTransposed.data());
  }

  /** Some rows of a product, and some of its columns from a panel on. */
  private void multiply(
      Panel left, Panel right, Panel out, int row, int rows, int panel, int columns, boolean add) {
    kernels.multiply(
        left.data(),
        left.at() + row * PANEL,
        left.stride(),
        rows,
        left.columns(),
        right.data(),
        right.at() + panel * right.stride(),
        right.stride(),
        out.data(),
        out.at() + panel * out.stride() + row * PANEL,
        out.stride(),
        columns,
        add);
  }

  /** The same with left transposed; the row is a multiple of the width of a panel. */
  private void multiplyTransposed(
      Panel left, Panel right, Panel out, int row, int rows, int panel, int columns, boolean add) {
    kernels.multiplyTransposed(
        left.data(),
        left.at() + row / PANEL * left.stride(),
        left.stride(),
        rows,
        left.rows(),
        right.data(),
        right.at() + panel * right.stride(),
        right.stride(),
        out.data(),
        out.at() + panel * out.stride() + row * PANEL,
        out.stride(),
        columns,
        add);
  }

  @ParameterizedTest
  @CsvSource({"SQUARED_DISTANCE, false", "ABSOLUTE_DISTANCE, false", "ABSOLUTE_DISTANCE, true"})
  void distancesAgreeWithFloat64(Geometry geometry, boolean look) {
    for (int rows = ROW_STEP; rows <= PANEL + ROW_STEP; rows += ROW_STEP) {
      for (int depth = 1; depth <= DEEPEST; depth++) {
        Panel left = Panel.gaussian(rows, depth, random);
        Panel right = Panel.gaussian(depth, PANEL, random);
        for (boolean add : new boolean[] {false, true}) {
          Panel out = output(rows, 1, add);
          kernels.distances(
              geometry,
              look,
              left.data(),
              left.at(),
              left.stride(),
              rows,
              depth,
              right.data(),
              right.at(),
              out.data(),
              out.at(),
              add);
          Terms terms =
              (r, c, k) -> {
                double difference = left.get(r, k) - right.get(k, c);
                return geometry == Geometry.SQUARED_DISTANCE
                    ? difference * difference
                    : Math.abs(difference);
              };
          check("distances " + geometry, out, 0.75f, add, depth, terms);
        }
      }
    }
  }

  @Test
  void equalElementsAreFoundWhereverTheyAre() {
    for (int rows : new int[] {4, 8, 12, PANEL}) {
      for (int depth : new int[] {1, PANEL, PANEL + 3, 2 * PANEL}) {
        Panel left = Panel.gaussian(rows, depth, random);
        Panel right = Panel.gaussian(depth, PANEL, random);
        for (int c = 0; c < PANEL; c++) {
          for (int k = 0; k < depth; k++) {
            right.set(k, c, 10 + right.get(k, c));
          }
        }
        assertThat(coincide(left, right)).isEqualTo(SimdProvider.kernels().bits() == 0);
        for (int c = 0; c < PANEL; c++) {
          int k = random.nextInt(depth);
          float kept = right.get(k, c);
          right.set(k, c, left.get(random.nextInt(rows), k));
          assertThat(coincide(left, right)).as("%d rows, [%d][%d]", rows, k, c).isTrue();
          right.set(k, c, kept);
        }
        for (int r = 0; r < rows; r++) {
          int k = random.nextInt(depth);
          float kept = left.get(r, k);
          left.set(r, k, right.get(k, random.nextInt(PANEL)));
          assertThat(coincide(left, right)).as("[%d][%d], depth %d", r, k, depth).isTrue();
          left.set(r, k, kept);
        }
      }
    }
  }

  private boolean coincide(Panel left, Panel right) {
    Panel out = output(left.rows(), 1, false);
    return kernels.distances(
        Geometry.ABSOLUTE_DISTANCE,
        true,
        left.data(),
        left.at(),
        left.stride(),
        left.rows(),
        right.rows(),
        right.data(),
        right.at(),
        out.data(),
        out.at(),
        false);
  }

  @ParameterizedTest
  @CsvSource({
    "SQUARED_DISTANCE, false",
    "SQUARED_DISTANCE, true",
    "ABSOLUTE_DISTANCE, false",
    "ABSOLUTE_DISTANCE, true"
  })
  void gradientsOfDistancesAgreeWithFloat64(Geometry geometry, boolean transposed) {
    checkGradients(geometry, transposed, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsOfAbsoluteDistancesMayLeaveOutTheSumOfTheWeights(boolean transposed) {
    assumeThat(SimdProvider.kernels().bits()).as("scalar loops look at no element").isPositive();
    checkGradients(Geometry.ABSOLUTE_DISTANCE, transposed, true);
  }

  private void checkGradients(Geometry geometry, boolean transposed, boolean distinct) {
    for (int rows = ROW_STEP; rows <= PANEL; rows += ROW_STEP) {
      for (int depth = 1; depth <= DEEPEST; depth++) {
        Panel weights =
            transposed ? Panel.gaussian(depth, rows, random) : Panel.gaussian(rows, depth, random);
        Panel self = Panel.gaussian(rows, PANEL, random);
        Panel other = Panel.gaussian(depth, PANEL, random);
        if (!distinct) {
          // Equal elements have sign 0.
          other.set(depth - 1, 5, self.get(1, 5));
        }
        for (boolean add : new boolean[] {false, true}) {
          Panel out = output(rows, 1, add);
          kernels.distanceGradients(
              geometry,
              distinct,
              weights.data(),
              weights.at(),
              transposed ? 0 : weights.stride(),
              rows,
              depth,
              self.data(),
              self.at(),
              other.data(),
              other.at(),
              out.data(),
              out.at(),
              add);
          Terms terms =
              (r, c, k) -> {
                double weight = transposed ? weights.get(k, r) : weights.get(r, k);
                double difference = other.get(k, c) - self.get(r, c);
                return geometry == Geometry.SQUARED_DISTANCE
                    ? weight * difference
                    : weight * (Math.signum(difference) - (distinct ? 1 : 0));
              };
          check("distanceGradients " + geometry, out, 0.75f, add, depth, terms);
        }
      }
    }
  }
}
