package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.simd.TileKernels;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The register tiles alone: B rows by one panel of {@value PanelLayout#PANEL} columns, sums of D
 * products, on operands that are packed and stay in a first-level cache. It is the ceiling of what
 * a product can reach, as {@link FmaPeak} is that of the tiles: the difference of the two is what
 * reading operands costs, in cycles and, on some processors, in clock.
 */
public class TileBenchmark extends TimedBenchmark {
  private static final int PANEL = PanelLayout.PANEL;

  private static final int ORIGIN = PanelLayout.ORIGIN;

  /** Elements of an array that is long enough to lie where a region of the heap begins. */
  private static final int LENGTH = 1 << 23;

  /** Rows of the output, of which tiles take up to twelve; a multiple of four. */
  @Param("48")
  public int B;

  /** Length of the sums. */
  @Param("192")
  public int D;

  private final TileKernels tiles = SimdProvider.kernels().tiles();
  private float[] left;
  private float[] right;
  private float[] out;

  /** Draws the operands and checks the corners of both products. */
  @Setup
  public void setUp() {
    RandomGenerator random = Pairs.random();
    left = Pairs.gaussian(random, 1, LENGTH).data();
    right = Pairs.gaussian(random, 1, LENGTH).data();
    out = new float[LENGTH];
    for (int row = 0; row < B; row += B - 1) {
      int r = row;
      rows();
      check(r, k -> left[ORIGIN + k / PANEL * B * PANEL + r * PANEL + k % PANEL]);
      depth();
      check(r, k -> left[ORIGIN + r / PANEL * D * PANEL + k * PANEL + r % PANEL]);
    }
  }

  private void check(int row, IntToDoubleFunction leftOf) {
    double sum = 0;
    double magnitude = 0;
    for (int k = 0; k < D; k++) {
      double term = leftOf.applyAsDouble(k) * right[ORIGIN + k * PANEL + row % PANEL];
      sum += term;
      magnitude += Math.abs(term);
    }
    Check.close("row " + row, out[ORIGIN + row * PANEL + row % PANEL], sum, 1e-5 * magnitude);
  }

  /**
   * Sums along the rows of the left operand, as for similarities.
   *
   * @return the output
   */
  @Benchmark
  @Counts(Work.TILES)
  public float[] rows() {
    tiles.multiply(left, ORIGIN, B * PANEL, B, D, right, ORIGIN, 0, out, ORIGIN, 0, PANEL, false);
    return out;
  }

  /**
   * Sums down the columns of the left operand, as for gradients of the anchors.
   *
   * @return the output
   */
  @Benchmark
  @Counts(Work.TILES)
  public float[] depth() {
    tiles.multiplyTransposed(
        left, ORIGIN, D * PANEL, B, D, right, ORIGIN, 0, out, ORIGIN, 0, PANEL, false);
    return out;
  }
}
