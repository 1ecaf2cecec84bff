package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/**
 * Scores of rows that are columns as well. Each pair of them is there twice, with one score: on one
 * side of the diagonal it is computed, and copied to the other.
 *
 * <p>Only where all of them are in one {@linkplain RankingBlock#isMirrored block} and group.
 */
final class MirroredScores {
  private final RankingCall call;
  private final BlockScratch scratch;

  MirroredScores(RankingCall call) {
    this.call = call;
    this.scratch = call.scratch.block;
  }

  /** Whether the group at hand has any. */
  boolean exist() {
    return call.block.groups() == 1 && call.block.isMirrored(call.shape());
  }

  /**
   * Copies scores of some panels against a run of columns to the other side.
   *
   * @param from first panel
   * @param to end of the panels; columns before that have their scores computed on both sides
   * @param column first column, at the start of a panel
   * @param end end of the columns
   */
  void copy(int from, int to, int column, int end) {
    int last = Math.min(end, call.block.rows());
    for (int j = Math.max(column, to * PANEL); j < last; j += PANEL) {
      for (int panel = from; panel < to; panel++) {
        copy(panel, j, Math.min(PANEL, last - j));
      }
    }
  }

  private void copy(int panel, int column, int columns) {
    float[] scores = scratch.scores;
    call.rowKernels.packTransposed(
        scores,
        call.group.scorePanelAt(panel) + column * PANEL,
        PANEL,
        columns,
        PANEL,
        Panels.ONES,
        0,
        scores,
        call.group.scorePanelAt(column / PANEL) + panel * PANEL * PANEL);
  }
}
