package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;

/**
 * The order of the stages: measure, then for each block pack, and for each group of its rows score,
 * sum, weigh and propagate.
 *
 * <p>Where nothing but a row's own scores decides about its weights, one sweep over the groups is
 * enough. Column sums, and softmaxes over several blocks, are needed before any weight: then there
 * is a sweep for the sums and one for the weights, which computes the scores anew except those of
 * the groups that the memory keeps. Where no shared shift keeps every exponential in the range of
 * float32 (very large logits), maxima are taken before the exponentials of a group.
 */
final class RankingEngine {
  private final RankingCall call = new RankingCall();
  private final IdFilter ids = new IdFilter(call);
  private final PairLogits logits = new PairLogits(call, ids);
  private final GuideStage guide = new GuideStage(call);
  private final ColumnStage columns = new ColumnStage(call);
  private final RowStage rows = new RowStage(call, columns, new SigmoidRows(call));
  private final Unnormalization unnormalization = new Unnormalization(call);
  private final PrefixStage prefixes = new PrefixStage(call, unnormalization);
  private final MeasureStage measure = new MeasureStage(call, logits);
  private final PackStage pack = new PackStage(call, guide);
  private final ScoreTiles tiles = new ScoreTiles(call);
  private final NearPairs near = new NearPairs(call);
  private final SquaredDistances distances = new SquaredDistances(call, tiles, near);
  private final ScoreStage score =
      new ScoreStage(
          call,
          pack,
          tiles,
          distances,
          new Exclusions(call, ids, guide),
          new ScorePasses(call, ids),
          new MirroredScores(call),
          prefixes);
  private final WeightStage weights =
      new WeightStage(call, rows, pack, ids, logits, near, prefixes);
  private final OwnNegatives ownNegatives = new OwnNegatives(call, unnormalization);
  private final BackwardStage backward =
      new BackwardStage(call, pack, near, ownNegatives, unnormalization, prefixes);
  private final ReduceStage reduce = new ReduceStage(call);

  /**
   * Computes the loss, and the gradients and the report if there is a sink for them.
   *
   * @param norms norms of the rows, or null if they are to be measured
   * @return the reduced loss
   */
  double run(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      RankingPlan plan,
      Crew crew,
      PrefixNorms norms) {
    try {
      begin(loss, batch, gradients, plan, crew, norms);
      double columnScaleGradient = 0;
      if (call.twoSweeps() && !call.sigmoid()) {
        columnScaleGradient = twoSweeps();
      } else {
        oneSweep();
      }
      if (gradients != null && gradients.ownNegatives() != null) {
        ownNegatives.run();
      }
      return reduce.run(columnScaleGradient, report);
    } finally {
      end();
    }
  }

  /** Makes room for several calls, one after the other, so that none outgrows what another had. */
  void reserve(RankingShape shape, BlockScratch longest) {
    call.scratch.reserveBlocks(longest, 1, shape);
  }

  private void begin(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingPlan plan,
      Crew crew,
      PrefixNorms norms) {
    call.set(loss, batch, gradients, plan, crew);
    call.anchorWeights.check();
    call.norms = norms;
    ids.build();
    measure.run();
  }

  private void oneSweep() {
    for (int b = 0; b < call.plan.blocks().size(); b++) {
      RankingBlock block = call.plan.blocks().get(b);
      call.block = block;
      for (int group = 0; group < block.groups(); group++) {
        select(group);
        scoreAndSum(call.wantsWeights());
        if (call.wantsWeights()) {
          weights.sumAndWeigh();
        } else {
          rows.sumAndFinish();
        }
        if (block.gradients()) {
          backward(group);
        }
      }
    }
  }

  /** Returns the columns' share in the gradient of the scale. */
  private double twoSweeps() {
    sumSweep();
    if (call.plan.shape().columns()) {
      columns.addTargets();
    }
    return finishAndWeigh();
  }

  /** Sums all groups. */
  private void sumSweep() {
    if (call.plan.shape().columns()) {
      columns.begin();
    }
    for (int b = 0; b < call.plan.blocks().size(); b++) {
      RankingBlock block = call.plan.blocks().get(b);
      call.block = block;
      call.gathersColumns = block.gathersColumns();
      for (int group = 0; group < block.groups(); group++) {
        select(group);
        sumGroup(keeps(group) && call.wantsWeights());
      }
    }
    endSums();
  }

  private void endSums() {
    call.firstSweep = false;
    call.gathersColumns = false;
  }

  private double finishAndWeigh() {
    double columnScaleGradient = finishSums();
    for (int b = 0; b < call.plan.blocks().size(); b++) {
      RankingBlock block = call.plan.blocks().get(b);
      call.block = block;
      for (int group = 0; call.wantsWeights() && group < block.groups(); group++) {
        if (keeps(group)) {
          selectKept(group);
        } else {
          select(group);
          scoreAgain();
        }
        weights.weigh();
        if (block.gradients()) {
          backward(group);
        }
      }
    }
    return columnScaleGradient;
  }

  private double finishSums() {
    rows.finish();
    double columnScaleGradient = call.plan.shape().weighsColumns() ? columns.finish() : 0;
    if (!call.sharedShift) {
      rows.shiftToReference();
    }
    return columnScaleGradient;
  }

  /**
   * Begins a call on one of several nested prefixes, the widest first.
   *
   * @param level which one
   * @param firstDimension dimensions of the next shorter one, or 0
   * @param widest the engine that works on the widest
   */
  void beginPrefix(
      PrefixLevel level,
      int firstDimension,
      RankingEngine widest,
      RankingLoss loss,
      PrefixPart part,
      RankingPlan plan,
      Crew crew,
      PrefixNorms norms) {
    if (widest != this) {
      call.scratch.shareBlocks(widest.call.scratch);
    }
    call.level = level;
    begin(loss, part.batch(), part.gradients(), plan, crew, norms);
    level.begin(firstDimension, call, widest.call);
    call.block = plan.blocks().getFirst();
    call.gathersColumns = call.block.gathersColumns();
    if (plan.shape().columns()) {
      columns.begin();
    }
  }

  /** Turns to a group of a prefix. */
  void selectPrefix(int group) {
    select(group);
    call.group.nest(call.level.isWidest());
  }

  /** Whether all groups of a prefix are summed before the first weight. */
  boolean sweepsPrefixTwice() {
    return call.twoSweeps();
  }

  /**
   * Scores a prefix after all shorter ones, and takes the sums.
   *
   * @param weighed whether its weights come before another group
   */
  void sumPrefix(boolean weighed) {
    if (call.twoSweeps()) {
      sumGroup(weighed && call.wantsWeights());
    } else {
      scoreAndSum(weighed && call.wantsWeights());
      rows.sumAndFinish();
    }
  }

  /** Scores a prefix after all shorter ones once more, when the sums are known. */
  void scorePrefixAgain() {
    if (call.wantsWeights()) {
      scoreAgain();
    }
  }

  /**
   * After the sums of all groups: what is to be known before the first weight.
   *
   * @return the columns' share in the gradient of the scale
   */
  double finishPrefixSums() {
    endSums();
    columns.addTargets();
    return finishSums();
  }

  /** Weighs a prefix after all wider ones, and propagates what they have in common. */
  void propagatePrefix(int group) {
    if (call.wantsWeights()) {
      weights.weigh();
      backward(group);
    }
  }

  /** Ends a call on a prefix, which lets go of the memory of the widest. */
  void endPrefix() {
    if (!call.packs()) {
      call.scratch.shareBlocks(RankingScratch.NONE);
    }
    end();
  }

  /** The loss of a prefix, and what else is to be reported of it. */
  double reducePrefix(double columnScaleGradient, RankingReport report) {
    return reduce.run(columnScaleGradient, report);
  }

  void sumShard(
      ShardedRankingLoss whole,
      RankingShard shard,
      RankingStates states,
      RankingPlan plan,
      Crew crew) {
    try {
      beginShard(whole, shard, null, plan, crew);
      sumSweep();
      rows.exportTo(states);
      if (plan.shape().columns()) {
        columns.exportTo(states);
      }
    } finally {
      end();
    }
  }

  /** Computes the gradients that come from the pairs of a shard. */
  void propagateShard(
      ShardedRankingLoss whole,
      RankingShard shard,
      RankingStates merged,
      RankingGradients gradients,
      RankingPlan plan,
      Crew crew) {
    try {
      beginShard(whole, shard, gradients, plan, crew);
      call.firstSweep = false;
      call.block = plan.blocks().getFirst();
      importFrom(merged);
      finishAndWeigh();
    } finally {
      end();
    }
  }

  private void beginShard(
      ShardedRankingLoss whole,
      RankingShard shard,
      RankingGradients gradients,
      RankingPlan plan,
      Crew crew) {
    call.set(whole.loss(), shard.batch(), gradients, plan, crew);
    call.setWhole(whole, shard);
    call.anchorWeights.check();
    ids.build();
    measure.run();
  }

  /** The loss of a whole problem, from the states of all its shards. */
  ShardedValue reduce(ShardedRankingLoss whole, RankingStates merged) {
    call.setSums(whole);
    importFrom(merged);
    double columnScaleGradient = finishSums();
    double loss = reduce.run(columnScaleGradient, null);
    return new ShardedValue(loss, call.gradients.scale(), call.gradients.bias());
  }

  private void importFrom(RankingStates merged) {
    rows.importFrom(merged);
    if (call.plan.shape().columns()) {
      columns.begin();
      columns.importFrom(merged);
      columns.addTargets(merged);
    }
  }

  private void end() {
    pack.end();
    call.clear();
  }

  private void sumGroup(boolean weighed) {
    scoreAndSum(weighed);
    rows.sum();
    if (call.gathersColumns) {
      columns.sum();
    }
  }

  private void scoreAndSum(boolean weighed) {
    if (call.sharedShift) {
      score.scoreAndSums(weighed);
    } else {
      score.scoreAndMaxima(weighed);
      rows.shift();
      if (call.gathersColumns) {
        columns.shift();
      }
      score.sums();
    }
  }

  private void scoreAgain() {
    if (call.keepsLogits()) {
      score.score();
    } else {
      score.scoreAndSums(true);
    }
  }

  private void select(int group) {
    call.group.select(call.block, group, call.firstSweep);
    if (call.packs()) {
      pack.packForScores(group);
    }
  }

  /**
   * Whether a group of the block at hand has its scores in memory until they are weighed. If they
   * are exponentials by then, the shift has to stay the same too.
   */
  private boolean keeps(int group) {
    return call.block.keeps(group) && (call.sharedShift || call.keepsLogits());
  }

  /** A group whose scores are there: its rows are needed upright alone, for which it is weighed. */
  private void selectKept(int group) {
    call.group.select(call.block, group, call.firstSweep);
    pack.packForGradients(group);
  }

  private void backward(int group) {
    backward.run(group == 0, group == call.block.groups() - 1);
  }
}
