package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;

/** What each worker has for itself, one worker after the other. */
final class WorkerScratch {
  // Elements that a worker has.

  /** The partial sums of a chunk of columns. */
  static final int COLUMN_SUMS = RankingBlock.LONGEST_CHUNK * COLUMN_STRIDE;

  /** The copy of a chunk of scores. */
  static final int SCORES = RankingBlock.LONGEST_CHUNK * PANEL;

  /** The sums of a pair of rows, on cache lines of its own. */
  static final int PAIR_SUMS = RowKernels.PAIR_SUMS_LENGTH + 8;

  /** The factors on a panel of rows, on cache lines of its own. */
  static final int PANEL_FACTORS = PANEL + 8;

  /** Rows of a gradient that one task completes, at most, where it is not more. */
  static final int GRADIENT_ROWS = 64;

  private static final int MORE_GRADIENT_ROWS = 128;

  /** Dimensions from which on a task may have more rows. */
  private static final int MANY_DIMENSIONS = 256;

  /** Bits of the vectors that outrun what tasks read. */
  private static final int WIDE_BITS = 512;

  /** Room for a block of gradients to begin where packed data begin, in whole cache lines. */
  private static final int BEFORE_GRADIENTS = 16;

  float[] gradients = {};
  float[] scores = {};
  float[] columnSums = {};
  float[] columnTotals = {};
  float[] mass = {};
  int[] nearLanes = {};
  int[] partner = {};
  float[] partnerWeight = {};
  double[] pairSums = {};
  double[] panelFactors = {};

  void reserve(Storage storage, RankingShape shape, int workers) {
    gradients = storage.floats(gradients, (long) workers * gradients(shape));
    scores = storage.floats(scores, (long) workers * SCORES);
    long sums = (long) workers * COLUMN_SUMS;
    columnSums = storage.floats(columnSums, shape.columns() ? sums : 0);
    columnTotals = storage.floats(columnTotals, shape.columns() && shape.smoothing() ? sums : 0);
    boolean masses = shape.distance() || shape.prefixes() > 1;
    mass = storage.floats(mass, masses ? (long) workers * mass(shape) : 0);
    pairSums = storage.doubles(pairSums, (long) workers * PAIR_SUMS);
    panelFactors = storage.doubles(panelFactors, (long) workers * PANEL_FACTORS);
    if (shape.squared()) {
      nearLanes = storage.ints(nearLanes, (long) workers * PANEL);
      partner = storage.ints(partner, (long) workers * NearPairs.SIDE);
      partnerWeight = storage.floats(partnerWeight, (long) workers * NearPairs.SIDE);
    }
  }

  /** Elements of a worker's block of gradients. */
  private static int gradients(RankingShape shape) {
    boolean wanted = shape.gradients() || shape.ownNegativesEach() > 0;
    return wanted ? Panels.size(gradientRows(shape), shape.dimensions()) + BEFORE_GRADIENTS : 0;
  }

  /** First element of a worker's block of gradients. */
  static int gradientsAt(RankingShape shape, int worker) {
    return PanelLayout.ORIGIN + worker * gradients(shape);
  }

  /**
   * First of a worker's partial sums of weights, for products or comparisons, or of projections.
   */
  static int massAt(RankingShape shape, int worker) {
    return worker * mass(shape);
  }

  private static int mass(RankingShape shape) {
    return gradientRows(shape) * COLUMN_LANES;
  }

  /** Distance of two panels of a block of gradients. */
  static int gradientStride(RankingShape shape) {
    return Panels.stride(gradientRows(shape));
  }

  /**
   * Rows of a gradient that one task completes, at most. Each task reads the whole other side,
   * which wide vectors outrun: more rows read less of it, as long as their weights leave it room in
   * a second-level cache, of which processors with such vectors have 1 MiB or more. Squares of near
   * pairs are not cut, and where dimensions are few the other side is short.
   */
  static int gradientRows(RankingShape shape) {
    boolean outrun = SimdProvider.kernels().bits() == WIDE_BITS;
    boolean many = outrun && !shape.distance() && shape.dimensions() >= MANY_DIMENSIONS;
    return many ? MORE_GRADIENT_ROWS : GRADIENT_ROWS;
  }
}
