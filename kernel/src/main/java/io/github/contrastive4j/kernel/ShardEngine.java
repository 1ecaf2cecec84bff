package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;

/**
 * The two sweeps of a loss apart from each other: the sums of a shard leave it, and those of all
 * shards come back before its weights.
 */
final class ShardEngine {
  private final RankingEngine sweeps;
  private final RankingStages stages;
  private final RankingCall call;

  ShardEngine(RankingEngine sweeps) {
    this.sweeps = sweeps;
    this.stages = sweeps.stages;
    this.call = stages.call;
  }

  /** Adds the sums of a shard to states. */
  void sum(
      ShardedRankingLoss whole,
      RankingShard shard,
      RankingStates states,
      RankingPlan plan,
      Crew crew) {
    try {
      begin(whole, shard, null, plan, crew);
      sweeps.sum();
      stages.rows.exportTo(states);
      if (plan.shape().columns()) {
        stages.columns.exportTo(states);
      }
    } finally {
      stages.end();
    }
  }

  /** Computes the gradients that come from the pairs of a shard. */
  void propagate(
      ShardedRankingLoss whole,
      RankingShard shard,
      RankingStates merged,
      RankingGradients gradients,
      RankingPlan plan,
      Crew crew) {
    try {
      begin(whole, shard, gradients, plan, crew);
      call.block = plan.blocks().getFirst();
      importFrom(merged);
      stages.finishSums();
      sweeps.weigh();
    } finally {
      stages.end();
    }
  }

  /** The loss of a whole problem, from the states of all its shards. */
  ShardedValue reduce(ShardedRankingLoss whole, RankingStates merged) {
    try {
      call.setSums(whole);
      importFrom(merged);
      double columnScaleGradient = stages.finishSums();
      double loss = stages.reduce.run(columnScaleGradient, null);
      return new ShardedValue(loss, call.gradients.scale(), call.gradients.bias());
    } finally {
      stages.end();
    }
  }

  private void begin(
      ShardedRankingLoss whole,
      RankingShard shard,
      RankingGradients gradients,
      RankingPlan plan,
      Crew crew) {
    call.set(whole.loss(), shard.batch(), gradients, plan, crew);
    call.setWhole(whole, shard);
    stages.begin();
  }

  private void importFrom(RankingStates merged) {
    stages.rows.importFrom(merged);
    if (call.shape().columns()) {
      stages.columns.begin();
      stages.columns.importFrom(merged);
      stages.columns.addTargets(merged);
    }
  }
}
