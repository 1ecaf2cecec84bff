package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Negatives without a gradient. */
@Tag("simd")
@NativeWidthOnly
class QueueTest {

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void allAnchorsSeeIt(Similarity similarity) {
    for (int rows : new int[] {1, 37}) {
      ContrastiveCases.check(
          similarity,
          loss -> loss,
          (batch, random) -> ContrastiveCases.withQueue(batch, rows, random));
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void columnsDoNotSeeIt(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withSymmetric(true),
        (batch, random) -> ContrastiveCases.withQueue(batch, 37, random));
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withSymmetric(true),
        (batch, random) -> ContrastiveCases.withQueue(batch, 5, random));
  }

  @Test
  void aQueueWithoutRowsIsNone() {
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {6, 8, 5}, new SplittableRandom(1));
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    RankingBatch withEmpty = batch.withQueue(batch.candidates().rowRange(0, 0));
    new ContrastiveCase(loss, withEmpty)
        .run(new Workspace(), Parallelism.sequential())
        .assertSameBits(
            new ContrastiveCase(loss, batch).run(new Workspace(), Parallelism.sequential()));
  }

  @Test
  void aLongQueueOfALargerBatchIsRight() {
    RandomGenerator random = new SplittableRandom(2);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {40, 40, 33}, random);
    RankingBatch queued = ContrastiveCases.withQueue(batch, 2500, random);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    new ContrastiveCase(loss, queued).check();
    new ContrastiveCase(loss, queued).checkThreads();
    assertThat(new Float64ContrastiveLoss(loss, queued).loss)
        .isGreaterThan(new Float64ContrastiveLoss(loss, batch).loss);
  }
}
