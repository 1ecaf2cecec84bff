package io.github.contrastive4j.kernel;

/** The packed rows and columns that a worker reads, and their squared norms. */
final class PackedBlock {
  private static final int COLUMNS = 0;
  private static final int UPRIGHT = 1;
  private static final int TRANSPOSED = 2;

  private final RankingCall call;
  private final PackedCopies copies;

  PackedBlock(RankingCall call) {
    this.call = call;
    this.copies = call.scratch.block.copies;
  }

  /** Marks of a worker's copy on what is packed of a group of so many panels. */
  static int marks(int panels) {
    return PackedCopies.marks(TRANSPOSED + panels);
  }

  /** Begins to pack the columns of a block chunk by chunk, in a copy that all workers share. */
  void beginChunks() {
    copies.renew();
  }

  /** Whether a chunk of the columns that all workers share is packed. */
  boolean hasChunk(int chunk) {
    return copies.isShared(chunk);
  }

  /** Lets other workers know that a chunk of the columns is packed. */
  void shareChunk(int chunk) {
    copies.share(chunk);
  }

  /** Begins a call, with nothing packed. */
  void begin() {
    boolean each = call.plan.copiesPerWorker(call.crew.size());
    copies.begin(each, (int) call.plan.lengths().marks());
  }

  /** Whether each worker packs what it reads. */
  boolean perWorker() {
    return copies.perWorker();
  }

  /** Takes the columns for a worker to pack, unless it has them packed already. */
  boolean claimColumns(int worker) {
    return copies.claim(worker, COLUMNS);
  }

  /** Takes the upright rows for a worker to pack, unless it has them packed already. */
  boolean claimUpright(int worker) {
    return copies.claim(worker, UPRIGHT);
  }

  /** Takes the transposed rows of a panel for a worker, unless it has them packed already. */
  boolean claimTransposed(int worker, int panel) {
    return copies.claim(worker, TRANSPOSED + panel);
  }

  /** First element of the columns. */
  int columnsAt(int worker) {
    return copies.at(worker, call.plan.lengths().columns());
  }

  /** First element of the rows. */
  int rowsAt(int worker) {
    return copies.at(worker, call.plan.lengths().rows());
  }

  /** First of the squared norms of the columns. */
  int columnSquaresAt(int worker) {
    return copies.at(worker, call.plan.lengths().columnSquares());
  }

  /** First of the squared norms of the rows. */
  int rowSquaresAt(int worker) {
    return copies.at(worker, call.plan.lengths().rowSquares());
  }
}
