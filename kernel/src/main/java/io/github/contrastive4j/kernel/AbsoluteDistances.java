package io.github.contrastive4j.kernel;

/**
 * Absolute distances as sums of differences, and the squares of pairs in which a difference is 0:
 * their gradients take more than a comparison of two elements.
 */
final class AbsoluteDistances {
  private final RankingCall call;
  private final ScoreTiles tiles;
  private final NearPairs near;

  AbsoluteDistances(RankingCall call, ScoreTiles tiles, NearPairs near) {
    this.call = call;
    this.tiles = tiles;
    this.near = near;
  }

  /** Begins a group. */
  void begin() {
    if (call.absolute()) {
      near.begin(false);
    }
  }

  /** When all scores on one side of a diagonal are there, and copied to the other. */
  void mirror() {
    if (call.absolute()) {
      near.mirrorSquares();
    }
  }

  /** Scores some panels against some columns of a chunk. */
  void score(int from, int to, int column, int columns, int worker) {
    int width;
    for (int j = column; j < column + columns; j += width) {
      width = Math.min(NearPairs.SIDE - j % NearPairs.SIDE, column + columns - j);
      for (int panel = from; panel < to; panel++) {
        if (tiles.sumDifferences(panel, panel + 1, j, width, Panels.DEPTH_BLOCK, worker)) {
          near.addSquare(panel, j);
        }
      }
    }
  }
}
