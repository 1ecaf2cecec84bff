package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * From exponentials, or logits, to the weights that the backward products read: ∂loss/∂logit of
 * each entry. What was left out of the sums is written entry by entry: targets, other positives,
 * and hard negatives that have logits of their own.
 */
final class WeightStage {
  /**
   * If a panel has no more than one positive for so many columns, waiting for each takes less than
   * reading all scores.
   */
  private static final int FEW_POSITIVES = 8;

  /**
   * What the least weight is multiplied by where exponentials of distances have been multiplied by
   * derivatives: about the derivative at the largest distance of rows of length 1. With less, what
   * counts would be subnormal.
   */
  private static final float LEAST_DERIVATIVE = 0x1p-6f;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final OwnScratch own;
  private final BlockScratch scratch;
  private final RowStage rows;
  private final PackStage pack;
  private final IdFilter ids;
  private final PairLogits logits;
  private final NearPairs near;
  private final PrefixStage prefixes;
  private final IdFilter.PositiveAction positive = this::weighPositive;
  private final Phase weights = (task, worker) -> weigh(task);
  private final Phase sumsAndWeights = (task, worker) -> sumAndWeigh(task);

  WeightStage(
      RankingCall call,
      RowStage rows,
      PackStage pack,
      IdFilter ids,
      PairLogits logits,
      NearPairs near,
      PrefixStage prefixes) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.own = call.scratch.own;
    this.scratch = call.scratch.block;
    this.rows = rows;
    this.pack = pack;
    this.ids = ids;
    this.logits = logits;
    this.near = near;
    this.prefixes = prefixes;
  }

  /** Weights of the group, and its upright rows if all workers share them. */
  void weigh() {
    call.crew.forEach(call.group.panels(), weights);
  }

  /** The same with the sums before, where nothing lies between. */
  void sumAndWeigh() {
    call.crew.forEach(call.group.panels(), sumsAndWeights);
  }

  private void sumAndWeigh(int panel) {
    rows.sumAndFinish(panel);
    weigh(panel);
  }

  private void weigh(int panel) {
    int first = call.group.panelRow(panel);
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      rows.setFactor(first + lane);
    }
    weighEntries(panel);
  }

  private void weighEntries(int panel) {
    if (call.level != null) {
      prefixes.copyScores(panel);
    }
    if (call.weighsScores()) {
      weighScores(panel);
    }
    if (call.block.kind() == Kind.MAIN) {
      int first = call.group.panelRow(panel);
      for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
        weighTarget(panel, lane, first + lane);
        for (int entry = 0; entry < call.own(); entry++) {
          weighOwn(panel, lane, first + lane, entry);
        }
      }
      if (call.shape().positives()) {
        weighPositives(panel);
      }
    }
    if (call.squared()) {
      near.takeWeights(panel);
    }
    if (call.level != null) {
      prefixes.pass(panel);
    }
    if (call.packs()) {
      pack.packUpright(panel);
    }
  }

  private void weighScores(int panel) {
    int at = call.group.levelWeightPanelAt(panel);
    int first = call.group.panelRow(panel);
    int n = call.block.columns();
    int column = call.block.firstColumn();
    boolean columns = call.block.weighsColumns();
    if (!call.keepsLogits()) {
      float[] factors = columns ? candidates.factor : scratch.noFactors;
      call.weightKernels.weigh(
          scratch.scores,
          at,
          n,
          anchors.factor,
          first,
          factors,
          columns ? column : 0,
          call.inner() ? call.leastWeight : call.leastWeight * LEAST_DERIVATIVE);
      return;
    }
    call.scoreKernels.weights(
        call.geometry,
        (float) call.logits.blockKappa(),
        (float) call.unit,
        scratch.scores,
        at,
        n,
        anchors.shift,
        anchors.factor,
        anchors.smoothing,
        first,
        (float) (1 / call.logits.blockSlope()),
        columns ? candidates.shift : null,
        columns ? candidates.factor : null,
        columns ? candidates.smoothing : null,
        column,
        call.leastWeight);
  }

  /** The weight, or 0 if it is too small to count. */
  private double unlessTiny(double weight) {
    return Math.abs(weight) >= call.leastWeight ? weight : 0;
  }

  private void weighTarget(int panel, int lane, int i) {
    int column = call.target(i) - call.block.firstColumn();
    if (column < 0 || column >= call.block.columns()) {
      return;
    }
    double weight = anchors.targetWeight[i];
    if (call.weighsScores()) {
      weight *= anchors.coefficient[i];
      if (call.loss.symmetric()) {
        weight += anchors.columnTargetWeight[i];
      }
    } else {
      weight *= unweighted(i);
    }
    scratch.scores[call.group.levelWeightPanelAt(panel) + column * PANEL + lane] =
        (float) (unlessTiny(weight) * anchors.targetDerivative[i]);
  }

  /** What a weight is to be multiplied by where the row's factor comes later. */
  private double unweighted(int i) {
    double exponent = anchors.state.reference[i] - anchors.shift[i];
    return anchors.sum[i] / call.logits.blockGain() * Exponents.exp2(exponent);
  }

  private void weighOwn(int panel, int lane, int i, int entry) {
    int at = i * call.own() + entry;
    own.weight[at] = unlessTiny(rows.ownWeight(i, entry));
    if (entry < call.ownCandidates()) {
      int column = call.batch.hardNegative(i, entry) - call.block.firstColumn();
      if (column >= 0 && column < call.block.columns()) {
        scratch.scores[call.group.levelWeightPanelAt(panel) + column * PANEL + lane] =
            (float) (own.weight[at] * own.derivative[at]);
      }
    }
  }

  private void weighPositives(int panel) {
    int columns = call.block.columns();
    int positives = 0;
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      positives += anchors.positiveCount[call.group.panelRow(panel) + lane];
    }
    // What has been weighed is near already.
    boolean far = call.block.isFar() && !call.weighsScores();
    if (far && positives > columns / FEW_POSITIVES) {
      Prefetch.read(scratch.scores, call.group.levelWeightPanelAt(panel), columns * PANEL);
    }
    ids.forEachPositive(panel, 0, columns, positive);
  }

  private void weighPositive(int panel, int lane, int column) {
    int i = call.group.panelRow(panel) + lane;
    int at = call.group.levelWeightPanelAt(panel) + column * PANEL + lane;
    double factor = call.weighsScores() ? anchors.coefficient[i] : unweighted(i);
    double derivative = logits.derivative(i, column);
    if (call.sigmoid()) {
      double weight = factor * rows.positiveWeight(logits.logit(i, column));
      scratch.scores[at] = (float) (unlessTiny(weight) * derivative);
    } else {
      // The sums counted it as a candidate; its share of the target distribution is missing.
      scratch.scores[at] -= (float) (factor * derivative * rows.positiveShare(i));
    }
  }
}
