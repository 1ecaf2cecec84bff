package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.simd.PanelLayout;

/**
 * The cosines of the guide's embeddings, a panel of a chunk at a time, next to the scores that they
 * judge. Packs its rows along with those of the caller.
 */
final class GuideCosines {
  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final BlockScratch scratch;
  private final WorkerScratch workers;

  GuideCosines(RankingCall call) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.scratch = call.scratch.block;
    this.workers = call.scratch.workers;
  }

  /** Whether the block at hand has a judge. */
  boolean judges() {
    return call.shape().guide() > 0 && call.block.kind() == Kind.MAIN;
  }

  /** Packs the guide's rows for some columns of the block. */
  void packColumns(int from, int to) {
    Matrix c = call.batch.guide().candidates();
    int stride = call.block.columnStride();
    float[] panels = scratch.guideColumns;
    for (int j = from; j < to; j++) {
      int row = call.block.firstColumn() + j;
      double factor = 1 / L2Normalization.divisor(candidates.guideNorm[row]);
      call.rowKernels.packRow(c.data(), c.start(row), c.columns(), factor, panels, at(j), stride);
    }
    for (int j = to; to == call.block.columns() && j < Panels.paddedRows(to); j++) {
      Panels.clearRow(panels, at(j), stride, c.columns());
    }
  }

  /** First element of a packed column. */
  private static int at(int column) {
    return PanelLayout.ORIGIN + column * PANEL;
  }

  /** Packs the guide's rows for one panel of the group, transposed. */
  void packTransposed(int panel, int worker) {
    Matrix a = call.batch.guide().anchors();
    int first = call.group.panelRow(panel);
    int rows = call.group.panelRows(panel);
    double[] factors = workers.panelFactors;
    int factorsAt = worker * WorkerScratch.PANEL_FACTORS;
    for (int r = 0; r < rows; r++) {
      factors[factorsAt + r] = 1 / L2Normalization.divisor(anchors.guideNorm[first + r]);
    }
    call.rowKernels.packTransposed(
        a.data(),
        a.start(first),
        a.rowStride(),
        rows,
        a.columns(),
        factors,
        factorsAt,
        scratch.guideRows,
        PanelLayout.ORIGIN + panel * a.columns() * PANEL);
  }

  /** Cosines of one panel of rows and a run of columns: a score panel at {@code out}. */
  void score(int panel, int column, int columns, float[] out, int outAt) {
    int length = call.shape().guide();
    int stride = call.block.columnStride();
    for (int k = 0; k < length; k += Panels.DEPTH_BLOCK) {
      int depth = Math.min(Panels.DEPTH_BLOCK, length - k);
      call.tileKernels.multiply(
          scratch.guideColumns,
          at(column) + k / PANEL * stride,
          stride,
          Panels.paddedRows(columns),
          depth,
          scratch.guideRows,
          PanelLayout.ORIGIN + (panel * length + k) * PANEL,
          0,
          out,
          outAt,
          0,
          call.group.panelRows(panel),
          k > 0);
    }
  }
}
