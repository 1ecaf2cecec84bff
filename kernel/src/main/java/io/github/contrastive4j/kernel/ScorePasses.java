package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

/**
 * What is summed over the scores of one panel and chunk, row by row and column by column, for the
 * objective at hand. Scores become exponentials or sigmoids on the way, unless later weights need
 * the logits.
 */
final class ScorePasses {
  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final BlockScratch scratch;
  private final WorkerScratch workers;
  private final IdFilter ids;
  private final IdFilter.PositiveAction uncount = this::uncount;

  ScorePasses(RankingCall call, IdFilter ids) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.scratch = call.scratch.block;
    this.workers = call.scratch.workers;
    this.ids = ids;
  }

  /** Counts the candidates that are more alike a row than its target. */
  void countRanks(int panel, int chunk) {
    int from = call.block.chunkColumn(chunk);
    int rows = call.block.chunkColumns(chunk);
    call.scores.countAbove(
        call.geometry,
        scratch.scores,
        call.group.scoreAt(panel, from),
        rows,
        anchors.rankLimit,
        call.group.panelRow(panel),
        scratch.rowCounts,
        call.group.chunkLane(chunk, panel));
    if (call.plan.shape().positives()) {
      ids.forEachPositive(panel, chunk, from, from + rows, uncount);
    }
  }

  /** Other positives are no negatives. */
  private void uncount(int panel, int chunk, int lane, int column) {
    float score = scratch.scores[call.group.scoreAt(panel, column) + lane];
    float limit = anchors.rankLimit[call.group.panelRow(panel) + lane];
    if (call.inner() ? score > limit : score >= 0 && score < limit) {
      scratch.rowCounts[call.group.chunkLane(chunk, panel) + lane]--;
    }
  }

  /** Sums of one panel and chunk. */
  void sum(int panel, int chunk, int worker) {
    if (call.sigmoid()) {
      sigmoids(panel, chunk);
      return;
    }
    if (call.firstSweep && call.plan.shape().smoothing()) {
      totals(panel, chunk, worker);
    }
    exponentials(panel, chunk, worker);
  }

  private void sigmoids(int panel, int chunk) {
    call.scores.sigmoids(
        call.geometry,
        (float) call.blockKappa(),
        (float) call.unit,
        (float) (call.logitConstant() * Exponents.LOG2_E),
        scratch.scores,
        call.group.scoreAt(panel, call.block.chunkColumn(chunk)),
        call.block.chunkColumns(chunk),
        scratch.rowSums,
        call.group.chunkLane(chunk, panel) * ROW_SUMS);
  }

  private void totals(int panel, int chunk, int worker) {
    int at = call.group.scoreAt(panel, call.block.chunkColumn(chunk));
    int rows = call.block.chunkColumns(chunk);
    float kappa = (float) call.blockKappa();
    float unit = (float) call.unit;
    int out = 2 * call.group.chunkLane(chunk, panel);
    call.scores.totals(
        call.geometry, kappa, unit, scratch.scores, at, rows, scratch.rowTotals, out);
    if (call.gathersColumns()) {
      int columnsAt = worker * WorkerScratch.COLUMN_SUMS;
      call.scores.columnTotals(
          call.geometry, kappa, unit, scratch.scores, at, rows, workers.columnTotals, columnsAt);
    }
  }

  private void exponentials(int panel, int chunk, int worker) {
    int row = call.block.chunkColumn(chunk);
    int rows = call.block.chunkColumns(chunk);
    float[] scores = scratch.scores;
    int at = call.group.scoreAt(panel, row);
    int columnsAt = worker * WorkerScratch.COLUMN_SUMS;
    boolean together = call.sharedShift && call.blockSlope() == 1;
    if (call.gathersColumns() && !together) {
      call.scores.columnExponentials(
          call.geometry,
          (float) call.blockKappa(),
          (float) call.unit,
          scores,
          at,
          rows,
          (float) (1 / call.blockSlope()),
          candidates.shift,
          call.block.firstColumn() + row,
          workers.columnSums,
          columnsAt);
    }
    if (call.keepsLogits() && call.group.weighed) {
      int copy = worker * WorkerScratch.SCORES;
      System.arraycopy(scores, at, workers.scores, copy, rows * PANEL);
      scores = workers.scores;
      at = copy;
    }
    call.scores.exponentials(
        call.geometry,
        (float) call.blockKappa(),
        (float) call.unit,
        scores,
        at,
        rows,
        anchors.shift,
        call.group.panelRow(panel),
        scratch.rowSums,
        call.group.chunkLane(chunk, panel) * ROW_SUMS,
        call.gathersColumns() && together ? workers.columnSums : null,
        columnsAt);
  }
}
