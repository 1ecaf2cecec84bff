package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Candidates that share an id with an anchor and are its positives, as in supervised learning. */
@Tag("simd")
@NativeWidthOnly
class SupervisedPositivesTest {

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theMeanOverAllPositivesIsTaken(Similarity similarity) {
    ContrastiveCases.check(
        similarity, loss -> loss.withSharedIds(SharedIds.POSITIVES), ContrastiveCases::withIds);
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withSharedIds(SharedIds.POSITIVES),
        ContrastiveCases::withIds);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void rowsOfTheQueueArePositivesToo(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withSharedIds(SharedIds.POSITIVES),
        (batch, random) -> {
          RankingBatch all = ContrastiveCases.withQueue(batch, 9, random);
          all = ContrastiveCases.withOwnNegatives(all, 2, random);
          return ContrastiveCases.withIds(ContrastiveCases.withIds(all, random), random);
        });
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void smoothingSharesOutTheRest(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withSharedIds(SharedIds.POSITIVES).withLabelSmoothing(0.2).withZLoss(1e-3),
        (batch, random) ->
            ContrastiveCases.withIds(ContrastiveCases.withQueue(batch, 9, random), random));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void candidatesThatAreAllPositivesAskForTheSameProbability(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withSharedIds(SharedIds.POSITIVES),
        (batch, random) ->
            batch.withIds(new long[batch.anchors().rows()], new long[batch.candidates().rows()]));
  }

  @Test
  void theLeastValueIsTheLogarithmOfTheirNumber() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 50).withSharedIds(SharedIds.POSITIVES);
    Matrix rows = Matrix.copyOf(new float[][] {{1, 0}, {1, 0}, {1, 0}, {-1, 0}});
    RankingBatch batch =
        RankingBatch.of(rows.rowRange(0, 1), rows).withIds(new long[1], new long[] {0, 0, 0, 1});
    assertThat(loss.forward(batch, new Workspace(), Parallelism.sequential()))
        .isCloseTo(Math.log(3), within(1e-6));
  }

  @Test
  void twoClassesOfViewsAreASupervisedContrastiveLoss() {
    RandomGenerator random = new SplittableRandom(3);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {24, 24, 12}, random);
    long[] classes = random.longs(24, 0, 2).toArray();
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 10).withSharedIds(SharedIds.POSITIVES);
    new ContrastiveCase(loss, batch.withIds(classes, classes)).check();
    new ContrastiveCase(loss, batch.withIds(classes, classes)).checkThreads();
  }
}
