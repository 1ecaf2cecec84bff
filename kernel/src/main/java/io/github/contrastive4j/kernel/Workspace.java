package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.CrewSize;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Scratch memory of the kernels: allocated at first use, kept, reused, and replaced by more when a
 * larger problem comes. A call of the shape and options of the last one allocates nothing, once the
 * JIT compiler has seen the loops, which make objects of vectors until then, but for some objects
 * for each of several nested prefixes, the task of a sum of columns, and what brings helpers from
 * an executor of the caller; one of another shape takes some kilobytes, and a hundred and more for
 * each of the parts into which a batch of millions of rows is cut.
 *
 * <p>What a call has taken stays until {@link #release()}. Where calls of different kinds take
 * turns, it is the longest of each array, which may be more than any of them takes by itself.
 *
 * <p>A workspace serves one call at a time; a second one that comes while it is busy gets an {@link
 * IllegalStateException}. Calls from different threads one after the other are fine. A call that
 * ends with an exception leaves the workspace ready for the next one.
 *
 * <p>The budget bounds memory, and where there is much of it, it buys time: a symmetric loss of
 * several thousand pairs computes those similarities twice that find no room in it. 5·M·N bytes
 * have room for all of them, of M anchors and N candidates, up to the 2³¹ that an array can hold.
 * With another budget sums may be added up in other parts, and results differ by rounding.
 */
public final class Workspace {
  /** Budget if the caller names none: 64 MiB. */
  public static final long DEFAULT_BUDGET = 64L << 20;

  private final long budget;
  private final AtomicBoolean busy = new AtomicBoolean();

  private final CrewSize crewSize = new CrewSize();

  private RankingEngine ranking;
  private ShardEngine shards;
  private RankingPlan plan;
  private ProductEngine product;
  private PrefixNorms prefixNorms;
  private PrefixEngine prefixes;
  private PartialColumnSums columnSums;

  /** Makes an empty workspace with the {@linkplain #DEFAULT_BUDGET default budget}. */
  public Workspace() {
    this(DEFAULT_BUDGET);
  }

  /**
   * Makes an empty workspace.
   *
   * @param budget bytes that a ranking loss may use beyond packed copies of its inputs and
   *     gradients, 2·(M + N)·D floats, and matrix products for workers' own copies of small
   *     operands; at least 0. With less than it needs at the least, a loss takes the least
   * @throws IllegalArgumentException if {@code budget} is negative
   */
  public Workspace(long budget) {
    Arguments.require(budget >= 0, "budget", budget, "at least 0 bytes");
    this.budget = budget;
  }

  /**
   * The budget beyond packed copies.
   *
   * @return bytes
   */
  public long budget() {
    return budget;
  }

  /**
   * What a ranking loss of this shape will take from this workspace, before anything is allocated.
   * Candidate i is the positive of anchor i, so that a hardness which tells hard negatives from
   * others counts N/M − 1 of them for each anchor; where there are targets, ask with the batch.
   *
   * @param loss the loss
   * @param anchors M, at least 1
   * @param candidates N, at least 1
   * @param dimensions D, at least 1
   * @param gradients whether gradients are wanted too
   * @param workers how many work on it, at least 1
   * @return bytes, those of the workers included: for each at most 140·D floats and 119 KiB, and
   *     where the batch is small packed copies of its own, of some 1 MiB a side at most, as far as
   *     there is room in the budget. All else is at most 2·(M + N)·D floats and the budget, from D
   *     = 20 on. Without the Vector API each thread that works keeps 630 KiB more, as long as it
   *     lives
   * @throws IllegalArgumentException if a number is out of range or no array can hold the copies
   */
  public long bytesFor(
      RankingLoss loss,
      int anchors,
      int candidates,
      int dimensions,
      boolean gradients,
      int workers) {
    Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
    Arguments.require(anchors >= 1, "anchors", anchors, "at least 1");
    Arguments.require(candidates >= 1, "candidates", candidates, "at least 1");
    Arguments.require(dimensions >= 1, "dimensions", dimensions, "at least 1");
    Arguments.require(workers >= 1, "workers", workers, "at least 1");
    return RankingPlan.of(RankingShape.of(loss, anchors, candidates, dimensions, gradients), budget)
        .bytes(workers);
  }

  /**
   * What a ranking loss of this batch will take from this workspace, before anything is allocated,
   * with all options of loss and batch. Ranks in a report are not among them: they may take 8 bytes
   * an anchor more, and for each anchor of a group 4 bytes for each 256 candidates, or for each 128
   * where there are more than 512 dimensions.
   *
   * @param loss the loss
   * @param batch the batch
   * @param gradients whether gradients with respect to all rows are wanted too
   * @param workers how many work on it, at least 1
   * @return bytes, those of the workers included
   * @throws IllegalArgumentException if a number is out of range or no array can hold the copies
   */
  public long bytesFor(RankingLoss loss, RankingBatch batch, boolean gradients, int workers) {
    Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
    Objects.requireNonNull(batch, "batch is null, expected anchors and candidates");
    Arguments.require(workers >= 1, "workers", workers, "at least 1");
    return RankingPlan.of(RankingShape.of(loss, batch, gradients), budget).bytes(workers);
  }

  /**
   * What a loss on nested prefixes of this batch will take from this workspace, before anything is
   * allocated, with all options of loss and batch.
   *
   * @param loss the loss
   * @param batch the batch
   * @param gradients whether gradients with respect to all rows are wanted too
   * @param workers how many work on it, at least 1
   * @return bytes, those of the workers included
   * @throws IllegalArgumentException if a number is out of range, a prefix is wider than the batch
   *     or no array can hold the copies
   */
  public long bytesFor(
      MatryoshkaRankingLoss loss, RankingBatch batch, boolean gradients, int workers) {
    Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
    Objects.requireNonNull(batch, "batch is null, expected anchors and candidates");
    Arguments.require(workers >= 1, "workers", workers, "at least 1");
    return loss.bytes(batch, gradients, workers, budget);
  }

  /**
   * Lets go of all memory; the next call allocates anew.
   *
   * @throws IllegalStateException if a call is using the workspace
   */
  public void release() {
    enter();
    ranking = null;
    shards = null;
    plan = null;
    product = null;
    prefixNorms = null;
    prefixes = null;
    columnSums = null;
    leave();
  }

  void enter() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "workspace is in use by another call, expected one workspace for each concurrent call");
    }
  }

  void leave() {
    busy.set(false);
  }

  /** Brings those to the calling thread who are to work on the pairs of a batch. */
  Crew assemble(Parallelism parallelism, RankingBatch batch, boolean gradients) {
    double columns = (double) batch.candidates().rows() + RankingShape.queue(batch);
    double pairs = batch.anchors().rows() * columns;
    double products = gradients ? 3 : 1;
    return assemble(parallelism, products * pairs * batch.anchors().columns());
  }

  /** Brings those to the calling thread who are to work on so many multiply-adds. */
  Crew assemble(Parallelism parallelism, double work) {
    return parallelism.assemble(crewSize, work);
  }

  /** Lets the crew's size be judged by how long the call took that ends here. */
  void complete() {
    crewSize.complete();
  }

  RankingEngine ranking() {
    if (ranking == null) {
      ranking = new RankingEngine();
    }
    return ranking;
  }

  ShardEngine shards() {
    if (shards == null) {
      shards = new ShardEngine(ranking());
    }
    return shards;
  }

  PrefixNorms prefixNorms() {
    if (prefixNorms == null) {
      prefixNorms = new PrefixNorms();
    }
    return prefixNorms;
  }

  PrefixEngine prefixes() {
    if (prefixes == null) {
      prefixes = new PrefixEngine(ranking());
    }
    return prefixes;
  }

  ProductEngine product() {
    if (product == null) {
      product = new ProductEngine(budget);
    }
    return product;
  }

  PartialColumnSums columnSums() {
    if (columnSums == null) {
      columnSums = new PartialColumnSums();
    }
    return columnSums;
  }

  /** The plan for a call; the last one is kept, so that equal calls allocate nothing. */
  RankingPlan rankingPlan(
      RankingLoss loss, RankingBatch batch, RankingGradients gradients, RankingReport report) {
    return plan(loss, batch, gradients, report, false);
  }

  /** The same for a shard of a larger problem. */
  RankingPlan shardPlan(RankingLoss loss, RankingBatch batch, RankingGradients gradients) {
    return plan(loss, batch, gradients, null, true);
  }

  private RankingPlan plan(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      boolean shard) {
    if (plan == null || !plan.shape().fits(loss, batch, gradients, report, shard)) {
      plan = RankingPlan.of(RankingShape.of(loss, batch, gradients, report, shard), budget);
    }
    return plan;
  }
}
