package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses with column sums, of several groups of rows of which the last ones keep their scores. */
class KeptScoresTest {
  private static final int ANCHORS = 2100;
  private static final int CANDIDATES = 4100;
  private static final int DIMENSIONS = 7;

  /** Room for the scores of one, two and all of three groups. */
  private static final long ONE = 14L << 20;

  private static final long TWO = 25L << 20;
  private static final long ALL = 64L << 20;

  static Stream<Arguments> losses() {
    return Arrays.stream(Similarity.values())
        .map(similarity -> RankingLoss.of(similarity, 5).withSymmetric(true))
        .flatMap(plain ->
            Stream.of(
                Arguments.of(plain, 1e-5),
                Arguments.of(plain.withLabelSmoothing(0.1), 1e-5),
                Arguments.of(plain.withHardness(new Hardness(1, Hardness.Negatives.ALL)), 1e-5),
                // Without a shift that serves all exponentials.
                Arguments.of(plain.withScale(2000), 2e-4)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void resultsAreThoseOfAllScoresAtOnce(RankingLoss loss, double tolerance) {
    RankingProblem problem = problem();
    RankingResult whole = run(problem, loss, ALL, Parallelism.sequential());
    for (long budget : new long[] {ONE, TWO}) {
      RankingResult parts = run(problem, loss, budget, Parallelism.sequential());
      assertThat(Math.abs(parts.loss() - whole.loss()))
          .isLessThanOrEqualTo(tolerance * whole.loss());
      assertClose(parts.anchorGradient(), whole.anchorGradient(), tolerance);
      assertClose(parts.candidateGradient(), whole.candidateGradient(), tolerance);
      run(problem, loss, budget, Parallelism.on(Runnable::run, 3)).assertSameBits(parts);
    }
  }

  @Test
  void resultsAreRight() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5).withSymmetric(true);
    RankingProblem problem = problem();
    Float64ContrastiveLoss truth = problem.truth(loss);
    run(problem, loss, ONE, Parallelism.sequential()).assertCloseTo(truth, 1e-5);
    run(problem, loss, TWO, Parallelism.sequential()).assertCloseTo(truth, 1e-5);
  }

  @Test
  void memoryDecidesHowManyGroupsKeepTheirScores() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5).withSymmetric(true);
    assertThat(block(loss, true, ONE).groups()).isEqualTo(3);
    assertThat(block(loss, true, ONE).keptGroups()).isEqualTo(1);
    assertThat(block(loss, true, TWO).groups()).isEqualTo(3);
    assertThat(block(loss, true, TWO).keptGroups()).isEqualTo(2);
    assertThat(block(loss, true, ALL).groups()).isEqualTo(1);
    assertThat(block(loss, true, ALL).keptGroups()).isEqualTo(1);
  }

  @Test
  void moreScoresAreKeptOnlyForWeightsThatReadThem() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5).withSymmetric(true);
    assertThat(scores(loss, true)).isEqualTo(2 * scores(loss.withSymmetric(false), true));
    assertThat(scores(loss, false)).isLessThan(scores(loss, true));
    assertThat(block(RankingLoss.of(Similarity.EUCLIDEAN, 5).withSymmetric(true), true, TWO))
        .returns(3, RankingBlock::groups)
        .returns(1, RankingBlock::keptGroups);
  }

  private static long scores(RankingLoss loss, boolean gradients) {
    return plan(loss, gradients, TWO).scratch().scores();
  }

  private static RankingBlock block(RankingLoss loss, boolean gradients, long budget) {
    return plan(loss, gradients, budget).blocks().getFirst();
  }

  private static RankingPlan plan(RankingLoss loss, boolean gradients, long budget) {
    return RankingPlan.of(
        RankingShape.of(loss, ANCHORS, CANDIDATES, DIMENSIONS, gradients), budget);
  }

  private static RankingProblem problem() {
    return RankingProblem.random(ANCHORS, CANDIDATES, DIMENSIONS, Pairing.REPEATED, 1, 0.5, 11);
  }

  private static RankingResult run(
      RankingProblem problem, RankingLoss loss, long budget, Parallelism parallelism) {
    return problem.run(loss, new Workspace(budget), parallelism);
  }

  private static void assertClose(Matrix actual, Matrix expected, double tolerance) {
    double[][] truth = new double[expected.rows()][expected.columns()];
    for (int r = 0; r < truth.length; r++) {
      for (int k = 0; k < truth[r].length; k++) {
        truth[r][k] = expected.get(r, k);
      }
    }
    assertThat(RankingResult.relativeError(truth, actual)).isLessThanOrEqualTo(tolerance);
  }
}
