package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.ArrayList;
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
  /** Ratios of norms up to this keep float32 far from its limits. */
  private static final double LARGEST_RATIO = 0x1p60;

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
   * Makes plans for all prefixes, or keeps those of the last call.
   *
   * @param parts what belongs to each prefix, the widest first
   * @return whether they can be worked on together
   */
  boolean plan(RankingLoss loss, List<PrefixPart> parts, long budget) {
    boolean same = plans.size() == parts.size();
    for (int place = 0; same && place < parts.size(); place++) {
      same = parts.get(place).hasShape(plans.get(place).shape(), loss);
    }
    if (!same) {
      plans = plans(loss, parts, budget);
    }
    return plans.getFirst().takesPrefixes();
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
      int groups = plans.getFirst().blocks().getFirst().groups();
      for (int group = 0; group < groups; group++) {
        sum(group, parts.size());
        for (int place = 0; place < parts.size(); place++) {
          columnScaleGradients[place] = engines.get(place).finishPrefixSums();
          engines.get(place).propagatePrefix(group);
        }
      }
      for (int place = 0; place < parts.size(); place++) {
        losses[place] =
            engines.get(place).reducePrefix(columnScaleGradients[place], parts.get(place).report());
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

  private void sum(int group, int prefixes) {
    for (int place = 0; place < prefixes; place++) {
      engines.get(place).selectPrefix(group);
    }
    for (int place = prefixes - 1; place >= 0; place--) {
      engines.get(place).sumPrefix();
    }
  }
}
