package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.ArrayList;
import java.util.List;

/**
 * Nested prefixes, together where that is possible: the products of a prefix are those of the next
 * shorter one and what its other dimensions add, and a dimension is propagated once, with the
 * weights of all prefixes that reach it. So all prefixes take as many products as the widest alone.
 *
 * <p>Each prefix has {@linkplain PrefixPass a pass of its own}; all work in the memory of the
 * widest. For each group of rows they score from the shortest to the widest, and propagate the
 * other way round.
 */
final class PrefixEngine {
  /** Ratios of norms up to this keep float32 far from its limits, and so do their squares. */
  private static final double LARGEST_RATIO = 0x1p40;

  /** For prefixes in turn. */
  private final RankingEngine engine;

  /** For prefixes together, the widest first. */
  private final List<PrefixPass> passes = new ArrayList<>();

  private final PrefixPlans plans = new PrefixPlans();
  private final AnchorWeights anchorWeights = new AnchorWeights();

  PrefixEngine(RankingEngine engine) {
    this.engine = engine;
    passes.add(new PrefixPass(new PrefixLevel(null), engine.stages));
  }

  /**
   * Computes the losses of all prefixes, and their gradients and reports.
   *
   * @param parts what belongs to each prefix, the widest first; in turn, the first one writes, and
   *     the others are replaced by such as add
   * @param ends dimensions of the prefixes, ascending
   * @param budget that of the workspace
   * @param losses out, a loss for each
   */
  void run(
      RankingLoss loss,
      List<PrefixPart> parts,
      int[] ends,
      long budget,
      Crew crew,
      PrefixNorms norms,
      double[] losses) {
    plans.update(loss, parts, ends, budget);
    boolean dots = loss.similarity() == Similarity.DOT_PRODUCT;
    if (plans.together() && (dots || norms.largestRatio() <= LARGEST_RATIO)) {
      runTogether(loss, parts, crew, norms, losses);
    } else {
      runInTurn(loss, parts, budget, crew, norms, losses);
    }
  }

  /** Gradients of all prefixes are added up, and the first is written before the last begins. */
  private void checkWeights(RankingLoss loss, List<PrefixPart> parts) {
    try {
      double bound = 0;
      for (PrefixPart part : parts) {
        anchorWeights.set(loss, part.batch(), part.gradients());
        bound += anchorWeights.bound();
      }
      AnchorWeights.check(bound);
    } finally {
      anchorWeights.clear();
    }
  }

  private void runInTurn(
      RankingLoss loss,
      List<PrefixPart> parts,
      long budget,
      Crew crew,
      PrefixNorms norms,
      double[] losses) {
    checkWeights(loss, parts);
    if (!plans.together()) {
      engine.reserve(plans.get(0).shape(), plans.longest(crew.size()));
    }
    for (int place = 0; place < parts.size(); place++) {
      if (place > 0) {
        parts.set(place, parts.get(place).adding());
      }
      PrefixPart part = parts.get(place);
      RankingPlan plan =
          plans.together() ? RankingPlan.of(part.shape(loss), budget) : plans.get(place);
      losses[place] =
          engine.run(loss, part.batch(), part.gradients(), part.report(), plan, crew, norms);
    }
  }

  private void runTogether(
      RankingLoss loss, List<PrefixPart> parts, Crew crew, PrefixNorms norms, double[] losses) {
    try {
      double bound = 0;
      for (int place = 0; place < parts.size(); place++) {
        begin(loss, parts, place, crew, norms);
        bound += passes.get(place).bound();
      }
      AnchorWeights.check(bound);
      double[] columnScaleGradients = new double[parts.size()];
      if (passes.getFirst().twoSweeps()) {
        twoSweeps(columnScaleGradients);
      } else {
        oneSweep(parts.size());
      }
      for (int place = 0; place < parts.size(); place++) {
        RankingReport report = parts.get(place).report();
        losses[place] = passes.get(place).reduce(columnScaleGradients[place], report);
      }
    } finally {
      passes.forEach(PrefixPass::end);
    }
  }

  private void begin(
      RankingLoss loss, List<PrefixPart> parts, int place, Crew crew, PrefixNorms norms) {
    if (passes.size() == place) {
      passes.add(passes.getLast().shorter());
    }
    int firstDimension = place + 1 < parts.size() ? parts.get(place + 1).width() : 0;
    PrefixPass pass = passes.get(place);
    PrefixPass widest = passes.getFirst();
    pass.begin(firstDimension, widest, loss, parts.get(place), plans.get(place), crew, norms);
  }

  private int groups() {
    return plans.get(0).blocks().getFirst().groups();
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
      columnScaleGradients[place] = passes.get(place).finishSums();
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
      passes.get(place).select(group);
    }
  }

  private void sum(int group, int prefixes, boolean weighed) {
    select(group, prefixes);
    for (int place = prefixes - 1; place >= 0; place--) {
      passes.get(place).sum(weighed);
    }
  }

  private void scoreAgain(int group, int prefixes) {
    select(group, prefixes);
    for (int place = prefixes - 1; place >= 0; place--) {
      passes.get(place).scoreAgain();
    }
  }

  private void propagate(int group, int prefixes) {
    for (int place = 0; place < prefixes; place++) {
      passes.get(place).propagate(group);
    }
  }
}
