package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Second stage: rows of the caller, normalized where the similarity asks for it, into the panels
 * that the tiles read. The columns of a block are packed once; its rows group by group, transposed
 * for the scores (with the scale folded in, so that scores come out as logits in base 2) and then,
 * in the same place, upright for the gradient of the columns and for differences.
 */
final class PackStage {
  private static final int BLOCK = 32;

  private final RankingCall call;
  private final GuideStage guide;
  private final Phase columns = (task, worker) -> packColumns(task * BLOCK);
  private final Phase transposed = (task, worker) -> packTransposed(task);

  PackStage(RankingCall call, GuideStage guide) {
    this.call = call;
    this.guide = guide;
  }

  /** Packs all columns and the transposed rows of the group. */
  void packColumnsAndGroup() {
    int blocks = Math.ceilDiv(call.block.columns(), BLOCK);
    call.crew.forEach(blocks, columns, call.groupPanels(), transposed);
  }

  /** Packs the transposed rows of the group. */
  void packGroup() {
    call.crew.forEach(call.groupPanels(), transposed);
  }

  private void packColumns(int from) {
    int stride = call.block.columnStride();
    int all = call.block.columns();
    int to = Math.min(from + BLOCK, all);
    float[] panels = call.scratch.columns;
    for (int j = from; j < to; j++) {
      double factor = call.cosine() ? 1 / L2Normalization.divisor(call.columnNorm(j)) : 1;
      factor /= call.unit;
      Matrix c = call.columnMatrix(j);
      int start = c.start(call.columnRow(j));
      call.rows.packRow(c.data(), start, c.columns(), factor, panels, j * PANEL, stride);
      if (call.squared()) {
        call.scratch.columnSquares[j] = square(call.columnNorm(j));
      }
    }
    for (int j = to; to == all && j < Panels.paddedRows(to); j++) {
      Panels.clearRow(panels, j * PANEL, stride, call.plan.dimensions());
    }
    if (guide.judges()) {
      guide.packColumns(from, to);
    }
  }

  private void packTransposed(int panel) {
    Matrix a = call.rowMatrix();
    int first = call.panelRow(panel);
    int rows = call.panelRows(panel);
    double[] factor = call.scratch.rowFactorPacked;
    for (int i = first; i < first + rows; i++) {
      factor[i] = rowFactor(i) * (call.inner() ? call.blockKappa() : 1);
    }
    if (call.squared()) {
      measureRows(panel);
    }
    int length = a.columns();
    float[] transposed = call.scratch.rows;
    call.rows.packTransposed(
        a.data(),
        a.start(first),
        a.rowStride(),
        rows,
        length,
        factor,
        first,
        transposed,
        panel * length * PANEL);
    if (guide.judges()) {
      guide.packTransposed(panel);
    }
  }

  private void measureRows(int panel) {
    float[] squares = call.scratch.rowSquares;
    int at = panel * PANEL;
    // Lanes without a row are far from everything.
    Arrays.fill(squares, at, at + PANEL, 1f);
    for (int r = 0; r < call.panelRows(panel); r++) {
      squares[at + r] = square(call.rowNorm(call.panelRow(panel) + r));
    }
  }

  /** Square of a norm in packed units. */
  private float square(double norm) {
    double packed = norm / call.unit;
    return (float) (packed * packed);
  }

  /**
   * Packs the upright rows of one panel of the group, over transposed ones whose scores are there.
   * Where scores are not weighed, the weight of a row goes into it.
   */
  void packUpright(int panel) {
    if (!call.block.upright(call.plan.shape().distance())) {
      return;
    }
    Matrix a = call.rowMatrix();
    int first = call.panelRow(panel);
    int rows = call.panelRows(panel);
    int stride = call.block.groupStride();
    float[] panels = call.scratch.rows;
    for (int r = 0; r < rows; r++) {
      int i = first + r;
      double weight = call.weighsScores() ? 1 : call.scratch.rowFactor[i];
      int at = (panel * PANEL + r) * PANEL;
      call.rows.packRow(
          a.data(), a.start(i), a.columns(), rowFactor(i) * weight, panels, at, stride);
    }
    for (int r = rows; r < Panels.paddedRows(rows); r++) {
      Panels.clearRow(panels, (panel * PANEL + r) * PANEL, stride, a.columns());
    }
  }

  private double rowFactor(int i) {
    return call.cosine() ? 1 / L2Normalization.divisor(call.rowNorm(i)) : 1 / call.unit;
  }
}
