package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.Direction.DOC_TO_DOC;
import static io.github.contrastive4j.kernel.Direction.DOC_TO_QUERY;
import static io.github.contrastive4j.kernel.Direction.QUERY_TO_DOC;
import static io.github.contrastive4j.kernel.Direction.QUERY_TO_QUERY;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which similarities compete in one softmax. */
@Tag("simd")
@NativeWidthOnly
class DirectionsTest {
  private static final ContrastiveCases.Data EVERYTHING =
      (batch, random) -> {
        RankingBatch all = ContrastiveCases.withQueue(batch, 9, random);
        all = ContrastiveCases.withOwnNegatives(all, 2, random);
        return ContrastiveCases.withIds(ContrastiveCases.withWeights(all, random), random);
      };

  static Stream<Arguments> joint() {
    return Arrays.stream(Similarity.values())
        .flatMap(similarity ->
            Stream.of(
                    Directions.GTE,
                    Directions.joint(QUERY_TO_DOC, DOC_TO_QUERY),
                    Directions.joint(QUERY_TO_DOC, QUERY_TO_QUERY),
                    Directions.joint(QUERY_TO_DOC, DOC_TO_DOC),
                    Directions.joint(QUERY_TO_DOC, QUERY_TO_QUERY, DOC_TO_DOC),
                    Directions.joint(QUERY_TO_DOC, DOC_TO_QUERY, QUERY_TO_QUERY))
                .map(directions -> Arguments.of(similarity, directions)));
  }

  @ParameterizedTest
  @MethodSource("joint")
  void theyShareASoftmax(Similarity similarity, Directions directions) {
    ContrastiveCases.check(
        similarity, loss -> loss.withDirections(directions), (batch, random) -> batch);
  }

  @ParameterizedTest
  @MethodSource("joint")
  void eachLeavesOutWhatSharesItsRowsId(Similarity similarity, Directions directions) {
    ContrastiveCases.check(similarity, loss -> loss.withDirections(directions), EVERYTHING);
  }

  @ParameterizedTest
  @MethodSource("joint")
  void smoothingAndZLossCountAllOfThem(Similarity similarity, Directions directions) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withDirections(directions).withLabelSmoothing(0.1).withZLoss(0.01).withBias(2),
        EVERYTHING);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theMarginFilterJudgesDocumentsOfQueriesAlone(Similarity similarity) {
    for (int[] shape : new int[][] {{5, 7, 3}, {33, 66, 19}}) {
      RandomGenerator random = new SplittableRandom(3);
      RankingBatch batch =
          ContrastiveCases.withQueue(ContrastiveCases.batch(similarity, shape, random), 7, random);
      RankingLoss loss = RankingLoss.of(similarity, 20).withDirections(Directions.GTE);
      MarginFilter.Kind kind = MarginFilter.Kind.ABSOLUTE;
      new ContrastiveCase(ContrastiveCases.withMargin(loss, batch, kind, random), batch).check();
      RankingBatch guided = ContrastiveCases.withGuide(batch, 11, random);
      new ContrastiveCase(ContrastiveCases.withMargin(loss, guided, kind, random), guided).check();
    }
  }

  @Test
  void aTrainedModelsSmallLossKeepsItsDigits() {
    RandomGenerator random = new SplittableRandom(5);
    Matrix c = ContrastiveCases.rows(60, 64, 1, random);
    int[] same = new int[60];
    Arrays.setAll(same, i -> i);
    Matrix a = ContrastiveCases.near(c, same, 0.3, random);
    for (Directions directions :
        new Directions[] {Directions.SYMMETRIC, Directions.joint(QUERY_TO_DOC, QUERY_TO_QUERY)}) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 40).withDirections(directions);
      new ContrastiveCase(loss, RankingBatch.of(a, c)).check();
    }
  }

  @Test
  void hardNegativesOfTheOwnQueryAreNoDocumentsToTellApart() {
    for (int[] shape : new int[][] {{4, 12, 5}, {30, 90, 17}, {30, 91, 17}}) {
      RandomGenerator random = new SplittableRandom(6);
      RankingBatch batch = ContrastiveCases.batch(Similarity.EUCLIDEAN, shape, random);
      RankingLoss loss =
          RankingLoss.of(Similarity.EUCLIDEAN, 20)
              .withDirections(Directions.joint(QUERY_TO_DOC, DOC_TO_DOC));
      new ContrastiveCase(loss, batch).check();
    }
  }

  /** The shift that keeps exponentials in range has to know the longest row of either side. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 100})
  void rowsOfOneSideMayBeMuchLongerThanThoseOfTheOther(double size) {
    RandomGenerator random = new SplittableRandom(6);
    RankingBatch batch =
        RankingBatch.of(
            ContrastiveCases.rows(5, 6, size, random),
            ContrastiveCases.rows(9, 6, 1 / size, random));
    for (Directions directions :
        List.of(
            Directions.GTE,
            Directions.joint(Direction.QUERY_TO_DOC, Direction.QUERY_TO_QUERY),
            Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_DOC))) {
      RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1).withDirections(directions);
      assertIsTruth(loss, batch);
    }
    assertIsTruth(
        RankingLoss.of(Similarity.DOT_PRODUCT, 1),
        batch.withQueue(ContrastiveCases.rows(10, 6, 1000, random)));
  }

  private static void assertIsTruth(RankingLoss loss, RankingBatch batch) {
    double truth = new ContrastiveCase(loss, batch).truth().loss;
    double value = loss.forward(batch, new Workspace(), Parallelism.sequential());
    assertThat(value).as("%s", loss).isCloseTo(truth, within(1e-5 * truth));
  }
}
