package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.simd.RowKernels;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a call, and what memory they take. Usually one; more where several directions share
 * a softmax, and where the scores of a few rows against all columns would not fit the budget.
 *
 * @param shape what it is the plan of
 * @param blocks in the order of work
 * @param scratch lengths of the arrays that all blocks work in, with one packed copy of all
 * @param room bytes that are left of those that a call may take
 */
record RankingPlan(RankingShape shape, List<RankingBlock> blocks, BlockScratch scratch, long room) {
  /** Rows of a gradient that one task completes, at most. */
  static final int GRADIENT_ROWS = 64;

  /** Bytes of the arrays of {@link RankingScratch} that have an element per anchor. */
  private static final int ANCHOR_BYTES = 17 * Double.BYTES;

  /** Bytes of those that have an element for each lane of the anchors' panels. */
  private static final int LANE_BYTES = 4 * Float.BYTES;

  /** Bytes of the arrays of {@link RankingScratch} that have an element per candidate. */
  private static final int CANDIDATE_BYTES = Double.BYTES;

  /** Bytes of those that are there only if columns are summed. */
  private static final int COLUMN_BYTES = 8 * Double.BYTES + Integer.BYTES;

  /** Bytes of those that are there only if columns are weighed. */
  private static final int FACTOR_BYTES = 3 * Float.BYTES;

  /** Bytes of the arrays of {@link PrefixLevel} that have an element for each of those lanes. */
  private static final int LEVEL_LANE_BYTES = 2 * Float.BYTES;

  /** Bytes of those that have an element per candidate. */
  private static final int LEVEL_CANDIDATE_BYTES = Float.BYTES + Double.BYTES;

  /** Bytes of those that have an element per entry that an anchor has for itself. */
  private static final int OWN_BYTES = 3 * Double.BYTES;

  static RankingPlan of(RankingShape shape, long budget) {
    int m = shape.anchors();
    long rows = (long) m + shape.candidates() + shape.queue();
    rows += (long) m * shape.ownNegatives();
    long limit = rows * (8L * shape.dimensions() + 4L * shape.guide()) + budget;
    limit -= arrays(shape);
    boolean one = shape.anchorGradients() != shape.candidateGradients();
    // What is announced is for both gradients; a call that wants one of them takes no more.
    long announced = one ? of(shape.withGradients(true, true), budget).scratch.bytes(shape) : limit;
    RankingPlan plan = cut(shape, Math.min(limit, announced));
    return one ? of(shape, plan.blocks, limit) : plan;
  }

  private static RankingPlan cut(RankingShape shape, long limit) {
    RankingPlan plan = cut(shape, Panels.count(shape.anchors()), limit);
    // Blocks fit by themselves, but perhaps not in arrays as long as the longest of each.
    for (int most = fewer(plan); most > 0 && plan.room < 0; most = fewer(plan)) {
      plan = cut(shape, most, limit);
    }
    return shape.shard() ? plan : plan.keepingScores(limit);
  }

  /** A few panels less than the largest groups have. */
  private static int fewer(RankingPlan plan) {
    int panels = (int) plan.scratch.panels();
    return panels - 1 - panels / 16;
  }

  private static RankingPlan cut(RankingShape shape, int most, long limit) {
    RankingPlan plan = new RankingPlan(shape, List.of(), BlockScratch.NONE, limit);
    plan = plan.with(Kind.MAIN, shape.negatives(), most, limit);
    if (shape.queries()) {
      plan = plan.with(Kind.QUERIES, shape.anchors(), most, limit);
    }
    if (shape.documents()) {
      plan = plan.with(Kind.DOCUMENTS, shape.candidates(), most, limit);
    }
    return plan;
  }

  private static RankingPlan of(RankingShape shape, List<RankingBlock> blocks, long limit) {
    BlockScratch scratch = BlockScratch.NONE;
    for (RankingBlock block : blocks) {
      scratch = scratch.max(BlockScratch.of(block, shape));
    }
    return new RankingPlan(shape, List.copyOf(blocks), scratch, limit - scratch.bytes(shape));
  }

  /** The same with scores kept from one sweep to the next, as far as there is room. */
  private RankingPlan keepingScores(long limit) {
    if (blocks.size() == 1) {
      RankingBlock block = blocks.getFirst();
      return shape.columns() ? of(shape, List.of(block.keepingScores(shape, limit)), limit) : this;
    }
    boolean directions = shape.queries() || shape.documents();
    if (!directions || !shape.scoresMayStay()) {
      return this;
    }
    RankingPlan plan = this;
    RankingPlan next = this;
    for (int b = 0; b < blocks.size() && next.hasRoom(); b++) {
      plan = next;
      next = blocks.get(b).gradients() ? plan.keepingScoresOf(b, limit) : plan;
    }
    return next.hasRoom() ? next : plan;
  }

  /** Whether the blocks fit the memory, and their scores an array. */
  boolean hasRoom() {
    return room >= 0 && scratch.scores() <= Panels.MAX_ARRAY;
  }

  /** The same with all scores of one more block kept, the first that has not. */
  private RankingPlan keepingScoresOf(int index, long limit) {
    List<RankingBlock> some = new ArrayList<>(blocks);
    RankingBlock block = blocks.get(index);
    RankingBlock keeping = block.withScores(block.groups(), block.scoresAt());
    some.set(index, keeping);
    int end = (int) Math.min(keeping.scoresEnd(), Panels.MAX_ARRAY);
    for (int later = index + 1; later < blocks.size(); later++) {
      some.set(later, blocks.get(later).withScores(0, end));
    }
    return of(shape, some, limit);
  }

  /**
   * The same with more blocks, none wider than the first: halves the columns until a block fits, or
   * is so small that more blocks save nothing.
   */
  private RankingPlan with(Kind kind, int columns, int most, long limit) {
    int parts = 1;
    int width = blocks.isEmpty() ? columns : Math.min(columns, blocks.getFirst().columns());
    int chunk = RankingBlock.LONGEST_CHUNK;
    while (!fits(kind, columns - width, width, most, limit) && width > 32 * chunk) {
      parts *= 2;
      width = Math.ceilDiv(Math.ceilDiv(columns, parts), chunk) * chunk;
    }
    List<RankingBlock> more = new ArrayList<>(blocks);
    for (int first = 0; first < columns; first += width) {
      int part = Math.min(width, columns - first);
      more.add(RankingBlock.of(kind, first, part, shape, most, limit));
    }
    return of(shape, more, limit);
  }

  private boolean fits(Kind kind, int firstColumn, int columns, int most, long limit) {
    return columns <= Panels.MAX_ROWS
        && (long) Panels.count(shape.dimensions()) * Panels.stride(columns) <= Panels.MAX_ARRAY
        && RankingBlock.of(kind, firstColumn, columns, shape, most, limit).fits(shape, limit);
  }

  /** Bytes of all arrays, without what each worker has. */
  long bytes() {
    return arrays(shape) + scratch.bytes(shape);
  }

  private static long arrays(RankingShape shape) {
    long m = shape.anchors();
    long n = shape.negatives();
    long lanes = (long) Panels.count(shape.anchors()) * PANEL;
    long bytes = ANCHOR_BYTES * m + LANE_BYTES * lanes + CANDIDATE_BYTES * n;
    bytes += shape.columns() ? Double.BYTES * m + COLUMN_BYTES * n : 0;
    bytes += shape.weighsColumns() ? FACTOR_BYTES * n : 0;
    bytes += shape.positives() ? (Double.BYTES + Integer.BYTES) * m : 0;
    bytes += shape.ranks() ? Float.BYTES * lanes + Integer.BYTES * m : 0;
    bytes += shape.guide() > 0 ? Double.BYTES * (m + n) : 0;
    bytes += OWN_BYTES * m * shape.own() + Double.BYTES * m * shape.ownNegatives();
    bytes += shape.idKinds() * IdIndex.bytes(shape.negatives());
    bytes += shape.queries() ? shape.idKinds() * IdIndex.bytes(shape.anchors()) : 0;
    if (shape.prefixes() > 1) {
      bytes += LEVEL_LANE_BYTES * lanes + LEVEL_CANDIDATE_BYTES * n;
    }
    return shape.prefixes() * bytes;
  }

  /**
   * Whether each of some workers has packed copies for itself: of a small batch, where there is
   * room for them.
   */
  boolean copiesPerWorker(int workers) {
    boolean single = blocks.size() == 1 && blocks.getFirst().groups() == 1;
    single &= shape.prefixes() == 1;
    boolean small = WorkerCopies.areSmall(scratch.rows(), scratch.columns());
    // Marks are numbers of 64 bits.
    long rows = scratch.rows() + scratch.rowSquares() + 2 * scratch.marks();
    long columns = scratch.columns() + scratch.columnSquares();
    boolean fit = workers <= WorkerCopies.most(rows, columns, room);
    return single && small && shape.guide() == 0 && fit;
  }

  /** Lengths of the arrays for some workers. */
  BlockScratch scratch(int workers) {
    return copiesPerWorker(workers) ? scratch.withCopies(workers) : scratch;
  }

  /** That of a narrower one of the nested prefixes that this is the widest of. */
  RankingPlan prefix(int width, boolean ranked, int scoresPlace) {
    RankingBlock block = blocks.getFirst();
    int scoresAt = (int) (scoresPlace * block.groupScores());
    List<RankingBlock> same = List.of(block.withScores(block.keptGroups(), scoresAt));
    return new RankingPlan(shape.prefix(width, ranked), same, scratch, room);
  }

  int anchors() {
    return shape.anchors();
  }

  int dimensions() {
    return shape.dimensions();
  }

  /** Bytes of all arrays, with those that each of some workers has. */
  long bytes(int workers) {
    return bytes(scratch(workers), workers);
  }

  /** The same if the blocks work in other arrays, which are as long at the least. */
  long bytes(BlockScratch longer, int workers) {
    return arrays(shape) + longer.bytes(shape) + workers * bytesPerWorker();
  }

  /** Bytes of what each worker has for itself. */
  long bytesPerWorker() {
    long floats = (long) gradientsPerWorker() + scoresPerWorker();
    int columnSums = shape.smoothing() ? 2 : 1;
    floats += shape.squared() || shape.prefixes() > 1 ? massPerWorker() : 0;
    floats += shape.columns() ? (long) columnSums * columnSumsPerWorker() : 0;
    long near = shape.squared() ? NearPairs.bytesPerWorker() : 0;
    long doubles = (long) pairSumsPerWorker() + panelFactorsPerWorker();
    return Float.BYTES * floats + Double.BYTES * doubles + near;
  }

  /** Floats of the partial column sums that each worker keeps. */
  static int columnSumsPerWorker() {
    return RankingBlock.LONGEST_CHUNK * COLUMN_STRIDE;
  }

  /** Floats of the block of gradients that each worker keeps. */
  int gradientsPerWorker() {
    boolean gradients = shape.gradients() || shape.ownNegatives() > 0;
    return gradients ? Panels.size(GRADIENT_ROWS, dimensions()) : 0;
  }

  /**
   * Floats of the partial sums of weights that each worker keeps where distances come from
   * products.
   */
  static int massPerWorker() {
    return GRADIENT_ROWS * COLUMN_LANES;
  }

  /** Doubles of the sums of a pair of rows that each worker keeps, on cache lines of its own. */
  static int pairSumsPerWorker() {
    return RowKernels.PAIR_SUMS_LENGTH + 8;
  }

  /** Doubles of the factors on a panel of rows, on cache lines of each worker's own. */
  static int panelFactorsPerWorker() {
    return PANEL + 8;
  }

  /** Floats of the copy of a chunk of scores that each worker keeps. */
  static int scoresPerWorker() {
    return RankingBlock.LONGEST_CHUNK * PANEL;
  }
}
