package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.ScoreKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Crew;

/**
 * What the stages of one call share: the problem, its plan, the scratch, the numbers that come of
 * the measurements, and the group of anchors at hand.
 */
final class RankingCall {
  private static final double LOG2_E = 1 / Math.log(2);

  final TileKernels tiles = SimdProvider.kernels().tiles();
  final ScoreKernels scores = SimdProvider.kernels().scores();
  final RowKernels rows = SimdProvider.kernels().rows();
  final RankingScratch scratch = new RankingScratch();

  RankingPlan plan;
  Crew crew;

  // The problem.
  Matrix anchors;
  Matrix candidates;
  int[] targets;
  Similarity similarity;
  Geometry geometry;
  double scale;
  RankingGradients gradients;

  /** Factor from the similarity that the tiles compute to logits in base 2: κ. */
  double kappa;

  /** Factor from packed distances to real ones, a power of two. */
  double unit;

  /** Whether one shift serves all rows and columns. */
  boolean sharedShift;

  /** Whether exponentials are added up per column too, in this sweep. */
  boolean gathersColumns;

  // The group of anchors at hand.
  int firstAnchor;
  int groupAnchors;

  void set(
      RankingLoss loss, RankingBatch batch, RankingGradients sink, RankingPlan newPlan, Crew team) {
    scratch.reserve(newPlan, team.workers());
    plan = newPlan;
    crew = team;
    anchors = batch.anchors();
    candidates = batch.candidates();
    targets = batch.targets();
    similarity = loss.similarity();
    scale = loss.scale();
    gradients = sink;
    geometry =
        switch (similarity) {
          case RAW_COSINE, SHIFTED_COSINE, DOT_PRODUCT -> Geometry.INNER_PRODUCT;
          case EUCLIDEAN -> Geometry.SQUARED_DISTANCE;
          case MANHATTAN -> Geometry.ABSOLUTE_DISTANCE;
        };
    kappa = logitSlope() * LOG2_E;
    unit = 1;
    gathersColumns = false;
  }

  /** Lets go of everything that belongs to the caller. */
  void clear() {
    anchors = null;
    candidates = null;
    targets = null;
    gradients = null;
    crew = null;
  }

  /** The constant half of the shifted cosine cancels in every softmax; its slope remains. */
  double logitSlope() {
    return similarity == Similarity.SHIFTED_COSINE ? scale / 2 : scale;
  }

  boolean cosine() {
    return similarity == Similarity.RAW_COSINE || similarity == Similarity.SHIFTED_COSINE;
  }

  boolean inner() {
    return geometry == Geometry.INNER_PRODUCT;
  }

  /**
   * Whether row factors and column factors are multiplied into the scores. In the plain loss over
   * an inner product they go into the packed anchors and the gradients instead, which are smaller.
   */
  boolean weighsScores() {
    return plan.symmetric() || !inner();
  }

  int target(int anchor) {
    return targets == null ? anchor : targets[anchor];
  }

  void selectGroup(int group) {
    int rows = plan.groupPanels() * PANEL;
    firstAnchor = group * rows;
    groupAnchors = Math.min(rows, plan.anchors() - firstAnchor);
  }

  int groupPanels() {
    return Panels.count(groupAnchors);
  }

  /** First element of a panel of scores. */
  int scorePanel(int panel) {
    return panel * plan.candidateStride();
  }

  /** First anchor of a panel of the group. */
  int panelAnchor(int panel) {
    return firstAnchor + panel * PANEL;
  }

  /** Anchors in a panel of the group. */
  int panelAnchors(int panel) {
    return Math.min(PANEL, groupAnchors - panel * PANEL);
  }

  /** Candidates in a chunk. */
  int chunkCandidates(int chunk) {
    return Math.min(RankingPlan.CHUNK, plan.candidates() - chunk * RankingPlan.CHUNK);
  }
}
