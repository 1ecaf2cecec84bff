package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.Arrays;

/**
 * The order of the stages: measure, pack, then for each group of anchors score, softmax and
 * backward.
 *
 * <p>The plain loss goes over the anchors once. The symmetric loss needs all column sums before any
 * weight: it goes over the anchors twice, and computes the scores anew in the second sweep unless
 * one group holds them all. Where no shared shift keeps every exponential in the range of float32
 * (very large logits), maxima are gathered first, in a sweep of their own.
 */
final class RankingEngine {
  private final RankingCall call = new RankingCall();
  private final MeasureStage measure = new MeasureStage(call);
  private final PackStage pack = new PackStage(call);
  private final ScoreStage score = new ScoreStage(call);
  private final ColumnStage columns = new ColumnStage(call);
  private final SoftmaxStage softmax = new SoftmaxStage(call, pack, columns);
  private final BackwardStage backward = new BackwardStage(call);

  /** Group whose transposed anchors are packed, −1 for none. */
  private int packedGroup;

  /**
   * Computes the loss, and the gradients if the plan has any.
   *
   * @return the mean loss
   */
  double run(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingPlan plan,
      Crew crew) {
    try {
      call.set(loss, batch, gradients, plan, crew);
      packedGroup = -1;
      measure.run();
      double columnScaleGradient = call.plan.symmetric() ? symmetric() : plain();
      return finish(columnScaleGradient);
    } finally {
      call.clear();
    }
  }

  /** One sweep; columns have no share in the gradient of the scale. */
  private double plain() {
    if (call.weighsScores()) {
      Arrays.fill(call.scratch.columnFactor, 0, call.plan.candidates(), 0f);
    }
    for (int group = 0; group < call.plan.groups(); group++) {
      select(group);
      if (call.sharedShift) {
        score.scoreAndExponentials();
      } else {
        score.scoreAndMaxima();
        softmax.shift();
        score.exponentials();
      }
      if (call.plan.gradients()) {
        softmax.sumAndWeigh();
        backward(group);
      } else {
        softmax.sum();
      }
    }
    return 0;
  }

  /** Returns the columns' share in the gradient of the scale. */
  private double symmetric() {
    columns.reset();
    int groups = call.plan.groups();
    for (int group = 0; !call.sharedShift && group < groups; group++) {
      select(group);
      score.scoreAndMaxima();
      softmax.shift();
      columns.mergeMaxima();
    }
    if (!call.sharedShift) {
      columns.finishMaxima();
    }
    call.gathersColumns = true;
    boolean scoresRemain = !call.sharedShift && groups == 1;
    for (int group = 0; group < groups; group++) {
      select(group);
      if (scoresRemain) {
        score.exponentials();
      } else {
        score.scoreAndExponentials();
      }
      softmax.sum();
      columns.mergeSums();
    }
    call.gathersColumns = false;
    double scaleGradient = columns.finishSums();
    if (!call.plan.gradients()) {
      columns.finishTargets();
      return scaleGradient;
    }
    boolean scored = call.sharedShift && groups == 1;
    for (int group = 0; group < groups; group++) {
      select(group);
      if (!scored) {
        if (call.sharedShift) {
          score.scoreAndExponentials();
        } else {
          score.score();
        }
      }
      softmax.weigh();
      backward(group);
    }
    return scaleGradient;
  }

  private void select(int group) {
    call.selectGroup(group);
    if (packedGroup < 0) {
      pack.packCandidatesAndGroup();
    } else if (packedGroup != group) {
      pack.packGroup();
    }
    packedGroup = group;
  }

  private void backward(int group) {
    backward.run(group == 0, group == call.plan.groups() - 1);
  }

  private double finish(double columnScaleGradient) {
    double loss = 0;
    double scaleGradient = columnScaleGradient;
    int m = call.plan.anchors();
    for (int i = 0; i < m; i++) {
      loss += call.scratch.rowLoss[i];
      scaleGradient += call.scratch.scaleGradient[i];
    }
    double pairs = call.plan.symmetric() ? 2.0 * m : m;
    if (call.gradients != null) {
      // Logits are in base 2 and proportional to the scale, up to a constant that cancels.
      double upstream = call.gradients.upstream();
      call.gradients.scale(upstream * scaleGradient * Math.log(2) / call.scale / pairs);
    }
    return loss / pairs;
  }
}
