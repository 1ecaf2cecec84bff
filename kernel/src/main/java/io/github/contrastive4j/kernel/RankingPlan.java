package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a call, and what memory they take. Usually one; more where several directions share
 * a softmax, and where the scores of a few rows against all columns would not fit the budget.
 *
 * @param shape what it is the plan of
 * @param blocks in the order of work
 * @param lengths lengths of the arrays that all blocks work in, with one packed copy of all
 * @param room bytes that are left of those that a call may take
 * @param mostCopies workers of whom each may have packed copies for itself; 0 if all share them
 */
record RankingPlan(
    RankingShape shape,
    List<RankingBlock> blocks,
    BlockLengths lengths,
    long room,
    int mostCopies) {
  /** More than any arrays take, and little enough to be added to. */
  private static final long MOST_BUDGET = 1L << 60;

  static RankingPlan of(RankingShape shape, long budget) {
    int m = shape.anchors();
    long rows = (long) m + shape.candidates() + shape.queue();
    rows += (long) m * shape.ownNegativesEach();
    long limit =
        rows * (8L * shape.dimensions() + 4L * shape.guide()) + Math.min(budget, MOST_BUDGET);
    limit -= arrays(shape);
    if (shape.anchorGradients() == shape.candidateGradients()) {
      return cut(shape, limit);
    }
    // What is announced is for both gradients; a call that wants one of them takes no more.
    RankingPlan both = of(shape.withGradients(true, true), budget);
    RankingPlan plan = cut(shape, Math.min(limit, both.lengths.bytes(shape)));
    return of(shape, plan.blocks, limit).withCopiesOf(both);
  }

  private RankingPlan withCopiesOf(RankingPlan other) {
    int most = Math.min(mostCopies, other.mostCopies);
    return new RankingPlan(shape, blocks, lengths, room, most);
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
    int panels = (int) plan.lengths.panels();
    return panels - 1 - panels / 16;
  }

  private static RankingPlan cut(RankingShape shape, int most, long limit) {
    RankingPlan plan = new RankingPlan(shape, List.of(), BlockLengths.NONE, limit, 0);
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
    BlockLengths lengths = BlockLengths.NONE;
    for (RankingBlock block : blocks) {
      lengths = lengths.max(BlockLengths.of(block, shape));
    }
    long room = limit - lengths.bytes(shape);
    int copies = mostCopies(shape, blocks, lengths, room);
    return new RankingPlan(shape, List.copyOf(blocks), lengths, room, copies);
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
    return room >= 0 && lengths.scores() <= Panels.MAX_PACKED;
  }

  /** The same with all scores of one more block kept, the first that has not. */
  private RankingPlan keepingScoresOf(int index, long limit) {
    List<RankingBlock> some = new ArrayList<>(blocks);
    RankingBlock block = blocks.get(index);
    RankingBlock keeping = block.withScores(block.groups(), block.scoresAt());
    some.set(index, keeping);
    int end = (int) Math.min(keeping.scoresEnd(), Panels.MAX_PACKED);
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
    for (long first = 0; first < columns; first += width) {
      int part = (int) Math.min(width, columns - first);
      more.add(RankingBlock.of(kind, (int) first, part, shape, most, limit));
    }
    return of(shape, more, limit);
  }

  private boolean fits(Kind kind, int firstColumn, int columns, int most, long limit) {
    int wider =
        kind == Kind.MAIN ? Math.max(shape.dimensions(), shape.guide()) : shape.dimensions();
    return columns <= Panels.MAX_ROWS
        && (long) Panels.count(wider) * Panels.stride(columns) <= Panels.MAX_PACKED
        && RankingBlock.of(kind, firstColumn, columns, shape, most, limit).fits(shape, limit);
  }

  /** Bytes of all arrays, without what each worker has. */
  long bytes() {
    return arrays(shape) + lengths.bytes(shape);
  }

  private static long arrays(RankingShape shape) {
    long bytes = RankingScratch.bytesOfRows(shape);
    if (shape.idKinds() > 0) {
      bytes += shape.idKinds() * IdIndex.bytes(shape.negatives());
      bytes += shape.queries() ? shape.idKinds() * IdIndex.bytes(shape.anchors()) : 0;
    }
    if (shape.prefixes() > 1) {
      bytes += PrefixLevel.bytes(shape);
    }
    return shape.prefixes() * bytes;
  }

  /** Copies are for small batches, as far as there is room. */
  private static int mostCopies(
      RankingShape shape, List<RankingBlock> blocks, BlockLengths lengths, long room) {
    boolean single = blocks.size() == 1 && blocks.getFirst().groups() == 1;
    boolean small = PackedCopies.areSmall(lengths.rows(), lengths.columns());
    if (!single || !small || shape.prefixes() > 1 || shape.guide() > 0) {
      return 0;
    }
    // Marks are numbers of 64 bits.
    long rows = lengths.rows() + lengths.rowSquares() + 2 * lengths.marks();
    long columns = lengths.columns() + lengths.columnSquares();
    return PackedCopies.most(rows, columns, room);
  }

  /** Whether each of some workers has packed copies for itself. */
  boolean copiesPerWorker(int workers) {
    return workers <= mostCopies;
  }

  /** Lengths of the arrays for some workers. */
  BlockLengths lengths(int workers) {
    return copiesPerWorker(workers) ? lengths.withCopies(workers) : lengths;
  }

  /** That of a narrower one of the nested prefixes that this is the widest of. */
  RankingPlan prefix(int width, boolean ranked, int scoresPlace) {
    RankingBlock block = blocks.getFirst();
    int scoresAt = (int) (scoresPlace * block.groupScores());
    List<RankingBlock> same = List.of(block.withScores(block.keptGroups(), scoresAt));
    return new RankingPlan(shape.prefix(width, ranked), same, lengths, room, 0);
  }

  int anchors() {
    return shape.anchors();
  }

  int dimensions() {
    return shape.dimensions();
  }

  /** Bytes of all arrays, with those that each of some workers has. */
  long bytes(int workers) {
    return bytes(lengths(workers), workers);
  }

  /** The same if the blocks work in other arrays, which are as long at the least. */
  long bytes(BlockLengths longer, int workers) {
    return arrays(shape) + longer.bytes(shape) + workers * bytesPerWorker();
  }

  /** Bytes of what each worker has for itself. */
  long bytesPerWorker() {
    return RankingScratch.bytesOfWorker(shape);
  }
}
