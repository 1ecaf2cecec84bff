package io.github.contrastive4j.kernel;

/**
 * Whose packed rows and columns a worker reads: those that all share, or its own.
 *
 * <p>A small batch is packed by each worker for itself, as far as its tasks need it and when the
 * first of them does. Where one copy served all, its parts would go from core to core twice a call:
 * to whoever reads what another core has packed, and back to be packed anew. That takes longer than
 * packing, the more so where cores are far apart, and a small batch has little work to hide it.
 *
 * <p>What is packed is marked with the number of the call, so that no call begins by wiping marks
 * that are in the caches of others.
 */
final class WorkerCopies {
  private static final int COLUMNS = 0;
  private static final int UPRIGHT = 1;
  private static final int TRANSPOSED = 2;

  /** Marks of a cache line, or of two, because some processors fetch pairs. */
  private static final int LINE = 16;

  private final RankingCall call;
  private boolean perWorker;
  private long number;

  WorkerCopies(RankingCall call) {
    this.call = call;
  }

  /** Marks of a worker, on cache lines of its own. */
  static int marks(int panels) {
    return Math.ceilDiv(TRANSPOSED + panels, LINE) * LINE + LINE;
  }

  /** Begins a call, with nothing packed. */
  void begin() {
    perWorker = call.plan.copiesPerWorker(call.crew.size());
    number++;
  }

  /** Whether each worker packs what it reads. */
  boolean perWorker() {
    return perWorker;
  }

  /** Whether a worker has yet to pack the columns, and from here on has. */
  boolean lacksColumns(int worker) {
    return lacks(worker, COLUMNS);
  }

  /** Whether a worker has yet to pack the upright rows, and from here on has. */
  boolean lacksUpright(int worker) {
    return lacks(worker, UPRIGHT);
  }

  /** Whether a worker has yet to pack the transposed rows of a panel, and from here on has. */
  boolean lacksTransposed(int worker, int panel) {
    return lacks(worker, TRANSPOSED + panel);
  }

  private boolean lacks(int worker, int part) {
    long[] marks = call.scratch.packed;
    int at = worker * call.plan.marksPerWorker() + part;
    if (marks[at] == number) {
      return false;
    }
    marks[at] = number;
    return true;
  }

  /** First element of the packed columns that a worker reads. */
  int columnsAt(int worker) {
    return at(worker, call.plan.scratch().columns());
  }

  /** First element of the packed rows that a worker reads. */
  int rowsAt(int worker) {
    return at(worker, call.plan.scratch().rows());
  }

  /** First of the squared norms of these columns. */
  int columnSquaresAt(int worker) {
    return at(worker, call.plan.scratch().columnSquares());
  }

  /** First of the squared norms of these rows. */
  int rowSquaresAt(int worker) {
    return at(worker, call.plan.scratch().rowSquares());
  }

  private int at(int worker, long length) {
    return perWorker ? worker * (int) length : 0;
  }
}
