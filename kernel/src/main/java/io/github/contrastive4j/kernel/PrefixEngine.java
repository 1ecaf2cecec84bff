package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Nested prefixes together: the products of a prefix are those of the next shorter one and what its
 * other dimensions add, and a dimension is propagated once, with the weights of all prefixes that
 * reach it. So all prefixes take as many products as the widest alone.
 *
 * <p>Each prefix has an engine, for its own norms, softmaxes and weights; all work in the memory of
 * the widest. For each group of rows they score from the shortest to the widest, and propagate the
 * other way round.
 */
final class PrefixEngine {
  /** Ratios of norms up to this keep float32 far from its limits, and so do their squares. */
  private static final double LARGEST_RATIO = 0x1p40;

  /** Dimensions whose products take as long as the passes over the scores of a prefix. */
  private static final int PASSES = 100;

  private final List<RankingEngine> engines = new ArrayList<>();
  private final List<PrefixLevel> levels = new ArrayList<>();
  private List<RankingPlan> plans = List.of();

  PrefixEngine(RankingEngine widest) {
    engines.add(widest);
    levels.add(new PrefixLevel(null));
  }

  /**
   * Whether a loss on prefixes can be computed this way. A distance of rows is no sum over their
   * dimensions; what is projected of weights that do not cancel out has to be taken from the
   * product of all dimensions itself; and what an anchor has for itself is not among the columns.
   *
   * @param shape that of the widest prefix
   * @param ends dimensions of the prefixes, ascending; a panel has dimensions of one prefix
   */
  static boolean suits(RankingLoss loss, RankingShape shape, int[] ends) {
    boolean products = !shape.distance() && !shape.queries() && !shape.documents();
    boolean cancel = loss.objective() == Objective.SOFTMAX && loss.zLoss() == 0;
    boolean whole = ends.length > 1;
    for (int k = 0; k < ends.length - 1; k++) {
      whole &= ends[k] % PANEL == 0;
    }
    return products && cancel && whole && shape.own() == 0 && shape.guide() == 0;
  }

  /** The plan for the widest of some prefixes. */
  static RankingPlan plan(RankingShape widest, int prefixes, long budget) {
    return RankingPlan.of(widest.withPrefixes(prefixes), budget);
  }

  /**
   * Whether working together saves time: if groups of rows are not so small that columns are read
   * for few of them; and where all scores are taken twice, because column sums are needed before
   * any weight, if the products that are saved nevertheless take longer than passes over scores.
   *
   * @param widest the plan for the widest prefix
   * @param ends dimensions of the prefixes, ascending
   */
  static boolean saves(RankingPlan widest, int[] ends) {
    RankingBlock block = widest.blocks().getFirst();
    boolean single = block.groups() == 1;
    boolean few = block.groupPanels() < RankingBlock.NEST_ROWS / PANEL && !single;
    if (widest.blocks().size() > 1 || widest.room() < 0 || few) {
      return false;
    }
    RankingShape shape = widest.shape();
    boolean twice = shape.columns() && shape.gradients() && !single;
    long inTurn = 3L * Arrays.stream(ends).asLongStream().sum();
    long together = 4L * shape.dimensions() + (long) PASSES * ends.length;
    return !twice || together <= inTurn;
  }

  /**
   * Makes plans for all prefixes, or keeps those of the last call.
   *
   * @param parts what belongs to each prefix, the widest first
   * @return that of the widest
   */
  RankingPlan plan(RankingLoss loss, List<PrefixPart> parts, long budget) {
    boolean same = plans.size() == parts.size();
    for (int place = 0; same && place < parts.size(); place++) {
      same = parts.get(place).hasShape(plans.get(place).shape(), loss);
    }
    if (!same) {
      plans = plans(loss, parts, budget);
    }
    return plans.getFirst();
  }

  private static List<RankingPlan> plans(RankingLoss loss, List<PrefixPart> parts, long budget) {
    RankingPlan widest = plan(parts.getFirst().shape(loss), parts.size(), budget);
    List<RankingPlan> all = new ArrayList<>();
    all.add(widest);
    for (int place = 1; place < parts.size(); place++) {
      PrefixPart part = parts.get(place);
      // The first places are of the widest, and of the weights that all pass on.
      int scores = widest.shape().gradients() ? place + 1 : 1;
      all.add(widest.prefix(part.width(), part.ranked(), scores));
    }
    return all;
  }

  /** Whether norms of the prefixes of a row differ by no more than float32 bears. */
  static boolean suits(PrefixNorms norms) {
    return norms.largestRatio() <= LARGEST_RATIO;
  }

  /**
   * Computes the losses of all prefixes, and their gradients and reports.
   *
   * @param parts what belongs to each prefix, the widest first, as they were planned
   * @param losses out, a loss for each
   */
  void run(
      RankingLoss loss, List<PrefixPart> parts, Crew crew, PrefixNorms norms, double[] losses) {
    try {
      for (int place = 0; place < parts.size(); place++) {
        begin(loss, parts, place, crew, norms);
      }
      double[] columnScaleGradients = new double[parts.size()];
      if (engines.getFirst().sweepsPrefixTwice()) {
        twoSweeps(columnScaleGradients);
      } else {
        oneSweep(parts.size());
      }
      for (int place = 0; place < parts.size(); place++) {
        RankingEngine engine = engines.get(place);
        losses[place] = engine.reducePrefix(columnScaleGradients[place], parts.get(place).report());
      }
    } finally {
      engines.forEach(RankingEngine::endPrefix);
    }
  }

  private void begin(
      RankingLoss loss, List<PrefixPart> parts, int place, Crew crew, PrefixNorms norms) {
    if (engines.size() == place) {
      engines.add(new RankingEngine());
      levels.add(new PrefixLevel(levels.getLast()));
    }
    int firstDimension = place + 1 < parts.size() ? parts.get(place + 1).width() : 0;
    RankingPlan plan = plans.get(place);
    RankingEngine widest = engines.getFirst();
    PrefixLevel level = levels.get(place);
    engines
        .get(place)
        .beginPrefix(level, firstDimension, widest, loss, parts.get(place), plan, crew, norms);
  }

  private int groups() {
    return plans.getFirst().blocks().getFirst().groups();
  }

  private void oneSweep(int prefixes) {
    for (int group = 0; group < groups(); group++) {
      sum(group, prefixes, true);
      propagate(group, prefixes);
    }
  }

  /** Scores stay until they are weighed if there is one group. */
  private void twoSweeps(double[] columnScaleGradients) {
    int prefixes = columnScaleGradients.length;
    boolean stay = groups() == 1;
    for (int group = 0; group < groups(); group++) {
      sum(group, prefixes, stay);
    }
    for (int place = 0; place < prefixes; place++) {
      columnScaleGradients[place] = engines.get(place).finishPrefixSums();
    }
    for (int group = 0; group < groups(); group++) {
      if (!stay) {
        scoreAgain(group, prefixes);
      }
      propagate(group, prefixes);
    }
  }

  private void select(int group, int prefixes) {
    for (int place = 0; place < prefixes; place++) {
      engines.get(place).selectPrefix(group);
    }
  }

  private void sum(int group, int prefixes, boolean weighed) {
    select(group, prefixes);
    for (int place = prefixes - 1; place >= 0; place--) {
      engines.get(place).sumPrefix(weighed);
    }
  }

  private void scoreAgain(int group, int prefixes) {
    select(group, prefixes);
    for (int place = prefixes - 1; place >= 0; place--) {
      engines.get(place).scorePrefixAgain();
    }
  }

  private void propagate(int group, int prefixes) {
    for (int place = 0; place < prefixes; place++) {
      engines.get(place).propagatePrefix(group);
    }
  }
}
