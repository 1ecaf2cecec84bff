package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * Fifth stage: the products of the weights with the columns and the rows of the block.
 *
 * <p>A task owns some rows of one gradient and adds up in a fixed order: over all columns for rows,
 * over the groups one after the other for columns. What is complete within the task stays in a
 * block of its worker's; only the gradient of the columns over several groups has panels of its
 * own.
 */
final class BackwardStage {
  /** Panels of rows that share what is read of the other side. */
  private static final int MOST_PANELS = RankingPlan.GRADIENT_ROWS / PANEL;

  /** Fewer leave workers idle at the end, who all wait for the longest task. */
  private static final int TASKS_PER_WORKER = 3;

  private final RankingCall call;
  private final OwnNegatives ownNegatives;
  private final Unnormalization unnormalization;
  private final Phase products = this::multiply;
  private int taskPanels;
  private int rowTaskPanels;
  private int rowTasks;
  private int columnTasks;
  private boolean first;
  private boolean last;

  BackwardStage(RankingCall call, OwnNegatives ownNegatives, Unnormalization unnormalization) {
    this.call = call;
    this.ownNegatives = ownNegatives;
    this.unnormalization = unnormalization;
  }

  /**
   * Propagates the weights of a group.
   *
   * @param firstGroup whether the gradient of the columns starts here
   * @param lastGroup whether it is complete afterwards
   */
  void run(boolean firstGroup, boolean lastGroup) {
    first = firstGroup;
    last = lastGroup;
    int rows = call.block.rowGradients() ? call.groupPanels() : 0;
    int columns = call.columnsWithGradient();
    if (call.block.sharesSink()) {
      propagate(rows, 0);
      propagate(0, columns);
    } else {
      propagate(rows, columns);
    }
  }

  /** Cuts into the largest tasks of which there are enough for all workers. */
  private void propagate(int rowPanels, int columns) {
    int wanted = call.crew.workers() == 1 ? 1 : TASKS_PER_WORKER * call.crew.workers();
    int most = Math.clamp(rowPanels / 8, 1, MOST_PANELS);
    taskPanels = MOST_PANELS + 1;
    do {
      taskPanels--;
      rowTasks = Math.ceilDiv(rowPanels, Math.min(taskPanels, most));
      columnTasks = Math.ceilDiv(columns, taskPanels * PANEL);
    } while (taskPanels > 1 && rowTasks + columnTasks < wanted);
    rowTaskPanels = Math.min(taskPanels, most);
    call.crew.forEach(rowTasks + columnTasks, products);
  }

  private void multiply(int task, int worker) {
    int block = worker * call.plan.gradientsPerWorker();
    if (task < rowTasks) {
      int from = task * rowTaskPanels;
      multiplyRows(from, Math.min(from + rowTaskPanels, call.groupPanels()), block);
    } else {
      int from = (task - rowTasks) * taskPanels * PANEL;
      int columns = Math.min(taskPanels * PANEL, call.columnsWithGradient() - from);
      multiplyColumns(from, columns, block);
    }
  }

  private void multiplyRows(int from, int to, int block) {
    int n = call.block.columns();
    int stride = Panels.stride(RankingPlan.GRADIENT_ROWS);
    for (int j = 0; j < n; j += call.gradientDepth()) {
      int depth = Math.min(call.gradientDepth(), n - j);
      for (int panel = from; call.block.isFar() && panel < to; panel++) {
        Prefetch.read(call.scratch.scores, call.scorePanel(panel) + j * PANEL, depth * PANEL);
      }
      multiplyRows(from, to, j, depth, block, stride);
    }
    float[] blocks = call.scratch.gradientBlocks;
    for (int panel = from; panel < to; panel++) {
      int first = call.panelRow(panel);
      for (int r = 0; r < call.panelRows(panel); r++) {
        writeRow(first + r, blocks, block + ((panel - from) * PANEL + r) * PANEL, stride);
      }
    }
  }

  /** Weights of the rows times a stretch of columns, in all dimensions. */
  private void multiplyRows(int from, int to, int j, int depth, int outAt, int outStride) {
    RankingScratch s = call.scratch;
    int stride = call.block.columnStride();
    int weights = call.scorePanel(from) + j * PANEL;
    int dimensions = Panels.count(call.plan.dimensions());
    boolean add = j > 0;
    if (call.inner()) {
      int rows = (to - 1 - from) * PANEL + Panels.paddedRows(call.panelRows(to - 1));
      call.tiles.multiplyTransposed(
          s.scores,
          weights,
          stride,
          rows,
          depth,
          s.columns,
          j * PANEL,
          stride,
          s.gradientBlocks,
          outAt,
          outStride,
          dimensions,
          add);
      return;
    }
    for (int d = 0; d < dimensions; d++) {
      for (int panel = from; panel < to; panel++) {
        int square = PANEL * PANEL;
        call.tiles.distanceGradients(
            call.geometry,
            s.scores,
            weights + (panel - from) * stride,
            0,
            Panels.paddedRows(call.panelRows(panel)),
            depth,
            s.rows,
            d * call.block.groupStride() + panel * square,
            s.columns,
            d * stride + j * PANEL,
            s.gradientBlocks,
            outAt + d * outStride + (panel - from) * square,
            add);
      }
    }
  }

  private void multiplyColumns(int from, int rows, int block) {
    boolean oneGroup = first && last;
    float[] out = oneGroup ? call.scratch.gradientBlocks : call.scratch.columnGradients;
    int outAt = oneGroup ? block : from * PANEL;
    int stride = oneGroup ? Panels.stride(RankingPlan.GRADIENT_ROWS) : call.block.columnStride();
    int m = call.groupRows;
    if (call.block.isFar()) {
      float[] weights = call.scratch.scores;
      Prefetch.read(
          weights, from * PANEL, rows * PANEL, call.groupPanels(), call.block.columnStride());
    }
    for (int i = 0; i < m; i += call.gradientDepth()) {
      int depth = Math.min(call.gradientDepth(), m - i);
      multiplyColumns(from, Panels.paddedRows(rows), i, depth, out, outAt, stride);
    }
    for (int r = 0; last && r < rows; r++) {
      writeColumn(from + r, out, outAt + r * PANEL, stride);
    }
  }

  /** Weights of the columns times a stretch of rows, in all dimensions. */
  private void multiplyColumns(
      int from, int rows, int i, int depth, float[] out, int outAt, int outStride) {
    RankingScratch s = call.scratch;
    int stride = call.block.columnStride();
    int groupStride = call.block.groupStride();
    int weights = call.scorePanel(i / PANEL) + from * PANEL;
    int dimensions = Panels.count(call.plan.dimensions());
    boolean add = i > 0 || !first;
    if (call.inner()) {
      call.tiles.multiply(
          s.scores,
          weights,
          stride,
          rows,
          depth,
          s.rows,
          i * PANEL,
          groupStride,
          out,
          outAt,
          outStride,
          dimensions,
          add);
      return;
    }
    for (int d = 0; d < dimensions; d++) {
      call.tiles.distanceGradients(
          call.geometry,
          s.scores,
          weights,
          stride,
          rows,
          depth,
          s.columns,
          d * stride + from * PANEL,
          s.rows,
          d * groupStride + i * PANEL,
          out,
          outAt + d * outStride,
          add);
    }
  }

  private void writeRow(int i, float[] panels, int at, int stride) {
    double gain = unnormalization.gain();
    if (!call.weighsScores()) {
      gain *= call.scratch.rowFactor[i];
    }
    boolean fresh = call.block == call.plan.blocks().getFirst();
    if (fresh && call.ownNegatives > 0) {
      ownNegatives.addTo(i, panels, at, stride);
    }
    boolean documents = call.block.kind() == Kind.DOCUMENTS;
    Matrix out = documents ? call.gradients.candidates() : call.gradients.anchors();
    unnormalization.write(
        panels, at, stride, gain, call.rowMatrix(), i, call.rowNorm(i), out, !fresh || adds());
  }

  private void writeColumn(int j, float[] panels, int at, int stride) {
    boolean queries = call.block.kind() == Kind.QUERIES;
    Matrix out = queries ? call.gradients.anchors() : call.gradients.candidates();
    unnormalization.write(
        panels,
        at,
        stride,
        unnormalization.gain(),
        call.columnMatrix(j),
        call.columnRow(j),
        call.columnNorm(j),
        out,
        call.block.kind() != Kind.MAIN || adds());
  }

  private boolean adds() {
    return call.gradients.update() == Update.ACCUMULATE;
  }
}
