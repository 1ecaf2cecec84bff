package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Negatives that one anchor has for itself, and the gradient with respect to them. */
@Tag("simd")
@NativeWidthOnly
class OwnNegativesTest {

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theirAnchorAloneSeesThem(Similarity similarity) {
    for (int each : new int[] {1, 3}) {
      ContrastiveCases.check(
          similarity,
          loss -> loss,
          (batch, random) -> ContrastiveCases.withOwnNegatives(batch, each, random));
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void columnsDoNotSeeThem(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        loss -> loss.withSymmetric(true),
        (batch, random) -> ContrastiveCases.withOwnNegatives(batch, 2, random));
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withSymmetric(true),
        (batch, random) -> ContrastiveCases.withOwnNegatives(batch, 2, random));
  }

  @Test
  void oneAnchorsNegativesAreItsCandidates() {
    RandomGenerator random = new SplittableRandom(1);
    Matrix anchor = ContrastiveCases.rows(1, 9, 1, random);
    Matrix candidates = ContrastiveCases.rows(8, 9, 1, random);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    ContrastiveResult shared =
        new ContrastiveCase(loss, RankingBatch.of(anchor, candidates))
            .run(new Workspace(), Parallelism.sequential());
    RankingBatch split =
        RankingBatch.of(anchor, candidates.rowRange(0, 1))
            .withOwnNegatives(candidates.rowRange(1, 8));
    ContrastiveResult own =
        new ContrastiveCase(loss, split).run(new Workspace(), Parallelism.sequential());
    double error = Math.abs(own.value() - shared.value());
    assertThat(error).isLessThanOrEqualTo(1e-6 * shared.value());
    double[][] expected = Float64Batch.doubles(shared.gradients().candidates().rowRange(1, 8));
    assertThat(RankingResult.relativeError(expected, own.gradients().ownNegatives()))
        .isLessThanOrEqualTo(2e-6);
  }
}
