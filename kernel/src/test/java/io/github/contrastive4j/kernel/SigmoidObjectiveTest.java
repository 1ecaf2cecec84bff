package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A binary decision for every pair. */
@Tag("simd")
@NativeWidthOnly
class SigmoidObjectiveTest {
  private static final int[][][] SHAPES = {
    ContrastiveCases.SHAPES, ContrastiveCases.FEW_CANDIDATES
  };

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void everyPairIsDecided(Similarity similarity) {
    for (double bias : new double[] {0, -10, 2.5}) {
      for (int[][] shapes : SHAPES) {
        ContrastiveCases.check(
            similarity,
            shapes,
            loss -> loss.withObjective(Objective.SIGMOID).withBias(bias),
            (batch, random) -> batch);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theQueueAndOwnNegativesAreNegatives(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withObjective(Objective.SIGMOID).withBias(-4),
        (batch, random) ->
            ContrastiveCases.withWeights(
                ContrastiveCases.withOwnNegatives(
                    ContrastiveCases.withQueue(batch, 19, random), 2, random),
                random));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void sharedIdsAreNoNegatives(Similarity similarity) {
    for (SharedIds meaning : SharedIds.values()) {
      ContrastiveCases.check(
          similarity,
          loss -> loss.withObjective(Objective.SIGMOID).withBias(-4).withSharedIds(meaning),
          (batch, random) ->
              ContrastiveCases.withIds(ContrastiveCases.withQueue(batch, 19, random), random));
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void whatIsTooMuchAlikeIsNotDecided(Similarity similarity) {
    for (int[] shape : new int[][] {{5, 7, 3}, {33, 70, 19}}) {
      RandomGenerator random = new SplittableRandom(4);
      RankingBatch batch =
          ContrastiveCases.withOwnNegatives(
              ContrastiveCases.batch(similarity, shape, random), 1, random);
      RankingLoss loss =
          RankingLoss.of(similarity, 20).withObjective(Objective.SIGMOID).withBias(-4);
      MarginFilter.Kind kind = MarginFilter.Kind.RELATIVE;
      new ContrastiveCase(ContrastiveCases.withMargin(loss, batch, kind, random), batch).check();
    }
  }

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void rowsAreReduced(Reduction reduction) {
    ContrastiveCases.check(
        Similarity.RAW_COSINE,
        loss -> loss.withObjective(Objective.SIGMOID).withBias(-10).withReduction(reduction),
        ContrastiveCases::withWeights);
  }

  @Test
  void decisionsThatAreAllRightKeepTheirDigits() {
    float[][] rows = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 80).withBias(-40).withObjective(Objective.SIGMOID);
    RankingBatch batch = RankingBatch.of(Matrix.copyOf(rows), Matrix.copyOf(rows));
    assertThat(new Float64ContrastiveLoss(loss, batch).loss).isLessThan(1e-16);
    new ContrastiveCase(loss, batch).check();
  }

  @Test
  void biasesFarFromTheLogitsStayFinite() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.RAW_COSINE, new int[] {9, 12, 5}, new SplittableRandom(1));
    for (double bias : new double[] {-300, 300, -1e5, 1e5}) {
      RankingLoss loss =
          RankingLoss.of(Similarity.RAW_COSINE, 20).withObjective(Objective.SIGMOID).withBias(bias);
      new ContrastiveCase(loss, batch).check();
    }
  }
}
