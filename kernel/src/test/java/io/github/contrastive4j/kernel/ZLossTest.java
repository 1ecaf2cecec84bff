package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A price on the square of the log-sum-exp, which alone makes a bias matter to a softmax. */
@Tag("simd")
@NativeWidthOnly
class ZLossTest {
  private static final ContrastiveCases.Data EVERYTHING =
      (batch, random) -> {
        RankingBatch all = ContrastiveCases.withQueue(batch, 9, random);
        all = ContrastiveCases.withOwnNegatives(all, 2, random);
        return ContrastiveCases.withIds(ContrastiveCases.withWeights(all, random), random);
      };

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void rowsPayForTheirs(Similarity similarity) {
    for (double bias : new double[] {0, -12, 3.5}) {
      ContrastiveCases.check(
          similarity, loss -> loss.withZLoss(1e-3).withBias(bias), (batch, random) -> batch);
    }
    ContrastiveCases.check(similarity, loss -> loss.withZLoss(0.1), EVERYTHING);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void columnsPayForTheirs(Similarity similarity) {
    for (int[][] shapes :
        new int[][][] {ContrastiveCases.SHAPES, ContrastiveCases.FEW_CANDIDATES}) {
      ContrastiveCases.check(
          similarity,
          shapes,
          loss -> loss.withZLoss(0.05).withBias(-3).withSymmetric(true),
          (batch, random) -> batch);
      ContrastiveCases.check(
          similarity,
          shapes,
          loss -> loss.withZLoss(0.05).withLabelSmoothing(0.1).withSymmetric(true),
          EVERYTHING);
    }
  }

  @Test
  void withoutItABiasChangesNothing() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.RAW_COSINE, new int[] {9, 12, 5}, new SplittableRandom(1));
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      new ContrastiveCase(loss.withBias(-1e6), batch).check();
      ContrastiveResult plain =
          new ContrastiveCase(loss, batch).run(new Workspace(), Parallelism.sequential());
      ContrastiveResult biased =
          new ContrastiveCase(loss.withBias(7), batch)
              .run(new Workspace(), Parallelism.sequential());
      assertThat(Math.abs(biased.value() - plain.value()))
          .isLessThanOrEqualTo(1e-6 * plain.value());
    }
  }
}
