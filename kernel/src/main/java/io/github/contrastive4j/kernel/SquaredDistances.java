package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import java.util.Arrays;

/**
 * Squared distances by way of products, ‖x‖² + ‖y‖² − 2x·y, where that keeps their digits, and as
 * sums of squared differences, which take twice the instructions, where it does not. With it goes
 * which products serve a gradient: Σ w·(y − x) is Σ w·y − (Σ w)·x.
 *
 * <p>Distances are chosen for {@value PanelLayout#PANEL} rows and as many columns at a time, and
 * gradients for squares of {@value #SIDE}, by their nearest pair. Both depend on the data alone.
 */
final class SquaredDistances {
  /** Rows and columns of a square; gradient tasks never cut one. */
  static final int SIDE = RankingPlan.GRADIENT_ROWS;

  /** Part of ‖x‖² + ‖y‖² that ‖x − y‖² must exceed: the rest of it cancels. */
  private static final float SHARE = 0.125f;

  /** What it must exceed that by, so that no summand counts that float32 has not all digits of. */
  private static final float LEAST = 0x1p-96f;

  /** Dimensions summed in registers: what cancels has the more digits, the shorter its sums are. */
  private static final int DEPTH = 256;

  /** Pairs that are looked at before products are taken. */
  private static final int SAMPLES = 8;

  private final RankingCall call;

  private boolean byProducts;

  SquaredDistances(RankingCall call) {
    this.call = call;
  }

  /** Bytes that the columns of a block take. */
  static long bytes(int columns) {
    return (long) columns * (Float.BYTES + Double.BYTES);
  }

  /** Bytes that a panel of rows takes. */
  static long bytesPerPanel(int columns) {
    return squares(SIDE, columns) + 2L * PANEL * Float.BYTES;
  }

  /** Number of squares. */
  static long squares(int rows, int columns) {
    return (long) Math.ceilDiv(rows, SIDE) * Math.ceilDiv(columns, SIDE);
  }

  /** Forgets what is near in the last group, and decides whether products are worth while. */
  void begin() {
    if (call.squared()) {
      byProducts = 2 * nearSamples() <= SAMPLES;
      int squares = (int) squares(call.groupRows, call.block.columns());
      Arrays.fill(call.scratch.near, 0, squares, !byProducts);
    }
  }

  /** How many of some pairs are near. Where most are, every square has some. */
  private int nearSamples() {
    int near = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      int row = call.firstRow + (int) ((long) sample * call.groupRows / SAMPLES);
      int column = (int) ((2L * sample + 1) * call.block.columns() / (2 * SAMPLES));
      near += isNearPair(row, column) ? 1 : 0;
    }
    return near;
  }

  private boolean isNearPair(int row, int column) {
    Matrix x = call.rowMatrix();
    Matrix y = call.columnMatrix(column);
    int at = y.start(call.columnRow(column));
    double square =
        call.rows.distance(
            Geometry.SQUARED_DISTANCE, x.data(), x.start(row), y.data(), at, x.columns());
    double rowNorm = call.rowNorm(row);
    double columnNorm = call.columnNorm(column);
    return square <= SHARE * (rowNorm * rowNorm + columnNorm * columnNorm);
  }

  /** Whether scores of this group start as products. */
  boolean byProducts() {
    return call.inner() || call.squared() && byProducts;
  }

  /** Dimensions of which scores are summed at a time. */
  int depth() {
    return call.squared() ? DEPTH : Panels.DEPTH_BLOCK;
  }

  /** Makes distances of the products of one panel and chunk. */
  void complete(int panel, int chunk) {
    RankingScratch s = call.scratch;
    int from = chunk * RankingBlock.CHUNK;
    int to = from + call.chunkColumns(chunk);
    for (int j = from; j < to; j += PANEL) {
      int columns = Math.min(PANEL, to - j);
      int at = call.scorePanel(panel) + j * PANEL;
      float margin =
          call.scores.squaredDistances(
              s.scores, at, columns, s.rowSquares, panel * PANEL, s.columnSquares, j, SHARE);
      if (!(margin > LEAST)) {
        s.near[square(panel * PANEL, j)] = true;
        sumDifferences(panel, j, Panels.paddedRows(columns));
      }
    }
  }

  private void sumDifferences(int panel, int column, int columns) {
    RankingScratch s = call.scratch;
    int length = call.plan.dimensions();
    int stride = call.block.columnStride();
    for (int k = 0; k < length; k += DEPTH) {
      call.tiles.distances(
          Geometry.SQUARED_DISTANCE,
          s.columns,
          k / PANEL * stride + column * PANEL,
          stride,
          columns,
          Math.min(DEPTH, length - k),
          s.rowsTransposed,
          (panel * length + k) * PANEL,
          s.scores,
          call.scorePanel(panel) + column * PANEL,
          k > 0);
    }
  }

  /** Whether the gradients of the square that holds a pair come from differences. */
  boolean isNear(int row, int column) {
    return switch (call.geometry) {
      case INNER_PRODUCT -> false;
      case SQUARED_DISTANCE -> call.scratch.near[square(row, column)];
      case ABSOLUTE_DISTANCE -> true;
    };
  }

  /** Columns from the start of a square for which {@link #isNear} is the same, up to a number. */
  int columnsAlike(int row, int column, int most) {
    boolean near = isNear(row, column);
    int length = SIDE;
    while (length < most && isNear(row, column + length) == near) {
      length += SIDE;
    }
    return Math.min(length, most);
  }

  /** Rows from the start of a square for which {@link #isNear} is the same, up to a number. */
  int rowsAlike(int row, int column, int most) {
    boolean near = isNear(row, column);
    int length = SIDE;
    while (length < most && isNear(row + length, column) == near) {
      length += SIDE;
    }
    return Math.min(length, most);
  }

  private int square(int row, int column) {
    return row / SIDE * Math.ceilDiv(call.block.columns(), SIDE) + column / SIDE;
  }
}
