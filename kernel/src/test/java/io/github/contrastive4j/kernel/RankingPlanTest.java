package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of problems that no test could run. */
class RankingPlanTest {
  private static final long TEBIBYTE = 1L << 40;
  private static final long BUDGET = 64L << 20;

  @Test
  void scoresOfOneGroupFitAnArrayWhateverTheBudget() {
    for (RankingBlock block : plan(100_000, 100_000, 64, true, TEBIBYTE).blocks()) {
      assertThat(block.groups()).isGreaterThan(1);
      assertThat((long) block.groupPanels() * block.columnStride())
          .isLessThanOrEqualTo(Integer.MAX_VALUE - 8);
    }
  }

  @ParameterizedTest
  @CsvSource({"100000, 100000, 64", "40000, 60000, 300", "3000000, 16, 64", "3000000, 16, 768"})
  void allArraysAreAsLongAsArraysCanBeWhateverTheBudget(int m, int n, int d) {
    for (Directions directions :
        List.of(Directions.FORWARD, Directions.SYMMETRIC, Directions.GTE)) {
      RankingPlan plan = plan(m, n, d, directions, TEBIBYTE);
      assertThat(plan.hasRoom()).isTrue();
      assertThat(plan.lengths().scores()).isLessThanOrEqualTo(Panels.MAX_ARRAY);
      assertThat(plan.lengths().rows()).isLessThanOrEqualTo(Panels.MAX_ARRAY);
      assertThat(plan.lengths().columns()).isLessThanOrEqualTo(Panels.MAX_ARRAY);
      for (RankingBlock block : plan.blocks()) {
        assertThat(block.scoresEnd()).isLessThanOrEqualTo(Panels.MAX_ARRAY);
        assertThat(block.keptGroups()).isLessThanOrEqualTo(block.groups());
      }
    }
  }

  @Test
  void aSymmetricLossKeepsAllScoresWhereTheyFit() {
    assertThat(plan(4096, 4096, 384, true, BUDGET).blocks().getFirst().groups()).isEqualTo(1);
    assertThat(plan(8192, 8192, 384, true, BUDGET).blocks().getFirst().groups()).isGreaterThan(1);
  }

  /** More than an index of ids has room for. */
  @Test
  void withoutIdsCandidatesAreAsManyAsFitAnArray() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    assertThat(new Workspace().bytesFor(loss, 1, (1 << 29) + 1, 2, false, 1))
        .isGreaterThan(new Workspace().bytesFor(loss, 1, 1 << 29, 2, false, 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void indexesOfAllIdsAreAnnounced(boolean joint) {
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 20)
            .withDirections(joint ? Directions.GTE : Directions.FORWARD);
    RankingBatch batch = RankingBatch.of(Matrix.zeros(30, 8), Matrix.zeros(500, 8));
    RankingBatch withIds =
        batch.withIds(new long[30], new long[500]).withIds(new long[30], new long[500]);
    long indexes = IdIndex.bytes(500) + (joint ? IdIndex.bytes(30) : 0);
    assertThat(RankingPlan.of(RankingShape.of(loss, withIds, true), BUDGET).bytes())
        .isEqualTo(
            RankingPlan.of(RankingShape.of(loss, batch, true), BUDGET).bytes() + 2 * indexes);
    assertThat(IdIndex.bytes(500)).isBetween(500 * 40L, 500 * 100L);
  }

  @Test
  void columnsAreCutWhereAWiderGuideDoesNotFitAnArray() {
    LossShape loss = LossShape.of(RankingLoss.of(Similarity.RAW_COSINE, 20));
    RankingShape shape =
        new RankingShape(4, 40_000_000, 0, 0, 0, 32, 33, 0, loss, false, true, true, false, 1);
    assertThat(RankingPlan.of(shape, BUDGET).blocks())
        .allMatch(block -> 2L * Panels.stride(block.columns()) <= Panels.MAX_PACKED);
  }

  @Test
  void aBudgetWithoutALimitIsThatOfATebibyte() {
    RankingPlan unlimited = plan(8192, 8192, 256, true, Long.MAX_VALUE);
    assertThat(unlimited.blocks()).isEqualTo(plan(8192, 8192, 256, true, TEBIBYTE).blocks());
    assertThat(unlimited.hasRoom()).isTrue();
  }

  /** A shape for which the anchors' gradient alone had room for copies, and both had not. */
  @Test
  void oneGradientHasNoCopiesForWorkersThatBothHaveNoRoomFor() {
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 20);
    RankingShape both = RankingShape.of(loss, 30, 833, 193, true);
    RankingShape one = both.withGradients(true, false);
    for (long budget = 0; budget < 8 << 20; budget += 40_009) {
      for (int workers = 1; workers <= 8; workers++) {
        assertThat(RankingPlan.of(one, budget).bytes(workers))
            .isLessThanOrEqualTo(RankingPlan.of(both, budget).bytes(workers));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2048, 768", "2100, 128", "4096, 384", "33000, 256", "65536, 256"})
  void groupsHaveTheSameSizeAsFarAsPanelsAllow(int rows, int d) {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingBlock block = plan(rows, rows, d, symmetric, BUDGET).blocks().getFirst();
      int panels = Panels.count(rows);
      assertThat(block.groupPanels()).isEqualTo(Math.ceilDiv(panels, block.groups()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2048, 8192, 256",
    "2048, 10240, 768",
    "3072, 18432, 768",
    "4432, 4479, 454",
    "1526, 10682, 52",
    "17083, 248330, 107"
  })
  void oneGradientTakesNoMoreThanBoth(int m, int n, int d) {
    for (Similarity similarity : Similarity.values()) {
      for (Directions directions :
          List.of(Directions.FORWARD, Directions.SYMMETRIC, Directions.GTE)) {
        RankingLoss loss = RankingLoss.of(similarity, 20).withDirections(directions);
        RankingShape both = RankingShape.of(loss, m, n, d, true);
        long announced = RankingPlan.of(both, BUDGET).bytes();
        assertThat(announced).isLessThanOrEqualTo(8L * ((long) m + n) * d + BUDGET);
        for (boolean anchors : new boolean[] {false, true}) {
          RankingPlan plan = RankingPlan.of(both.withGradients(anchors, !anchors), BUDGET);
          assertThat(plan.bytes()).isLessThanOrEqualTo(announced);
        }
      }
    }
  }

  @Test
  void scoresThatNoGradientReadsAreNotKept() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withDirections(Directions.GTE);
    RankingShape both = RankingShape.of(loss, 1024, 1024, 384, true);
    for (boolean anchors : new boolean[] {false, true}) {
      for (RankingBlock block :
          RankingPlan.of(both.withGradients(anchors, !anchors), BUDGET).blocks()) {
        assertThat(block.keptGroups() > 0).isEqualTo(block.gradients());
      }
    }
  }

  @Test
  void groupsWithGradientsHaveRowsForAllWorkers() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingShape both = RankingShape.of(loss, 32768, 32768, 128, true);
    RankingPlan plan = RankingPlan.of(both.withGradients(true, false), BUDGET);
    assertThat(plan.blocks().getFirst().groupPanels()).isGreaterThanOrEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "32, 32, 384",
    "1024, 1024, 768",
    "65536, 65536, 256",
    "200000, 200000, 64",
    "16, 3000000, 64",
    "1, 67108864, 16",
    "3000000, 16, 64",
    "5000000, 5000000, 20",
    "4096, 1000000, 32"
  })
  void memoryIsBoundedByCopiesAndBudget(int m, int n, int d) {
    for (Directions directions :
        List.of(Directions.FORWARD, Directions.SYMMETRIC, Directions.GTE)) {
      RankingPlan plan = plan(m, n, d, directions, BUDGET);
      assertThat(plan.bytes()).isLessThanOrEqualTo(8L * ((long) m + n) * d + BUDGET);
      Map<Kind, Integer> covered = new EnumMap<>(Kind.class);
      for (RankingBlock block : plan.blocks()) {
        assertThat(block.firstColumn()).isEqualTo(covered.getOrDefault(block.kind(), 0));
        covered.merge(block.kind(), block.columns(), Integer::sum);
      }
      Map<Kind, Integer> expected = new EnumMap<>(Map.of(Kind.MAIN, n));
      if (directions.equals(Directions.GTE)) {
        expected.put(Kind.QUERIES, m);
        expected.put(Kind.DOCUMENTS, n);
      }
      assertThat(covered).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 128, 128, 384, 2",
    "true, 256, 256, 768, 8",
    "true, 512, 512, 384, 16",
    "true, 300, 16, 768, 2",
    "false, 1024, 1024, 384, 2",
    "false, 16, 1024, 384, 2",
    "false, 1024, 16, 384, 2",
    "false, 256, 256, 768, 64"
  })
  void workersPackSmallBatchesForThemselvesWhereThereIsRoom(
      boolean each, int m, int n, int d, int workers) {
    for (Directions directions : List.of(Directions.FORWARD, Directions.SYMMETRIC)) {
      RankingPlan plan = plan(m, n, d, directions, BUDGET);
      assertThat(plan.copiesPerWorker(workers)).isEqualTo(each);
      BlockLengths one = plan.lengths();
      long copy = Float.BYTES * (one.rows() + one.columns()) + Long.BYTES * one.marks();
      assertThat(plan.bytes(workers) - workers * plan.bytesPerWorker())
          .isEqualTo(plan.bytes() + (each ? workers - 1 : 0) * copy)
          .isLessThanOrEqualTo(8L * ((long) m + n) * d + BUDGET);
    }
  }

  @Test
  void workersShareOneCopyOfSeveralBlocksAndWithoutABudget() {
    assertThat(plan(128, 128, 64, Directions.GTE, BUDGET).copiesPerWorker(2)).isFalse();
    assertThat(plan(128, 128, 64, true, 0).copiesPerWorker(2)).isFalse();
  }

  /** With all that a worker may have for itself. */
  @ParameterizedTest
  @EnumSource(Similarity.class)
  void whatAWorkerHasForItselfIsBounded(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(true).withLabelSmoothing(0.1);
    for (int d = 1; d <= 300; d++) {
      RankingShape shape = RankingShape.of(loss, 100, 100, d, true);
      RankingPlan plan = RankingPlan.of(shape, BUDGET);
      boolean few = d < 256 || shape.distance();
      long bound =
          few ? 76L * d * Float.BYTES + (111L << 10) : 140L * d * Float.BYTES + (119L << 10);
      assertThat(plan.bytesPerWorker()).isLessThanOrEqualTo(bound);
    }
  }

  private static RankingPlan plan(int m, int n, int d, boolean symmetric, long budget) {
    return plan(m, n, d, symmetric ? Directions.SYMMETRIC : Directions.FORWARD, budget);
  }

  private static RankingPlan plan(int m, int n, int d, Directions directions, long budget) {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withDirections(directions);
    return RankingPlan.of(RankingShape.of(loss, m, n, d, true), budget);
  }
}
