package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;

/**
 * What one of several nested prefixes has for itself while all are worked on together: its norms,
 * softmaxes and weights. It packs nothing unless it is the widest, and works in the memory of that.
 */
final class PrefixPass {
  private final PrefixLevel level;
  private final RankingStages stages;
  private final RankingCall call;

  /**
   * Makes the pass of a prefix.
   *
   * @param level which one
   * @param stages its own
   */
  PrefixPass(PrefixLevel level, RankingStages stages) {
    this.level = level;
    this.stages = stages;
    this.call = stages.call;
  }

  /** The pass of the next shorter prefix. */
  PrefixPass shorter() {
    RankingScratch scratch = new RankingScratch(call.scratch);
    return new PrefixPass(new PrefixLevel(level), new RankingStages(scratch));
  }

  /**
   * Begins a call, the widest prefix first.
   *
   * @param firstDimension dimensions of the next shorter prefix, or 0
   * @param widest the pass of the widest prefix
   */
  void begin(
      int firstDimension,
      PrefixPass widest,
      RankingLoss loss,
      PrefixPart part,
      RankingPlan plan,
      Crew crew,
      PrefixNorms norms) {
    call.set(loss, part.batch(), part.gradients(), plan, crew);
    call.level = level;
    call.norms = norms;
    stages.begin();
    level.begin(firstDimension, call, widest.call);
    call.block = plan.blocks().getFirst();
    if (plan.shape().columns()) {
      stages.columns.begin();
    }
  }

  /** Bound on what it adds to the gradients, as in {@link AnchorWeights#bound()}. */
  double bound() {
    return call.anchorWeights.bound();
  }

  /** Whether all groups are summed before the first weight. */
  boolean twoSweeps() {
    return call.twoSweeps();
  }

  /** Turns to a group. */
  void select(int group) {
    stages.select(group);
    call.group.nest(level.isWidest());
  }

  /**
   * Scores after all shorter prefixes, and takes the sums.
   *
   * @param weighed whether weights come before another group
   */
  void sum(boolean weighed) {
    if (call.twoSweeps()) {
      stages.sumGroup(weighed && call.wantsWeights());
    } else {
      stages.scoreAndSum(weighed && call.wantsWeights());
      stages.rows.sumAndFinish();
    }
  }

  /** Scores after all shorter prefixes once more, when the sums are known. */
  void scoreAgain() {
    if (call.wantsWeights()) {
      stages.scoreAgain();
    }
  }

  /**
   * After the sums of all groups: what is to be known before the first weight.
   *
   * @return the columns' share in the gradient of the scale
   */
  double finishSums() {
    stages.columns.addTargets();
    return stages.finishSums();
  }

  /** Weighs after all wider prefixes, and propagates what they have in common. */
  void propagate(int group) {
    if (call.wantsWeights()) {
      stages.weights.weigh();
      stages.propagate(group);
    }
  }

  /** The loss, and what else is to be reported. */
  double reduce(double columnScaleGradient, RankingReport report) {
    return stages.reduce.run(columnScaleGradient, report);
  }

  /** Ends the call. */
  void end() {
    stages.end();
  }
}
