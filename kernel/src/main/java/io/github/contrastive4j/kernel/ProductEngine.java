package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

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
 * while it is packed.
 */
final class ProductEngine {
  /** Rows of C in one task where the left operand is upright; a multiple of every tile height. */
  private static final int BLOCK_ROWS = 96;

  private static final int PACK_ROWS = 32;

  private final TileKernels tiles = SimdProvider.kernels().tiles();
  private final RowKernels rowKernels = SimdProvider.kernels().rows();
  private final Phase packPhase = (task, worker) -> pack(task);
  private final Phase multiplyPhase = (task, worker) -> multiply(task);

  private float[] leftPanels = {};
  private float[] rightPanels = {};
  private float[] outPanels = {};
  private double[] ones = {};

  private Matrix left;
  private Matrix right;
  private Matrix out;
  private boolean leftTransposed;
  private boolean rightTransposed;
  private boolean add;
  private int depth;

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
    left = a;
    right = b;
    out = c;
    leftTransposed = transposeA;
    rightTransposed = transposeB;
    add = update == Update.ACCUMULATE;
    try {
      reserve();
      crew.forEach(leftTasks() + rightTasks(), packPhase);
      crew.forEach(rowBlocks() * Panels.count(c.columns()), multiplyPhase);
    } finally {
      left = null;
      right = null;
      out = null;
    }
  }

  private void reserve() {
    leftPanels = grown(leftPanels, Panels.size(left.rows(), left.columns()));
    long rightSize = (long) Panels.count(out.columns()) * rightStride();
    rightPanels = grown(rightPanels, Panels.arrayLength(rightSize, depth, out.columns()));
    outPanels = grown(outPanels, Panels.size(out.rows(), out.columns()));
    if (ones.length < right.rows()) {
      ones = new double[right.rows()];
      Arrays.fill(ones, 1);
    }
  }

  private static float[] grown(float[] array, int length) {
    return array.length >= length ? array : new float[length];
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
    int rows = leftTransposed ? PANEL : BLOCK_ROWS;
    return Math.ceilDiv(out.rows(), rows);
  }

  private void pack(int task) {
    int leftTasks = leftTasks();
    if (task < leftTasks) {
      packRows(left, task * PACK_ROWS, leftPanels);
    } else if (rightTransposed) {
      packTransposed(task - leftTasks);
    } else {
      packRows(right, (task - leftTasks) * PACK_ROWS, rightPanels);
    }
  }

  private void packRows(Matrix x, int from, float[] panels) {
    int stride = Panels.stride(x.rows());
    for (int r = from; r < Math.min(from + PACK_ROWS, x.rows()); r++) {
      rowKernels.packRow(x.data(), x.start(r), x.columns(), 1, panels, r * PANEL, stride);
    }
  }

  private void packTransposed(int panel) {
    int first = panel * PANEL;
    int rows = Math.min(PANEL, right.rows() - first);
    rowKernels.packTransposed(
        right.data(),
        right.start(first),
        right.rowStride(),
        rows,
        depth,
        ones,
        first,
        rightPanels,
        panel * rightStride());
  }

  private void multiply(int task) {
    // The rows stay near while the panels pass by.
    int panels = Panels.count(out.columns());
    int panel = task % panels;
    int row = task / panels * (leftTransposed ? PANEL : BLOCK_ROWS);
    int rows = Math.min(leftTransposed ? PANEL : BLOCK_ROWS, out.rows() - row);
    int stride = Panels.stride(out.rows());
    int outAt = panel * stride + row * PANEL;
    if (depth == 0) {
      Arrays.fill(outPanels, outAt, outAt + rows * PANEL, 0f);
    }
    int leftStride = Panels.stride(left.rows());
    for (int k = 0; k < depth; k += Panels.DEPTH_BLOCK) {
      int length = Math.min(Panels.DEPTH_BLOCK, depth - k);
      int rightAt = panel * rightStride() + k * PANEL;
      int padded = Panels.paddedRows(rows);
      if (leftTransposed) {
        int leftAt = row / PANEL * leftStride + k * PANEL;
        tiles.multiplyTransposed(
            leftPanels, leftAt, padded, length, rightPanels, rightAt, outPanels, outAt, k > 0);
      } else {
        int leftAt = k / PANEL * leftStride + row * PANEL;
        tiles.multiply(
            leftPanels,
            leftAt,
            leftStride,
            padded,
            length,
            rightPanels,
            rightAt,
            outPanels,
            outAt,
            k > 0);
      }
    }
    int column = panel * PANEL;
    int width = Math.min(PANEL, out.columns() - column);
    for (int r = 0; r < rows; r++) {
      int to = out.start(row + r) + column;
      rowKernels.unpackRow(
          outPanels, outAt + r * PANEL, stride, 1, null, 0, 1, 0, 1, out.data(), to, width, add);
    }
  }
}
