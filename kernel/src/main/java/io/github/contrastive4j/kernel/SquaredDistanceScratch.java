package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/** What a call has of the block at hand where distances come from products. */
final class SquaredDistanceScratch {
  float[] rowSquares = {};
  float[] columnSquares = {};
  float[] rowMass = {};
  double[] columnMass = {};

  // The lists of NearPairs.
  boolean[] nearSquares = {};
  byte[] nearCounts = {};
  short[] nearEntries = {};
  float[] nearWeights = {};

  void reserve(Storage storage, BlockLengths lengths) {
    rowSquares = storage.panels(rowSquares, lengths.rowSquares());
    columnSquares = storage.panels(columnSquares, lengths.columnSquares());
    rowMass = storage.floats(rowMass, lengths.panels() * PANEL);
    columnMass = storage.doubles(columnMass, lengths.width());
    nearSquares = storage.booleans(nearSquares, lengths.nearLists());
    nearCounts = storage.bytes(nearCounts, lengths.nearLists());
    nearEntries = storage.shorts(nearEntries, lengths.nearEntries());
    nearWeights = storage.floats(nearWeights, lengths.nearEntries());
  }
}
