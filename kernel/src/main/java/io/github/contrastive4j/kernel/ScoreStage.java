package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Third and fourth stage: scores of the group against all candidates, a tile block at a time, and
 * whatever is to be done with a block while it is in cache: maxima, or exponentials with their sums
 * per row and per column.
 *
 * <p>A task works on a few panels of anchors and one chunk of candidates. The entry of an anchor
 * and its own target is excluded from all sums: its share comes from the float64 logit instead.
 */
final class ScoreStage {
  private final RankingCall call;
  private final Phase scoreOnly = (task, worker) -> score(task);
  private final Phase scoreAndMaxima =
      (task, worker) -> {
        score(task);
        maxima(task, worker);
      };
  private final Phase scoreAndExponentials =
      (task, worker) -> {
        score(task);
        exponentials(task, worker);
      };
  private final Phase exponentialsAlone = this::exponentials;

  ScoreStage(RankingCall call) {
    this.call = call;
  }

  /** Scores the group. */
  void score() {
    call.crew.forEach(tasks(), scoreOnly);
  }

  /** Scores the group and takes the maxima. */
  void scoreAndMaxima() {
    call.crew.forEach(tasks(), scoreAndMaxima);
  }

  /** Scores the group and replaces the scores by their exponentials. */
  void scoreAndExponentials() {
    call.crew.forEach(tasks(), scoreAndExponentials);
  }

  /** Replaces the scores of the group by their exponentials. */
  void exponentials() {
    call.crew.forEach(tasks(), exponentialsAlone);
  }

  private int tasks() {
    return call.plan.tileBlocks(call.groupPanels()) * call.plan.chunks();
  }

  private int firstPanel(int task) {
    return task / call.plan.chunks() * call.plan.tilePanels();
  }

  private int endPanel(int task) {
    return Math.min(firstPanel(task) + call.plan.tilePanels(), call.groupPanels());
  }

  private int chunk(int task) {
    return task % call.plan.chunks();
  }

  private void score(int task) {
    int chunk = chunk(task);
    int row = chunk * RankingPlan.CHUNK;
    int rows = Panels.paddedRows(call.chunkCandidates(chunk));
    int length = call.plan.dimensions();
    for (int k = 0; k < length; k += Panels.DEPTH_BLOCK) {
      int depth = Math.min(Panels.DEPTH_BLOCK, length - k);
      for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
        scoreTile(panel, row, rows, k, depth);
      }
    }
    for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
      exclude(panel, chunk);
    }
  }

  private void scoreTile(int panel, int row, int rows, int k, int depth) {
    TileKernels tiles = call.tiles;
    float[] left = call.scratch.candidates;
    int stride = call.plan.candidateStride();
    int leftAt = k / PANEL * stride + row * PANEL;
    float[] right = call.scratch.anchorsTransposed;
    int rightAt = (panel * call.plan.dimensions() + k) * PANEL;
    float[] out = call.scratch.scores;
    int outAt = call.scorePanel(panel) + row * PANEL;
    if (call.inner()) {
      tiles.multiply(left, leftAt, stride, rows, depth, right, rightAt, out, outAt, k > 0);
    } else {
      tiles.distances(
          call.geometry, left, leftAt, stride, rows, depth, right, rightAt, out, outAt, k > 0);
    }
  }

  /** Marks the targets, and the lanes of the last panel that stand for no anchor. */
  private void exclude(int panel, int chunk) {
    float[] scores = call.scratch.scores;
    int at = call.scorePanel(panel);
    int from = chunk * RankingPlan.CHUNK;
    int to = from + call.chunkCandidates(chunk);
    int lanes = call.panelAnchors(panel);
    for (int lane = 0; lane < lanes; lane++) {
      int target = call.target(call.panelAnchor(panel) + lane);
      if (target >= from && target < to) {
        scores[at + target * PANEL + lane] = Float.NEGATIVE_INFINITY;
      }
    }
    for (int j = from; lanes < PANEL && j < to; j++) {
      int end = at + (j + 1) * PANEL;
      Arrays.fill(scores, end - PANEL + lanes, end, Float.NEGATIVE_INFINITY);
    }
  }

  private void maxima(int task, int worker) {
    int chunk = chunk(task);
    int row = chunk * RankingPlan.CHUNK;
    int rows = call.chunkCandidates(chunk);
    float[] maxima = call.scratch.chunkMaxima;
    float[] columns = call.plan.symmetric() ? call.scratch.columnLanes : null;
    int columnsAt = worker * RankingPlan.columnSumsPerWorker();
    if (columns != null) {
      Arrays.fill(columns, columnsAt, columnsAt + rows, Float.NEGATIVE_INFINITY);
    }
    for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
      int at = (chunk * call.plan.groupPanels() + panel) * PANEL;
      Arrays.fill(maxima, at, at + PANEL, Float.NEGATIVE_INFINITY);
      call.scores.maxima(
          call.geometry,
          (float) call.kappa,
          (float) call.unit,
          call.scratch.scores,
          call.scorePanel(panel) + row * PANEL,
          rows,
          maxima,
          at,
          columns,
          columnsAt);
    }
    for (int j = 0; columns != null && j < rows; j++) {
      call.scratch.columnBlocks[columnBlock(task, row + j)] = columns[columnsAt + j];
    }
  }

  /** Where a block of panels leaves its two results for a candidate. */
  private int columnBlock(int task, int candidate) {
    int block = firstPanel(task) / call.plan.tilePanels();
    return (block * call.plan.candidates() + candidate) * 2;
  }

  private void exponentials(int task, int worker) {
    int chunk = chunk(task);
    int row = chunk * RankingPlan.CHUNK;
    int rows = call.chunkCandidates(chunk);
    float[] columns = call.gathersColumns ? call.scratch.columnLanes : null;
    int columnsAt = worker * RankingPlan.columnSumsPerWorker();
    if (columns != null) {
      Arrays.fill(columns, columnsAt, columnsAt + rows * COLUMN_STRIDE, 0f);
    }
    for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
      int at = call.scorePanel(panel) + row * PANEL;
      if (columns != null && !call.sharedShift) {
        columnExponentials(at, row, rows, columns, columnsAt);
      }
      call.scores.exponentials(
          call.geometry,
          (float) call.kappa,
          (float) call.unit,
          call.scratch.scores,
          at,
          rows,
          call.scratch.rowShift,
          call.panelAnchor(panel),
          call.scratch.rowSums,
          (chunk * call.plan.groupPanels() + panel) * ROW_SUMS * PANEL,
          call.sharedShift ? columns : null,
          columnsAt);
    }
    if (columns != null) {
      reduceColumns(columns, columnsAt, rows, columnBlock(task, row));
    }
  }

  private void columnExponentials(int at, int row, int rows, float[] columns, int columnsAt) {
    call.scores.columnExponentials(
        call.geometry,
        (float) call.kappa,
        (float) call.unit,
        call.scratch.scores,
        at,
        rows,
        call.scratch.columnShift,
        row,
        columns,
        columnsAt);
  }

  /** Adds up the partial sums of each candidate in float64: Σ E and Σ E·x. */
  private void reduceColumns(float[] columns, int columnsAt, int rows, int out) {
    double[] blocks = call.scratch.columnBlocks;
    for (int j = 0; j < rows; j++) {
      int at = columnsAt + j * COLUMN_STRIDE;
      double sum = 0;
      double moment = 0;
      for (int lane = 0; lane < COLUMN_LANES; lane++) {
        sum += columns[at + lane];
        moment += columns[at + COLUMN_LANES + lane];
      }
      blocks[out + 2 * j] = sum;
      blocks[out + 2 * j + 1] = moment;
    }
  }
}
