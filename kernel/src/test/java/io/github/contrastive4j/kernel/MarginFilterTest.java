package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.MarginFilter.Kind;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates that are too much alike an anchor to be believed negatives. */
@Tag("simd")
@NativeWidthOnly
class MarginFilterTest {
  private static final int[][] SHAPES = {{1, 5, 3}, {5, 7, 3}, {33, 70, 19}, {130, 300, 77}};

  static Stream<Arguments> filters() {
    return Arrays.stream(Similarity.values())
        .flatMap(similarity ->
            Stream.of(Kind.ABSOLUTE, Kind.RELATIVE).map(kind -> Arguments.of(similarity, kind)));
  }

  private static void check(
      Similarity similarity,
      Kind kind,
      UnaryOperator<RankingLoss> options,
      ContrastiveCases.Data data) {
    int dropped = 0;
    for (int[] shape : SHAPES) {
      for (double scale : ContrastiveCases.scales(similarity, shape)) {
        RandomGenerator random = new SplittableRandom(shape[0] + shape[2]);
        RankingBatch batch = data.apply(ContrastiveCases.batch(similarity, shape, random), random);
        RankingLoss loss = options.apply(RankingLoss.of(similarity, scale));
        RankingLoss filtered = ContrastiveCases.withMargin(loss, batch, kind, random);
        dropped += new ContrastiveCase(filtered, batch).check().absent;
      }
    }
    assertThat(dropped).as("dropped pairs").isPositive();
  }

  @ParameterizedTest
  @MethodSource("filters")
  void theyAreDroppedFromRows(Similarity similarity, Kind kind) {
    check(similarity, kind, loss -> loss, (batch, random) -> batch);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void theyAreDroppedFromColumnsToo(Similarity similarity, Kind kind) {
    check(similarity, kind, loss -> loss.withSymmetric(true), (batch, random) -> batch);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void theQueueAndOwnNegativesAreJudgedAsWell(Similarity similarity, Kind kind) {
    ContrastiveCases.Data more =
        (batch, random) ->
            ContrastiveCases.withOwnNegatives(
                ContrastiveCases.withQueue(batch, 17, random), 3, random);
    check(similarity, kind, loss -> loss, more);
    check(similarity, kind, loss -> loss.withSymmetric(true).withLabelSmoothing(0.1), more);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void aGuideJudgesByItsCosine(Similarity similarity, Kind kind) {
    ContrastiveCases.Data guided =
        (batch, random) ->
            ContrastiveCases.withGuide(ContrastiveCases.withQueue(batch, 17, random), 13, random);
    check(similarity, kind, loss -> loss, guided);
    check(similarity, kind, loss -> loss.withSymmetric(true), guided);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void targetsThatAreRepeatedAreEachAnchorsOwn(Similarity similarity, Kind kind) {
    check(similarity, kind, loss -> loss, ContrastiveCases::withRandomTargets);
    check(similarity, kind, loss -> loss.withSymmetric(true), ContrastiveCases::withRandomTargets);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void otherPositivesAreNotDropped(Similarity similarity, Kind kind) {
    check(
        similarity,
        kind,
        loss -> loss.withSharedIds(SharedIds.POSITIVES),
        (batch, random) ->
            ContrastiveCases.withIds(ContrastiveCases.withQueue(batch, 9, random), random));
    check(
        similarity,
        kind,
        loss -> loss.withSharedIds(SharedIds.POSITIVES),
        (batch, random) ->
            ContrastiveCases.withGuide(ContrastiveCases.withIds(batch, random), 8, random));
  }

  @Test
  void aLongGuideIsMultipliedInParts() {
    RandomGenerator random = new SplittableRandom(7);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.EUCLIDEAN, new int[] {37, 150, 9}, random);
    RankingBatch guided = ContrastiveCases.withGuide(batch, 1500, random);
    RankingLoss loss = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    ContrastiveCase filtered =
        new ContrastiveCase(
            ContrastiveCases.withMargin(loss, guided, Kind.ABSOLUTE, random), guided);
    filtered.check();
    filtered.checkThreads();
  }

  /** Its cosines are 1 or -1. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGuideMayHaveOneColumn(boolean symmetric) {
    RandomGenerator random = new SplittableRandom(3);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {33, 70, 19}, random);
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 20)
            .withSymmetric(symmetric)
            .withMarginFilter(MarginFilter.absolute(0.5));
    new ContrastiveCase(loss, ContrastiveCases.withGuide(batch, 1, random)).check();
  }

  @Test
  void theTargetStaysHoweverHighTheMargin() {
    RandomGenerator random = new SplittableRandom(8);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {9, 12, 5}, random);
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 20).withMarginFilter(MarginFilter.absolute(5));
    ContrastiveCase all = new ContrastiveCase(loss.withSymmetric(true), batch);
    all.check();
    assertThat(all.run(new Workspace(), Parallelism.sequential()).value()).isZero();
    // A margin so far below 0 drops nothing.
    new ContrastiveCase(loss.withMarginFilter(MarginFilter.absolute(-5)), batch).check();
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void whatIsAsMuchAlikeAsThePositiveIsNotDropped(Similarity similarity) {
    for (int[] shape : new int[][] {{6, 6, 5}, {33, 40, 77}, {50, 50, 384}}) {
      RandomGenerator random = new SplittableRandom(shape[0]);
      RankingBatch batch = ContrastiveCases.batch(similarity, shape, random);
      // All candidates are the same row, and so are queue and own negatives.
      Matrix same = ContrastiveCases.near(batch.candidates(), new int[shape[1]], 0, random);
      RankingBatch twins =
          RankingBatch.of(batch.anchors(), same)
              .withQueue(same)
              .withOwnNegatives(same.rowRange(0, shape[0]));
      RankingLoss loss = RankingLoss.of(similarity, 20);
      RankingReport report = RankingReport.ofLossesAndRanks();
      for (MarginFilter filter :
          new MarginFilter[] {
            MarginFilter.absolute(0), MarginFilter.relative(0), MarginFilter.NONE
          }) {
        double value =
            loss.withMarginFilter(filter)
                .forward(twins, report, new Workspace(), Parallelism.sequential());
        double all = Math.log(2 * shape[1] + 1);
        assertThat(value).as("%s", filter).isCloseTo(all, within(1e-5));
        assertThat(report.accuracy()).isEqualTo(1);
      }
    }
  }

  @Test
  void aGuideWithoutAFilterIsNotAsked() {
    RandomGenerator random = new SplittableRandom(9);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {9, 12, 5}, random);
    RankingBatch guided =
        ContrastiveCases.withGuide(ContrastiveCases.withOwnNegatives(batch, 1, random), 4, random);
    new ContrastiveCase(RankingLoss.of(Similarity.RAW_COSINE, 20), guided).check();
  }

  /** However long the rows of the loss are, which the guide knows nothing of. */
  @Test
  void theGuideJudgesByItsOwnRoundingError() {
    RankingBatch batch =
        RankingBatch.of(
                Matrix.copyOf(new float[][] {{1000, 0}}),
                Matrix.copyOf(new float[][] {{1000, 0}, {1000, 0}}))
            .withGuide(
                Matrix.copyOf(new float[][] {{1, 0}}),
                Matrix.copyOf(new float[][] {{1, 1}, {1, 0.5f}}));
    RankingLoss loss =
        RankingLoss.of(Similarity.DOT_PRODUCT, 1e-3).withMarginFilter(MarginFilter.absolute(0));
    assertThat(loss.forward(batch, new Workspace(), Parallelism.sequential())).isZero();
  }

  /** A limit beyond the largest similarity drops nobody. */
  @Test
  void equalRowsStayWithAMarginBelowZero() {
    Matrix anchor = Matrix.copyOf(new float[][] {{1, 2}});
    Matrix candidates = Matrix.copyOf(new float[][] {{1, 2}, {1, 2}});
    for (double margin : new double[] {0, -0.5}) {
      RankingLoss loss =
          RankingLoss.of(Similarity.EUCLIDEAN, 1).withMarginFilter(MarginFilter.absolute(margin));
      double value =
          loss.forward(
              RankingBatch.of(anchor, candidates), new Workspace(), Parallelism.sequential());
      assertThat(value).as("margin %s", margin).isCloseTo(Math.log(2), within(1e-6));
    }
  }
}
