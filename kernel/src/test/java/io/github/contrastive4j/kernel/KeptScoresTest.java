package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses with column sums, of several groups of rows, some or all of which keep their scores. */
class KeptScoresTest {
  /** Groups of 22, 22 and 21 panels. */
  private static final int ANCHORS = 2060;

  private static final int CANDIDATES = 4100;
  private static final int DIMENSIONS = 7;

  /** Room for the scores of one group at a time, of two, and of all rows in one group. */
  private static final long ONE = 14L << 20;

  private static final long TWO = 25L << 20;
  private static final long ALL = 64L << 20;

  /** Room for the scores of those of four directions that come first, and of all. */
  private static final long FIRST_DIRECTIONS = 72L << 20;

  private static final long FOUR_DIRECTIONS = 128L << 20;

  private static final RankingLoss SYMMETRIC =
      RankingLoss.of(Similarity.RAW_COSINE, 5).withSymmetric(true);

  private static final RankingLoss GTE = SYMMETRIC.withDirections(Directions.GTE);

  /** Those whose scores are computed in ways of their own; the others differ in factors. */
  private static final List<Similarity> KINDS =
      List.of(Similarity.RAW_COSINE, Similarity.EUCLIDEAN, Similarity.MANHATTAN);

  /** Every similarity without options, and every kind with each of them. */
  private static Stream<Arguments> losses(
      Directions directions, Function<RankingLoss, Stream<Arguments>> options) {
    Function<Similarity, RankingLoss> plain =
        similarity -> RankingLoss.of(similarity, 5).withDirections(directions);
    return Stream.concat(
        Arrays.stream(Similarity.values()).map(plain).map(loss -> Arguments.of(loss, 1e-5)),
        KINDS.stream().map(plain).flatMap(options));
  }

  static Stream<Arguments> losses() {
    return losses(
        Directions.SYMMETRIC,
        plain ->
            Stream.of(
                Arguments.of(plain.withLabelSmoothing(0.1).withZLoss(0.01), 1e-5),
                Arguments.of(plain.withHardness(new Hardness(1, Hardness.Negatives.ALL)), 1e-5),
                Arguments.of(
                    plain.withDirections(
                        Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_QUERY)),
                    1e-5),
                // Without a shift that serves all exponentials.
                Arguments.of(plain.withScale(2000), 2e-4)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void resultsAreThoseOfAllScoresAtOnce(RankingLoss loss, double tolerance) {
    RankingProblem problem = problem();
    boolean joint = loss.directions().joint();
    compare(
        loss,
        joint ? RankingBatch.of(problem.anchors(), problem.candidates()) : problem.batch(),
        tolerance);
  }

  @Test
  void optionsOfTheBatchAreThoseOfAllScoresAtOnce() {
    RandomGenerator random = new SplittableRandom(12);
    RankingProblem problem = problem();
    compare(SYMMETRIC, withOptions(problem.batch(), random), 1e-5);
    RankingBatch judged = problem.batch().withGuide(problem.anchors(), problem.candidates());
    compare(SYMMETRIC.withMarginFilter(MarginFilter.absolute(0.01)), judged, 1e-5);
  }

  static Stream<Arguments> severalDirections() {
    Directions two = Directions.joint(Direction.QUERY_TO_DOC, Direction.QUERY_TO_QUERY);
    return losses(
        Directions.GTE,
        gte ->
            Stream.of(
                Arguments.of(gte.withDirections(two), 1e-5),
                Arguments.of(
                    gte.withLabelSmoothing(0.1)
                        .withZLoss(0.01)
                        .withHardness(new Hardness(1, Hardness.Negatives.ALL)),
                    1e-5),
                Arguments.of(gte.withScale(2000), 2e-4)));
  }

  @ParameterizedTest
  @MethodSource("severalDirections")
  void directionsThatKeepTheirScoresGiveTheResultsOfThoseThatDoNot(
      RankingLoss loss, double tolerance) {
    RankingProblem problem = problem();
    compare(
        loss,
        RankingBatch.of(problem.anchors(), problem.candidates()),
        tolerance,
        FOUR_DIRECTIONS,
        FIRST_DIRECTIONS,
        ONE);
  }

  @Test
  void optionsOfTheBatchAndSeveralDirectionsGoTogether() {
    RandomGenerator random = new SplittableRandom(14);
    RankingProblem problem = problem();
    RankingBatch batch = RankingBatch.of(problem.anchors(), problem.candidates());
    compare(GTE, withOptions(batch, random), 1e-5, FOUR_DIRECTIONS, FIRST_DIRECTIONS, ONE);
    RankingBatch judged = batch.withGuide(problem.anchors(), problem.candidates());
    RankingLoss filtered = GTE.withMarginFilter(MarginFilter.absolute(0.01));
    compare(filtered, judged, 1e-5, FOUR_DIRECTIONS, FIRST_DIRECTIONS, ONE);
  }

  private static RankingBatch withOptions(RankingBatch batch, RandomGenerator random) {
    return batch
        .withQueue(ContrastiveCases.rows(60, DIMENSIONS, 0.5, random))
        .withOwnNegatives(ContrastiveCases.rows(ANCHORS, DIMENSIONS, 0.5, random))
        .withWeights(random.doubles(ANCHORS, 0.1, 2).toArray())
        .withIds(
            random.longs(ANCHORS, 0, 500).toArray(),
            random.longs(CANDIDATES + 60, 0, 500).toArray());
  }

  private static void compare(RankingLoss loss, RankingBatch batch, double tolerance) {
    compare(loss, batch, tolerance, ALL, ONE, TWO);
  }

  /** Fails unless less memory gives the same result. */
  private static void compare(
      RankingLoss loss, RankingBatch batch, double tolerance, long most, long... less) {
    try (Parallelism team = Parallelism.workers(3)) {
      RankingResult whole = run(loss, batch, most, Parallelism.sequential());
      run(loss, batch, most, team).assertSameBits(whole);
      for (long budget : less) {
        RankingResult parts = run(loss, batch, budget, Parallelism.sequential());
        assertThat(Math.abs(parts.loss() - whole.loss()))
            .isLessThanOrEqualTo(tolerance * whole.loss());
        assertClose(parts.anchorGradient(), whole.anchorGradient(), tolerance);
        assertClose(parts.candidateGradient(), whole.candidateGradient(), tolerance);
        run(loss, batch, budget, team).assertSameBits(parts);
      }
    }
  }

  private static void assertClose(Matrix gradient, Matrix expected, double tolerance) {
    assertThat(RankingResult.relativeError(expected, gradient)).isLessThanOrEqualTo(tolerance);
  }

  @Test
  void resultsAreRight() {
    RankingProblem problem = problem();
    Float64ContrastiveLoss truth = problem.truth(SYMMETRIC);
    RankingResult none = run(SYMMETRIC, problem.batch(), ONE, Parallelism.sequential());
    none.assertCloseTo(truth, 1e-5);
    run(SYMMETRIC, problem.batch(), TWO, Parallelism.sequential()).assertSameBits(none);
  }

  @Test
  void allOfSeveralGroupsMayStay() {
    long budget = 4608L * 1000;
    RankingPlan plan = RankingPlan.of(RankingShape.of(SYMMETRIC, 2100, 400, 8, true), budget);
    assertThat(plan.blocks().getFirst().groups()).isEqualTo(2);
    assertThat(plan.blocks().getFirst().keptGroups()).isEqualTo(2);
    RankingProblem problem = RankingProblem.random(2100, 400, 8, Pairing.REPEATED, 1, 0.5, 13);
    run(SYMMETRIC, problem.batch(), budget, Parallelism.sequential())
        .assertCloseTo(problem.truth(SYMMETRIC), 1e-5);
  }

  @Test
  void aGradientAloneHasTheSameBits() {
    RankingBatch batch = problem().batch();
    RankingResult both = run(SYMMETRIC, batch, TWO, Parallelism.sequential());
    Matrix candidates = Matrix.zeros(CANDIDATES, DIMENSIONS);
    SYMMETRIC.forwardBackward(
        batch,
        RankingGradients.into(null, candidates),
        new Workspace(TWO),
        Parallelism.sequential());
    assertThat(candidates.toArray()).isEqualTo(both.candidateGradient().toArray());
  }

  @Test
  void aGradientAloneKeepsScoresWhereBothGradientsWouldFit() {
    RankingProblem problem = problem();
    RankingBatch batch = RankingBatch.of(problem.anchors(), problem.candidates());
    for (RankingLoss loss : List.of(SYMMETRIC, GTE)) {
      long budget = loss == GTE ? FOUR_DIRECTIONS : TWO;
      RankingResult both = run(loss, batch, budget, Parallelism.sequential());
      long announced = RankingPlan.of(RankingShape.of(loss, batch, true), budget).bytes();
      Matrix anchors = Matrix.zeros(ANCHORS, DIMENSIONS);
      Matrix candidates = Matrix.zeros(CANDIDATES, DIMENSIONS);
      for (RankingGradients sink :
          List.of(RankingGradients.into(anchors, null), RankingGradients.into(null, candidates))) {
        Workspace workspace = new Workspace(budget);
        RankingPlan plan = workspace.rankingPlan(loss, batch, sink, null);
        assertThat(plan.blocks().getFirst().keptGroups()).isPositive();
        assertThat(plan.bytes()).isLessThanOrEqualTo(announced);
        loss.forwardBackward(batch, sink, workspace, Parallelism.sequential());
      }
      assertThat(RankingResult.relativeError(both.anchorGradient(), anchors)).isLessThan(1e-6);
      assertThat(RankingResult.relativeError(both.candidateGradient(), candidates))
          .isLessThan(1e-6);
    }
  }

  @Test
  void memoryDecidesHowManyGroupsKeepTheirScores() {
    assertThat(block(SYMMETRIC, true, ONE))
        .returns(3, RankingBlock::groups)
        .returns(0, RankingBlock::keptGroups);
    RankingBlock two = block(SYMMETRIC, true, TWO);
    assertThat(two).returns(3, RankingBlock::groups).returns(2, RankingBlock::keptGroups);
    assertThat(two.keeps(0)).isTrue();
    assertThat(two.keeps(1)).isFalse();
    assertThat(two.keeps(2)).isTrue();
    assertThat(block(SYMMETRIC, true, ALL))
        .returns(1, RankingBlock::groups)
        .returns(1, RankingBlock::keptGroups);
  }

  @Test
  void scoresAreKeptOnlyWhereTheyAreReadAgain() {
    RankingLoss euclidean = RankingLoss.of(Similarity.EUCLIDEAN, 5).withSymmetric(true);
    assertThat(block(euclidean, true, TWO)).returns(0, RankingBlock::keptGroups);
    assertThat(block(SYMMETRIC.withSymmetric(false), true, TWO))
        .returns(0, RankingBlock::keptGroups);
    assertThat(block(SYMMETRIC, false, TWO)).returns(0, RankingBlock::keptGroups);
    RankingBatch batch = problem().batch();
    RankingGradients sink =
        RankingGradients.into(
            Matrix.zeros(ANCHORS, DIMENSIONS), Matrix.zeros(CANDIDATES, DIMENSIONS));
    Workspace workspace = new Workspace(TWO);
    assertThat(workspace.rankingPlan(SYMMETRIC, batch, sink, null).blocks().getFirst())
        .returns(2, RankingBlock::keptGroups);
    assertThat(workspace.shardPlan(SYMMETRIC, batch, sink).blocks().getFirst())
        .returns(0, RankingBlock::keptGroups);
  }

  @Test
  void memoryDecidesHowManyDirectionsKeepTheirScores() {
    assertThat(plan(GTE, true, ONE).blocks())
        .hasSize(3)
        .allMatch(block -> block.keptGroups() == 0)
        .allMatch(block -> block.scoresAt() == 0);
    List<RankingBlock> some = plan(GTE, true, FIRST_DIRECTIONS).blocks();
    assertThat(some).extracting(block -> block.keptGroups() > 0).containsExactly(true, true, false);
    List<RankingBlock> all = plan(GTE, true, FOUR_DIRECTIONS).blocks();
    assertThat(all).hasSize(3).allMatch(block -> block.keptGroups() == block.groups());
    for (List<RankingBlock> blocks : List.of(some, all)) {
      for (int b = 1; b < blocks.size(); b++) {
        RankingBlock before = blocks.get(b - 1);
        boolean kept = before.keptGroups() > 0;
        assertThat(blocks.get(b).scoresAt())
            .isEqualTo(kept ? (int) before.scoresEnd() : before.scoresAt());
      }
    }
  }

  @Test
  void directionsKeepTheirScoresOnlyWhereTheyAreReadAgain() {
    RankingLoss euclidean = RankingLoss.of(Similarity.EUCLIDEAN, 5).withDirections(Directions.GTE);
    assertThat(plan(euclidean, true, FOUR_DIRECTIONS).blocks())
        .allMatch(block -> block.keptGroups() == 0);
    assertThat(plan(GTE, false, FOUR_DIRECTIONS).blocks())
        .allMatch(block -> block.keptGroups() == 0);
  }

  @Test
  void fiveBytesAPairHaveRoomForAllScores() {
    for (Similarity similarity : Similarity.values()) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(true).withLabelSmoothing(0.1);
      for (int[] shape :
          new int[][] {
            {4096, 4096, 64},
            {8192, 8192, 384},
            {2048, 30_000, 128},
            {30_000, 2048, 20},
            {20_000, 20_000, 256},
            {40_000, 40_000, 768}
          }) {
        RankingShape problem = RankingShape.of(loss, shape[0], shape[1], shape[2], true);
        RankingPlan plan = RankingPlan.of(problem, 5L * shape[0] * shape[1]);
        assertThat(plan.blocks())
            .as("%s %s", similarity, Arrays.toString(shape))
            .hasSize(1)
            .allMatch(block -> block.keptGroups() == block.groups());
      }
    }
  }

  /** Some of Manhattan's shapes are those in which what is known of squares decides. */
  @ParameterizedTest
  @EnumSource(names = {"RAW_COSINE", "EUCLIDEAN", "MANHATTAN"})
  void keptScoresStayWithinTheBudget(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(true);
    assertWithinBudget(loss, 1348, 6002, 25, 2_084_589);
    assertWithinBudget(loss, 4834, 8693, 30, 175_756_262);
    RandomGenerator random = new SplittableRandom(15);
    for (int draw = 0; draw < 2000; draw++) {
      int m = random.nextInt(64, 5000);
      int n = random.nextInt(m, 2 * m);
      long budget = (long) Math.exp(random.nextDouble(11, 20));
      RankingLoss each = random.nextBoolean() ? loss : loss.withDirections(Directions.GTE);
      assertWithinBudget(each, m, n, random.nextInt(1, 300), budget);
    }
  }

  private static void assertWithinBudget(RankingLoss loss, int m, int n, int d, long budget) {
    RankingShape shape = RankingShape.of(loss, m, n, d, true);
    RankingPlan both = RankingPlan.of(shape, budget);
    if (both.blocks().stream().anyMatch(block -> block.keptGroups() > 1)) {
      assertThat(both.hasRoom()).as("%s, %d", shape, budget).isTrue();
    }
    for (boolean anchors : new boolean[] {false, true}) {
      RankingPlan one = RankingPlan.of(shape.withGradients(anchors, !anchors), budget);
      assertThat(one.bytes()).as("%s, %d", shape, budget).isLessThanOrEqualTo(both.bytes());
    }
  }

  @Test
  void scoresOfAllDirectionsFitAnArrayWhateverTheBudget() {
    RankingShape shape = RankingShape.of(GTE, 30_000, 30_000, 8, true);
    RankingPlan plan = RankingPlan.of(shape, 1L << 40);
    assertThat(plan.blocks())
        .extracting(block -> block.keptGroups() > 0)
        .containsExactly(true, false, false);
    assertThat(plan.blocks())
        .allMatch(block -> block.scoresAt() >= 0)
        .allMatch(block -> block.scoresEnd() <= Integer.MAX_VALUE - 8);
  }

  private static RankingBlock block(RankingLoss loss, boolean gradients, long budget) {
    return plan(loss, gradients, budget).blocks().getFirst();
  }

  private static RankingPlan plan(RankingLoss loss, boolean gradients, long budget) {
    RankingShape shape = RankingShape.of(loss, ANCHORS, CANDIDATES, DIMENSIONS, gradients);
    return RankingPlan.of(shape, budget);
  }

  /** Some anchors have an element in common with their targets, which Manhattan has to know. */
  private static RankingProblem problem() {
    RankingProblem problem =
        RankingProblem.random(ANCHORS, CANDIDATES, DIMENSIONS, Pairing.REPEATED, 1, 0.5, 11);
    for (int i = 0; i < ANCHORS; i += 300) {
      float shared = problem.candidates().get(problem.targets()[i], 3);
      problem.anchors().set(i, 3, shared);
    }
    return problem;
  }

  private static RankingResult run(
      RankingLoss loss, RankingBatch batch, long budget, Parallelism parallelism) {
    int dimensions = batch.anchors().columns();
    Matrix anchors = Matrix.zeros(batch.anchors().rows(), dimensions);
    Matrix candidates = Matrix.zeros(batch.candidates().rows(), dimensions);
    RankingGradients sink = RankingGradients.into(anchors, candidates);
    double value = loss.forwardBackward(batch, sink, new Workspace(budget), parallelism);
    return new RankingResult(value, anchors, candidates, sink.scale());
  }
}
