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
  final LogitFactors logits = new LogitFactors(this);
  final BlockSides sides = new BlockSides(this);
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

  /** Factor from packed distances to real ones, a power of two. */
  double unit;

  /** Whether one shift serves all rows and columns. */
  boolean sharedShift;

  /**
   * What moments are taken about: 1 for the shifts, 0 for 0. A shared shift may be far from all
   * logits, if these are near 0, and their differences would be lost in float32.
   */
  float centre;

  /**
   * The least weight that counts, without its sign; 0 where none is so small that products with it
   * are subnormal numbers, which take the processor a hundred times as long.
   */
  float leastWeight;

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

  /**
   * Makes this the problem of a call on one width. Nothing is left of the last one, which may have
   * had neither stack nor memory to clear it.
   */
  void set(
      RankingLoss newLoss,
      RankingBatch newBatch,
      RankingGradients sink,
      RankingPlan newPlan,
      Crew newCrew) {
    clear();
    plan = newPlan;
    crew = newCrew;
    norms = null;
    firstAnchor = 0;
    firstCandidate = 0;
    loss = newLoss;
    batch = newBatch;
    gradients = sink;
    anchors = newBatch.anchors();
    candidates = newBatch.candidates();
    targets = newBatch.targets();
    geometry = newPlan.shape().geometry();
    unit = 1;
    anchorWeights.set(newLoss, newBatch, sink);
    firstSweep = true;
    block = null;
    scratch.reserve(newPlan, newCrew.size());
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
    clear();
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

  RankingShape shape() {
    return plan.shape();
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

  boolean absolute() {
    return geometry == Geometry.ABSOLUTE_DISTANCE;
  }

  boolean sigmoid() {
    return loss.objective() == Objective.SIGMOID;
  }

  /**
   * Whether row factors and column factors are multiplied into the scores. In the plain loss over
   * an inner product they go into the packed rows and the gradients instead, which are smaller,
   * unless there are tiny weights to be left out.
   */
  boolean weighsScores() {
    boolean plain = !block.weighsColumns() && inner() && !keepsLogits();
    return !plain || leastWeight > 0 || loss.zLoss() > 0 || own() > 0;
  }

  /**
   * Whether scores stay logits until weights are made of them, because exponentials under one shift
   * do not tell what a weight needs, or what is to be projected.
   */
  boolean keepsLogits() {
    return loss.labelSmoothing() > 0
        || level != null
        || block.weighsColumns() && (!sharedShift || logits.blockSlope() != 1);
  }

  /** Whether weights are wanted: by products, or for negatives that one anchor has for itself. */
  boolean wantsWeights() {
    boolean own = block.kind() == Kind.MAIN && gradients != null;
    return block.gradients() || own && gradients.ownNegatives() != null;
  }

  /** Whether all sums are to be known before the first weight. */
  boolean twoSweeps() {
    return !sigmoid() && (whole != null || shape().columns() || plan.blocks().size() > 1);
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

  /** Candidate that is the target of an anchor of the whole problem. */
  int wholeTarget(int anchor) {
    int column = whole.target(anchor) - firstCandidate;
    return column < shape().candidates() ? column : -1;
  }

  /** Entries that each anchor has for itself: hard negatives among the candidates, then others. */
  int own() {
    return shape().own();
  }

  int ownCandidates() {
    return shape().ownCandidates();
  }

  int ownNegativesEach() {
    return shape().ownNegativesEach();
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
}
