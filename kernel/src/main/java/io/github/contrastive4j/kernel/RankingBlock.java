package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/**
 * One rectangle of logits, and how it is cut. All blocks of a call have the same M rows, one per
 * pair; their columns differ. Depends on the shape and the budget alone, never on the number of
 * threads, so that sums always add up in one order.
 *
 * <p>Rows come in groups of whole panels; the scores of one group against all columns are in memory
 * at a time, and of others if they are kept there. Columns come in chunks.
 *
 * @param kind what rows and columns are
 * @param rows M
 * @param firstColumn first column, among all of this kind
 * @param columns number of columns
 * @param packedDimensions dimensions of the packed rows, those of the widest of nested prefixes
 * @param gathersColumns whether column sums are needed
 * @param rowGradients whether gradients flow to the rows
 * @param columnGradients whether gradients flow to columns that are not among the rows
 * @param groupPanels panels of rows in a group
 * @param chunk columns that one score task works on; the last chunk may have fewer
 * @param tilePanels panels of rows that one score task works on
 * @param keptGroups groups whose scores stay in memory from the sweep for the sums to that for the
 *     weights: the last one, and as many of the first as make up the number; 0 where scores are not
 *     read again or there is no room
 * @param scoresAt first element of its scores: behind those of blocks that keep theirs
 */
record RankingBlock(
    Kind kind,
    int rows,
    int firstColumn,
    int columns,
    int packedDimensions,
    boolean gathersColumns,
    boolean rowGradients,
    boolean columnGradients,
    int groupPanels,
    int chunk,
    int tilePanels,
    int keptGroups,
    int scoresAt) {

  /** What rows and columns are. */
  enum Kind {
    /** Anchors against candidates and, behind them, the queue. Holds the positives. */
    MAIN,
    /** Anchors against anchors. */
    QUERIES,
    /** Positives against candidates, of which they are the first. */
    DOCUMENTS
  }

  /** Most columns that one score task works on. */
  static final int LONGEST_CHUNK = 256;

  /** Dimensions up to which that many columns leave room for rows in a second-level cache. */
  private static final int FEW_DIMENSIONS = 512;

  /** Score memory beyond which a group does not get faster: about one core's share of a cache. */
  private static final long SCORE_BYTES = 16L << 20;

  /** Rows below which columns and their gradients are read and written too often. */
  private static final int GROUP_ROWS = 1024;

  /** The same for the scores alone. */
  private static final int SCORED_ROWS = 256;

  /**
   * Score memory of nested prefixes, which read and write it several times for each, so that it
   * should be near.
   */
  private static final long NEST_BYTES = 6L << 20;

  /** Rows below which products take longer for it. */
  private static final int NEST_ROWS = 128;

  private static final int MAX_TILE_PANELS = 8;

  /** Bytes of packed columns and scores that a core is sure to have in a cache of its own. */
  private static final long NEAR_BYTES = 2L << 20;

  /** Bytes of packed columns from which on they come from memory, task after task. */
  private static final long FARTHEST_BYTES = 8L << 20;

  /** Score tasks to aim at: enough for many workers, few enough to reuse what is packed. */
  private static final int TASKS = 64;

  /** Values that a tile block leaves for each column: Σ E, its moment, Σ logit and a count. */
  static final int COLUMN_VALUES = 4;

  /**
   * Cuts a rectangle.
   *
   * @param most panels of rows that a group may have
   * @param limit bytes that it should take at most; it takes the least if that is more
   */
  static RankingBlock of(
      Kind kind, int firstColumn, int columns, RankingShape shape, int most, long limit) {
    int allPanels = Panels.count(shape.anchors());
    long scores = (long) shape.scoresEach() * Panels.stride(columns);
    long longest = Math.max(scores, PANEL * (shape.dimensions() + 2L * PANEL));
    int panels = Math.clamp(Panels.MAX_PACKED / longest, 1, Math.min(most, allPanels));
    RankingBlock largest = inGroupsOf(panels, kind, firstColumn, columns, shape);
    long wanted = wantedPanels(largest, shape);
    // One group of all rows saves scores where column sums would take a second sweep, and where
    // pairs are mirrored, which they are within a group alone; but not where many columns are no
    // rows, whose scores take more memory than mirrors save.
    boolean columnSums = largest.gathersColumns && largest.gradients();
    boolean mirrored = largest.isMirrored(shape) && columns == largest.rows;
    boolean together = columnSums || mirrored || panels <= wanted;
    if (panels == allPanels && together && largest.fits(shape, limit)) {
      return largest;
    }
    panels = (int) Math.min(wanted, panels);
    RankingBlock block;
    do {
      // A short group at the end would pass over all columns and their gradients for a few rows.
      panels = Math.ceilDiv(allPanels, Math.ceilDiv(allPanels, panels));
      block = inGroupsOf(panels, kind, firstColumn, columns, shape);
      panels--;
    } while (panels > 0 && !block.fits(shape, limit));
    return block;
  }

  private static long wantedPanels(RankingBlock block, RankingShape shape) {
    long bytes = Float.BYTES * (long) block.columnStride();
    if (shape.prefixes() > 1) {
      return Math.max(NEST_BYTES / (bytes * shape.scoresEach()), NEST_ROWS / PANEL);
    }
    int fewest = block.gradients() ? GROUP_ROWS : SCORED_ROWS;
    return Math.max(SCORE_BYTES / bytes, fewest / PANEL);
  }

  /** All pairs of a problem whose rows are elsewhere, in one group. */
  static RankingBlock inOneGroup(RankingShape shape) {
    return inGroupsOf(Panels.count(shape.anchors()), Kind.MAIN, 0, shape.negatives(), shape);
  }

  private static RankingBlock inGroupsOf(
      int panels, Kind kind, int firstColumn, int columns, RankingShape shape) {
    int chunk = columnsPerChunk(shape.dimensions());
    return new RankingBlock(
        kind,
        shape.anchors(),
        firstColumn,
        columns,
        shape.dimensions(),
        kind == Kind.MAIN && shape.columns(),
        kind == Kind.DOCUMENTS ? shape.candidateGradients() : shape.anchorGradients(),
        switch (kind) {
          case MAIN -> shape.candidateGradients();
          case QUERIES -> false;
          case DOCUMENTS -> shape.candidateGradients() && firstColumn + columns > shape.anchors();
        },
        panels,
        chunk,
        tilePanels(panels, Math.ceilDiv(columns, chunk)),
        0,
        0);
  }

  /** The same with the scores of as many groups kept as there is room for. */
  RankingBlock keepingScores(RankingShape shape, long limit) {
    return withScores(groupsToKeep(shape, limit), 0);
  }

  /** The same with the scores of so many groups kept, from an element on. */
  RankingBlock withScores(int kept, int at) {
    return new RankingBlock(
        kind,
        rows,
        firstColumn,
        columns,
        packedDimensions,
        gathersColumns,
        rowGradients,
        columnGradients,
        groupPanels,
        chunk,
        tilePanels,
        kept,
        at);
  }

  /** End of its scores; may be beyond what an array can hold. */
  long scoresEnd() {
    return scoresAt + places() * groupScores();
  }

  /** Elements of the scores of a group. */
  long groupScores() {
    return (long) groupPanels * columnStride();
  }

  private int groupsToKeep(RankingShape shape, long limit) {
    if (groups() == 1) {
      return 1;
    }
    if (!shape.scoresMayStay()) {
      return 0;
    }
    long squares = shape.distance() ? NearPairs.squares(groupScores()) : 0;
    long bytes = Float.BYTES * groupScores() + squares;
    long others = (limit - BlockLengths.of(this, shape).bytes(shape)) / bytes;
    long most = Math.min(Math.min(1 + others, Panels.MAX_PACKED / groupScores()), groups());
    // The place of the last one is that of all that pass, so that one alone could not stay.
    return most > 1 ? (int) most : 0;
  }

  /**
   * Columns that one score task works on. Tasks that follow each other have the same, which stay in
   * a second-level cache while the rows pass by.
   */
  private static int columnsPerChunk(int dimensions) {
    return dimensions <= FEW_DIMENSIONS ? LONGEST_CHUNK : LONGEST_CHUNK / 2;
  }

  /** Whether its arrays take no more than so many bytes. */
  boolean fits(RankingShape shape, long limit) {
    return BlockLengths.of(this, shape).bytes(shape) <= limit;
  }

  private static int tilePanels(int panels, int chunks) {
    return Math.clamp((long) panels * chunks / TASKS, 1, MAX_TILE_PANELS);
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
    return Float.BYTES * (long) columns * (packedDimensions + (long) groupPanels * PANEL)
        > NEAR_BYTES;
  }

  /**
   * Whether gradients pass over the columns a stretch at a time: all tasks of rows read it while it
   * is in an outer cache, and those of columns find the scores there. Few rows would read the
   * columns but once anyway, and the gradients of many take memory that scores have better use of.
   */
  boolean inStretches() {
    int most = groupPanels * PANEL;
    boolean suits = rowGradients && most > WorkerScratch.GRADIENT_ROWS && most <= GROUP_ROWS;
    boolean farthest = Float.BYTES * (long) columns * packedDimensions >= FARTHEST_BYTES;
    return suits && farthest && columns > Panels.DEPTH_BLOCK;
  }

  /**
   * Whether a weight has a part that the softmax of its column decides about. Where rows are among
   * the columns, a pair is there twice, with the same logit: once in the row of each. The part of
   * the other row comes with the column, so that one product has the whole gradient of a row.
   */
  boolean weighsColumns() {
    return gathersColumns || kind != Kind.MAIN;
  }

  /** First column that is not among the rows. */
  int firstOtherColumn() {
    return switch (kind) {
      case MAIN -> 0;
      case QUERIES -> columns;
      case DOCUMENTS -> Math.clamp((long) rows - firstColumn, 0, columns);
    };
  }

  /**
   * Whether each pair of rows is there twice in the same block. Squared distances list near pairs
   * as they are taken, so that these are taken for both.
   */
  boolean isMirrored(RankingShape shape) {
    return firstOtherColumn() == rows && !shape.squared();
  }

  int groups() {
    return Math.ceilDiv(Panels.count(rows), groupPanels);
  }

  /** Whether the scores of a group stay from one sweep to the next. */
  boolean keeps(int group) {
    return group < keptGroups - 1 || keptGroups > 0 && group == groups() - 1;
  }

  /** Groups whose scores have a place in memory: all that stay, and that which is worked on. */
  int places() {
    return Math.max(keptGroups, 1);
  }

  /**
   * Which of the places in memory a group's scores have. In the first sweep, groups that do not
   * stay pass through the place of the last one. In the second, where groups come in the same
   * order, they pass through that of the first.
   */
  int place(int group, boolean firstSweep) {
    int last = places() - 1;
    if (group < last) {
      return group;
    }
    return firstSweep || group == groups() - 1 ? last : 0;
  }

  int chunks() {
    return Math.ceilDiv(columns, chunk);
  }

  /** First column of a chunk. */
  int chunkColumn(int index) {
    return index * chunk;
  }

  /** Columns in a chunk. */
  int chunkColumns(int index) {
    return Math.min(chunk, columns - chunkColumn(index));
  }

  /** Blocks of panels that score tasks of a group work on. */
  int tileBlocks(int panels) {
    return Math.ceilDiv(panels, tilePanels);
  }

  /** First of the values that a block of panels leaves for a column. */
  int columnValuesAt(int tileBlock, int column) {
    return (tileBlock * columns + column) * COLUMN_VALUES;
  }

  int groupStride() {
    return Panels.stride(Math.min(rows, groupPanels * PANEL));
  }

  /** Distance of two panels of packed columns; a panel of scores has as many elements. */
  int columnStride() {
    return Panels.stride(columns);
  }
}
