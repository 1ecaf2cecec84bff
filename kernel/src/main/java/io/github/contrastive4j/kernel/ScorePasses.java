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
  private final IdFilter ids;
  private final IdFilter.PositiveAction uncount = this::uncount;

  ScorePasses(RankingCall call, IdFilter ids) {
    this.call = call;
    this.ids = ids;
  }

  /** Counts the candidates that are more alike a row than its target. */
  void countRanks(int panel, int chunk) {
    int from = call.block.chunkColumn(chunk);
    int rows = call.block.chunkColumns(chunk);
    call.scores.countAbove(
        call.geometry,
        call.scratch.scores,
        call.group.scoreAt(panel, from),
        rows,
        call.scratch.rankLimit,
        call.group.panelRow(panel),
        call.scratch.rowCounts,
        call.group.chunkLane(chunk, panel));
    if (call.plan.shape().positives()) {
      ids.forEachPositive(panel, chunk, from, from + rows, uncount);
    }
  }

  /** Other positives are no negatives. */
  private void uncount(int panel, int chunk, int lane, int column) {
    RankingScratch s = call.scratch;
    float score = s.scores[call.group.scoreAt(panel, column) + lane];
    float limit = s.rankLimit[call.group.panelRow(panel) + lane];
    if (call.inner() ? score > limit : score >= 0 && score < limit) {
      s.rowCounts[call.group.chunkLane(chunk, panel) + lane]--;
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
        call.scratch.scores,
        call.group.scoreAt(panel, call.block.chunkColumn(chunk)),
        call.block.chunkColumns(chunk),
        call.scratch.rowSums,
        call.group.chunkLane(chunk, panel) * ROW_SUMS);
  }

  private void totals(int panel, int chunk, int worker) {
    RankingScratch s = call.scratch;
    int at = call.group.scoreAt(panel, call.block.chunkColumn(chunk));
    int rows = call.block.chunkColumns(chunk);
    float kappa = (float) call.blockKappa();
    float unit = (float) call.unit;
    int out = 2 * call.group.chunkLane(chunk, panel);
    call.scores.totals(call.geometry, kappa, unit, s.scores, at, rows, s.rowTotals, out);
    if (call.gathersColumns()) {
      int columnsAt = worker * RankingPlan.columnSumsPerWorker();
      call.scores.columnTotals(
          call.geometry, kappa, unit, s.scores, at, rows, s.columnTotalLanes, columnsAt);
    }
  }

  private void exponentials(int panel, int chunk, int worker) {
    RankingScratch s = call.scratch;
    int row = call.block.chunkColumn(chunk);
    int rows = call.block.chunkColumns(chunk);
    float[] scores = s.scores;
    int at = call.group.scoreAt(panel, row);
    int columnsAt = worker * RankingPlan.columnSumsPerWorker();
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
          s.columnShift,
          call.block.firstColumn() + row,
          s.columnLanes,
          columnsAt);
    }
    if (call.keepsLogits() && call.group.weighed) {
      int copy = worker * RankingPlan.scoresPerWorker();
      System.arraycopy(scores, at, s.scoreCopies, copy, rows * PANEL);
      scores = s.scoreCopies;
      at = copy;
    }
    call.scores.exponentials(
        call.geometry,
        (float) call.blockKappa(),
        (float) call.unit,
        scores,
        at,
        rows,
        s.rowShift,
        call.group.panelRow(panel),
        s.rowSums,
        call.group.chunkLane(chunk, panel) * ROW_SUMS,
        call.gathersColumns() && together ? s.columnLanes : null,
        columnsAt);
  }
}
