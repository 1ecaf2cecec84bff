package io.github.contrastive4j.kernel;

/**
 * The arrays of one ranking problem, by what they are of. Kept between calls and replaced where a
 * problem needs longer ones.
 */
final class RankingScratch {
  /** To count what arrays would take: it has none. */
  private static final RankingScratch NONE = new RankingScratch();

  final AnchorScratch anchors = new AnchorScratch();
  final CandidateScratch candidates = new CandidateScratch();
  final OwnScratch own = new OwnScratch();
  final BlockScratch block;
  final DistanceScratch distances;
  final WorkerScratch workers;

  /** The last plan that there is room for, and the number of workers. */
  private RankingPlan reserved;

  private int reservedCrew;

  /** Scratch of a problem of its own. */
  RankingScratch() {
    block = new BlockScratch();
    distances = new DistanceScratch();
    workers = new WorkerScratch();
  }

  /** Scratch of a problem that takes turns with another, group by group, in the blocks of that. */
  RankingScratch(RankingScratch other) {
    block = other.block;
    distances = other.distances;
    workers = other.workers;
  }

  /**
   * Makes room for a plan. What is long enough already stays.
   *
   * @param crew number of workers
   * @throws IllegalArgumentException if an array would be too long for Java
   * @throws OutOfMemoryError if the heap is too small
   */
  void reserve(RankingPlan plan, int crew) {
    RankingShape shape = plan.shape();
    if (plan != reserved || crew != reservedCrew) {
      reserveRows(Storage.HEAP, shape);
      workers.reserve(Storage.HEAP, shape, crew);
      reserveBlocks(plan.lengths(crew), shape);
      reserved = plan;
      reservedCrew = crew;
    }
    anchors.clearLanes(shape.anchors());
  }

  /** Makes room for what is known of anchors and candidates alone. */
  void reserveRows(RankingShape shape) {
    reserveRows(Storage.HEAP, shape);
    anchors.clearLanes(shape.anchors());
  }

  /** Makes room for blocks alone. */
  void reserveBlocks(BlockLengths lengths, RankingShape shape) {
    reserveBlocks(Storage.HEAP, lengths, shape);
  }

  /**
   * Bytes of what is known of anchors and candidates.
   *
   * @throws IllegalArgumentException if an array would be too long for Java
   */
  static long bytesOfRows(RankingShape shape) {
    Storage.Count count = new Storage.Count();
    NONE.reserveRows(count, shape);
    return count.possibleBytes();
  }

  /** Bytes of arrays that blocks work in. */
  static long bytesOfBlocks(BlockLengths lengths, RankingShape shape) {
    Storage.Count count = new Storage.Count();
    NONE.reserveBlocks(count, lengths, shape);
    return count.bytes();
  }

  /** Bytes of what each worker has for itself. */
  static long bytesOfWorker(RankingShape shape) {
    Storage.Count count = new Storage.Count();
    NONE.workers.reserve(count, shape, 1);
    return count.bytes();
  }

  private void reserveRows(Storage storage, RankingShape shape) {
    anchors.reserve(storage, shape);
    candidates.reserve(storage, shape);
    own.reserve(storage, shape);
  }

  private void reserveBlocks(Storage storage, BlockLengths lengths, RankingShape shape) {
    block.reserve(storage, lengths, shape);
    if (shape.distance()) {
      distances.reserve(storage, lengths);
    }
  }
}
