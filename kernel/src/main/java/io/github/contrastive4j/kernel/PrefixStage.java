package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import java.util.Arrays;

/**
 * What nested prefixes do between the stages that every loss has: they make their scores of the
 * products that add up from one to the next, and add their weights up the other way round.
 *
 * <p>The first d columns of a row x are normalized by ‖x_d‖, while x is packed as x̂ = x/‖x‖. So
 * the score of a prefix is ⟨â_d, ĉ_d⟩·(‖a‖/‖a_d‖)·(‖c‖/‖c_d‖), and the same two ratios are factors
 * of its weight W in the gradient with respect to x̂. A dimension belongs to all prefixes that
 * reach it: one product with the sum of their weights has its whole gradient. What the
 * normalization of a prefix takes away of it is Σ W·score, of all its dimensions.
 */
final class PrefixStage {
  /** Columns whose scores and weights of a panel stay in a first-level cache. */
  private static final int NEAR_COLUMNS = 64;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final BlockScratch scratch;
  private final WorkerScratch workers;
  private final NormalizationGradient normalization;

  PrefixStage(RankingCall call, NormalizationGradient normalization) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.scratch = call.scratch.block;
    this.workers = call.scratch.workers;
    this.normalization = normalization;
  }

  /** Makes scores of the products of some panels and a chunk. */
  void score(int from, int to, int chunk) {
    int column = call.block.chunkColumn(chunk);
    for (int panel = from; panel < to && !call.level.isWidest(); panel++) {
      call.weightKernels.scale(
          scratch.scores,
          call.group.dotAt(panel, column),
          call.block.chunkColumns(chunk),
          1,
          call.level.rowRatio,
          call.group.panelRow(panel),
          call.level.columnRatio,
          column,
          scratch.scores,
          call.group.scorePanelAt(panel) + column * PANEL,
          false);
    }
  }

  /** Copies the scores of a panel to where weights are made of them. */
  void copyScores(int panel) {
    float[] scores = scratch.scores;
    int length = call.block.columns() * PANEL;
    int to = call.group.levelWeightPanelAt(panel);
    System.arraycopy(scores, call.group.scorePanelAt(panel), scores, to, length);
  }

  /** Adds the weights of a panel to those of wider prefixes, and takes its rows' projections. */
  void pass(int panel) {
    boolean projects = call.cosine() && call.block.rowGradients();
    if (call.cosine()) {
      addTargets(panel);
    }
    for (int j = 0; j < call.block.columns(); j += NEAR_COLUMNS) {
      int columns = Math.min(NEAR_COLUMNS, call.block.columns() - j);
      addWeights(panel, j, columns);
      if (projects) {
        addWeightedScores(panel, j, columns);
      }
    }
    int first = call.group.panelRow(panel);
    for (int i = first; projects && i < first + call.group.panelRows(panel); i++) {
      double ratio = call.level.rowRatio[i];
      double factor = projectionFactor(anchors.norm[i]) * ratio * ratio;
      call.level.rowProjection[i] *= (float) factor;
    }
  }

  /** Targets are no negatives, but their weights count here too. */
  private void addTargets(int panel) {
    int first = call.group.panelRow(panel);
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      double logit = call.logits.blockSlope() * anchors.targetLogit[first + lane];
      scratch.scores[call.group.scorePanelAt(panel) + call.target(first + lane) * PANEL + lane] =
          (float) logit;
    }
  }

  private void addWeights(int panel, int column, int columns) {
    call.weightKernels.scale(
        scratch.scores,
        call.group.levelWeightPanelAt(panel) + column * PANEL,
        columns,
        (float) normalization.gradientFactor(),
        call.level.rowRatio,
        call.group.panelRow(panel),
        call.level.columnRatio,
        column,
        scratch.scores,
        call.group.weightPanelAt(panel) + column * PANEL,
        !call.level.isWidest());
  }

  private void addWeightedScores(int panel, int column, int columns) {
    call.weightKernels.addLaneDots(
        scratch.scores,
        call.group.levelWeightPanelAt(panel) + column * PANEL,
        scratch.scores,
        call.group.scorePanelAt(panel) + column * PANEL,
        columns,
        call.level.rowProjection,
        call.group.panelRow(panel));
  }

  /** From Σ W·logit to ⟨∂x̂, x̂⟩ of the prefix; 0 where it is not taken away. */
  private double projectionFactor(double norm) {
    if (norm <= L2Normalization.EPSILON) {
      return 0;
    }
    // The weights of the widest prefix have been scaled in their place.
    double factor = call.level.isWidest() ? 1 : normalization.gradientFactor();
    return factor * call.logits.slope() / call.logits.blockKappa();
  }

  /** Takes the projections of some columns, of the group. */
  void addColumnProjections(int from, int columns, int worker) {
    if (!call.cosine()) {
      return;
    }
    int lanes = WorkerScratch.massAt(call.shape(), worker);
    Arrays.fill(workers.mass, lanes, lanes + columns * COLUMN_LANES, 0f);
    for (int panel = 0; panel < call.group.panels(); panel++) {
      call.weightKernels.addColumnDots(
          scratch.scores,
          call.group.levelWeightPanelAt(panel) + from * PANEL,
          scratch.scores,
          call.group.scorePanelAt(panel) + from * PANEL,
          columns,
          workers.mass,
          lanes);
    }
    double[] projections = call.level.columnProjection;
    for (int j = from; j < from + columns; j++) {
      double sum = 0;
      for (int lane = 0; lane < COLUMN_LANES; lane++) {
        sum += workers.mass[lanes + (j - from) * COLUMN_LANES + lane];
      }
      double ratio = call.level.columnRatio[j];
      projections[j] += sum * (projectionFactor(candidates.norm[j]) * ratio * ratio);
    }
  }
}
