package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Rows of the caller, normalized where the similarity asks for it, into the panels that the tiles
 * read. The columns of a block are packed once; its rows group by group, transposed for the scores
 * (with the scale folded in, so that scores come out as logits in base 2) and then, in the same
 * place, upright for the gradient of the columns and for differences.
 *
 * <p>All workers share one copy, which they pack in phases of its own, or {@linkplain PackedCopies
 * each has one}, which it packs on the way. Where there are chunks of columns enough, those of the
 * one copy are packed on the way too, and are near when they are scored.
 */
final class PackStage {
  private static final int TASK_COLUMNS = 32;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final BlockScratch scratch;
  private final DistanceScratch distances;
  private final WorkerScratch workers;
  private final GuideCosines guide;
  private final Phase columns = this::packBlock;
  private final Phase transposed = this::packTransposed;

  /**
   * Block and group whose rows are packed: transposed, and upright from when they are weighed or
   * their gradients begin, after which they are not scored again before another group is.
   */
  private RankingBlock packedBlock;

  private int packedGroup;

  /** Whether the columns of the block are packed on the way. */
  private boolean byChunk;

  PackStage(RankingCall call, GuideCosines guide) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.scratch = call.scratch.block;
    this.distances = call.scratch.distances;
    this.workers = call.scratch.workers;
    this.guide = guide;
  }

  /** Packs all columns and the transposed rows of a group, unless they are there. */
  void packForScores(int group) {
    if (packedBlock != call.block) {
      packColumnsAndGroup();
    } else if (packedGroup != group) {
      call.crew.forEach(call.group.panels(), transposed);
    }
    packedBlock = call.block;
    packedGroup = group;
  }

  /** Packs all columns, unless they are there, for a group that will be packed upright alone. */
  void packForGradients(int group) {
    if (packedBlock != call.block) {
      byChunk = false;
      call.crew.forEach(columnTasks(), columns);
    }
    packedBlock = call.block;
    packedGroup = group;
  }

  /** Begins a call, with nothing packed. */
  void begin() {
    packedBlock = null;
  }

  /** If the copy is one for all; columns only if they are not packed on the way. */
  private void packColumnsAndGroup() {
    boolean shared = !call.packed.perWorker();
    // Each worker begins with a chunk of its own if there are as many. Prefixes are scored from the
    // shortest on, and the widest packs.
    boolean many = call.block.chunks() >= call.crew.workers();
    byChunk = shared && many && call.block.isFar() && call.level == null;
    if (byChunk) {
      call.packed.beginChunks();
      call.crew.forEach(call.group.panels(), transposed);
    } else if (shared) {
      call.crew.forEach(columnTasks(), columns, call.group.panels(), transposed);
    }
  }

  private int columnTasks() {
    return Math.ceilDiv(call.block.columns(), TASK_COLUMNS);
  }

  /**
   * Packs what a worker needs to score a chunk of columns, if that is packed on the way.
   *
   * @return whether it has
   */
  boolean prepareChunk(int chunk, int worker) {
    if (!byChunk || call.packed.hasChunk(chunk)) {
      return false;
    }
    int from = call.block.chunkColumn(chunk);
    packColumns(from, from + call.block.chunkColumns(chunk), worker);
    call.packed.shareChunk(chunk);
    return true;
  }

  /** Packs what a worker needs to score some panels, if the copy is its own and has it not. */
  void preparePanels(int from, int to, int worker) {
    if (!call.packed.perWorker()) {
      return;
    }
    prepareColumns(worker);
    for (int panel = from; panel < to; panel++) {
      if (call.packed.claimTransposed(worker, panel)) {
        packTransposed(panel, worker);
      }
    }
  }

  /**
   * Packs what a worker needs for gradients, if the copy is its own and has it not. The upright
   * rows take the place of the transposed ones.
   */
  void prepareGradients(int worker) {
    if (!call.packed.perWorker()) {
      return;
    }
    prepareColumns(worker);
    if (call.packed.claimUpright(worker)) {
      for (int panel = 0; panel < call.group.panels(); panel++) {
        packUpright(panel, worker);
      }
    }
  }

  private void prepareColumns(int worker) {
    if (call.packed.claimColumns(worker)) {
      packColumns(0, call.block.columns(), worker);
    }
  }

  private void packBlock(int task, int worker) {
    int from = task * TASK_COLUMNS;
    packColumns(from, Math.min(from + TASK_COLUMNS, call.block.columns()), worker);
  }

  private void packColumns(int from, int to, int worker) {
    int stride = call.block.columnStride();
    int columnsAt = call.packed.columnsAt(worker);
    int squaresAt = call.packed.columnSquaresAt(worker);
    float[] panels = scratch.columns;
    for (int j = from; j < to; j++) {
      double factor = call.cosine() ? 1 / L2Normalization.divisor(call.sides.columnNorm(j)) : 1;
      factor /= call.unit;
      Matrix c = call.sides.columnMatrix(j);
      int start = c.start(call.sides.columnRow(j));
      int at = columnsAt + j * PANEL;
      call.rowKernels.packRow(c.data(), start, c.columns(), factor, panels, at, stride);
      if (call.squared()) {
        distances.columnSquares[squaresAt + j] = square(call.sides.columnNorm(j));
      }
    }
    for (int j = to; to == call.block.columns() && j < Panels.paddedRows(to); j++) {
      Panels.clearRow(panels, columnsAt + j * PANEL, stride, call.plan.dimensions());
    }
    if (guide.judges()) {
      guide.packColumns(from, to);
    }
  }

  private void packTransposed(int panel, int worker) {
    Matrix a = call.sides.rowMatrix();
    int first = call.group.panelRow(panel);
    int rows = call.group.panelRows(panel);
    double[] factors = workers.panelFactors;
    int factorsAt = worker * WorkerScratch.PANEL_FACTORS;
    for (int r = 0; r < rows; r++) {
      factors[factorsAt + r] = rowFactor(first + r) * (call.inner() ? call.logits.blockKappa() : 1);
    }
    if (call.squared()) {
      measureRows(panel, worker);
    }
    int length = a.columns();
    float[] transposed = scratch.rows;
    call.rowKernels.packTransposed(
        a.data(),
        a.start(first),
        a.rowStride(),
        rows,
        length,
        factors,
        factorsAt,
        transposed,
        call.packed.rowsAt(worker) + panel * length * PANEL);
    if (guide.judges()) {
      guide.packTransposed(panel, worker);
    }
  }

  private void measureRows(int panel, int worker) {
    float[] squares = distances.rowSquares;
    int at = call.packed.rowSquaresAt(worker) + panel * PANEL;
    // Lanes without a row are far from everything.
    Arrays.fill(squares, at, at + PANEL, 1f);
    for (int r = 0; r < call.group.panelRows(panel); r++) {
      squares[at + r] = square(call.sides.rowNorm(call.group.panelRow(panel) + r));
    }
  }

  /** Square of a norm in packed units. */
  private float square(double norm) {
    double packed = norm / call.unit;
    return (float) (packed * packed);
  }

  /**
   * Packs the upright rows of one panel of the group, if the copy is one for all: over transposed
   * ones whose scores are there.
   */
  void packUpright(int panel) {
    if (!call.packed.perWorker()) {
      packUpright(panel, 0);
    }
  }

  /** Where scores are not weighed, the weight of a row goes into it. */
  private void packUpright(int panel, int worker) {
    if (!call.block.upright(call.shape().distance())) {
      return;
    }
    Matrix a = call.sides.rowMatrix();
    int first = call.group.panelRow(panel);
    int rows = call.group.panelRows(panel);
    int stride = call.block.groupStride();
    int rowsAt = call.packed.rowsAt(worker);
    float[] panels = scratch.rows;
    for (int r = 0; r < rows; r++) {
      int i = first + r;
      double weight = call.weighsScores() ? 1 : anchors.factor[i];
      int at = rowsAt + (panel * PANEL + r) * PANEL;
      call.rowKernels.packRow(
          a.data(), a.start(i), a.columns(), rowFactor(i) * weight, panels, at, stride);
    }
    for (int r = rows; r < Panels.paddedRows(rows); r++) {
      Panels.clearRow(panels, rowsAt + (panel * PANEL + r) * PANEL, stride, a.columns());
    }
  }

  private double rowFactor(int i) {
    return call.cosine() ? 1 / L2Normalization.divisor(call.sides.rowNorm(i)) : 1 / call.unit;
  }
}
