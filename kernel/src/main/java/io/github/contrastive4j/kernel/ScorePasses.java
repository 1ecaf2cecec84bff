package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.RankingBlock.COLUMN_VALUES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_TOTALS;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import java.util.Arrays;

/**
 * Maxima and sums over the scores of some panels and a chunk, row by row and column by column, for
 * the objective at hand. Scores become exponentials or sigmoids on the way, unless later weights
 * need the logits.
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

  /** Takes the maxima of some panels and a chunk. */
  void maxima(int from, int to, int chunk, int worker) {
    int column = call.block.chunkColumn(chunk);
    int columns = call.block.chunkColumns(chunk);
    float[] columnMaxima = call.gathersColumns() ? workers.columnSums : null;
    int columnsAt = worker * WorkerScratch.COLUMN_SUMS;
    if (columnMaxima != null) {
      Arrays.fill(columnMaxima, columnsAt, columnsAt + columns, Float.NEGATIVE_INFINITY);
    }
    for (int panel = from; panel < to; panel++) {
      int maxAt = call.group.chunkLane(chunk, panel);
      Arrays.fill(scratch.chunkMaxima, maxAt, maxAt + PANEL, Float.NEGATIVE_INFINITY);
      call.scoreKernels.maxima(
          call.geometry,
          (float) call.logits.blockKappa(),
          (float) call.unit,
          scratch.scores,
          call.group.scoreAt(panel, column),
          columns,
          scratch.chunkMaxima,
          maxAt,
          columnMaxima,
          columnsAt);
    }
    int out = columnValuesAt(from, column);
    for (int j = 0; columnMaxima != null && j < columns; j++) {
      scratch.columnBlocks[out + j * COLUMN_VALUES] = columnMaxima[columnsAt + j];
    }
  }

  /** Takes the sums of some panels and a chunk. */
  void sum(int from, int to, int chunk, int worker) {
    int columns = call.block.chunkColumns(chunk);
    int columnsAt = worker * WorkerScratch.COLUMN_SUMS;
    boolean totals = call.gathersColumns() && call.shape().smoothing();
    if (call.gathersColumns()) {
      Arrays.fill(workers.columnSums, columnsAt, columnsAt + columns * COLUMN_STRIDE, 0f);
    }
    if (totals) {
      Arrays.fill(workers.columnTotals, columnsAt, columnsAt + columns * COLUMN_STRIDE, 0f);
    }
    boolean ranks = call.block.kind() == Kind.MAIN && call.shape().ranks();
    for (int panel = from; panel < to; panel++) {
      if (ranks && call.firstSweep) {
        countRanks(panel, chunk);
      }
      sum(panel, chunk, worker);
    }
    if (call.gathersColumns()) {
      int out = columnValuesAt(from, call.block.chunkColumn(chunk));
      call.scoreKernels.sumColumns(
          workers.columnSums, columnsAt, columns, scratch.columnBlocks, out, COLUMN_VALUES);
      if (totals) {
        call.scoreKernels.sumColumns(
            workers.columnTotals, columnsAt, columns, scratch.columnBlocks, out + 2, COLUMN_VALUES);
      }
    }
  }

  private int columnValuesAt(int firstPanel, int column) {
    return call.block.columnValuesAt(firstPanel / call.block.tilePanels(), column);
  }

  /** Counts the candidates that are more alike a row than its target. */
  private void countRanks(int panel, int chunk) {
    int column = call.block.chunkColumn(chunk);
    int columns = call.block.chunkColumns(chunk);
    call.scoreKernels.countAbove(
        call.geometry,
        scratch.scores,
        call.group.scoreAt(panel, column),
        columns,
        anchors.rankLimit,
        call.group.panelRow(panel),
        scratch.rowCounts,
        call.group.chunkLane(chunk, panel));
    if (call.shape().positives()) {
      ids.forEachPositive(panel, column, column + columns, uncount);
    }
  }

  /** Other positives are no negatives. */
  private void uncount(int panel, int lane, int column) {
    float score = scratch.scores[call.group.scoreAt(panel, column) + lane];
    float limit = anchors.rankLimit[call.group.panelRow(panel) + lane];
    if (call.inner() ? score > limit : score >= 0 && score < limit) {
      scratch.rowCounts[call.group.chunkLane(column / call.block.chunk(), panel) + lane]--;
    }
  }

  private void sum(int panel, int chunk, int worker) {
    if (call.sigmoid()) {
      sigmoids(panel, chunk);
      return;
    }
    if (call.firstSweep && call.shape().smoothing()) {
      totals(panel, chunk, worker);
    }
    exponentials(panel, chunk, worker);
  }

  private void sigmoids(int panel, int chunk) {
    call.scoreKernels.sigmoids(
        call.geometry,
        (float) call.logits.blockKappa(),
        (float) call.unit,
        (float) (call.logits.constant() * Exponents.LOG2_E),
        scratch.scores,
        call.group.scoreAt(panel, call.block.chunkColumn(chunk)),
        call.block.chunkColumns(chunk),
        scratch.rowSums,
        call.group.chunkLane(chunk, panel) * ROW_SUMS);
  }

  private void totals(int panel, int chunk, int worker) {
    int at = call.group.scoreAt(panel, call.block.chunkColumn(chunk));
    int columns = call.block.chunkColumns(chunk);
    float kappa = (float) call.logits.blockKappa();
    float unit = (float) call.unit;
    int out = ROW_TOTALS * call.group.chunkLane(chunk, panel);
    call.scoreKernels.totals(
        call.geometry, kappa, unit, scratch.scores, at, columns, scratch.rowTotals, out);
    if (call.gathersColumns()) {
      int columnsAt = worker * WorkerScratch.COLUMN_SUMS;
      call.scoreKernels.columnTotals(
          call.geometry, kappa, unit, scratch.scores, at, columns, workers.columnTotals, columnsAt);
    }
  }

  private void exponentials(int panel, int chunk, int worker) {
    int column = call.block.chunkColumn(chunk);
    int columns = call.block.chunkColumns(chunk);
    float[] scores = scratch.scores;
    int at = call.group.scoreAt(panel, column);
    int columnsAt = worker * WorkerScratch.COLUMN_SUMS;
    boolean together = call.sharedShift && call.logits.blockSlope() == 1;
    if (call.gathersColumns() && !together) {
      call.scoreKernels.columnExponentials(
          call.geometry,
          (float) call.logits.blockKappa(),
          (float) call.unit,
          scores,
          at,
          columns,
          (float) (1 / call.logits.blockSlope()),
          candidates.shift,
          call.block.firstColumn() + column,
          call.centre,
          workers.columnSums,
          columnsAt);
    }
    if (call.keepsLogits() && call.group.weighed) {
      int copy = worker * WorkerScratch.SCORES;
      System.arraycopy(scores, at, workers.scores, copy, columns * PANEL);
      scores = workers.scores;
      at = copy;
    }
    call.scoreKernels.exponentials(
        call.geometry,
        (float) call.logits.blockKappa(),
        (float) call.unit,
        scores,
        at,
        columns,
        anchors.shift,
        call.group.panelRow(panel),
        call.centre,
        scratch.rowSums,
        call.group.chunkLane(chunk, panel) * ROW_SUMS,
        call.gathersColumns() && together ? workers.columnSums : null,
        columnsAt);
  }
}
