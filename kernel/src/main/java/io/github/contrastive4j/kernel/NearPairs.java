package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_STEP;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import java.util.Arrays;

/**
 * The pairs of a group whose gradients come from differences, one by one: of Euclidean distances,
 * where products would cancel, and of Manhattan ones, where an element is equal.
 *
 * <p>Near each other are Euclidean pairs. Where there are few, such as the positives of a trained
 * model, each is listed, with its weight, which leaves the scores, so that the products know
 * nothing of it. There is a list for a panel of rows and {@value #SIDE} columns, which belong to
 * one task. Where there are more, all pairs of a square of {@value #SIDE} rows and columns count as
 * near. What is near never depends on the number of threads.
 *
 * <p>A Manhattan distance has no derivative where an element of the anchor equals that of the
 * candidate, and 0 counts for it. A square that has such a pair counts as near, and others have
 * their gradients by comparisons. Squares are known by the place of their scores, because those of
 * several groups and blocks may stay.
 */
final class NearPairs {
  /** Rows and columns of a square; no gradient task reaches into two rows or columns of them. */
  static final int SIDE = WorkerScratch.GRADIENT_ROWS;

  /**
   * Pairs beside targets that are listed of a panel of rows and as many columns: with more, each by
   * itself takes longer than all together.
   */
  static final int MOST_OTHERS = 24;

  /** Pairs of a list: a target for each row, and what else there may be. */
  private static final int CAPACITY = PANEL + SIDE / PANEL * MOST_OTHERS;

  /** Fewest scores of which a square consists, with what pads them to whole steps. */
  private static final int LEAST_SQUARE = ROW_STEP * PANEL;

  /** No partner. */
  static final int NONE = -1;

  private final RankingCall call;
  private final BlockScratch scratch;
  private final DistanceScratch distances;
  private final WorkerScratch workers;

  NearPairs(RankingCall call) {
    this.call = call;
    this.scratch = call.scratch.block;
    this.distances = call.scratch.distances;
    this.workers = call.scratch.workers;
  }

  /** Places where a square may begin among so many scores. */
  static long squares(long scores) {
    return Math.ceilDiv(scores, LEAST_SQUARE);
  }

  /** Number of lists. */
  static long lists(int panels, int columns) {
    return (long) panels * Math.ceilDiv(columns, SIDE);
  }

  /** Length of all lists. */
  static long entries(int panels, int columns) {
    return lists(panels, columns) * CAPACITY;
  }

  /** Begins a group, with no pair near, or all. */
  void begin(boolean all) {
    int first = square(0, 0);
    int places = (int) squares(call.block.groupScores());
    Arrays.fill(distances.nearSquares, first, first + places, all);
    if (call.squared()) {
      int lists = (int) lists(call.group.panels(), call.block.columns());
      Arrays.fill(distances.nearCounts, 0, lists, (byte) 0);
    }
  }

  /** Lists a pair. */
  void add(int panel, int lane, int column) {
    int list = list(panel, column);
    int entry = list * CAPACITY + distances.nearCounts[list]++;
    distances.nearEntries[entry] = (short) (column % SIDE * PANEL + lane);
  }

  /** Counts all pairs of a square as near. */
  void addSquare(int panel, int column) {
    distances.nearSquares[square(panel * PANEL, column)] = true;
  }

  /** Counts squares below the diagonal as near where those above are, of which they are copies. */
  void mirrorSquares() {
    for (int row = 0; row < call.group.rows; row += SIDE) {
      for (int column = row + SIDE; column < call.group.rows; column += SIDE) {
        distances.nearSquares[square(column, row)] |= isNear(row, column);
      }
    }
  }

  /** Takes the weights of the listed pairs of a panel out of its scores. */
  void takeWeights(int panel) {
    for (int column = 0; column < call.block.columns(); column += SIDE) {
      int list = list(panel, column);
      if (isNear(panel * PANEL, column)) {
        distances.nearCounts[list] = 0;
      }
      int scores = call.group.scorePanelAt(panel) + column * PANEL;
      for (int e = list * CAPACITY; e < list * CAPACITY + distances.nearCounts[list]; e++) {
        int at = scores + distances.nearEntries[e];
        distances.nearWeights[e] = scratch.scores[at];
        scratch.scores[at] = 0f;
      }
    }
  }

  /**
   * Adds the listed pairs of a panel to the gradients of its rows, all but the first of each row:
   * that is its partner when it is written.
   */
  void addToRows(int panel, float[] out, int outAt, int outStride, int worker) {
    clearPartners(worker);
    for (int column = 0; column < call.block.columns(); column += SIDE) {
      int list = list(panel, column);
      for (int e = list * CAPACITY; e < list * CAPACITY + distances.nearCounts[list]; e++) {
        int lane = distances.nearEntries[e] % PANEL;
        int j = column + distances.nearEntries[e] / PANEL;
        if (becomesPartner(slot(worker, lane), j, distances.nearWeights[e])) {
          continue;
        }
        call.rowKernels.addDifference(
            distances.nearWeights[e],
            scratch.rows,
            call.packed.rowsAt(worker) + (panel * PANEL + lane) * PANEL,
            call.block.groupStride(),
            scratch.columns,
            call.packed.columnsAt(worker) + j * PANEL,
            call.block.columnStride(),
            out,
            outAt + lane * PANEL,
            outStride,
            Panels.count(call.plan.dimensions()));
      }
    }
  }

  /**
   * Adds the listed pairs of some columns of a square to the gradients of these columns.
   *
   * @param written whether the columns are written next; then the first pair of each is left out,
   *     as its partner
   */
  void addToColumns(
      int from, int columns, float[] out, int outAt, int outStride, int worker, boolean written) {
    clearPartners(worker);
    for (int panel = 0; panel < call.group.panels(); panel++) {
      addToColumns(panel, from, columns, out, outAt, outStride, worker, written);
    }
  }

  private void addToColumns(
      int panel,
      int from,
      int columns,
      float[] out,
      int outAt,
      int outStride,
      int worker,
      boolean written) {
    int list = list(panel, from);
    for (int e = list * CAPACITY; e < list * CAPACITY + distances.nearCounts[list]; e++) {
      int r = from / SIDE * SIDE + distances.nearEntries[e] / PANEL - from;
      int i = panel * PANEL + distances.nearEntries[e] % PANEL;
      boolean elsewhere = r < 0 || r >= columns;
      if (elsewhere || written && becomesPartner(slot(worker, r), i, distances.nearWeights[e])) {
        continue;
      }
      call.rowKernels.addDifference(
          distances.nearWeights[e],
          scratch.columns,
          call.packed.columnsAt(worker) + (from + r) * PANEL,
          call.block.columnStride(),
          scratch.rows,
          call.packed.rowsAt(worker) + i * PANEL,
          call.block.groupStride(),
          out,
          outAt + r * PANEL,
          outStride,
          Panels.count(call.plan.dimensions()));
    }
  }

  private void clearPartners(int worker) {
    Arrays.fill(workers.partner, slot(worker, 0), slot(worker, SIDE), NONE);
  }

  private boolean becomesPartner(int slot, int other, float weight) {
    if (workers.partner[slot] != NONE) {
      return false;
    }
    workers.partner[slot] = other;
    workers.partnerWeight[slot] = weight;
    return true;
  }

  /** Where the partner is of the r-th gradient that a worker is about to write. */
  private static int slot(int worker, int r) {
    return worker * SIDE + r;
  }

  /**
   * The column, or the row of the group, that makes the pair which is still to be added to the r-th
   * gradient that a worker is about to write; {@link #NONE} if there is none.
   */
  int partner(int worker, int r) {
    return call.squared() ? workers.partner[slot(worker, r)] : NONE;
  }

  /** Weight of that pair. */
  float partnerWeight(int worker, int r) {
    return workers.partnerWeight[slot(worker, r)];
  }

  /** Whether all pairs count as near in the square that holds one. */
  boolean isNear(int row, int column) {
    return !call.inner() && distances.nearSquares[square(row, column)];
  }

  /** Columns from the start of a square for which {@link #isNear} is the same, up to a number. */
  int columnsAlike(int row, int column, int most) {
    return alike(row, column, 0, SIDE, most);
  }

  /** Rows from the start of a square for which {@link #isNear} is the same, up to a number. */
  int rowsAlike(int row, int column, int most) {
    return alike(row, column, SIDE, 0, most);
  }

  private int alike(int row, int column, int rowStep, int columnStep, int most) {
    boolean near = isNear(row, column);
    int squares = 1;
    while (squares * SIDE < most
        && isNear(row + squares * rowStep, column + squares * columnStep) == near) {
      squares++;
    }
    return Math.min(squares * SIDE, most);
  }

  private int square(int row, int column) {
    int panel = row / SIDE * (SIDE / PANEL);
    int scores = call.group.scorePanelAt(panel) + column / SIDE * SIDE * PANEL;
    return (scores - PanelLayout.ORIGIN) / LEAST_SQUARE;
  }

  private int list(int panel, int column) {
    return panel * Math.ceilDiv(call.block.columns(), SIDE) + column / SIDE;
  }
}
