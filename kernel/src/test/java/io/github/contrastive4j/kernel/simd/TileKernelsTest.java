package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_STEP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The register tiles of the running provider against float64 loops: every number of rows up to a
 * panel, so every height of a tile, and every depth over two panels.
 */
@Tag("simd")
class TileKernelsTest {
  private static final int DEEPEST = 70;

  private final TileKernels kernels = SimdProvider.kernels().tiles();
  private final Random random = new Random(1);

  /** One element of a result in float64: its terms, one by one. */
  private interface Terms {
    double term(int row, int column, int k);
  }

  private static void check(
      String name, Panel out, float start, boolean add, int depth, Terms terms) {
    assertThat(out.frameIsUntouched()).as("%s leaves the rest alone", name).isTrue();
    for (int r = 0; r < out.rows(); r++) {
      for (int c = 0; c < PANEL; c++) {
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

  private Panel output(int rows, boolean add) {
    return Panel.filled(rows, PANEL, add ? 0.75f : Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28, 32, 36, 48, 96, 260})
  void productsAgreeWithFloat64(int rows) {
    for (int depth = 1; depth <= DEEPEST; depth++) {
      Panel left = Panel.gaussian(rows, depth, random);
      Panel right = Panel.gaussian(depth, PANEL, random);
      for (boolean add : new boolean[] {false, true}) {
        Panel out = output(rows, add);
        kernels.multiply(
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
        Terms terms = (r, c, k) -> (double) left.get(r, k) * right.get(k, c);
        check("multiply", out, 0.75f, add, depth, terms);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28, 32})
  void productsWithATransposedLeftOperandAgreeWithFloat64(int rows) {
    for (int depth = 1; depth <= DEEPEST; depth++) {
      Panel left = Panel.gaussian(depth, rows, random);
      Panel right = Panel.gaussian(depth, PANEL, random);
      for (boolean add : new boolean[] {false, true}) {
        Panel out = output(rows, add);
        kernels.multiplyTransposed(
            left.data(),
            left.at(),
            rows,
            depth,
            right.data(),
            right.at(),
            out.data(),
            out.at(),
            add);
        Terms terms = (r, c, k) -> (double) left.get(k, r) * right.get(k, c);
        check("multiplyTransposed", out, 0.75f, add, depth, terms);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Geometry.class,
      names = {"SQUARED_DISTANCE", "ABSOLUTE_DISTANCE"})
  void distancesAgreeWithFloat64(Geometry geometry) {
    for (int rows = ROW_STEP; rows <= PANEL + ROW_STEP; rows += ROW_STEP) {
      for (int depth = 1; depth <= DEEPEST; depth++) {
        Panel left = Panel.gaussian(rows, depth, random);
        Panel right = Panel.gaussian(depth, PANEL, random);
        for (boolean add : new boolean[] {false, true}) {
          Panel out = output(rows, add);
          kernels.distances(
              geometry,
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

  @ParameterizedTest
  @CsvSource({
    "SQUARED_DISTANCE, false",
    "SQUARED_DISTANCE, true",
    "ABSOLUTE_DISTANCE, false",
    "ABSOLUTE_DISTANCE, true"
  })
  void gradientsOfDistancesAgreeWithFloat64(Geometry geometry, boolean transposed) {
    for (int rows = ROW_STEP; rows <= PANEL; rows += ROW_STEP) {
      for (int depth = 1; depth <= DEEPEST; depth++) {
        Panel weights =
            transposed ? Panel.gaussian(depth, rows, random) : Panel.gaussian(rows, depth, random);
        Panel self = Panel.gaussian(rows, PANEL, random);
        Panel other = Panel.gaussian(depth, PANEL, random);
        // Equal elements have sign 0.
        other.set(depth - 1, 5, self.get(1, 5));
        for (boolean add : new boolean[] {false, true}) {
          Panel out = output(rows, add);
          kernels.distanceGradients(
              geometry,
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
                double difference = self.get(r, c) - other.get(k, c);
                return geometry == Geometry.SQUARED_DISTANCE
                    ? weight * difference
                    : weight * Math.signum(difference);
              };
          check("distanceGradients " + geometry, out, 0.75f, add, depth, terms);
        }
      }
    }
  }
}
