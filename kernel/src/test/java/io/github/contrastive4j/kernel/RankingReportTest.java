package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row losses, ranks and accuracy of a batch. */
@Tag("simd")
class RankingReportTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.DOT_PRODUCT, 1);

  private final Workspace workspace = new Workspace();

  private RankingReport report(RankingLoss loss, RankingBatch batch) {
    RankingReport report = RankingReport.ofLossesAndRanks();
    loss.forward(batch, report, workspace, Parallelism.sequential());
    return report;
  }

  /** Three anchors whose positives are first, second and fourth of four candidates. */
  private static RankingBatch ranked() {
    return RankingBatch.of(
        Matrix.copyOf(new float[][] {{1, 0}, {0, 1}, {1, 1}}),
        Matrix.copyOf(new float[][] {{4, 1}, {1, 2}, {-1, -2}, {3, 5}}));
  }

  @Test
  void ranksCountTheNegativesThatAreMoreAlike() {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingReport report = report(LOSS.withSymmetric(symmetric), ranked());
      assertThat(report.size()).isEqualTo(3);
      assertThat(report.rank(0)).isEqualTo(1);
      assertThat(report.rank(1)).isEqualTo(2);
      assertThat(report.rank(2)).isEqualTo(4);
      assertThat(report.accuracy()).isEqualTo(1 / 3.0);
      assertThat(report.meanRank()).isCloseTo(7 / 3.0, within(1e-12));
      assertThat(report.meanReciprocalRank()).isCloseTo(1.75 / 3, within(1e-12));
      assertThat(report.recallAt(1)).isEqualTo(1 / 3.0);
      assertThat(report.recallAt(3)).isEqualTo(2 / 3.0);
      assertThat(report.recallAt(4)).isEqualTo(1);
      assertThatThrownBy(() -> report.recallAt(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("k is 0, expected at least 1");
    }
  }

  @Test
  void theQueueAndOwnNegativesCount() {
    RankingBatch batch =
        ranked()
            .withQueue(Matrix.copyOf(new float[][] {{5, -9}, {-9, 5}}))
            .withOwnNegatives(Matrix.copyOf(new float[][] {{6, 0}, {0, 1}, {0, 0}}));
    RankingReport report = report(LOSS, batch);
    assertThat(report.rank(0)).isEqualTo(3);
    assertThat(report.rank(1)).isEqualTo(3);
    assertThat(report.rank(2)).isEqualTo(5);
  }

  @Test
  void whatDoesNotCountAsANegativeHasNoRank() {
    RankingBatch batch = ranked().withIds(new long[] {0, 1, 2}, new long[] {2, 5, 5, 1});
    assertThat(report(LOSS, batch).rank(1)).isEqualTo(1);
    assertThat(report(LOSS, batch).rank(2)).isEqualTo(3);
    RankingLoss positives = LOSS.withSharedIds(SharedIds.POSITIVES);
    assertThat(report(positives, batch).rank(1)).isEqualTo(1);
    assertThat(report(positives, batch).rank(2)).isEqualTo(3);
    RankingLoss filtered = LOSS.withMarginFilter(MarginFilter.absolute(-4));
    assertThat(report(filtered, ranked()).rank(1)).isEqualTo(2);
    assertThat(report(filtered, ranked()).rank(2)).isEqualTo(1);
  }

  @Test
  void otherDirectionsAndHardnessDoNotChangeRanks() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.RAW_COSINE, new int[] {33, 70, 19}, new SplittableRandom(1));
    RankingLoss plain = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingReport expected = report(plain, batch);
    RankingLoss[] others = {
      plain.withSymmetric(true),
      plain.withDirections(Directions.GTE),
      plain.withHardness(new Hardness(9, Hardness.Negatives.ALL)),
      plain.withObjective(Objective.SIGMOID),
      plain.withScale(500)
    };
    for (RankingLoss other : others) {
      RankingReport report = report(other, batch);
      for (int i = 0; i < 33; i++) {
        assertThat(report.rank(i)).isEqualTo(expected.rank(i));
      }
    }
  }

  @Test
  void lossesAreTimesTheirWeightsAndNotDividedByTheSum() {
    double[] weights = {2, 0, 0.5};
    RankingReport plain = report(LOSS, ranked());
    for (Reduction reduction : Reduction.values()) {
      RankingReport report = report(LOSS.withReduction(reduction), ranked().withWeights(weights));
      for (int i = 0; i < 3; i++) {
        assertThat(report.loss(i)).isCloseTo(weights[i] * plain.loss(i), within(1e-12));
      }
    }
  }

  @Test
  void theValueIsReducedFromTheReport() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.EUCLIDEAN, new int[] {33, 70, 19}, new SplittableRandom(1));
    RankingLoss loss = RankingLoss.of(Similarity.EUCLIDEAN, 20).withReduction(Reduction.NONE);
    RankingReport report = RankingReport.ofLosses();
    double value = loss.forward(batch, report, workspace, Parallelism.sequential());
    double sum = 0;
    for (int i = 0; i < report.size(); i++) {
      sum += report.loss(i);
    }
    assertThat(value).isCloseTo(sum, within(1e-9));
  }

  @Test
  void aReportTellsOfTheLastCall() {
    RankingReport report = RankingReport.ofLossesAndRanks();
    for (int rows : new int[] {5, 9, 3}) {
      RankingBatch batch =
          ContrastiveCases.batch(
              Similarity.RAW_COSINE, new int[] {rows, 12, 4}, new SplittableRandom(rows));
      LOSS.forward(batch, report, workspace, Parallelism.sequential());
      assertThat(report.size()).isEqualTo(rows);
      ContrastiveResult.assertReport(report, new Float64ContrastiveLoss(LOSS, batch), 1e-5);
      assertThatThrownBy(() -> report.loss(rows)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> report.rank(rows)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> report.loss(-1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("anchor is -1, expected one in [0, %d)", rows);
    }
  }

  @Test
  void aReportWithoutRanksSaysSo() {
    RankingReport losses = RankingReport.ofLosses();
    LOSS.forward(ranked(), losses, workspace, Parallelism.sequential());
    RankingReport unused = RankingReport.ofLossesAndRanks();
    assertThat(unused.size()).isZero();
    for (RankingReport report : new RankingReport[] {losses, unused}) {
      assertThatThrownBy(() -> report.rank(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ofLossesAndRanks()");
      assertThatThrownBy(report::accuracy).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(report::meanRank).isInstanceOf(IllegalStateException.class);
    }
    assertThat(losses.loss(0)).isPositive();
  }

  @Test
  void ranksAreThoseOfTheGradientsSweepToo() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.MANHATTAN, new int[] {130, 300, 9}, new SplittableRandom(1));
    RankingLoss loss = RankingLoss.of(Similarity.MANHATTAN, 20);
    for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
      ContrastiveResult result =
          new ContrastiveCase(loss, batch).run(new Workspace(budget), Parallelism.sequential());
      RankingReport alone = RankingReport.ofLossesAndRanks();
      loss.forward(batch, alone, new Workspace(budget), Parallelism.sequential());
      for (int i = 0; i < 130; i++) {
        assertThat(alone.rank(i)).isEqualTo(result.report().rank(i));
      }
    }
  }

  private int rankOfFirst(RankingLoss loss, float[][] anchors, float[][] candidates, long... ids) {
    RankingBatch batch = RankingBatch.of(Matrix.copyOf(anchors), Matrix.copyOf(candidates));
    return report(loss, ids.length == 0 ? batch : batch.withIds(new long[] {1}, ids)).rank(0);
  }

  /** At the target or anywhere, and where the largest similarity is that of equal rows. */
  @ParameterizedTest
  @EnumSource(
      value = Similarity.class,
      names = {"EUCLIDEAN", "MANHATTAN"})
  void otherPositivesAreNoNegativesThoughTheyEqualTheAnchor(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 1).withSharedIds(SharedIds.POSITIVES);
    float[][] anchor = {{1, 0}};
    assertThat(rankOfFirst(loss, anchor, new float[][] {{1, 3}, {1, 0}, {9, 9}}, 1, 1, 2))
        .isEqualTo(1);
    assertThat(rankOfFirst(loss, anchor, new float[][] {{1, 0}, {1, 0}, {9, 9}}, 1, 1, 1))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whereAllRowsAreAlikeEveryPositiveIsFirst(Similarity similarity) {
    float[][] rows = {{1, 2}, {1, 2}, {1, 2}};
    assertThat(rankOfFirst(RankingLoss.of(similarity, 1), rows, rows)).isEqualTo(1);
  }

  /** Products with an anchor of zeros are equal without a rounding error. */
  @Test
  void tiesThatAreExactAreThePositives() {
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    float[][] zero = {{0, 0}};
    float[][] candidates = {{1, 0}, {1, 3}};
    assertThat(rankOfFirst(loss.withSharedIds(SharedIds.POSITIVES), zero, candidates, 1, 1))
        .isEqualTo(1);
    RankingBatch batch = RankingBatch.of(Matrix.copyOf(zero), Matrix.copyOf(candidates));
    Matrix own = Matrix.copyOf(new float[][] {{2, 3}});
    assertThat(report(loss, batch.withOwnNegatives(own)).rank(0)).isEqualTo(1);
  }
}
