package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.RankingBlock.COLUMN_VALUES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Third and fourth stage: scores of the group against all columns, a tile block at a time, and
 * whatever is to be done with a block while it is in cache: maxima, or exponentials with their sums
 * per row and per column.
 *
 * <p>A task works on a few panels of rows and one chunk of columns; the chunk stays while the
 * panels change.
 */
final class ScoreStage {
  private final RankingCall call;
  private final SquaredDistances distances;
  private final Exclusions exclusions;
  private final ScorePasses passes;
  private final Phase scoreOnly = this::score;
  private final Phase scoreAndMaxima =
      (task, worker) -> {
        score(task, worker);
        maxima(task, worker);
      };
  private final Phase scoreAndSums =
      (task, worker) -> {
        score(task, worker);
        sums(task, worker);
      };
  private final Phase sumsAlone = this::sums;

  /** The chunk that each worker has near, or -1. */
  private int[] near = {};

  ScoreStage(
      RankingCall call, SquaredDistances distances, Exclusions exclusions, ScorePasses passes) {
    this.call = call;
    this.distances = distances;
    this.exclusions = exclusions;
    this.passes = passes;
  }

  /** Scores the group. */
  void score() {
    distances.begin();
    forEach(scoreOnly);
  }

  /** Scores the group and takes the maxima. */
  void scoreAndMaxima() {
    distances.begin();
    forEach(scoreAndMaxima);
  }

  /** Scores the group and sums what the objective asks for. */
  void scoreAndSums() {
    distances.begin();
    forEach(scoreAndSums);
  }

  /** Sums what the objective asks for, of scores that are there. */
  void sums() {
    forEach(sumsAlone);
  }

  private void forEach(Phase phase) {
    int workers = call.crew.workers();
    near = near.length >= workers ? near : new int[workers];
    Arrays.fill(near, -1);
    call.crew.forEach(tileBlocks() * call.block.chunks(), phase);
  }

  private int tileBlocks() {
    return call.block.tileBlocks(call.groupPanels());
  }

  private int firstPanel(int task) {
    return task % tileBlocks() * call.block.tilePanels();
  }

  private int endPanel(int task) {
    return Math.min(firstPanel(task) + call.block.tilePanels(), call.groupPanels());
  }

  private int chunk(int task) {
    return task / tileBlocks();
  }

  private void score(int task, int worker) {
    int chunk = chunk(task);
    int row = chunk * RankingBlock.CHUNK;
    int rows = Panels.paddedRows(call.chunkColumns(chunk));
    int length = call.plan.dimensions();
    if (call.block.isFar() && near[worker] != chunk) {
      prefetch(row, rows);
      near[worker] = chunk;
    }
    for (int k = 0; k < length; k += distances.depth()) {
      int depth = Math.min(distances.depth(), length - k);
      score(firstPanel(task), endPanel(task), row, rows, k, depth);
    }
    for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
      if (!call.inner() && distances.byProducts()) {
        distances.complete(panel, chunk);
      }
      exclusions.mark(panel, chunk, worker);
    }
  }

  private void prefetch(int row, int rows) {
    int panels = Panels.count(call.plan.dimensions());
    int stride = call.block.columnStride();
    Prefetch.read(call.scratch.columns, row * PANEL, rows * PANEL, panels, stride);
  }

  /** Scores of some panels and some columns over a stretch of dimensions. */
  private void score(int from, int to, int row, int rows, int k, int depth) {
    TileKernels tiles = call.tiles;
    float[] left = call.scratch.columns;
    int stride = call.block.columnStride();
    int leftAt = k / PANEL * stride + row * PANEL;
    float[] right = call.scratch.rowsTransposed;
    int rightStride = call.plan.dimensions() * PANEL;
    int rightAt = from * rightStride + k * PANEL;
    float[] out = call.scratch.scores;
    int outAt = call.scorePanel(from) + row * PANEL;
    boolean add = k > 0;
    if (distances.byProducts()) {
      int panels = to - from;
      tiles.multiply(
          left,
          leftAt,
          stride,
          rows,
          depth,
          right,
          rightAt,
          rightStride,
          out,
          outAt,
          stride,
          panels,
          add);
      return;
    }
    for (int panel = from; panel < to; panel++) {
      tiles.distances(
          call.geometry, left, leftAt, stride, rows, depth, right, rightAt, out, outAt, add);
      rightAt += rightStride;
      outAt += stride;
    }
  }

  private void maxima(int task, int worker) {
    int chunk = chunk(task);
    int row = chunk * RankingBlock.CHUNK;
    int rows = call.chunkColumns(chunk);
    float[] columns = call.gathersColumns ? call.scratch.columnLanes : null;
    int columnsAt = worker * RankingPlan.columnSumsPerWorker();
    if (columns != null) {
      Arrays.fill(columns, columnsAt, columnsAt + rows, Float.NEGATIVE_INFINITY);
    }
    for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
      int maxAt = call.chunkLane(chunk, panel);
      Arrays.fill(call.scratch.chunkMaxima, maxAt, maxAt + PANEL, Float.NEGATIVE_INFINITY);
      call.scores.maxima(
          call.geometry,
          (float) call.blockKappa(),
          (float) call.unit,
          call.scratch.scores,
          call.scorePanel(panel) + row * PANEL,
          rows,
          call.scratch.chunkMaxima,
          maxAt,
          columns,
          columnsAt);
    }
    for (int j = 0; columns != null && j < rows; j++) {
      call.scratch.columnBlocks[columnBlock(task, row + j)] = columns[columnsAt + j];
    }
  }

  /** Where a block of panels leaves its results for a column. */
  private int columnBlock(int task, int column) {
    int block = firstPanel(task) / call.block.tilePanels();
    return (block * call.block.columns() + column) * COLUMN_VALUES;
  }

  private void sums(int task, int worker) {
    int chunk = chunk(task);
    int rows = call.chunkColumns(chunk);
    int columnsAt = worker * RankingPlan.columnSumsPerWorker();
    RankingScratch s = call.scratch;
    boolean totals = call.gathersColumns && call.plan.shape().smoothing();
    if (call.gathersColumns) {
      Arrays.fill(s.columnLanes, columnsAt, columnsAt + rows * COLUMN_STRIDE, 0f);
    }
    if (totals) {
      Arrays.fill(s.columnTotalLanes, columnsAt, columnsAt + rows * COLUMN_STRIDE, 0f);
    }
    for (int panel = firstPanel(task); panel < endPanel(task); panel++) {
      if (call.block.kind() == Kind.MAIN && call.firstSweep && call.plan.shape().ranks()) {
        passes.countRanks(panel, chunk);
      }
      passes.sum(panel, chunk, worker);
    }
    if (call.gathersColumns) {
      int out = columnBlock(task, chunk * RankingBlock.CHUNK);
      reduceColumns(s.columnLanes, columnsAt, rows, out);
      if (totals) {
        reduceColumns(s.columnTotalLanes, columnsAt, rows, out + 2);
      }
    }
  }

  /** Adds up the partial sums of each column in float64: two values a column. */
  private void reduceColumns(float[] lanes, int lanesAt, int rows, int out) {
    double[] blocks = call.scratch.columnBlocks;
    for (int j = 0; j < rows; j++) {
      int at = lanesAt + j * COLUMN_STRIDE;
      double sum = 0;
      double moment = 0;
      for (int lane = 0; lane < COLUMN_LANES; lane++) {
        sum += lanes[at + lane];
        moment += lanes[at + COLUMN_LANES + lane];
      }
      blocks[out + COLUMN_VALUES * j] = sum;
      blocks[out + COLUMN_VALUES * j + 1] = moment;
    }
  }
}
