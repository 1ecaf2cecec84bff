package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * One matrix product: pack both operands into panels, multiply panel by panel, unpack.
 *
 * <p>C is cut into blocks of rows by one panel. A left operand that is used transposed is packed as
 * it is, upright, and read down its panels; a right operand that is used transposed is transposed
 * while it is packed. Of a few rows nothing is packed, see {@link FewRowsProduct} and {@link
 * RowDots}.
 */
final class ProductEngine {
  /** Rows of C in one task where the left operand is upright, at most. */
  private static final int BLOCK_ROWS = 96;

  /** The same at the least: fewer read all panels of the right operand for too little. */
  private static final int FEWEST_ROWS = 32;

  /** What rows of a task are a multiple of, so that tiles of 12 and 8 rows fill them. */
  private static final int EVEN_ROWS = 8;

  /** Panels of C in one task at most: whole stretches of its rows are written, not odd lines. */
  private static final int MOST_PANELS = 8;

  /** Elements of one panel of a block. */
  private static final int BLOCK_STRIDE = Panels.stride(BLOCK_ROWS);

  private static final int BLOCK_LENGTH = MOST_PANELS * BLOCK_STRIDE;

  /** Fewer leave workers idle at the end, who all wait for the longest task. */
  private static final int TASKS_PER_WORKER = 4;

  private static final int PACK_ROWS = 32;

  // Parts that a worker packs for itself.
  private static final int RIGHT = 0;
  private static final int LEFT = 1;

  private final TileKernels tiles = SimdProvider.kernels().tiles();
  private final RowKernels rowKernels = SimdProvider.kernels().rows();
  private final FewRowsProduct fewRowsProduct = new FewRowsProduct();
  private final RowDots rowDots = new RowDots();
  private final PackedCopies copies = new PackedCopies();
  private final Phase packLeft = this::packLeft;
  private final Phase packRight = this::packRight;
  private final Phase multiply = this::multiply;

  private float[] leftPanels = {};
  private float[] rightPanels = {};
  private float[] blocks = {};

  /** Bytes that copies of small operands may take beyond the first. */
  private final long budget;

  private Matrix left;
  private Matrix right;
  private Matrix out;
  private boolean leftTransposed;
  private boolean rightTransposed;
  private boolean add;
  private int depth;
  private int leftLength;
  private int rightLength;
  private int taskRows;
  private int taskPanels;

  ProductEngine(long budget) {
    this.budget = budget;
  }

  void run(
      Matrix a,
      boolean transposeA,
      Matrix b,
      boolean transposeB,
      Matrix c,
      Update update,
      Crew crew) {
    depth = transposeA ? a.rows() : a.columns();
    if (c.rows() == 0) {
      return;
    }
    if (fewRowsProduct.takes(c.rows()) && !transposeA && !transposeB) {
      fewRowsProduct.run(a, b, c, update, crew);
      return;
    }
    if (rowDots.takes(c) && !transposeA && transposeB) {
      rowDots.run(a, b, c, update, crew);
      return;
    }
    left = a;
    right = b;
    out = c;
    leftTransposed = transposeA;
    rightTransposed = transposeB;
    add = update == Update.ACCUMULATE;
    try {
      cut(crew.workers());
      reserve(crew.size());
      if (!copies.perWorker()) {
        crew.forEach(leftTasks(), packLeft, rightTasks(), packRight);
      }
      crew.forEach(rowBlocks() * columnBlocks(), multiply);
    } finally {
      left = null;
      right = null;
      out = null;
    }
  }

  private void reserve(int workers) {
    leftLength = Panels.size(left.rows(), left.columns());
    long rightSize = (long) Panels.count(out.columns()) * rightStride();
    rightLength = Panels.arrayLength(rightSize, depth, out.columns());
    boolean each =
        PackedCopies.areSmall(leftLength, rightLength)
            && workers <= PackedCopies.most(leftLength, rightLength, budget);
    int number = each ? workers : 1;
    leftPanels = Storage.HEAP.panels(leftPanels, (long) number * leftLength);
    rightPanels = Storage.HEAP.panels(rightPanels, (long) number * rightLength);
    int marks = each ? PackedCopies.marks(LEFT + rowBlocks()) : 0;
    copies.reserve(Storage.HEAP, (long) workers * marks);
    copies.begin(each, marks);
    blocks = Storage.HEAP.panels(blocks, (long) workers * BLOCK_LENGTH);
  }

  /**
   * Cuts into the largest tasks of which there are enough for all workers, and the rows evenly
   * among these, so that hardly one reads rows that another has packed.
   */
  private void cut(int workers) {
    taskRows = leftTransposed ? PANEL : blockRows(workers);
    int wanted = workers == 1 ? 1 : TASKS_PER_WORKER * workers;
    taskPanels = MOST_PANELS;
    while (taskPanels > 1 && rowBlocks() * columnBlocks() < wanted) {
      taskPanels /= 2;
    }
  }

  private int blockRows(int workers) {
    int blocks = Math.ceilDiv(Math.ceilDiv(out.rows(), BLOCK_ROWS), workers) * workers;
    int rows = Math.ceilDiv(out.rows(), blocks);
    return Math.max(FEWEST_ROWS, Math.ceilDiv(rows, EVEN_ROWS) * EVEN_ROWS);
  }

  private int rightStride() {
    return Panels.stride(depth);
  }

  private int leftTasks() {
    return Math.ceilDiv(left.rows(), PACK_ROWS);
  }

  private int rightTasks() {
    return rightTransposed ? Panels.count(right.rows()) : Math.ceilDiv(right.rows(), PACK_ROWS);
  }

  private int rowBlocks() {
    return Math.ceilDiv(out.rows(), taskRows);
  }

  private int columnBlocks() {
    return Math.ceilDiv(Panels.count(out.columns()), taskPanels);
  }

  /** Packs what a task needs, if the copies are its worker's own and have it not. */
  private void prepare(int worker, int row, int rows) {
    if (!copies.perWorker()) {
      return;
    }
    if (copies.claim(worker, RIGHT)) {
      for (int task = 0; task < rightTasks(); task++) {
        packRight(task, worker);
      }
    }
    if (leftTransposed && copies.claim(worker, LEFT)) {
      packRows(left, 0, left.rows(), leftPanels, leftAt(worker));
    } else if (!leftTransposed && copies.claim(worker, LEFT + row / taskRows)) {
      packRows(left, row, rows, leftPanels, leftAt(worker));
    }
  }

  private int leftAt(int worker) {
    return copies.at(worker, leftLength);
  }

  private int rightAt(int worker) {
    return copies.at(worker, rightLength);
  }

  private void packLeft(int task, int worker) {
    packRows(left, task * PACK_ROWS, PACK_ROWS, leftPanels, leftAt(worker));
  }

  private void packRight(int task, int worker) {
    if (rightTransposed) {
      packTransposed(task, worker);
    } else {
      packRows(right, task * PACK_ROWS, PACK_ROWS, rightPanels, rightAt(worker));
    }
  }

  private void packRows(Matrix x, int from, int rows, float[] panels, int at) {
    int stride = Panels.stride(x.rows());
    for (int r = from; r < Math.min(from + rows, x.rows()); r++) {
      rowKernels.packRow(x.data(), x.start(r), x.columns(), 1, panels, at + r * PANEL, stride);
    }
  }

  private void packTransposed(int panel, int worker) {
    int first = panel * PANEL;
    int rows = Math.min(PANEL, right.rows() - first);
    rowKernels.packTransposed(
        right.data(),
        right.start(first),
        right.rowStride(),
        rows,
        depth,
        Panels.ONES,
        0,
        rightPanels,
        rightAt(worker) + panel * rightStride());
  }

  private void multiply(int task, int worker) {
    // The rows stay near while the panels pass by.
    int from = task % columnBlocks() * taskPanels;
    int to = Math.min(from + taskPanels, Panels.count(out.columns()));
    int row = task / columnBlocks() * taskRows;
    int rows = Math.min(taskRows, out.rows() - row);
    prepare(worker, row, rows);
    int block = PanelLayout.ORIGIN + worker * BLOCK_LENGTH;
    int column = from * PANEL;
    int width = Math.min(to * PANEL, out.columns()) - column;
    multiply(from, width, row, Panels.paddedRows(rows), block, worker);
    for (int r = 0; r < rows; r++) {
      int at = block + r * PANEL;
      int outAt = out.start(row + r) + column;
      rowKernels.unpackRow(
          blocks, at, BLOCK_STRIDE, 1, null, 0, 1, 0, 1, out.data(), outAt, width, add);
    }
  }

  /** Some columns of some rows, from a panel on. */
  private void multiply(int panel, int columns, int row, int rows, int at, int worker) {
    for (int p = 0; p < Panels.count(columns) && depth == 0; p++) {
      int start = at + p * BLOCK_STRIDE;
      Arrays.fill(blocks, start, start + rows * PANEL, 0f);
    }
    int leftStride = Panels.stride(left.rows());
    for (int k = 0; k < depth; k += Panels.DEPTH_BLOCK) {
      int length = Math.min(Panels.DEPTH_BLOCK, depth - k);
      int rightAt = rightAt(worker) + panel * rightStride() + k * PANEL;
      if (leftTransposed) {
        int leftAt = leftAt(worker) + row / PANEL * leftStride + k * PANEL;
        tiles.multiplyTransposed(
            leftPanels,
            leftAt,
            leftStride,
            rows,
            length,
            rightPanels,
            rightAt,
            rightStride(),
            blocks,
            at,
            BLOCK_STRIDE,
            columns,
            k > 0);
      } else {
        int leftAt = leftAt(worker) + k / PANEL * leftStride + row * PANEL;
        // Tiles jump from panel to panel of it, and the first ones would wait at each.
        if (panel == 0 && !copies.perWorker()) {
          Prefetch.read(leftPanels, leftAt, rows * PANEL, Panels.count(length), leftStride);
        }
        tiles.multiply(
            leftPanels,
            leftAt,
            leftStride,
            rows,
            length,
            rightPanels,
            rightAt,
            rightStride(),
            blocks,
            at,
            BLOCK_STRIDE,
            columns,
            k > 0);
      }
    }
  }
}
