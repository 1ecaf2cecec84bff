package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A first call takes from the heap what the workspace has announced. */
@Tag("memory")
class AnnouncedMemoryTest {
  /** Stages, views, headers of arrays, and what the compiler may leave on the heap. */
  private static final long OBJECTS = 20L << 10;

  private static final long[] BUDGETS = {0, Workspace.DEFAULT_BUDGET};

  private static final int WORKERS = 3;

  /** As many workers, of which the calling thread, who takes all memory, does all the work. */
  private static final Parallelism CREW = Parallelism.on(Runnable::run, WORKERS);

  static Stream<ContrastiveCase> options() {
    return OptionInvariantsTest.cases().filter(each -> each.batch().anchors().rows() > 50);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 300, 400",
    "1048576, 300, 400",
    "3950000, 640, 1200",
    "67108864, 300, 400",
    "67108864, 100, 55000",
    "67108864, 16, 150000"
  })
  void ofAShape(long budget, int m, int n) {
    RankingBatch batch = RankingBatch.of(rows(m, 40), rows(n, 40));
    RankingGradients sink = RankingGradients.into(Matrix.zeros(m, 40), Matrix.zeros(n, 40));
    for (Directions directions :
        List.of(Directions.FORWARD, Directions.SYMMETRIC, Directions.GTE)) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withDirections(directions);
      check(loss, batch, sink, budget, 1, Parallelism.sequential());
      check(loss, batch, null, budget, 1, Parallelism.sequential());
      for (boolean gradients : new boolean[] {false, true}) {
        Workspace workspace = new Workspace(budget);
        long shared = RankingPlan.of(RankingShape.of(loss, m, n, 40, gradients), budget).bytes();
        long alone = workspace.bytesFor(loss, m, n, 40, gradients, 1);
        assertThat(alone - shared).isBetween(1L, 76L * 40 * Float.BYTES + (101L << 10));
        for (int workers = 1; workers <= 3; workers++) {
          assertThat(workspace.bytesFor(loss, m, n, 40, gradients, workers))
              .isEqualTo(workspace.bytesFor(loss, batch, gradients, workers));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Hardness.Negatives.class)
  void ofAShapeWithHardNegatives(Hardness.Negatives negatives) {
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 20).withHardness(new Hardness(9, negatives));
    RankingBatch batch = RankingBatch.of(rows(100, 8), rows(6400, 8));
    for (long budget : BUDGETS) {
      Workspace workspace = new Workspace(budget);
      assertThat(workspace.bytesFor(loss, 100, 6400, 8, true, 1))
          .isEqualTo(workspace.bytesFor(loss, batch, true, 1));
      assertThat(workspace.bytesFor(loss, 100, 6401, 8, true, 1))
          .isEqualTo(
              workspace.bytesFor(loss, RankingBatch.of(batch.anchors(), rows(6401, 8)), true, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 20, Workspace.DEFAULT_BUDGET})
  void ofSeveralWorkers(long budget) {
    RankingBatch batch = RankingBatch.of(rows(300, 40), rows(400, 40));
    RankingGradients sink = RankingGradients.into(Matrix.zeros(300, 40), Matrix.zeros(400, 40));
    for (Directions directions :
        List.of(Directions.FORWARD, Directions.SYMMETRIC, Directions.GTE)) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withDirections(directions);
      check(loss, batch, sink, budget, WORKERS, CREW);
      check(loss, batch, null, budget, WORKERS, CREW);
    }
  }

  /** So many that they show beside the objects. */
  @Test
  void ofHardNegativesAndIds() {
    int m = 300;
    int n = 10 * m;
    int queue = 9000;
    RankingBatch batch =
        RankingBatch.of(rows(m, 8), rows(n, 8))
            .withQueue(rows(queue, 8))
            .withIds(new long[m], LongStream.rangeClosed(1, n + queue).toArray());
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, 20)
            .withHardness(new Hardness(4, Hardness.Negatives.HARD));
    check(loss, batch, null, Workspace.DEFAULT_BUDGET);
  }

  @ParameterizedTest
  @CsvSource({"2000, 8000, 8, 256", "500, 2000, 520, 128"})
  void ranksTakeNoMoreThanIsSaid(int m, int n, int dimensions, int candidatesEach) {
    RankingBatch batch = RankingBatch.of(rows(m, dimensions), rows(n, dimensions));
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingReport report = RankingReport.ofLossesAndRanks();
    long announced = new Workspace().bytesFor(loss, batch, false, 1);
    Runnable firstCall =
        () -> loss.forward(batch, report, new Workspace(), Parallelism.sequential());
    long limit = announced + 8L * m + 4L * m * Math.ceilDiv(n, candidatesEach) + OBJECTS;
    assertThat(AllocatedBytes.settled(limit, firstCall)).isBetween(announced, limit);
  }

  @ParameterizedTest
  @MethodSource("options")
  void ofOptions(ContrastiveCase each) {
    for (long budget : BUDGETS) {
      check(each.loss(), each.batch(), each.sink(), budget);
      check(each.loss(), each.batch(), null, budget);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void ofPrefixes(ContrastiveCase each) {
    RankingBatch batch = each.batch();
    int[] columns = {1, batch.anchors().columns()};
    MatryoshkaRankingLoss loss =
        new MatryoshkaRankingLoss(each.loss(), columns, new double[] {1, 1});
    RankingGradients sink = each.sink();
    for (long budget : BUDGETS) {
      takes(
          new Workspace(budget).bytesFor(loss, batch, true, WORKERS),
          columns.length * OBJECTS,
          () -> loss.forwardBackward(batch, sink, null, new Workspace(budget), CREW));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4L << 20, Workspace.DEFAULT_BUDGET})
  void ofPrefixesTogether(long budget) {
    RankingBatch batch = RankingBatch.of(rows(500, 128), rows(700, 128));
    int[] columns = {64, 96, 128};
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      MatryoshkaRankingLoss nested =
          new MatryoshkaRankingLoss(loss, columns, new double[] {1, 1, 1});
      for (Matrix candidates : new Matrix[] {Matrix.zeros(700, 128), null}) {
        RankingGradients sink = RankingGradients.into(Matrix.zeros(500, 128), candidates);
        takes(
            new Workspace(budget).bytesFor(nested, batch, candidates != null, WORKERS),
            columns.length * OBJECTS,
            candidates == null
                ? () -> nested.forward(batch, null, new Workspace(budget), CREW)
                : () -> nested.forwardBackward(batch, sink, null, new Workspace(budget), CREW));
      }
    }
  }

  /** A shorter prefix may have longer arrays of some kind. */
  @ParameterizedTest
  @CsvSource({"281, 719, 32, 64, 71, 59068", "288, 452, 64, 128, 130, 107324"})
  void ofPrefixesInTurn(int m, int n, int d0, int d1, int d2, long budget) {
    RankingBatch batch = RankingBatch.of(rows(m, d2), rows(n, d2));
    MatryoshkaRankingLoss nested =
        new MatryoshkaRankingLoss(
            RankingLoss.of(Similarity.RAW_COSINE, 20),
            new int[] {d0, d1, d2},
            new double[] {1, 1, 1});
    takes(
        new Workspace(budget).bytesFor(nested, batch, false, WORKERS),
        3 * OBJECTS,
        () -> nested.forward(batch, null, new Workspace(budget), CREW));
  }

  /** Where both gradients do not fit together, one of them is not worked on together either. */
  @Test
  void ofOneGradientOfPrefixes() {
    RankingBatch batch = RankingBatch.of(rows(32, 211), rows(408, 211));
    RankingGradients sink = RankingGradients.into(Matrix.zeros(32, 211), null);
    MatryoshkaRankingLoss nested =
        new MatryoshkaRankingLoss(
            RankingLoss.of(Similarity.RAW_COSINE, 20),
            new int[] {211, 32, 64, 96},
            new double[] {1, 1, 1, 1});
    long limit = new Workspace(981).bytesFor(nested, batch, true, 1) + 4 * OBJECTS;
    Runnable firstCall =
        () ->
            nested.forwardBackward(batch, sink, null, new Workspace(981), Parallelism.sequential());
    assertThat(AllocatedBytes.settled(limit, firstCall)).isLessThanOrEqualTo(limit);
  }

  /** With gradients if there is a sink for them. */
  private static void check(
      RankingLoss loss, RankingBatch batch, RankingGradients sink, long budget) {
    check(loss, batch, sink, budget, 1, Parallelism.sequential());
    check(loss, batch, sink, budget, WORKERS, CREW);
  }

  private static void check(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients sink,
      long budget,
      int workers,
      Parallelism parallelism) {
    takes(
        new Workspace(budget).bytesFor(loss, batch, sink != null, workers),
        OBJECTS,
        () -> {
          if (sink == null) {
            loss.forward(batch, new Workspace(budget), parallelism);
          } else {
            loss.forwardBackward(batch, sink, new Workspace(budget), parallelism);
          }
        });
  }

  private static void takes(long announced, long objects, Runnable firstCall) {
    long limit = announced + objects;
    assertThat(AllocatedBytes.settled(limit, firstCall)).isBetween(announced, limit);
  }

  private static Matrix rows(int rows, int columns) {
    return ContrastiveCases.rows(rows, columns, 1, new SplittableRandom(rows));
  }
}
