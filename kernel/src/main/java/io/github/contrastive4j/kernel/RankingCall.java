package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.simd.Geometry;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.ScoreKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.simd.WeightKernels;
import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.Team;
import java.util.List;

/**
 * What the stages of one call share: the problem, its plan, the scratch, the numbers that come of
 * the measurements, and the block and the group of rows at hand.
 */
final class RankingCall {
  final TileKernels tileKernels = SimdProvider.kernels().tiles();
  final ScoreKernels scoreKernels = SimdProvider.kernels().scores();
  final WeightKernels weightKernels = SimdProvider.kernels().weights();
  final RowKernels rowKernels = SimdProvider.kernels().rows();
  final RankingScratch scratch;
  final PackedBlock packed;
  final AnchorWeights anchorWeights = new AnchorWeights();

  RankingPlan plan;
  Crew crew;

  // The problem.
  RankingLoss loss;
  RankingBatch batch;
  RankingGradients gradients;
  Matrix anchors;
  Matrix candidates;
  int[] targets;
  Geometry geometry;

  /** Norms that are known already, or null. */
  PrefixNorms norms;

  /** The problem that this one is a shard of, or null. */
  ShardedRankingLoss whole;

  /** Which rows of the whole problem the first ones are. */
  int firstAnchor;

  int firstCandidate;

  /** Factor from what the tiles compare to logits in base 2: κ. */
  double kappa;

  /** Factor from packed distances to real ones, a power of two. */
  double unit;

  /** Whether one shift serves all rows and columns. */
  boolean sharedShift;

  /** Whether this sweep sums what later ones need. */
  boolean firstSweep;

  /** Which of several nested prefixes this is, or null where there is one width. */
  PrefixLevel level;

  /** The block at hand; the group is one of its groups. */
  RankingBlock block;

  final RowGroup group;

  RankingCall(RankingScratch scratch) {
    this.scratch = scratch;
    this.packed = new PackedBlock(this);
    this.group = new RowGroup(scratch.block);
  }

  void set(
      RankingLoss newLoss,
      RankingBatch newBatch,
      RankingGradients sink,
      RankingPlan newPlan,
      Crew team) {
    plan = newPlan;
    crew = team;
    norms = null;
    whole = null;
    firstAnchor = 0;
    firstCandidate = 0;
    loss = newLoss;
    batch = newBatch;
    gradients = sink;
    anchors = newBatch.anchors();
    candidates = newBatch.candidates();
    targets = newBatch.targets();
    geometry = newPlan.shape().geometry();
    kappa = logitSlope() * Exponents.LOG2_E;
    unit = 1;
    anchorWeights.set(newLoss, newBatch, sink);
    firstSweep = true;
    block = null;
    scratch.reserve(newPlan, team.size());
    packed.begin();
  }

  /** Makes this a shard. */
  void setWhole(ShardedRankingLoss problem, RankingShard shard) {
    whole = problem;
    firstAnchor = shard.firstAnchor();
    firstCandidate = shard.firstCandidate();
    anchorWeights.setWhole(problem, firstAnchor, gradients);
  }

  /** Makes this the sums of a whole problem, without its matrices. */
  void setSums(ShardedRankingLoss problem) {
    loss = problem.loss();
    whole = problem;
    // States are merged and finished by the calling thread.
    crew = Team.SOLO.assemble();
    int m = problem.anchors();
    int n = problem.candidates();
    RankingShape shape = RankingShape.of(loss, m, n, 1, false);
    plan = new RankingPlan(shape, List.of(), BlockLengths.NONE, 0, 0);
    block = RankingBlock.inOneGroup(shape);
    gradients = RankingGradients.into(null, null);
    anchorWeights.setWhole(problem, 0, gradients);
    scratch.reserveRows(shape);
  }

  /** Lets go of everything that belongs to the caller. */
  void clear() {
    loss = null;
    batch = null;
    whole = null;
    anchors = null;
    candidates = null;
    targets = null;
    gradients = null;
    crew = null;
    level = null;
    anchorWeights.clear();
  }

  /** The constant half of the shifted cosine cancels in every softmax; its slope remains. */
  double logitSlope() {
    return loss.similarity() == Similarity.SHIFTED_COSINE ? loss.scale() / 2 : loss.scale();
  }

  /** What all logits have in common, in base e: the bias and the shifted cosine's constant. */
  double logitConstant() {
    return loss.bias() + (loss.similarity() == Similarity.SHIFTED_COSINE ? loss.scale() / 2 : 0);
  }

  boolean cosine() {
    return loss.similarity() == Similarity.RAW_COSINE
        || loss.similarity() == Similarity.SHIFTED_COSINE;
  }

  boolean inner() {
    return geometry == Geometry.INNER_PRODUCT;
  }

  boolean squared() {
    return geometry == Geometry.SQUARED_DISTANCE;
  }

  boolean sigmoid() {
    return loss.objective() == Objective.SIGMOID;
  }

  /**
   * Whether row factors and column factors are multiplied into the scores. In the plain loss over
   * an inner product they go into the packed rows and the gradients instead, which are smaller.
   */
  boolean weighsScores() {
    return block.weighsColumns() || !inner() || keepsLogits() || loss.zLoss() > 0 || own() > 0;
  }

  /**
   * Whether scores stay logits until weights are made of them, because exponentials under one shift
   * do not tell what a weight needs, or what is to be projected.
   */
  boolean keepsLogits() {
    return loss.labelSmoothing() > 0
        || level != null
        || block.weighsColumns() && (!sharedShift || blockSlope() != 1);
  }

  /** Whether weights are wanted: by products, or for negatives that one anchor has for itself. */
  boolean wantsWeights() {
    boolean own = block.kind() == Kind.MAIN && gradients != null;
    return block.gradients() || own && gradients.ownNegatives() != null;
  }

  /** Whether all sums are to be known before the first weight. */
  boolean twoSweeps() {
    return whole != null || plan.shape().columns() || plan.blocks().size() > 1;
  }

  /** Whether the block at hand is the first of its sweep. */
  boolean isFirstBlock() {
    return block == plan.blocks().getFirst();
  }

  /** Whether exponentials are added up per column too, in this sweep over the block at hand. */
  boolean gathersColumns() {
    return firstSweep && block.gathersColumns();
  }

  /** Candidate that is an anchor's positive; negative in a shard that has it not. */
  int target(int anchor) {
    if (whole != null) {
      return wholeTarget(firstAnchor + anchor);
    }
    return targets == null ? anchor : targets[anchor];
  }

  /**
   * Whether norms and products or distances of pairs are measured together, because row i of the
   * candidates is the target of row i of the anchors.
   */
  boolean measuresPairs() {
    return norms == null && whole == null && targets == null;
  }

  /** Whether a column of the block at hand is the target of a row. */
  boolean isTarget(int row, int column) {
    return block.kind() == Kind.MAIN && target(row) == block.firstColumn() + column;
  }

  /** Whether a column of the block at hand is the row itself, which does not compete. */
  boolean isSelf(int row, int column) {
    return block.kind() != Kind.MAIN && row == block.firstColumn() + column;
  }

  /** Candidate that is the target of an anchor of the whole problem. */
  int wholeTarget(int anchor) {
    int column = whole.target(anchor) - firstCandidate;
    return column < plan.shape().candidates() ? column : -1;
  }

  /** Entries that each anchor has for itself: hard negatives among the candidates, then others. */
  int own() {
    return plan.shape().own();
  }

  int ownCandidates() {
    return plan.shape().ownCandidates();
  }

  int ownNegatives() {
    return plan.shape().ownNegatives();
  }

  /** Row of the candidates that is an anchor's own hard negative. */
  int ownCandidate(int anchor, int entry) {
    return (1 + entry) * anchors.rows() + anchor;
  }

  /** Factor from plain logits to those that hardness raises. */
  double hardnessSlope() {
    return 1 + loss.hardness().strength() / loss.scale();
  }

  /** The same for scores of the main block: 1 if hardness is for an anchor's own negatives. */
  double mainSlope() {
    return loss.hardness().negatives() == Hardness.Negatives.HARD ? 1 : hardnessSlope();
  }

  /** The same for scores of the block at hand. */
  double blockSlope() {
    return block.kind() == Kind.MAIN ? mainSlope() : 1;
  }

  /** Factor on the exponentials of the block, from the constant part of raised logits. */
  double blockGain() {
    return blockSlope() == 1 ? 1 : hardnessGain();
  }

  double hardnessGain() {
    boolean constant = loss.similarity() == Similarity.SHIFTED_COSINE;
    return constant ? Math.exp(loss.hardness().strength() / 2) : 1;
  }

  double blockKappa() {
    return kappa * blockSlope();
  }

  Matrix rowMatrix() {
    return block.kind() == Kind.DOCUMENTS ? candidates : anchors;
  }

  double rowNorm(int row) {
    boolean documents = block.kind() == Kind.DOCUMENTS;
    return documents ? scratch.candidates.norm[row] : scratch.anchors.norm[row];
  }

  Matrix columnMatrix(int column) {
    int j = block.firstColumn() + column;
    return switch (block.kind()) {
      case MAIN -> j < candidates.rows() ? candidates : batch.queue();
      case QUERIES -> anchors;
      case DOCUMENTS -> candidates;
    };
  }

  int columnRow(int column) {
    int j = block.firstColumn() + column;
    boolean queued = block.kind() == Kind.MAIN && j >= candidates.rows();
    return queued ? j - candidates.rows() : j;
  }

  double columnNorm(int column) {
    int j = block.firstColumn() + column;
    return block.kind() == Kind.QUERIES ? scratch.anchors.norm[j] : scratch.candidates.norm[j];
  }

  /** Norm of a row in the width in which it is packed. */
  double packedRowNorm(int row) {
    return level == null ? rowNorm(row) : level.widest().rowNorm(row);
  }

  /** The same of a column. */
  double packedColumnNorm(int column) {
    return level == null ? columnNorm(column) : level.widest().columnNorm(column);
  }

  /** Whether it packs rows and columns: shorter prefixes read those of the widest. */
  boolean packs() {
    return level == null || level.isWidest();
  }

  /** First dimension that products pass over: those before are a shorter prefix's. */
  int firstDimension() {
    return level == null ? 0 : level.firstDimension();
  }

  /** How many dimensions products pass over. */
  int dimensions() {
    return plan.dimensions() - firstDimension();
  }

  /** Packed columns, from the first of these dimensions on. */
  int columnsAt(int worker) {
    return packed.columnsAt(worker) + firstDimension() / PANEL * block.columnStride();
  }

  /** Upright rows, from the first of these dimensions on. */
  int uprightAt(int worker) {
    return packed.rowsAt(worker) + firstDimension() / PANEL * block.groupStride();
  }

  /** End of the columns that may have a gradient: all but the queue. */
  int endOfColumnsWithGradient() {
    int end = block.columns();
    if (block.kind() == Kind.MAIN) {
      end = Math.clamp((long) candidates.rows() - block.firstColumn(), 0, end);
    }
    return block.columnGradients() ? end : 0;
  }
}
