package io.github.contrastive4j.kernel;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A share of the target distribution for all candidates that count. */
@Tag("simd")
@NativeWidthOnly
class LabelSmoothingTest {
  private static final ContrastiveCases.Data EVERYTHING =
      (batch, random) -> {
        RankingBatch all = ContrastiveCases.withQueue(batch, 9, random);
        all = ContrastiveCases.withOwnNegatives(all, 2, random);
        return ContrastiveCases.withIds(ContrastiveCases.withWeights(all, random), random);
      };

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void itIsSharedAmongAllCandidates(Similarity similarity) {
    for (double epsilon : new double[] {0.01, 0.1, 0.9}) {
      ContrastiveCases.check(
          similarity, loss -> loss.withLabelSmoothing(epsilon), (batch, random) -> batch);
    }
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withLabelSmoothing(0.1),
        (batch, random) -> batch);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void columnsShareItAmongAllAnchors(Similarity similarity) {
    for (int[][] shapes :
        new int[][][] {ContrastiveCases.SHAPES, ContrastiveCases.FEW_CANDIDATES}) {
      ContrastiveCases.check(
          similarity,
          shapes,
          loss -> loss.withLabelSmoothing(0.15).withSymmetric(true),
          (batch, random) -> batch);
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void whatDoesNotCountGetsNone(Similarity similarity) {
    ContrastiveCases.check(similarity, loss -> loss.withLabelSmoothing(0.2), EVERYTHING);
    for (int[][] shapes :
        new int[][][] {ContrastiveCases.SHAPES, ContrastiveCases.FEW_CANDIDATES}) {
      ContrastiveCases.check(
          similarity, shapes, loss -> loss.withLabelSmoothing(0.2).withSymmetric(true), EVERYTHING);
    }
  }
}
