package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shares in a softmax that no sum can tell from 0, beside others: products with them would be
 * subnormal numbers.
 */
@Tag("simd")
class TinyWeightsTest {
  private static final int M = 70;

  private static final RankingLoss PLAIN = RankingLoss.of(Similarity.RAW_COSINE, 100);

  static Stream<RankingLoss> losses() {
    return Stream.of(
        PLAIN,
        PLAIN.withSymmetric(true),
        PLAIN.withDirections(Directions.GTE),
        PLAIN.withZLoss(1e-4),
        PLAIN.withHardness(new Hardness(9, Hardness.Negatives.IN_BATCH)),
        PLAIN.withHardness(new Hardness(9, Hardness.Negatives.IN_BATCH)).withSymmetric(true),
        RankingLoss.of(Similarity.RAW_COSINE, 130).withSymmetric(true),
        RankingLoss.of(Similarity.DOT_PRODUCT, 100),
        RankingLoss.of(Similarity.EUCLIDEAN, 142),
        RankingLoss.of(Similarity.EUCLIDEAN, 142).withSymmetric(true),
        RankingLoss.of(Similarity.MANHATTAN, 125));
  }

  /** The gradients are those of the targets, e^-100 and the like. */
  @ParameterizedTest
  @MethodSource("losses")
  void pairsThatAreAlikeAmongPairsThatAreNotHaveNoGradient(RankingLoss loss) {
    Matrix x = Matrix.zeros(M, M);
    for (int i = 0; i < M; i++) {
      x.set(i, i, 1);
    }
    RankingBatch batch = RankingBatch.of(x, x);
    RankingGradients sink = new ContrastiveCase(loss, batch).sink();
    loss.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
    for (int i = 0; i < M; i++) {
      for (int k = 0; k < M; k++) {
        // What is projected of a row on itself comes from sums in float64.
        double most = i == k ? 1e-40 : 0;
        assertThat((double) Math.abs(sink.anchors().get(i, k))).isLessThanOrEqualTo(most);
        assertThat((double) Math.abs(sink.candidates().get(i, k))).isLessThanOrEqualTo(most);
      }
    }
  }

  /** The same of negatives of their own. */
  @ParameterizedTest
  @MethodSource("losses")
  void negativesThatAreNotAlikeHaveNoGradient(RankingLoss loss) {
    Matrix x = Matrix.zeros(M, M);
    Matrix others = Matrix.zeros(M, M);
    for (int i = 0; i < M; i++) {
      x.set(i, i, 1);
      others.set(i, (i + 1) % M, 1);
    }
    RankingBatch batch = RankingBatch.of(x, x).withOwnNegatives(others);
    RankingGradients sink = new ContrastiveCase(loss, batch).sink();
    loss.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
    assertThat(sink.ownNegatives().toArray()).containsOnly(0f);
  }

  /** The same of sigmoids of two classes on opposite sides: all positives have e^-95 to pull by. */
  @Test
  void positivesThatAreAlikeHaveNoGradient() {
    Matrix x = Matrix.zeros(M, 2);
    int[] classes = new int[M];
    for (int i = 0; i < M; i++) {
      classes[i] = i % 2;
      x.set(i, 0, i % 2 == 0 ? 1 : -1);
    }
    RankingLoss loss =
        RankingLoss.of(Similarity.DOT_PRODUCT, 100)
            .withObjective(Objective.SIGMOID)
            .withBias(-5)
            .withSharedIds(SharedIds.POSITIVES);
    RankingBatch batch = RankingBatch.of(x, x).withIds(classes, classes);
    RankingGradients sink = new ContrastiveCase(loss, batch).sink();
    loss.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
    assertThat(sink.anchors().toArray()).containsOnly(0f);
    assertThat(sink.candidates().toArray()).containsOnly(0f);
  }

  /** One hard negative for each anchor; light rows have theirs as well. */
  @ParameterizedTest
  @MethodSource("losses")
  void whatIsAlikeCountsBesideWhatIsNot(RankingLoss loss) {
    RandomGenerator random = new SplittableRandom(5);
    Matrix anchors = ContrastiveCases.rows(M, 96, 1, random);
    Matrix candidates = Matrix.zeros(loss.directions().joint() ? M : 2 * M, 96);
    double[] weights = new double[M];
    for (int i = 0; i < M; i++) {
      weights[i] = i % 3 == 0 ? 1e-20 : 1;
      double noise = i % 2 == 0 ? 0.1 : 3;
      for (int k = 0; k < 96; k++) {
        anchors.set(i, k, anchors.get(i, k) / 10);
        for (int r = i; r < candidates.rows(); r += M) {
          double value = anchors.get(i, k) + noise / 10 * random.nextGaussian();
          candidates.set(r, k, (float) value);
        }
      }
    }
    RankingBatch batch = RankingBatch.of(anchors, candidates);
    new ContrastiveCase(loss, batch).check();
    new ContrastiveCase(loss, batch.withWeights(weights)).check();
  }

  /** Scores are weighed for a z-loss, whatever the rows weigh. */
  static Stream<RankingLoss> lossesWithoutZLoss() {
    return losses().filter(loss -> loss.zLoss() == 0);
  }

  /** Each by itself: beside the heavy ones, what light rows have wrong would not show. */
  @ParameterizedTest
  @MethodSource("lossesWithoutZLoss")
  void lightRowsKeepTheirDigits(RankingLoss loss) {
    int m = 16;
    Matrix x = ContrastiveCases.rows(m, 96, 1, new SplittableRandom(5));
    double[] weights = new double[m];
    for (int i = 0; i < m; i++) {
      weights[i] = i % 2 == 0 ? 1e30 : 1;
      for (int k = 0; k < 96; k++) {
        x.set(i, k, x.get(i, k) / 10);
      }
    }
    RankingLoss sum = loss.withScale(60).withReduction(Reduction.SUM);
    RankingBatch batch = RankingBatch.of(x, x).withWeights(weights);
    ContrastiveCase all = new ContrastiveCase(sum, batch);
    RankingGradients sink = all.sink();
    sum.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
    double[][] expected = all.truth().anchorGradient;
    for (int i = 1; i < m; i += 2) {
      double size = 0;
      double error = 0;
      for (int k = 0; k < 96; k++) {
        size = Math.max(size, Math.abs(expected[i][k]));
        error = Math.max(error, Math.abs(sink.anchors().get(i, k) - expected[i][k]));
      }
      assertThat(error).as("row %d", i).isLessThanOrEqualTo(1e-4 * size);
    }
  }
}
