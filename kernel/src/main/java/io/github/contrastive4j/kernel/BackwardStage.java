package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * The products of the weights with the columns and the rows of the block, or with differences of
 * both.
 *
 * <p>A task owns some rows of one gradient and adds up in a fixed order: over all columns for rows,
 * over the groups one after the other for columns. What is complete within the task stays in a
 * block of its worker's. Gradients of the columns over several groups have panels of their own, and
 * so have those of the rows where both pass over the columns in stretches.
 */
final class BackwardStage {
  /** Tasks of rows that a group has at the least before they are of the most panels. */
  private static final int LEAST_ROW_TASKS = 8;

  /** Fewer leave workers idle at the end, who all wait for the longest task. */
  private static final int TASKS_PER_WORKER = 3;

  /**
   * Gradients of distances are summed in short pieces: where the first calls are long, the compiler
   * replaces their loops while they run, before it knows enough of them, and leaves vectors as
   * objects.
   */
  private static final int DISTANCE_DEPTH = 256;

  private final RankingCall call;
  private final BlockScratch scratch;
  private final DistanceScratch distances;
  private final WorkerScratch workers;
  private final PackStage pack;
  private final NearPairs nearPairs;
  private final PrefixStage prefixes;
  private final GradientWriter writer;
  private final Phase rowProducts = this::multiplyRows;
  private final Phase columnProducts = this::multiplyColumns;
  private int taskPanels;
  private int rowTaskPanels;

  /** The stretch of columns at hand, or all. */
  private int firstColumn;

  private int endColumn;

  /** Columns of the stretch whose gradients are products with the rows. */
  private int firstProduct;

  private int endProduct;

  private boolean first;
  private boolean last;

  BackwardStage(
      RankingCall call,
      PackStage pack,
      NearPairs nearPairs,
      PrefixStage prefixes,
      GradientWriter writer) {
    this.call = call;
    this.scratch = call.scratch.block;
    this.distances = call.scratch.distances;
    this.workers = call.scratch.workers;
    this.pack = pack;
    this.nearPairs = nearPairs;
    this.prefixes = prefixes;
    this.writer = writer;
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
    int rowPanels = call.block.rowGradients() ? call.group.panels() : 0;
    int end = rowPanels > 0 ? call.block.columns() : call.sides.endOfColumnsWithGradient();
    int length = call.block.inStretches() ? stretch() : end;
    for (firstColumn = 0; firstColumn < end; firstColumn = endColumn) {
      endColumn = Math.min(end - firstColumn, length) + firstColumn;
      propagateStretch(rowPanels);
    }
  }

  /** Length of a stretch of columns: for each worker as many as a task sums up at a time. */
  private int stretch() {
    return (int) Math.min((long) Panels.DEPTH_BLOCK * call.crew.workers(), call.block.columns());
  }

  /** Cuts a stretch into the largest tasks of which there are enough for all workers. */
  private void propagateStretch(int rowPanels) {
    // From the start of a square of near pairs; what it has of the rows is not written.
    int firstSquare = call.block.firstOtherColumn() / NearPairs.SIDE * NearPairs.SIDE;
    firstProduct = Math.max(firstColumn, firstSquare);
    endProduct = Math.min(endColumn, call.sides.endOfColumnsWithGradient());
    int columns = Math.max(0, endProduct - firstProduct);
    int wanted = call.crew.workers() == 1 ? 1 : TASKS_PER_WORKER * call.crew.workers();
    int mostPanels = WorkerScratch.gradientRows(call.shape()) / PANEL;
    int most = Math.clamp(rowPanels / LEAST_ROW_TASKS, 1, mostPanels);
    int rowTasks;
    int columnTasks;
    taskPanels = mostPanels + 1;
    do {
      taskPanels--;
      rowTasks = Math.ceilDiv(rowPanels, Math.min(taskPanels, most));
      columnTasks = Math.ceilDiv(columns, taskPanels * PANEL);
    } while (taskPanels > 1 && rowTasks + columnTasks < wanted);
    rowTaskPanels = Math.min(taskPanels, most);
    call.crew.forEach(rowTasks, rowProducts, columnTasks, columnProducts);
  }

  private void multiplyRows(int task, int worker) {
    pack.prepareGradients(worker);
    int from = task * rowTaskPanels;
    int to = Math.min(from + rowTaskPanels, call.group.panels());
    boolean stretches = call.block.inStretches();
    float[] out = stretches ? scratch.rowGradients : workers.gradients;
    int outAt =
        stretches
            ? PanelLayout.ORIGIN + from * PANEL * PANEL
            : WorkerScratch.gradientsAt(call.shape(), worker);
    int stride = stretches ? call.block.groupStride() : WorkerScratch.gradientStride(call.shape());
    if (!call.inner() && firstColumn == 0) {
      Arrays.fill(distances.rowMass, from * PANEL, to * PANEL, 0f);
    }
    int depth;
    for (int j = firstColumn; j < endColumn; j += depth) {
      boolean near = nearPairs.isNear(from * PANEL, j);
      // Sums are cut wherever a stretch may end, so that they do not depend on the workers.
      int most = Math.min(depth(near), Panels.DEPTH_BLOCK - j % Panels.DEPTH_BLOCK);
      depth = nearPairs.columnsAlike(from * PANEL, j, Math.min(most, endColumn - j));
      for (int panel = from; call.block.isFar() && panel < to; panel++) {
        Prefetch.read(scratch.scores, call.group.weightPanelAt(panel) + j * PANEL, depth * PANEL);
      }
      if (near || call.absolute()) {
        addRowDifferences(from, to, j, depth, near, out, outAt, stride, worker);
      } else {
        addRowProducts(from, to, j, depth, out, outAt, stride, worker);
      }
      if (!call.inner() && !near) {
        addRowMass(from, to, j, depth);
      }
    }
    boolean complete = endColumn == call.block.columns();
    for (int panel = from; complete && panel < to; panel++) {
      int at = outAt + (panel - from) * PANEL * PANEL;
      if (call.squared()) {
        nearPairs.addToRows(panel, out, at, stride, worker);
      }
      int firstRow = call.group.panelRow(panel);
      for (int r = 0; r < call.group.panelRows(panel); r++) {
        writer.writeRow(firstRow + r, out, at + r * PANEL, stride, worker, r);
      }
    }
  }

  /** Sums the weights of the rows over a piece of the columns. */
  private void addRowMass(int from, int to, int j, int depth) {
    for (int panel = from; panel < to; panel++) {
      int at = call.group.weightPanelAt(panel) + j * PANEL;
      call.weightKernels.addLaneSums(scratch.scores, at, depth, distances.rowMass, panel * PANEL);
    }
  }

  private int depth(boolean near) {
    return near || call.absolute() ? DISTANCE_DEPTH : Panels.DEPTH_BLOCK;
  }

  /** Weights of the rows times a piece of the columns, in all dimensions. */
  private void addRowProducts(
      int from, int to, int j, int depth, float[] out, int outAt, int outStride, int worker) {
    int stride = call.block.columnStride();
    call.tileKernels.multiplyTransposed(
        scratch.scores,
        call.group.weightPanelAt(from) + j * PANEL,
        stride,
        (to - 1 - from) * PANEL + Panels.paddedRows(call.group.panelRows(to - 1)),
        depth,
        scratch.columns,
        call.columnsAt(worker) + j * PANEL,
        stride,
        out,
        outAt,
        outStride,
        call.dimensions(),
        j > 0);
  }

  /**
   * Weights of the rows times the differences to a piece of the columns, in all dimensions; or, of
   * absolute distances that are not near, what comparisons give.
   */
  private void addRowDifferences(
      int from,
      int to,
      int j,
      int depth,
      boolean near,
      float[] out,
      int outAt,
      int outStride,
      int worker) {
    int stride = call.block.columnStride();
    int square = PANEL * PANEL;
    int rowsAt = call.packed.rowsAt(worker);
    int columnsAt = call.packed.columnsAt(worker);
    for (int d = 0; d < Panels.count(call.plan.dimensions()); d++) {
      for (int panel = from; panel < to; panel++) {
        call.tileKernels.distanceGradients(
            call.geometry,
            !near,
            scratch.scores,
            call.group.weightPanelAt(panel) + j * PANEL,
            0,
            Panels.paddedRows(call.group.panelRows(panel)),
            depth,
            scratch.rows,
            rowsAt + d * call.block.groupStride() + panel * square,
            scratch.columns,
            columnsAt + d * stride + j * PANEL,
            out,
            outAt + d * outStride + (panel - from) * square,
            j > 0);
      }
    }
  }

  private void multiplyColumns(int task, int worker) {
    pack.prepareGradients(worker);
    int from = firstProduct + task * taskPanels * PANEL;
    int rows = Math.min(taskPanels * PANEL, endProduct - from);
    boolean oneGroup = first && last;
    float[] out = oneGroup ? workers.gradients : scratch.columnGradients;
    int stride = oneGroup ? WorkerScratch.gradientStride(call.shape()) : call.block.columnStride();
    int outAt =
        oneGroup
            ? WorkerScratch.gradientsAt(call.shape(), worker)
            : PanelLayout.ORIGIN + call.firstDimension() / PANEL * stride + from * PANEL;
    int m = call.group.rows;
    if (call.block.isFar()) {
      float[] weights = scratch.scores;
      Prefetch.read(
          weights,
          call.group.weightPanelAt(0) + from * PANEL,
          rows * PANEL,
          call.group.panels(),
          call.block.columnStride());
    }
    int depth;
    for (int i = 0; i < m; i += depth) {
      boolean near = nearPairs.isNear(i, from);
      depth = nearPairs.rowsAlike(i, from, Math.min(depth(near), m - i));
      if (near || call.absolute()) {
        addColumnDifferences(
            from, Panels.paddedRows(rows), i, depth, near, out, outAt, stride, worker);
      } else {
        addColumnProducts(from, Panels.paddedRows(rows), i, depth, out, outAt, stride, worker);
      }
    }
    if (!call.inner()) {
      addColumnMass(from, rows, worker);
    }
    if (call.squared()) {
      nearPairs.addToColumns(from, rows, out, outAt, stride, worker, last);
    }
    if (call.level != null) {
      prefixes.addColumnProjections(from, rows, worker);
    }
    for (int r = Math.max(0, call.block.firstOtherColumn() - from); last && r < rows; r++) {
      writer.writeColumn(from + r, out, outAt + r * PANEL, stride, worker, r);
    }
  }

  /** Weights of the columns times a piece of the rows, in all dimensions. */
  private void addColumnProducts(
      int from, int rows, int i, int depth, float[] out, int outAt, int outStride, int worker) {
    call.tileKernels.multiply(
        scratch.scores,
        call.group.weightPanelAt(i / PANEL) + from * PANEL,
        call.block.columnStride(),
        rows,
        depth,
        scratch.rows,
        call.uprightAt(worker) + i * PANEL,
        call.block.groupStride(),
        out,
        outAt,
        outStride,
        call.dimensions(),
        i > 0 || !first);
  }

  /** The same of weights of the columns and a piece of the rows. */
  private void addColumnDifferences(
      int from,
      int rows,
      int i,
      int depth,
      boolean near,
      float[] out,
      int outAt,
      int outStride,
      int worker) {
    int stride = call.block.columnStride();
    int rowsAt = call.packed.rowsAt(worker);
    int columnsAt = call.packed.columnsAt(worker);
    for (int d = 0; d < Panels.count(call.plan.dimensions()); d++) {
      call.tileKernels.distanceGradients(
          call.geometry,
          !near,
          scratch.scores,
          call.group.weightPanelAt(i / PANEL) + from * PANEL,
          stride,
          rows,
          depth,
          scratch.columns,
          columnsAt + d * stride + from * PANEL,
          scratch.rows,
          rowsAt + d * call.block.groupStride() + i * PANEL,
          out,
          outAt + d * outStride,
          i > 0 || !first);
    }
  }

  /** Sums the weights of the columns over the rows with which they have no square of near pairs. */
  private void addColumnMass(int from, int rows, int worker) {
    int lanes = WorkerScratch.massAt(call.shape(), worker);
    Arrays.fill(workers.mass, lanes, lanes + rows * COLUMN_LANES, 0f);
    for (int panel = 0; panel < call.group.panels(); panel++) {
      if (!nearPairs.isNear(panel * PANEL, from)) {
        int at = call.group.weightPanelAt(panel) + from * PANEL;
        call.weightKernels.addColumnSums(scratch.scores, at, rows, workers.mass, lanes);
      }
    }
    for (int r = 0; r < rows; r++) {
      double mass = first ? 0 : distances.columnMass[from + r];
      for (int lane = 0; lane < COLUMN_LANES; lane++) {
        mass += workers.mass[lanes + r * COLUMN_LANES + lane];
      }
      distances.columnMass[from + r] = mass;
    }
  }
}
