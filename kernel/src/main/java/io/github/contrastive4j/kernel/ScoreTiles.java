package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/**
 * Scores of some panels of the group against some columns: products of their rows, or distances.
 */
final class ScoreTiles {
  private final RankingCall call;
  private final BlockScratch scratch;

  ScoreTiles(RankingCall call) {
    this.call = call;
    this.scratch = call.scratch.block;
  }

  /**
   * Takes products.
   *
   * @param from first panel
   * @param to end of the panels
   * @param column first column
   * @param columns how many; what pads them to whole steps is written too
   * @param depth dimensions that are summed in registers before they are added
   * @param worker who does it
   */
  void multiply(int from, int to, int column, int columns, int depth, int worker) {
    int length = call.block.packedDimensions();
    int stride = call.block.columnStride();
    int columnsAt = call.packed.columnsAt(worker) + column * PANEL;
    int rowsAt = call.packed.rowsAt(worker);
    // Squared distances look at all lanes before those without a row are left out.
    int end = call.squared() ? to * PANEL : Math.min(to * PANEL, call.group.rows);
    // What shorter prefixes have is there already.
    for (int k = call.firstDimension(); k < call.plan.dimensions(); k += depth) {
      call.tileKernels.multiply(
          scratch.columns,
          columnsAt + k / PANEL * stride,
          stride,
          Panels.paddedRows(columns),
          Math.min(depth, call.plan.dimensions() - k),
          scratch.rows,
          rowsAt + (from * length + k) * PANEL,
          length * PANEL,
          scratch.scores,
          call.group.dotAt(from, column),
          call.group.scoreStride(),
          end - from * PANEL,
          k > 0);
    }
  }

  /**
   * Sums differences.
   *
   * @param from first panel
   * @param to end of the panels
   * @param column first column
   * @param columns how many; what pads them to whole steps is written too
   * @param depth dimensions that are summed in registers before they are added
   * @param worker who does it
   * @return whether any of them may be 0
   */
  boolean sumDifferences(int from, int to, int column, int columns, int depth, int worker) {
    int length = call.block.packedDimensions();
    int stride = call.block.columnStride();
    int columnsAt = call.packed.columnsAt(worker) + column * PANEL;
    int rowsAt = call.packed.rowsAt(worker);
    boolean equal = false;
    for (int k = 0; k < length; k += depth) {
      for (int panel = from; panel < to; panel++) {
        equal |=
            call.tileKernels.distances(
                call.geometry,
                call.shape().gradients(),
                scratch.columns,
                columnsAt + k / PANEL * stride,
                stride,
                Panels.paddedRows(columns),
                Math.min(depth, length - k),
                scratch.rows,
                rowsAt + (panel * length + k) * PANEL,
                scratch.scores,
                call.group.scoreAt(panel, column),
                k > 0);
      }
    }
    return equal;
  }
}
