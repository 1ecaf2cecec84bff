package io.github.contrastive4j.kernel;

/**
 * The stages of a ranking loss, and the steps on one group of rows that whole calls, shards and
 * nested prefixes are made of: measure, then for each block pack, and for each group of its rows
 * score, sum, weigh and propagate.
 *
 * <p>Where no shared shift keeps every exponential in the range of float32 (very large logits),
 * maxima are taken before the exponentials of a group.
 */
final class RankingStages {
  final RankingCall call;
  final ColumnStage columns;
  final RowStage rows;
  final WeightStage weights;
  final OwnNegativeStage ownNegatives;
  final ReduceStage reduce;
  private final IdFilter ids;
  private final MeasureStage measure;
  private final PackStage pack;
  private final ScoreStage score;
  private final BackwardStage backward;

  /**
   * Makes the stages.
   *
   * @param scratch where they work
   */
  RankingStages(RankingScratch scratch) {
    call = new RankingCall(scratch);
    ids = new IdFilter(call);
    PairLogits logits = new PairLogits(call, ids);
    GuideCosines guide = new GuideCosines(call);
    PositiveSums positives = new PositiveSums(call, ids);
    NormalizationGradient normalization = new NormalizationGradient(call);
    PrefixStage prefixes = new PrefixStage(call, normalization);
    NearPairs near = new NearPairs(call);
    measure = new MeasureStage(call, logits);
    pack = new PackStage(call, guide);
    ScoreTiles tiles = new ScoreTiles(call);
    score =
        new ScoreStage(
            call,
            pack,
            tiles,
            new SquaredDistances(call, tiles, near),
            new AbsoluteDistances(call, tiles, near),
            new Exclusions(call, ids, guide),
            positives,
            new ScorePasses(call, ids),
            new MirroredScores(call),
            prefixes);
    columns = new ColumnStage(call, ids);
    rows = new RowStage(call, columns, new SigmoidRows(call, positives), positives);
    weights = new WeightStage(call, rows, pack, ids, logits, near, prefixes);
    ownNegatives = new OwnNegativeStage(call, normalization);
    backward =
        new BackwardStage(
            call,
            pack,
            near,
            prefixes,
            new GradientWriter(call, near, ownNegatives, normalization));
    reduce = new ReduceStage(call);
  }

  /** Checks and measures what the call has been set to. */
  void begin() {
    call.anchorWeights.check();
    pack.begin();
    ids.build();
    measure.run();
  }

  /** Ends the call, however far it has come. */
  void end() {
    call.clear();
  }

  /** Turns to a group of the block at hand, and has it packed. */
  void select(int group) {
    call.group.select(call.block, group, call.firstSweep);
    if (call.packs()) {
      pack.packForScores(group);
    }
  }

  /** Turns to a group whose scores are there: its rows are needed upright alone. */
  void selectKept(int group) {
    call.group.select(call.block, group, call.firstSweep);
    pack.packForGradients(group);
  }

  /**
   * Whether a group of the block at hand has its scores in memory until they are weighed. If they
   * are exponentials by then, the shift has to stay the same too.
   */
  boolean keeps(int group) {
    return call.block.keeps(group) && (call.sharedShift || call.keepsLogits());
  }

  /**
   * Scores the group and sums chunk by chunk.
   *
   * @param weighed whether its weights come before another group
   */
  void scoreAndSum(boolean weighed) {
    if (call.sharedShift) {
      score.scoreAndSums(weighed);
    } else {
      score.scoreAndMaxima(weighed);
      rows.shift();
      if (call.gathersColumns()) {
        columns.shift();
      }
      score.sums();
    }
  }

  /** The same, with the sums of the chunks added to those of rows and columns. */
  void sumGroup(boolean weighed) {
    scoreAndSum(weighed);
    rows.sum();
    if (call.gathersColumns()) {
      columns.sum();
    }
  }

  /** Scores the group when the sums of all groups are known. */
  void scoreAgain() {
    if (call.keepsLogits()) {
      score.score();
    } else {
      score.scoreAndSums(true);
    }
  }

  /**
   * After the sums of all groups: what is to be known before the first weight.
   *
   * @return the columns' share in the gradient of the scale
   */
  double finishSums() {
    call.firstSweep = false;
    rows.finish();
    double columnScaleGradient = call.shape().weighsColumns() ? columns.finish() : 0;
    if (!call.sharedShift) {
      rows.shiftToReference();
    }
    return columnScaleGradient;
  }

  /** Propagates the weights of a group. */
  void propagate(int group) {
    backward.run(group == 0, group == call.block.groups() - 1);
  }
}
