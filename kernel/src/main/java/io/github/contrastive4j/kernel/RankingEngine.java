package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;

/**
 * The order of the stages: sweeps over the groups of all blocks.
 *
 * <p>Where nothing but a row's own scores decides about its weights, one sweep is enough. Column
 * sums, and softmaxes over several blocks, are needed before any weight: then there is a sweep for
 * the sums and one for the weights, which computes the scores anew except those of the groups that
 * the memory keeps.
 */
final class RankingEngine {
  final RankingStages stages = new RankingStages(new RankingScratch());
  private final RankingCall call = stages.call;

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
      call.set(loss, batch, gradients, plan, crew);
      call.norms = norms;
      stages.begin();
      double columnScaleGradient = 0;
      if (call.twoSweeps()) {
        columnScaleGradient = twoSweeps();
      } else {
        oneSweep();
      }
      if (gradients != null && gradients.ownNegatives() != null) {
        stages.ownNegatives.run();
      }
      return stages.reduce.run(columnScaleGradient, report);
    } finally {
      stages.end();
    }
  }

  /** Makes room for several calls, one after the other, so that none outgrows what another had. */
  void reserve(RankingShape shape, BlockLengths longest) {
    call.scratch.reserveBlocks(longest, shape);
  }

  private void oneSweep() {
    for (int b = 0; b < call.plan.blocks().size(); b++) {
      call.block = call.plan.blocks().get(b);
      for (int group = 0; group < call.block.groups(); group++) {
        stages.select(group);
        stages.scoreAndSum(call.wantsWeights());
        if (call.wantsWeights()) {
          stages.weights.sumAndWeigh();
        } else {
          stages.rows.sumAndFinish();
        }
        if (call.block.gradients()) {
          stages.propagate(group);
        }
      }
    }
  }

  /** Returns the columns' share in the gradient of the scale. */
  private double twoSweeps() {
    sum();
    if (call.shape().columns()) {
      stages.columns.addTargets();
    }
    double columnScaleGradient = stages.finishSums();
    weigh();
    return columnScaleGradient;
  }

  /** The first of two sweeps: sums all groups. */
  void sum() {
    if (call.shape().columns()) {
      stages.columns.begin();
    }
    for (int b = 0; b < call.plan.blocks().size(); b++) {
      call.block = call.plan.blocks().get(b);
      for (int group = 0; group < call.block.groups(); group++) {
        stages.select(group);
        stages.sumGroup(stages.keeps(group) && call.wantsWeights());
      }
    }
  }

  /** The second one: weighs and propagates all groups, when the sums are finished. */
  void weigh() {
    for (int b = 0; b < call.plan.blocks().size(); b++) {
      call.block = call.plan.blocks().get(b);
      for (int group = 0; call.wantsWeights() && group < call.block.groups(); group++) {
        if (stages.keeps(group)) {
          stages.selectKept(group);
        } else {
          stages.select(group);
          stages.scoreAgain();
        }
        stages.weights.weigh();
        if (call.block.gradients()) {
          stages.propagate(group);
        }
      }
    }
  }
}
