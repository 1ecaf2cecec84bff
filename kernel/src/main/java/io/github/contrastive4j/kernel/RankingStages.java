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
  final RankingCall call = new RankingCall();
  private final IdFilter ids = new IdFilter(call);
  private final PairLogits logits = new PairLogits(call, ids);
  private final GuideStage guide = new GuideStage(call);
  final ColumnStage columns = new ColumnStage(call);
  final RowStage rows = new RowStage(call, columns, new SigmoidRows(call));
  private final Unnormalization unnormalization = new Unnormalization(call);
  private final PrefixStage prefixes = new PrefixStage(call, unnormalization);
  private final MeasureStage measure = new MeasureStage(call, logits);
  private final PackStage pack = new PackStage(call, guide);
  private final ScoreTiles tiles = new ScoreTiles(call);
  private final NearPairs near = new NearPairs(call);
  private final SquaredDistances distances = new SquaredDistances(call, tiles, near);
  private final ScoreStage score =
      new ScoreStage(
          call,
          pack,
          tiles,
          distances,
          new Exclusions(call, ids, guide),
          new ScorePasses(call, ids),
          new MirroredScores(call),
          prefixes);
  final WeightStage weights = new WeightStage(call, rows, pack, ids, logits, near, prefixes);
  final OwnNegatives ownNegatives = new OwnNegatives(call, unnormalization);
  private final BackwardStage backward =
      new BackwardStage(
          call,
          pack,
          near,
          prefixes,
          new GradientWriter(call, near, ownNegatives, unnormalization));
  final ReduceStage reduce = new ReduceStage(call);

  /** Checks and measures what the call has been set to. */
  void begin() {
    call.anchorWeights.check();
    ids.build();
    measure.run();
  }

  /** Ends the call, however far it has come. */
  void end() {
    pack.end();
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

  /** Ends the sweep that sums. */
  void endSums() {
    call.firstSweep = false;
  }

  /**
   * After the sums of all groups: what is to be known before the first weight.
   *
   * @return the columns' share in the gradient of the scale
   */
  double finishSums() {
    rows.finish();
    double columnScaleGradient = call.plan.shape().weighsColumns() ? columns.finish() : 0;
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
