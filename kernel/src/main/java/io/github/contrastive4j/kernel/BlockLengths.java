package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/**
 * Lengths of the arrays that a block works in, or the longest of several blocks, which follow one
 * another in the same arrays. What is announced and what is allocated both come from here.
 *
 * @param columns elements of the packed columns
 * @param columnGradients elements of gradients that have to last from one group to the next
 * @param rowGradients elements of gradients that have to last from one stretch of columns to the
 *     next
 * @param rows elements of the packed rows of a group, the larger of transposed and upright ones
 * @param scores elements of the scores of a group, or of all that are kept, with those of blocks
 *     before
 * @param rowSquares squared norms of the packed rows
 * @param columnSquares squared norms of the packed columns
 * @param marks marks on what is packed, of a small batch or of chunks
 * @param panels panels of a group
 * @param lanes rows of a group, times chunks of columns
 * @param width columns
 * @param columnBlocks values that blocks of panels leave for the columns
 * @param nearSquares places of scores at which squares of near pairs may begin
 * @param nearLists lists of near pairs
 * @param nearEntries length of all these lists
 * @param guideColumns elements of packed columns of the guide
 * @param guideRows elements of packed rows of the guide
 */
record BlockLengths(
    long columns,
    long columnGradients,
    long rowGradients,
    long rows,
    long scores,
    long rowSquares,
    long columnSquares,
    long marks,
    long panels,
    long lanes,
    long width,
    long columnBlocks,
    long nearSquares,
    long nearLists,
    long nearEntries,
    long guideColumns,
    long guideRows) {

  /** That of no block. */
  static final BlockLengths NONE =
      new BlockLengths(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * That of one block.
   *
   * @throws IllegalArgumentException if no array can hold its packed columns
   */
  static BlockLengths of(RankingBlock block, RankingShape shape) {
    int n = block.columns();
    int panels = block.groupPanels();
    long rows = packedRows(block, shape.distance());
    long scores = block.scoresEnd() + (shape.scoresEach() - 1) * block.groupScores();
    long copy = Panels.size(n, block.packedDimensions());
    boolean lasting = block.columnGradients() && block.groups() > 1;
    long blocks = block.gathersColumns() ? block.tileBlocks(panels) : 0;
    boolean guided = shape.guide() > 0 && block.kind() == RankingBlock.Kind.MAIN;
    return new BlockLengths(
        copy,
        lasting ? copy : 0,
        block.inStretches() ? uprightRows(block) : 0,
        rows,
        scores,
        shape.squared() ? (long) panels * PANEL : 0,
        shape.squared() ? n : 0,
        Math.max(block.chunks(), PackedCopies.areSmall(rows, copy) ? PackedBlock.marks(panels) : 0),
        panels,
        (long) block.chunks() * panels * PANEL,
        n,
        RankingBlock.COLUMN_VALUES * blocks * n,
        shape.distance() ? NearPairs.squares(scores) : 0,
        shape.squared() ? NearPairs.lists(panels, n) : 0,
        shape.squared() ? NearPairs.entries(panels, n) : 0,
        guided ? Panels.size(n, shape.guide()) : 0,
        guided ? (long) panels * PANEL * shape.guide() : 0);
  }

  private static long packedRows(RankingBlock block, boolean distance) {
    long transposed = (long) block.groupPanels() * PANEL * block.packedDimensions();
    return block.upright(distance) ? Math.max(transposed, uprightRows(block)) : transposed;
  }

  private static long uprightRows(RankingBlock block) {
    return (long) Panels.count(block.packedDimensions()) * block.groupStride();
  }

  /** The longer of each two arrays. */
  BlockLengths max(BlockLengths other) {
    return new BlockLengths(
        Math.max(columns, other.columns),
        Math.max(columnGradients, other.columnGradients),
        Math.max(rowGradients, other.rowGradients),
        Math.max(rows, other.rows),
        Math.max(scores, other.scores),
        Math.max(rowSquares, other.rowSquares),
        Math.max(columnSquares, other.columnSquares),
        Math.max(marks, other.marks),
        Math.max(panels, other.panels),
        Math.max(lanes, other.lanes),
        Math.max(width, other.width),
        Math.max(columnBlocks, other.columnBlocks),
        Math.max(nearSquares, other.nearSquares),
        Math.max(nearLists, other.nearLists),
        Math.max(nearEntries, other.nearEntries),
        Math.max(guideColumns, other.guideColumns),
        Math.max(guideRows, other.guideRows));
  }

  /** The same with as many packed copies. */
  BlockLengths withCopies(int copies) {
    return new BlockLengths(
        copies * columns,
        columnGradients,
        rowGradients,
        copies * rows,
        scores,
        copies * rowSquares,
        copies * columnSquares,
        copies * marks,
        panels,
        lanes,
        width,
        columnBlocks,
        nearSquares,
        nearLists,
        nearEntries,
        guideColumns,
        guideRows);
  }

  /** Bytes of all arrays. */
  long bytes(RankingShape shape) {
    return RankingScratch.bytesOfBlocks(this, shape);
  }
}
