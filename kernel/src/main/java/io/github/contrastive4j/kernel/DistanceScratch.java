package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/** What a call has of the block at hand where scores are distances. */
final class DistanceScratch {
  float[] rowSquares = {};
  float[] columnSquares = {};

  /** Sums of the weights of each row that are not of near pairs. */
  float[] rowMass = {};

  /** The same of each column. */
  double[] columnMass = {};

  /** Squares of {@link NearPairs}, by the place of their scores. */
  boolean[] nearSquares = {};

  // The lists of NearPairs.
  byte[] nearCounts = {};
  short[] nearEntries = {};
  float[] nearWeights = {};

  void reserve(Storage storage, BlockLengths lengths) {
    rowSquares = storage.panels(rowSquares, lengths.rowSquares());
    columnSquares = storage.panels(columnSquares, lengths.columnSquares());
    rowMass = storage.floats(rowMass, lengths.panels() * PANEL);
    columnMass = storage.doubles(columnMass, lengths.width());
    nearSquares = storage.booleans(nearSquares, lengths.nearSquares());
    nearCounts = storage.bytes(nearCounts, lengths.nearLists());
    nearEntries = storage.shorts(nearEntries, lengths.nearEntries());
    nearWeights = storage.floats(nearWeights, lengths.nearEntries());
  }
}
