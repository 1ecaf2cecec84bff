package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.PanelLayout;

/**
 * The group of rows at hand: which rows these are, where their scores lie, and where what each
 * chunk of columns leaves for them.
 *
 * <p>Scores that weights replace later, and mirrored ones, have places in the order of the panels.
 * Others pass through the place of the worker that takes them, which is near. Products, scores,
 * weights and what is propagated of them follow one another in one place; {@linkplain PrefixLevel
 * nested prefixes} have several.
 */
final class RowGroup {
  private final BlockScratch scratch;
  private RankingBlock block;

  /** First row, among all of the block. */
  int firstRow;

  /** How many there are. */
  int rows;

  /** Whether all scores are there when all of the group is scored. */
  boolean keepsScores;

  /** Whether weights are made of them. */
  boolean weighed;

  /** First element of the scores. */
  private int scoresAt;

  /** First element of the products of rows that make the scores. */
  private int dotsAt;

  /** First element of the weights that these scores alone have. */
  private int levelWeightsAt;

  /** First element of the weights that gradients are made of. */
  private int weightsAt;

  RowGroup(BlockScratch scratch) {
    this.scratch = scratch;
  }

  /**
   * Turns to another group.
   *
   * @param newBlock the block that it is of
   * @param group which of the block's groups
   * @param firstSweep whether the sums of all groups are still to be taken
   */
  void select(RankingBlock newBlock, int group, boolean firstSweep) {
    block = newBlock;
    int length = block.groupPanels() * PANEL;
    firstRow = group * length;
    rows = Math.min(length, block.rows() - firstRow);
    int place = block.place(group, firstSweep);
    scoresAt = PanelLayout.ORIGIN + block.scoresAt() + place * (int) block.groupScores();
    dotsAt = scoresAt;
    levelWeightsAt = scoresAt;
    weightsAt = scoresAt;
  }

  /**
   * Turns to a level of nested prefixes. Products add up from one to the next, in the place where
   * the scores of the widest are in the end, and weights from the widest on in a place of their
   * own. The weights of a single level, before they are added, pass through the first place.
   */
  void nest(boolean widest) {
    dotsAt = PanelLayout.ORIGIN;
    weightsAt = dotsAt + (int) block.groupScores();
    levelWeightsAt = widest ? weightsAt : dotsAt;
  }

  int panels() {
    return Panels.count(rows);
  }

  /** First row of a panel. */
  int panelRow(int panel) {
    return firstRow + panel * PANEL;
  }

  /** Rows in a panel. */
  int panelRows(int panel) {
    return Math.min(PANEL, rows - panel * PANEL);
  }

  /** First element of a panel of scores that are kept until they are weighed. */
  int scorePanelAt(int panel) {
    return scoresAt + panel * block.columnStride();
  }

  /** First element of a panel of weights that these scores alone have. */
  int levelWeightPanelAt(int panel) {
    return levelWeightsAt + panel * block.columnStride();
  }

  /** First element of a panel of weights that gradients are made of. */
  int weightPanelAt(int panel) {
    return weightsAt + panel * block.columnStride();
  }

  /**
   * First element of a panel's scores against a column, for the task that scores them. If they are
   * not kept, that is where the last ones of its worker were.
   */
  int scoreAt(int panel, int column) {
    if (keepsScores) {
      return scorePanelAt(panel) + column * PANEL;
    }
    int worker = scratch.scorer[chunkPanel(column / block.chunk(), panel)];
    int place = worker * block.tilePanels() + panel % block.tilePanels();
    return scoresAt + place * scoreStride() + column % block.chunk() * PANEL;
  }

  /** The same of the products that the scores are made of. */
  int dotAt(int panel, int column) {
    return scoreAt(panel, column) - scoresAt + dotsAt;
  }

  /** Distance of the scores of a panel and the next, for the task that scores them. */
  int scoreStride() {
    return keepsScores ? block.columnStride() : block.chunk() * PANEL;
  }

  /** Place of a chunk and panel among all of the group. */
  int chunkPanel(int chunk, int panel) {
    return chunk * block.groupPanels() + panel;
  }

  /** Place of a chunk and panel among what the chunks leave for each row. */
  int chunkLane(int chunk, int panel) {
    return chunkPanel(chunk, panel) * PANEL;
  }
}
