package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plans for nested prefixes, and whether they are worked on together or in turn. */
final class PrefixPlans {
  /** Fewer panels of rows in a group read columns too often. */
  private static final int FEWEST_PANELS = 3;

  /**
   * Dimensions whose products take as long as the passes over the scores of a prefix, where columns
   * are summed.
   */
  private static final int PASSES = 100;

  private List<RankingPlan> plans = List.of();
  private boolean sharing;
  private boolean together;

  /**
   * Whether a loss on prefixes can be worked on together. A distance of rows is no sum over their
   * dimensions; what is projected of weights that do not cancel out has to be taken from the
   * product of all dimensions itself; and what an anchor has for itself is not among the columns.
   *
   * @param shape that of the widest prefix
   * @param ends dimensions of the prefixes, ascending; a panel has dimensions of one prefix
   */
  static boolean canShareProducts(RankingLoss loss, RankingShape shape, int[] ends) {
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
   * Whether working together is possible and saves time: if scores fit, in groups of rows that are
   * not so small that columns are read for few of them. Symmetric losses need passes over columns
   * too, and where scores are not kept until column sums are known, they are taken twice; then it
   * depends on how many products are saved.
   *
   * @param widest the plan for the widest prefix
   * @param ends dimensions of the prefixes, ascending
   */
  static boolean fitsAndSaves(RankingPlan widest, int[] ends) {
    RankingBlock block = widest.blocks().getFirst();
    boolean single = block.groups() == 1;
    boolean few = block.groupPanels() < FEWEST_PANELS && !single;
    if (widest.blocks().size() > 1 || !widest.hasRoom() || few) {
      return false;
    }
    RankingShape shape = widest.shape();
    long products = shape.gradients() && !single ? 4 : 3;
    long inTurn = 3L * Arrays.stream(ends).asLongStream().sum();
    long together = products * shape.dimensions() + (long) PASSES * ends.length;
    return !shape.columns() || together <= inTurn;
  }

  /** Whether prefixes of such a shape are worked on together. */
  static boolean workedOnTogether(RankingLoss loss, RankingShape widest, int[] ends, long budget) {
    return canShareProducts(loss, widest, ends)
        && fitsAndSaves(plan(widest, ends.length, budget), ends);
  }

  private static List<RankingPlan> plans(RankingPlan widest, List<PrefixPart> parts) {
    List<RankingPlan> all = new ArrayList<>();
    all.add(widest);
    for (int place = 1; place < parts.size(); place++) {
      PrefixPart part = parts.get(place);
      // The first two places are of the widest, and of the weights that all pass on.
      int scoresPlace = widest.shape().gradients() ? place + 1 : 1;
      all.add(widest.prefix(part.width(), part.ranked(), scoresPlace));
    }
    return all;
  }

  /**
   * Makes plans for all prefixes, or keeps those of the last call. What is announced is for both
   * gradients; a call that wants one of them takes no more.
   */
  void update(RankingLoss loss, List<PrefixPart> parts, int[] ends, long budget) {
    if (fits(loss, parts, ends)) {
      return;
    }
    // Until all is known: what comes next may run out of memory.
    plans = List.of();
    RankingShape shape = parts.getFirst().shape(loss);
    together = workedOnTogether(loss, shape, ends, budget);
    if (together && shape.gradients()) {
      together = workedOnTogether(loss, shape.withGradients(true, true), ends, budget);
    }
    plans =
        together
            ? plans(plan(shape, ends.length, budget), parts)
            : parts.stream().map(part -> RankingPlan.of(part.shape(loss), budget)).toList();
    sharing = canShareProducts(loss, shape, ends);
  }

  private boolean fits(RankingLoss loss, List<PrefixPart> parts, int[] ends) {
    boolean same = plans.size() == parts.size();
    for (int place = 0; same && place < parts.size(); place++) {
      same = parts.get(place).hasShape(get(place).shape(), loss);
    }
    return same && sharing == canShareProducts(loss, get(0).shape(), ends);
  }

  /** Whether prefixes are worked on together, unless their norms are too far apart. */
  boolean together() {
    return together;
  }

  /** Lengths of arrays in which each of the plans has room. */
  BlockLengths longest(int workers) {
    return longest(plans, workers);
  }

  /** The same for any plans. */
  static BlockLengths longest(List<RankingPlan> plans, int workers) {
    BlockLengths longest = BlockLengths.NONE;
    for (RankingPlan plan : plans) {
      longest = longest.max(plan.lengths(workers));
    }
    return longest;
  }

  /** The plan for a prefix, the widest first. */
  RankingPlan get(int place) {
    return plans.get(place);
  }
}
