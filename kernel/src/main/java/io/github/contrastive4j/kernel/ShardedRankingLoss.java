package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.Objects;

/**
 * A ranking loss over M anchors and N candidates that are spread over processes, for a distributed
 * engine to combine: each process {@linkplain #sum sums} its shards, the {@link RankingStates} are
 * merged and sent around, and each process {@linkplain #propagate propagates} its shards. Gradients
 * of shards with the same rows add up, with {@link Update#ACCUMULATE}. All shards have the same
 * dimensions, and the same kinds of ids, which the states do not tell.
 *
 * <p>A process may hold rows of A and all of C, or all of A and a block of C, or any rectangle. The
 * softmax objective with bias, ids that are excluded, weights, label smoothing and z-loss, plain or
 * symmetric. Immutable apart from targets and weights, which belong to the caller; safe to share.
 */
public final class ShardedRankingLoss {
  private final RankingLoss loss;
  private final int anchors;
  private final int candidates;
  private final int[] targets;
  private final double[] weights;

  /**
   * Makes the loss of the whole problem.
   *
   * @param loss the loss
   * @param anchors M, at least 1
   * @param candidates N, at least 1
   * @param targets for each of the M anchors its positive among the N candidates; null stands for
   *     targets[i] = i and needs N ≥ M
   * @param weights a weight for each of the M anchors, or null for 1 each
   * @throws NullPointerException if {@code loss} is null
   * @throws IllegalArgumentException if a number is out of range, or the loss has an option that
   *     shards cannot treat
   */
  public ShardedRankingLoss(
      RankingLoss loss, int anchors, int candidates, int[] targets, double[] weights) {
    this.loss = Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
    Arguments.require(anchors >= 1, "anchors", anchors, "at least 1");
    Arguments.require(candidates >= 1, "candidates", candidates, "at least 1");
    if (targets == null) {
      Arguments.require(
          candidates >= anchors,
          "candidates",
          candidates,
          "at least the " + anchors + " anchors, because targets is null");
    }
    long rows = anchors + (loss.symmetric() ? (long) candidates : 0);
    Arguments.require(
        rows <= RankingStates.MAX_ROWS,
        "rows with a softmax",
        rows,
        "at most " + RankingStates.MAX_ROWS);
    RankingBatch.checkTargets(targets, anchors, candidates);
    RankingBatch.checkWeights(weights, anchors);
    OptionConflicts.checkSharded(loss);
    this.anchors = anchors;
    this.candidates = candidates;
    this.targets = targets;
    this.weights = weights;
  }

  /**
   * States that no shard has added to.
   *
   * @return new states
   */
  public RankingStates states() {
    return RankingStates.empty(anchors, loss.symmetric() ? candidates : 0);
  }

  /**
   * Adds the sums of one shard.
   *
   * @param shard rows that are here
   * @param states what they are added to; a shard that is added twice is noticed by {@link #reduce}
   *     and {@link #propagate}
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if another call is using the workspace
   * @throws IllegalArgumentException if shard or states do not fit the problem, an element is not
   *     finite, or logits may be beyond 4.65e7; the states are unchanged then
   */
  public void sum(
      RankingShard shard, RankingStates states, Workspace workspace, Parallelism parallelism) {
    check(shard);
    check(states);
    run(shard, states, null, workspace, parallelism);
  }

  /**
   * Computes the gradients that come from the pairs of one shard.
   *
   * @param shard rows that are here
   * @param merged the states of all shards together
   * @param gradients where they go, in the shapes of the shard's matrices; to be accumulated where
   *     another shard has some of the rows. The gradients of scale and bias are in {@link #reduce}
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if another call is using the workspace
   * @throws IllegalArgumentException if shard, states or gradients do not fit the problem, the
   *     states are not those of all shards, each once, an element is not finite, logits may be
   *     beyond 4.65e7, or upstream, weights and scale together are beyond float32; nothing has been
   *     written then
   */
  public void propagate(
      RankingShard shard,
      RankingStates merged,
      RankingGradients gradients,
      Workspace workspace,
      Parallelism parallelism) {
    check(shard);
    check(merged);
    checkComplete(merged);
    Objects.requireNonNull(gradients, "gradients is null, expected where the gradients go");
    gradients.check(shard.batch(), loss.reduction());
    run(shard, merged, gradients, workspace, parallelism);
  }

  /**
   * The loss of the whole, and its derivatives with respect to scale and bias.
   *
   * @param merged the states of all shards together
   * @return the loss of the whole
   * @throws NullPointerException if {@code merged} is null
   * @throws IllegalArgumentException if the states do not fit the problem, or are not those of all
   *     shards, each once
   */
  public ShardedValue reduce(RankingStates merged) {
    checkArrays();
    check(merged);
    checkComplete(merged);
    return new ShardEngine(new RankingEngine()).reduce(this, merged);
  }

  private void run(
      RankingShard shard,
      RankingStates states,
      RankingGradients gradients,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    workspace.enter();
    RankingBatch batch = shard.batch();
    try (Crew crew = workspace.assemble(parallelism, batch, gradients != null)) {
      RankingPlan plan = workspace.shardPlan(loss, batch, gradients);
      if (gradients == null) {
        workspace.shards().sum(this, shard, states, plan, crew);
      } else {
        workspace.shards().propagate(this, shard, states, gradients, plan, crew);
      }
      workspace.complete();
    } finally {
      workspace.leave();
    }
  }

  private void check(RankingShard shard) {
    Objects.requireNonNull(shard, "shard is null, expected rows of the problem");
    checkRange("anchors", shard.firstAnchor(), shard.batch().anchors(), anchors);
    checkRange("candidates", shard.firstCandidate(), shard.batch().candidates(), candidates);
    checkArrays();
  }

  /** Targets and weights may have changed since they were given. */
  private void checkArrays() {
    RankingBatch.checkTargets(targets, anchors, candidates);
    RankingBatch.checkWeights(weights, anchors);
  }

  private static void checkRange(String name, int first, Matrix rows, int all) {
    long end = (long) first + rows.rows();
    if (end > all) {
      throw new IllegalArgumentException(
          "%s of the shard are rows %d to %d, expected at most %d rows"
              .formatted(name, first, end - 1, all));
    }
  }

  private void check(RankingStates states) {
    Objects.requireNonNull(states, "states is null, expected those of this problem");
    requireRows("anchors of states", states.anchors(), anchors);
    requireRows("candidates of states", states.candidates(), loss.symmetric() ? candidates : 0);
  }

  private static void requireRows(String name, int rows, int expected) {
    if (rows != expected) {
      Arguments.require(false, name, rows, Integer.toString(expected));
    }
  }

  private void checkComplete(RankingStates states) {
    for (int i = 0; i < anchors; i++) {
      if (Double.isNaN(states.targetLogit(i))) {
        throw new IllegalArgumentException(
            "states has not seen the target of anchor %d, expected those of all shards"
                .formatted(i));
      }
    }
    long all = RankingStates.hashes(0, candidates);
    for (int i = 0; i < anchors; i++) {
      checkMet(states.met(i) == all, "anchor", i, "candidate");
    }
    long others = RankingStates.hashes(0, anchors);
    for (int j = 0; j < states.candidates(); j++) {
      checkMet(states.met(anchors + j) == others, "candidate", j, "anchor");
    }
  }

  private static void checkMet(boolean each, String row, int number, String other) {
    if (!each) {
      throw new IllegalArgumentException(
          "states of %s %d are not of every %s once, expected those of all shards, each once"
              .formatted(row, number, other));
    }
  }

  RankingLoss loss() {
    return loss;
  }

  int anchors() {
    return anchors;
  }

  int candidates() {
    return candidates;
  }

  int target(int anchor) {
    return targets == null ? anchor : targets[anchor];
  }

  double weight(int anchor) {
    return weights == null ? 1 : weights[anchor];
  }
}
