package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

/**
 * One rectangle of logits, and how it is cut. All blocks of a call have the same M rows, one per
 * pair; their columns differ. Depends on the shape and the budget alone, never on the number of
 * threads, so that sums always add up in one order.
 *
 * <p>Rows come in groups of whole panels; the scores of one group against all columns are in memory
 * at a time. Columns come in chunks of {@link #CHUNK}.
 *
 * @param kind what rows and columns are
 * @param rows M
 * @param firstColumn first column, among all of this kind
 * @param columns number of columns
 * @param dimensions D
 * @param gathersColumns whether column sums are needed
 * @param rowGradients whether gradients flow to the rows
 * @param columnGradients whether gradients flow to the columns
 * @param groupPanels panels of rows in a group
 * @param tilePanels panels of rows that one score task works on
 * @param bytes scratch memory, without what each worker has
 */
record RankingBlock(
    Kind kind,
    int rows,
    int firstColumn,
    int columns,
    int dimensions,
    boolean gathersColumns,
    boolean rowGradients,
    boolean columnGradients,
    int groupPanels,
    int tilePanels,
    long bytes) {

  /** What rows and columns are. */
  enum Kind {
    /** Anchors against candidates and, behind them, the queue. Holds the positives. */
    MAIN,
    /** Anchors against anchors. */
    QUERIES,
    /** Positives against candidates. */
    DOCUMENTS
  }

  /**
   * Columns scored by one task. Tasks that follow each other have the same chunk, which stays in a
   * second-level cache while the rows pass by.
   */
  static final int CHUNK = 256;

  /** Score memory beyond which a group does not get faster: about one core's share of a cache. */
  private static final long SCORE_BYTES = 16L << 20;

  /** Rows below which columns and their gradients are read and written too often. */
  private static final int GROUP_ROWS = 1024;

  /** The same for the scores alone. */
  private static final int SCORED_ROWS = 256;

  private static final int MAX_TILE_PANELS = 8;

  /** Bytes of packed columns and scores that a core is sure to have in a cache of its own. */
  private static final long NEAR_BYTES = 2L << 20;

  /** Score tasks to aim at: enough for many workers, few enough to reuse what is packed. */
  private static final int TASKS = 64;

  /** Values that a tile block leaves for each column: Σ E, Σ E·x, Σ x and a count. */
  static final int COLUMN_VALUES = 4;

  /**
   * Cuts a rectangle.
   *
   * @param limit bytes that it should take at most; it takes the least if that is more
   */
  static RankingBlock of(Kind kind, int firstColumn, int columns, RankingShape shape, long limit) {
    int rows = shape.anchors();
    int d = shape.dimensions();
    boolean gathers = kind == Kind.MAIN && shape.columns();
    boolean rowGradients =
        kind == Kind.DOCUMENTS ? shape.candidateGradients() : shape.anchorGradients();
    boolean columnGradients =
        kind == Kind.QUERIES ? shape.anchorGradients() : shape.candidateGradients();
    int chunks = chunks(columns);
    long copy = 4L * Panels.size(columns, d);
    int allPanels = Panels.count(rows);
    int longest = Math.max(Panels.stride(columns), PANEL * (d + 2 * PANEL));
    int panels = Math.clamp(Panels.MAX_ARRAY / longest, 1, allPanels);
    long guide = kind == Kind.MAIN ? shape.guide() : 0;
    long squares = shape.squared() ? SquaredDistances.bytes(columns) : 0;
    long padding = 4L * Panels.count(d) * Panels.MAX_PADDING;
    long guided = guide > 0 ? 4L * Panels.size(columns, shape.guide()) : 0;
    long fixed = copy + squares + padding + guided;
    long perPanel = 4L * groupFloats(columns, d, chunks, shape);
    perPanel += shape.squared() ? SquaredDistances.bytesPerPanel(columns) : 0;
    long columnBlock = gathers ? (long) COLUMN_VALUES * Double.BYTES * columns : 0;
    int fewest = columnGradients ? GROUP_ROWS : SCORED_ROWS;
    long wanted = Math.max(SCORE_BYTES / (4L * Panels.stride(columns)), fewest / PANEL);
    // Column sums come before any weight. Where all scores fit, none is computed twice.
    boolean gradients = rowGradients || columnGradients;
    boolean together = panels == allPanels && (gathers && gradients || panels <= wanted);
    int tileBlocks = Math.ceilDiv(panels, tilePanels(panels, chunks));
    long sums = Math.ceilDiv(tileBlocks * columnBlock, panels);
    if (!together || panels > (limit - fixed) / (perPanel + sums)) {
      // Several groups: the gradient of the columns has to last from one to the next.
      fixed += columnGradients ? copy : 0;
      sums = columnBlock;
      panels = Math.clamp(Math.min(wanted, (limit - fixed) / (perPanel + sums)), 1, panels);
      // A short group at the end would pass over all columns and their gradients for a few rows.
      panels = Math.ceilDiv(allPanels, Math.ceilDiv(allPanels, panels));
    }
    return new RankingBlock(
        kind,
        rows,
        firstColumn,
        columns,
        d,
        gathers,
        rowGradients,
        columnGradients,
        panels,
        tilePanels(panels, chunks),
        fixed + (perPanel + sums) * panels);
  }

  private static int tilePanels(int panels, int chunks) {
    return Math.clamp((long) panels * chunks / TASKS, 1, MAX_TILE_PANELS);
  }

  /** Floats of everything that a group has per panel of rows. */
  private static long groupFloats(int columns, int dimensions, int chunks, RankingShape shape) {
    long packed = (long) PANEL * (dimensions + PANEL);
    int values = ROW_SUMS + 1;
    values += shape.smoothing() ? 2 : 0;
    values += shape.ranks() ? 1 : 0;
    values += shape.positives() ? 2 * Exclusions.POSITIVE_SUMS : 0;
    return Panels.stride(columns)
        + packed
        + (long) chunks * values * PANEL
        + (long) PANEL * shape.guide();
  }

  boolean gradients() {
    return rowGradients || columnGradients;
  }

  /** Whether upright rows are needed: by the product for the columns, and by all differences. */
  boolean upright(boolean distance) {
    return columnGradients || rowGradients && distance;
  }

  /** Whether columns and scores are beyond a core's own caches, so that reads are to be ahead. */
  boolean isFar() {
    return Float.BYTES * (long) columns * (dimensions + (long) groupPanels * PANEL) > NEAR_BYTES;
  }

  /** Whether rows and columns write to the same array. */
  boolean sharesSink() {
    return kind != Kind.MAIN;
  }

  int groups() {
    return Math.ceilDiv(Panels.count(rows), groupPanels);
  }

  int chunks() {
    return chunks(columns);
  }

  private static int chunks(int columns) {
    return Math.ceilDiv(columns, CHUNK);
  }

  /** Blocks of panels that score tasks of a group work on. */
  int tileBlocks(int panels) {
    return Math.ceilDiv(panels, tilePanels);
  }

  int groupStride() {
    return Panels.stride(Math.min(rows, groupPanels * PANEL));
  }

  /** Elements of the packed rows of a group, the larger of transposed and upright ones. */
  long groupRowsLength(boolean distance) {
    long transposed = (long) groupPanels * PANEL * dimensions;
    long upright = (long) Panels.count(dimensions) * groupStride();
    return upright(distance) ? Math.max(transposed, upright) : transposed;
  }

  /** Distance of two panels of packed columns; a panel of scores has as many elements. */
  int columnStride() {
    return Panels.stride(columns);
  }
}
