package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_TOTALS;

/** What a call has of the block at hand; nested prefixes of a batch take turns in one. */
final class BlockScratch {
  // Packed matrices. Rows are transposed until their scores are there, and then upright in the same
  // place, which is near.
  float[] columns = {};
  float[] columnGradients = {};
  float[] rows = {};
  float[] guideColumns = {};
  float[] guideRows = {};

  /** What is packed of rows and columns. */
  final PackedCopies copies = new PackedCopies();

  float[] scores = {};

  /** Gradients of the rows of a group, which last from one stretch of columns to the next. */
  float[] rowGradients = {};

  // Per chunk and panel of the group.
  float[] rowSums = {};
  float[] chunkMaxima = {};
  float[] rowTotals = {};
  float[] rowCounts = {};
  double[] positives = {};

  /** The worker who scores them. */
  int[] scorer = {};

  /** Per block of rows and column. */
  double[] columnBlocks = {};

  /** Zeros, a factor per column where columns have none. */
  float[] noFactors = {};

  void reserve(Storage storage, BlockLengths lengths, RankingShape shape) {
    columns = storage.panels(columns, lengths.columns());
    rows = storage.panels(rows, lengths.rows());
    copies.reserve(storage, lengths.marks());
    columnGradients = storage.panels(columnGradients, lengths.columnGradients());
    rowGradients = storage.panels(rowGradients, lengths.rowGradients());
    guideColumns = storage.panels(guideColumns, lengths.guideColumns());
    guideRows = storage.panels(guideRows, lengths.guideRows());
    scores = storage.panels(scores, lengths.scores());
    long lanes = lengths.lanes();
    rowSums = storage.floats(rowSums, lanes * ROW_SUMS);
    chunkMaxima = storage.floats(chunkMaxima, lanes);
    scorer = storage.ints(scorer, lanes / PANEL);
    rowTotals = storage.floats(rowTotals, shape.smoothing() ? ROW_TOTALS * lanes : 0);
    rowCounts = storage.floats(rowCounts, shape.ranks() ? lanes : 0);
    positives = storage.doubles(positives, shape.positives() ? PositiveSums.VALUES * lanes : 0);
    columnBlocks = storage.doubles(columnBlocks, lengths.columnBlocks());
    noFactors = storage.floats(noFactors, lengths.width());
  }
}
