package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which nested prefixes are worked on together, and which in turn, against each by itself. */
class PrefixPlansTest {
  private static final double[] WEIGHTS = {1, 2, 0.5};
  private static final Parallelism SOLO = Parallelism.sequential();
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.RAW_COSINE, 20);

  /** What has no products that prefixes of whole panels could share. */
  static Stream<ContrastiveCase> inTurn() {
    RandomGenerator random = new SplittableRandom(1);
    RankingBatch batch = batch(20, 30, 64, random);
    RankingBatch own = ContrastiveCases.withOwnNegatives(batch, 2, random);
    RankingBatch guided = ContrastiveCases.withGuide(batch, 7, random);
    Directions queries = Directions.joint(Direction.QUERY_TO_DOC, Direction.QUERY_TO_QUERY);
    Directions documents = Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_DOC);
    return Stream.of(
        new ContrastiveCase(LOSS.withZLoss(0.1), batch),
        new ContrastiveCase(LOSS.withObjective(Objective.SIGMOID), batch),
        new ContrastiveCase(LOSS.withDirections(queries), batch),
        new ContrastiveCase(LOSS.withDirections(documents), batch),
        new ContrastiveCase(LOSS, own),
        new ContrastiveCase(LOSS.withMarginFilter(MarginFilter.absolute(0.3)), guided),
        new ContrastiveCase(LOSS.withMarginFilter(MarginFilter.relative(0.1)), guided),
        new ContrastiveCase(RankingLoss.of(Similarity.EUCLIDEAN, 20), batch),
        new ContrastiveCase(RankingLoss.of(Similarity.MANHATTAN, 20), batch));
  }

  private static RankingBatch batch(int m, int n, int d, RandomGenerator random) {
    return ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {m, n, d}, random);
  }

  @ParameterizedTest
  @MethodSource("inTurn")
  void whatCannotShareProductsIsWorkedOnInTurn(ContrastiveCase each) {
    assertThat(shares(each.loss(), each.batch(), 32, 64)).isFalse();
  }

  @Test
  void severalPrefixesOfWholePanelsShareProducts() {
    RankingBatch batch = batch(20, 30, 64, new SplittableRandom(1));
    assertThat(shares(LOSS, batch, 32, 64)).isTrue();
    assertThat(shares(LOSS, batch, 32, 63)).isTrue();
    assertThat(shares(LOSS, batch, 33, 64)).isFalse();
    assertThat(shares(LOSS, batch, 64)).isFalse();
  }

  private static boolean shares(RankingLoss loss, RankingBatch batch, int... ends) {
    return PrefixPlans.canShareProducts(loss, RankingShape.of(loss, batch, true), ends);
  }

  @Tag("simd")
  @ParameterizedTest
  @MethodSource("inTurn")
  void prefixesInTurnAddUp(ContrastiveCase each) {
    check(each.loss(), each.batch(), new Workspace(), 64, 32);
    check(each.loss(), each.batch(), new Workspace(), 64, 33);
  }

  @Tag("simd")
  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void prefixesOfWholePanelsAddUp(double bias) {
    RankingBatch batch = batch(20, 30, 64, new SplittableRandom(1));
    check(LOSS.withBias(bias), batch, new Workspace(), 64, 32);
    check(LOSS.withBias(bias), batch, new Workspace(), 64, 33);
  }

  @Tag("simd")
  @Test
  void otherOptionsOfTheSameShapeAreWorkedOnInTurn() {
    RankingBatch batch = batch(20, 30, 64, new SplittableRandom(1));
    for (RankingLoss loss : List.of(LOSS.withZLoss(0.1), LOSS.withObjective(Objective.SIGMOID))) {
      Workspace workspace = new Workspace();
      check(LOSS, batch, workspace, 64, 32);
      check(loss, batch, workspace, 64, 32);
    }
  }

  @Tag("simd")
  @Test
  void aWiderPrefixAboveTheSameShorterOneHasAPlanOfItsOwn() {
    RankingBatch batch = batch(20, 30, 96, new SplittableRandom(1));
    Workspace workspace = new Workspace();
    for (int widest : new int[] {96, 64, 96}) {
      assertSameAsInANewWorkspace(batch, workspace, widest, 32);
    }
  }

  @Tag("simd")
  @Test
  void aSinglePrefixIsServedAgain() {
    RankingBatch batch = batch(20, 30, 96, new SplittableRandom(1));
    Workspace workspace = new Workspace();
    for (int call = 0; call < 2; call++) {
      assertSameAsInANewWorkspace(batch, workspace, 64);
    }
  }

  @Tag("simd")
  @Test
  void normsAreThoseOfTheCallWhateverItsRowsAndPrefixes() {
    RandomGenerator random = new SplittableRandom(1);
    Workspace workspace = new Workspace();
    for (int[] shape : new int[][] {{20, 30}, {9, 33}, {21, 30}}) {
      RankingBatch batch = batch(shape[0], shape[1], 96, random);
      RankingBatch queued = ContrastiveCases.withQueue(batch, 4 + shape[0], random);
      RankingBatch own = ContrastiveCases.withOwnNegatives(queued, 2, random);
      assertSameAsInANewWorkspace(queued, workspace, 96, 32);
      assertSameAsInANewWorkspace(queued, workspace, 96, 64, 32);
      assertSameAsInANewWorkspace(own, workspace, 95, 33);
    }
  }

  private static void assertSameAsInANewWorkspace(
      RankingBatch batch, Workspace workspace, int... columns) {
    MatryoshkaRankingLoss nested = nested(LOSS, columns);
    assertThat(nested.forward(batch, workspace, SOLO))
        .isEqualTo(nested.forward(batch, new Workspace(), SOLO));
  }

  /** One row of one side has a prefix of zeros, and the rest of it is far beyond the others. */
  @Tag("simd")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void normsOfOneSideAloneMayBeTooFarApart(boolean ofAnchors) {
    RankingBatch batch = batch(20, 25, 64, new SplittableRandom(9));
    Matrix x = ofAnchors ? batch.anchors() : batch.candidates();
    for (int k = 0; k < 32; k++) {
      x.set(7, k, 0);
    }
    x.set(7, 63, 1e30f);
    check(LOSS, batch, new Workspace(), 64, 32);
  }

  @Tag("simd")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsShorterThanTheLeastDivisorKeepWhatIsProjectedOfOthers(boolean symmetric) {
    RankingBatch batch = batch(20, 25, 160, new SplittableRandom(9));
    for (Matrix x : List.of(batch.anchors(), batch.candidates())) {
      for (int k = 0; k < 160; k++) {
        x.set(7, k, 1e-14f * x.get(7, k));
      }
    }
    RankingLoss loss = LOSS.withSymmetric(symmetric);
    RankingShape shape = RankingShape.of(loss, batch, true);
    Workspace workspace = new Workspace();
    assertThat(PrefixPlans.workedOnTogether(loss, shape, new int[] {96, 160}, workspace.budget()))
        .isTrue();
    check(loss, batch, workspace, 160, 96);
  }

  @Tag("simd")
  @Test
  void prefixesOfSeveralBlocksOfColumnsAreWorkedOnInTurn() {
    RandomGenerator random = new SplittableRandom(1);
    RankingBatch batch =
        RankingBatch.of(
            ContrastiveCases.rows(16, 64, 1, random), ContrastiveCases.rows(9000, 64, 1, random));
    RankingPlan plan = PrefixPlans.plan(RankingShape.of(LOSS, batch, false), 2, 0);
    assertThat(plan.blocks()).hasSize(2);
    double expected = inTurn(LOSS, batch, 64, 32).loss();
    assertThat(nested(LOSS, 64, 32).forward(batch, new Workspace(0), SOLO))
        .isCloseTo(expected, within(1e-6 * expected));
  }

  @Test
  void smallGroupsAreNotWorthReadingColumnsFor() {
    RankingPlan plan = PrefixPlans.plan(RankingShape.of(LOSS, 96, 9000, 64, true), 2, 4 << 20);
    assertThat(plan.hasRoom()).isTrue();
    assertThat(plan.blocks().getFirst().groups()).isGreaterThan(1);
    assertThat(plan.blocks().getFirst().groupPanels()).isLessThan(3);
    assertThat(PrefixPlans.fitsAndSaves(plan, new int[] {32, 64})).isFalse();
  }

  private static MatryoshkaRankingLoss nested(RankingLoss loss, int... columns) {
    return new MatryoshkaRankingLoss(loss, columns, Arrays.copyOf(WEIGHTS, columns.length));
  }

  /** The sum of what each prefix gives by itself. */
  private static RankingResult inTurn(RankingLoss loss, RankingBatch batch, int... columns) {
    RankingGradients sums = gradients(batch);
    double value = 0;
    double scale = 0;
    for (int k = 0; k < columns.length; k++) {
      RankingGradients sink =
          RankingGradients.into(
                  sums.anchors().columnRange(0, columns[k]),
                  sums.candidates().columnRange(0, columns[k]))
              .withUpdate(Update.ACCUMULATE)
              .withUpstream(WEIGHTS[k]);
      RankingBatch prefix = batch.prefix(columns[k]);
      value += WEIGHTS[k] * loss.forwardBackward(prefix, sink, new Workspace(), SOLO);
      scale += sink.scale();
    }
    return new RankingResult(value, sums.anchors(), sums.candidates(), scale);
  }

  private static RankingGradients gradients(RankingBatch batch) {
    int d = batch.anchors().columns();
    return RankingGradients.into(
        Matrix.zeros(batch.anchors().rows(), d), Matrix.zeros(batch.candidates().rows(), d));
  }

  private static void check(
      RankingLoss loss, RankingBatch batch, Workspace workspace, int... columns) {
    RankingResult expected = inTurn(loss, batch, columns);
    RankingGradients sink = gradients(batch);
    double value = nested(loss, columns).forwardBackward(batch, sink, workspace, SOLO);
    assertThat(value).isCloseTo(expected.loss(), within(1e-6 * expected.loss()));
    assertThat(sink.scale()).isCloseTo(expected.scaleGradient(), within(1e-6));
    assertRowsCloseTo(sink.anchors(), expected.anchorGradient());
    assertRowsCloseTo(sink.candidates(), expected.candidateGradient());
  }

  /** Gradients of rows differ by many orders of magnitude. */
  private static void assertRowsCloseTo(Matrix actual, Matrix expected) {
    for (int r = 0; r < expected.rows(); r++) {
      float largest = 0;
      for (int k = 0; k < expected.columns(); k++) {
        largest = Math.max(largest, Math.abs(expected.get(r, k)));
      }
      for (int k = 0; k < expected.columns(); k++) {
        assertThat(actual.get(r, k))
            .as("row %d, element %d", r, k)
            .isCloseTo(expected.get(r, k), within(1e-5f * largest));
      }
    }
  }
}
