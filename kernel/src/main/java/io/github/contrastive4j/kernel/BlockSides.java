package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.RankingBlock.Kind;

/** Which rows of the batch the rows and columns of the block at hand are, and their norms. */
final class BlockSides {
  private final RankingCall call;

  BlockSides(RankingCall call) {
    this.call = call;
  }

  Matrix rowMatrix() {
    return call.block.kind() == Kind.DOCUMENTS ? call.candidates : call.anchors;
  }

  double rowNorm(int row) {
    boolean documents = call.block.kind() == Kind.DOCUMENTS;
    return documents ? call.scratch.candidates.norm[row] : call.scratch.anchors.norm[row];
  }

  Matrix columnMatrix(int column) {
    return switch (call.block.kind()) {
      case MAIN -> isQueued(column) ? call.batch.queue() : call.candidates;
      case QUERIES -> call.anchors;
      case DOCUMENTS -> call.candidates;
    };
  }

  /** Row of the column's matrix. */
  int columnRow(int column) {
    int j = call.block.firstColumn() + column;
    return isQueued(column) ? j - call.candidates.rows() : j;
  }

  private boolean isQueued(int column) {
    int j = call.block.firstColumn() + column;
    return call.block.kind() == Kind.MAIN && j >= call.candidates.rows();
  }

  double columnNorm(int column) {
    int j = call.block.firstColumn() + column;
    boolean queries = call.block.kind() == Kind.QUERIES;
    return queries ? call.scratch.anchors.norm[j] : call.scratch.candidates.norm[j];
  }

  /** Norm of a row in the width in which it is packed. */
  double packedRowNorm(int row) {
    return call.level == null ? rowNorm(row) : call.level.widest().sides.rowNorm(row);
  }

  /** The same of a column. */
  double packedColumnNorm(int column) {
    return call.level == null ? columnNorm(column) : call.level.widest().sides.columnNorm(column);
  }

  /** Whether a column is the target of a row. */
  boolean isTarget(int row, int column) {
    return call.block.kind() == Kind.MAIN && call.target(row) == call.block.firstColumn() + column;
  }

  /** Whether a column is the row itself, which does not compete. */
  boolean isSelf(int row, int column) {
    return call.block.kind() != Kind.MAIN && row == call.block.firstColumn() + column;
  }

  /** End of the columns that may have a gradient: all but the queue. */
  int endOfColumnsWithGradient() {
    int end = call.block.columns();
    if (call.block.kind() == Kind.MAIN) {
      end = Math.clamp((long) call.candidates.rows() - call.block.firstColumn(), 0, end);
    }
    return call.block.columnGradients() ? end : 0;
  }
}
