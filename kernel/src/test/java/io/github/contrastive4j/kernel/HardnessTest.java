package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.Hardness.Negatives;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Negatives that count more the more alike they are, without a gradient through that. */
@Tag("simd")
@NativeWidthOnly
class HardnessTest {
  private static final int[][] SHAPES = {
    {1, 1, 1}, {1, 5, 3}, {5, 7, 3}, {4, 12, 6}, {33, 70, 19}, {40, 120, 33}, {130, 260, 40}
  };

  private static final ContrastiveCases.Data EVERYTHING =
      (batch, random) -> {
        RankingBatch all = ContrastiveCases.withQueue(batch, 9, random);
        all = ContrastiveCases.withOwnNegatives(all, 2, random);
        return ContrastiveCases.withIds(ContrastiveCases.withWeights(all, random), random);
      };

  static Stream<Arguments> kinds() {
    return Arrays.stream(Similarity.values())
        .flatMap(similarity ->
            Arrays.stream(Negatives.values()).map(kind -> Arguments.of(similarity, kind)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theChosenNegativesAreRaised(Similarity similarity, Negatives negatives) {
    for (double strength : new double[] {0.5, 9}) {
      ContrastiveCases.check(
          similarity,
          SHAPES,
          loss -> loss.withHardness(new Hardness(strength, negatives)),
          (batch, random) -> batch);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theQueueAndOwnNegativesAreOfTheirKinds(Similarity similarity, Negatives negatives) {
    ContrastiveCases.check(
        similarity, SHAPES, loss -> loss.withHardness(new Hardness(9, negatives)), EVERYTHING);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void otherDirectionsAreAsTheyWere(Similarity similarity, Negatives negatives) {
    for (Directions directions : new Directions[] {Directions.SYMMETRIC, Directions.GTE}) {
      ContrastiveCases.check(
          similarity,
          SHAPES,
          loss ->
              loss.withHardness(new Hardness(9, negatives))
                  .withDirections(directions)
                  .withLabelSmoothing(0.1)
                  .withZLoss(0.01),
          EVERYTHING);
      ContrastiveCases.check(
          similarity,
          SHAPES,
          loss -> loss.withHardness(new Hardness(9, negatives)).withDirections(directions),
          (batch, random) -> batch);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void onlyPairsOnTheDiagonalHaveHardNegatives(Similarity similarity, Negatives negatives) {
    ContrastiveCases.check(
        similarity,
        SHAPES,
        loss -> loss.withHardness(new Hardness(5, negatives)),
        ContrastiveCases::withRandomTargets);
    ContrastiveCases.check(
        similarity,
        SHAPES,
        loss -> loss.withHardness(new Hardness(5, negatives)),
        (batch, random) -> ContrastiveCases.withTargets(batch, diagonal(batch)));
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withHardness(new Hardness(5, negatives)),
        (batch, random) -> batch);
  }

  private static int[] diagonal(RankingBatch batch) {
    int[] targets = new int[batch.anchors().rows()];
    Arrays.setAll(targets, i -> i);
    return targets;
  }

  @ParameterizedTest
  @EnumSource(Negatives.class)
  void theMarginFilterJudgesWhatIsNotRaised(Negatives negatives) {
    RandomGenerator random = new SplittableRandom(4);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {20, 40, 9}, random);
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 20).withHardness(new Hardness(9, negatives));
    RankingLoss filtered =
        ContrastiveCases.withMargin(loss, batch, MarginFilter.Kind.ABSOLUTE, random);
    new ContrastiveCase(filtered, batch).check();
  }

  @Test
  void aStrengthOfZeroIsNone() {
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.MANHATTAN, new int[] {6, 12, 5}, new SplittableRandom(1));
    RankingLoss loss = RankingLoss.of(Similarity.MANHATTAN, 20);
    ContrastiveResult plain =
        new ContrastiveCase(loss, batch).run(new Workspace(), Parallelism.sequential());
    new ContrastiveCase(loss.withHardness(new Hardness(0, Negatives.HARD)), batch)
        .run(new Workspace(), Parallelism.sequential())
        .assertSameBits(plain);
  }

  @Test
  void moreStrengthIsMoreLossWhereSimilaritiesArePositive() {
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.EUCLIDEAN, new int[] {6, 12, 5}, new SplittableRandom(1));
    double before = 0;
    for (double strength : new double[] {0, 1, 10, 100}) {
      RankingLoss loss =
          RankingLoss.of(Similarity.EUCLIDEAN, 20)
              .withHardness(new Hardness(strength, Negatives.ALL));
      double value = loss.forward(batch, new Workspace(), Parallelism.sequential());
      assertThat(value).isGreaterThan(before);
      before = value;
    }
  }
}
