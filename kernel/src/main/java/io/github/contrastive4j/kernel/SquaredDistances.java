package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;

/**
 * Squared distances by way of products, ‖x‖² + ‖y‖² − 2x·y, where that keeps their digits, and as
 * sums of squared differences, which take twice the instructions, where it does not: pair by pair
 * where few are near, and for a panel of rows and as many columns where many are. Where many are in
 * the beginning of a task, or most of some that are looked at first, no products are tried.
 */
final class SquaredDistances {
  /**
   * Part of ‖x‖² + ‖y‖² that ‖x − y‖² must exceed: the rest of it cancels. A power of two, so that
   * the least margin and the near lanes come to the same, fused or not.
   */
  private static final float NEAR = 0.125f;

  /** What it must exceed that by, so that no summand counts that float32 has not all digits of. */
  private static final float LEAST = 0x1p-96f;

  /** Dimensions summed in registers: what cancels has the more digits, the shorter its sums are. */
  private static final int DEPTH = 128;

  /** Pairs that are looked at before products are taken. */
  private static final int SAMPLES = 8;

  private final RankingCall call;
  private final BlockScratch scratch;
  private final DistanceScratch distances;
  private final WorkerScratch workers;
  private final ScoreTiles tiles;
  private final NearPairs near;

  private boolean byProducts;

  SquaredDistances(RankingCall call, ScoreTiles tiles, NearPairs near) {
    this.call = call;
    this.scratch = call.scratch.block;
    this.distances = call.scratch.distances;
    this.workers = call.scratch.workers;
    this.tiles = tiles;
    this.near = near;
  }

  /** Begins a group: decides whether products are worth while. */
  void begin() {
    if (call.squared()) {
      byProducts = 2 * nearSamples() <= SAMPLES;
      near.begin(!byProducts);
    }
  }

  /** How many of some pairs are near. Where most are, every square has some. */
  private int nearSamples() {
    int count = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      int row = call.group.firstRow + (int) ((long) sample * call.group.rows / SAMPLES);
      int column = (int) ((2L * sample + 1) * call.block.columns() / (2 * SAMPLES));
      double rowNorm = call.sides.rowNorm(row);
      double columnNorm = call.sides.columnNorm(column);
      double squares = rowNorm * rowNorm + columnNorm * columnNorm;
      boolean isNear = !call.sides.isSelf(row, column) && distance(row, column) <= NEAR * squares;
      count += isNear ? 1 : 0;
    }
    return count;
  }

  /** A squared distance in float64. */
  private double distance(int row, int column) {
    Matrix x = call.sides.rowMatrix();
    Matrix y = call.sides.columnMatrix(column);
    int at = y.start(call.sides.columnRow(column));
    return call.rowKernels.sum(
        Geometry.SQUARED_DISTANCE, x.data(), x.start(row), y.data(), at, x.columns());
  }

  /**
   * Scores some panels against the columns of a chunk. The first columns tell whether products are
   * worth while for the others.
   */
  void score(int from, int to, int column, int columns, int worker) {
    int tried = byProducts ? Math.min(NearPairs.SIDE, columns) : 0;
    boolean products = byProducts && multiply(from, to, column, tried, worker);
    if (products && tried < columns) {
      multiply(from, to, column + tried, columns - tried, worker);
    } else if (tried < columns) {
      sumDifferences(from, to, column + tried, columns - tried, worker);
    }
  }

  private void sumDifferences(int from, int to, int column, int columns, int worker) {
    tiles.sumDifferences(from, to, column, columns, DEPTH, worker);
    for (int panel = from; panel < to; panel++) {
      for (int j = column; j < column + columns; j += NearPairs.SIDE) {
        near.addSquare(panel, j);
      }
    }
  }

  /** Returns whether it was worth while: not, if most distances had to be summed again. */
  private boolean multiply(int from, int to, int column, int columns, int worker) {
    tiles.multiply(from, to, column, columns, DEPTH, worker);
    int again = 0;
    for (int panel = from; panel < to; panel++) {
      for (int j = 0; j < columns; j += PANEL) {
        int width = Math.min(PANEL, columns - j);
        if (!complete(panel, column + j, width, worker)) {
          sumDifferences(panel, panel + 1, column + j, width, worker);
          again += width;
        }
      }
    }
    return 2 * again <= (to - from) * columns;
  }

  /** Makes distances of products; returns false if too many are near. */
  private boolean complete(int panel, int column, int columns, int worker) {
    float margin =
        call.scoreKernels.squaredDistances(
            scratch.scores,
            call.group.scoreAt(panel, column),
            columns,
            distances.rowSquares,
            call.packed.rowSquaresAt(worker) + panel * PANEL,
            distances.columnSquares,
            call.packed.columnSquaresAt(worker) + column,
            NEAR);
    return margin > LEAST || listNear(panel, column, columns, worker);
  }

  /** Measures near pairs one by one, unless they are many. */
  private boolean listNear(int panel, int column, int columns, int worker) {
    int lanesAt = worker * PANEL;
    call.scoreKernels.nearLanes(
        scratch.scores,
        call.group.scoreAt(panel, column),
        columns,
        distances.rowSquares,
        call.packed.rowSquaresAt(worker) + panel * PANEL,
        distances.columnSquares,
        call.packed.columnSquaresAt(worker) + column,
        NEAR,
        LEAST,
        workers.nearLanes,
        lanesAt);
    if (others(panel, column, columns, lanesAt) > NearPairs.MOST_OTHERS) {
      return false;
    }
    for (int j = column; j < column + columns; j++) {
      for (int lanes = workers.nearLanes[lanesAt + j - column]; lanes != 0; lanes &= lanes - 1) {
        int lane = Integer.numberOfTrailingZeros(lanes);
        int row = call.group.panelRow(panel) + lane;
        if (isOther(row, j)) {
          int at = call.group.scoreAt(panel, j) + lane;
          scratch.scores[at] = (float) (distance(row, j) / call.unit / call.unit);
        }
        // A row's distance to itself is left out of the scores later.
        if (!call.sides.isSelf(row, j)) {
          near.add(panel, lane, j);
        }
      }
    }
    return true;
  }

  /** How many of the near pairs count among the scores. */
  private int others(int panel, int column, int columns, int lanesAt) {
    int count = 0;
    for (int j = column; j < column + columns; j++) {
      int lanes = workers.nearLanes[lanesAt + j - column];
      for (; lanes != 0; lanes &= lanes - 1) {
        int row = call.group.panelRow(panel) + Integer.numberOfTrailingZeros(lanes);
        count += isOther(row, j) ? 1 : 0;
      }
    }
    return count;
  }

  /** Whether a pair counts among the scores: targets and a row's distance to itself do not. */
  private boolean isOther(int row, int column) {
    return !call.sides.isSelf(row, column) && !call.sides.isTarget(row, column);
  }
}
