package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import java.util.Arrays;

/**
 * What positives that are not the target give to a row, chunk by chunk. In a softmax they compete
 * with the target too, so their scores stay; a sigmoid decides them the other way round.
 */
final class PositiveSums {
  /**
   * Values of each row and chunk: the number of positives, and the sum of their logits, or for a
   * sigmoid of their losses, weights times logits, and weights.
   */
  static final int VALUES = 4;

  private final RankingCall call;
  private final BlockScratch scratch;
  private final IdFilter ids;
  private final IdFilter.PositiveAction positive = this::take;

  PositiveSums(RankingCall call, IdFilter ids) {
    this.call = call;
    this.scratch = call.scratch.block;
    this.ids = ids;
  }

  /** Takes the positives of one panel and chunk in. */
  void take(int panel, int chunk) {
    int at = VALUES * call.group.chunkLane(chunk, panel);
    Arrays.fill(scratch.positives, at, at + VALUES * PANEL, 0);
    int from = call.block.chunkColumn(chunk);
    ids.forEachPositive(panel, from, from + call.block.chunkColumns(chunk), positive);
  }

  private void take(int panel, int lane, int column) {
    double[] sums = scratch.positives;
    int chunk = column / call.block.chunk();
    int at = VALUES * (call.group.chunkLane(chunk, panel) + lane);
    int score = call.group.scoreAt(panel, column) + lane;
    double logit = logit(scratch.scores[score]);
    sums[at]++;
    if (call.sigmoid()) {
      double biased = logit + call.logits.constant() * Exponents.LOG2_E;
      double weight = -Exponents.sigmoid(-biased);
      sums[at + 1] += Exponents.softplus(-biased);
      sums[at + 2] += weight * logit;
      sums[at + 3] += weight;
      scratch.scores[score] = Float.NEGATIVE_INFINITY;
    } else {
      sums[at + 1] += logit;
    }
  }

  private double logit(float score) {
    return switch (call.geometry) {
      case INNER_PRODUCT -> score;
      case SQUARED_DISTANCE -> call.logits.kappa() / (1 + call.unit * Math.sqrt(score));
      case ABSOLUTE_DISTANCE -> call.logits.kappa() / (1 + call.unit * score);
    };
  }

  /**
   * Number of positives.
   *
   * @param chunkLane place of a row among what a chunk leaves for each, as for all sums
   */
  int count(int chunkLane) {
    return (int) scratch.positives[VALUES * chunkLane];
  }

  /** Sum of their logits in a softmax. */
  double logits(int chunkLane) {
    return scratch.positives[VALUES * chunkLane + 1];
  }

  /** Sum of their losses under sigmoids. */
  double losses(int chunkLane) {
    return scratch.positives[VALUES * chunkLane + 1];
  }

  /** Sum of their weights times logits under sigmoids. */
  double weightedLogits(int chunkLane) {
    return scratch.positives[VALUES * chunkLane + 2];
  }

  /** Sum of their weights under sigmoids. */
  double weights(int chunkLane) {
    return scratch.positives[VALUES * chunkLane + 3];
  }
}
