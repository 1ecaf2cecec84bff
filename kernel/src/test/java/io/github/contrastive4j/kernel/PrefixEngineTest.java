package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nested prefixes that are worked on together, against the truth of each. */
@NativeWidthOnly
class PrefixEngineTest {
  /** Rows, columns and dimensions, then the prefixes. */
  private static final int[][] SHAPES = {
    {1, 1, 33, 32, 33},
    {5, 7, 64, 32, 64},
    {33, 70, 161, 64, 160, 32, 128},
    {70, 33, 128, 96, 64, 128},
    {130, 300, 640, 576, 64, 256, 320}
  };

  private static final double[] WEIGHTS = {0.5, 2, -0.25, 1, 1.5};
  private static final Parallelism SOLO = Parallelism.sequential();
  private static final double UPSTREAM = 0.7;

  static Stream<UnaryOperator<RankingLoss>> options() {
    return Stream.of(
        loss -> loss,
        loss -> loss.withSymmetric(true),
        loss -> loss.withLabelSmoothing(0.1).withReduction(Reduction.SUM),
        loss -> loss.withSymmetric(true).withLabelSmoothing(0.1),
        loss ->
            loss.withDirections(Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_QUERY)),
        loss -> loss.withHardness(new Hardness(3, Hardness.Negatives.ALL)),
        loss -> loss.withSymmetric(true).withHardness(new Hardness(3, Hardness.Negatives.IN_BATCH)),
        loss -> loss.withReduction(Reduction.NONE).withSharedIds(SharedIds.POSITIVES),
        loss -> loss.withSymmetric(true).withSharedIds(SharedIds.EXCLUDED).withBias(2));
  }

  @Tag("simd")
  @ParameterizedTest
  @MethodSource("options")
  void eachPrefixCounts(UnaryOperator<RankingLoss> options) {
    for (Similarity similarity :
        List.of(Similarity.RAW_COSINE, Similarity.SHIFTED_COSINE, Similarity.DOT_PRODUCT)) {
      for (int[] shape : shapes(similarity)) {
        for (double scale : ContrastiveCases.scales(similarity, shape)) {
          RankingLoss loss = options.apply(RankingLoss.of(similarity, scale));
          RandomGenerator random = new SplittableRandom(shape[0]);
          RankingBatch batch = ContrastiveCases.batch(similarity, shape, random);
          batch = ContrastiveCases.withIds(batch, random);
          if (batch.targets() == null || !loss.directions().joint()) {
            check(loss, batch, prefixes(shape));
          }
        }
      }
    }
  }

  /** The large one meets one similarity. */
  private static int[][] shapes(Similarity similarity) {
    boolean all = similarity == Similarity.RAW_COSINE;
    return all ? SHAPES : Arrays.copyOf(SHAPES, SHAPES.length - 1);
  }

  private static int[] prefixes(int[] shape) {
    return Arrays.copyOfRange(shape, 3, shape.length);
  }

  @Tag("simd")
  @ParameterizedTest
  @EnumSource(MarginFilter.Kind.class)
  void eachIsFilteredByItsOwnScores(MarginFilter.Kind kind) {
    int[] shape = SHAPES[2];
    RandomGenerator random = new SplittableRandom(3);
    RankingBatch batch = ContrastiveCases.batch(Similarity.RAW_COSINE, shape, random);
    batch = ContrastiveCases.withQueue(batch, 9, random);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    check(ContrastiveCases.withMargin(loss, batch, kind, random), batch, prefixes(shape));
  }

  @Tag("simd")
  @Test
  void anchorsHaveWeightsAndShareTargets() {
    for (boolean symmetric : new boolean[] {false, true}) {
      int[] shape = SHAPES[3];
      RandomGenerator random = new SplittableRandom(4);
      RankingBatch batch = ContrastiveCases.batch(Similarity.RAW_COSINE, shape, random);
      batch = ContrastiveCases.withRandomTargets(batch, random);
      batch = ContrastiveCases.withQueue(batch, 40, random);
      batch = ContrastiveCases.withWeights(batch, random);
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      check(loss, batch, prefixes(shape));
    }
  }

  @Test
  void scalesMayBeTiny() {
    for (double scale : new double[] {1e-6, 1e-20}) {
      int[] shape = SHAPES[2];
      RankingBatch batch =
          ContrastiveCases.batch(Similarity.RAW_COSINE, shape, new SplittableRandom(2));
      check(RankingLoss.of(Similarity.RAW_COSINE, scale), batch, prefixes(shape));
    }
  }

  /** In many groups of rows, whose columns' gradients, and sums, add up. */
  @Test
  void groupsFollowOneAnother() {
    int[] shape = {300, 400, 200};
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, shape, new SplittableRandom(5));
    int[] prefixes = {32, 64, 96, 128, 200};
    for (boolean symmetric : new boolean[] {false, true}) {
      for (double scale : new double[] {20, 400}) {
        RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, scale).withSymmetric(symmetric);
        Workspace small = new Workspace(2 << 20);
        RankingShape widest = RankingShape.of(loss, batch, true);
        RankingPlan plan = PrefixPlans.plan(widest, prefixes.length, small.budget());
        assertThat(PrefixPlans.fitsAndSaves(plan, prefixes)).isTrue();
        assertThat(plan.blocks().getFirst().groups()).isGreaterThan(1);
        check(loss, batch, prefixes, small);
      }
    }
  }

  /** Columns beyond a cache are propagated a stretch at a time. */
  @Test
  void columnsAreInStretches() {
    int[] shape = {70, 3000, 720};
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, shape, new SplittableRandom(6));
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingPlan plan =
        PrefixPlans.plan(RankingShape.of(loss, batch, true), 2, Workspace.DEFAULT_BUDGET);
    assertThat(plan.blocks().getFirst().inStretches()).isTrue();
    check(loss, batch, new int[] {96, 720});
  }

  /** However rows come out in groups of whole panels. */
  @Test
  void anyNumberOfAnchorsIsWorkedOnTogether() {
    int[] ends = {64, 128, 256, 512, 768};
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      for (int n : new int[] {1000, 4096}) {
        for (int m = 1; m <= 600; m++) {
          assertThat(PrefixPlans.fitsAndSaves(plan(loss, m, n, ends), ends)).as("%d", m).isTrue();
        }
      }
    }
  }

  private static RankingPlan plan(RankingLoss loss, int m, int n, int[] ends) {
    RankingShape shape = RankingShape.of(loss, m, n, ends[ends.length - 1], true);
    return PrefixPlans.plan(shape, ends.length, Workspace.DEFAULT_BUDGET);
  }

  @Test
  void fewProductsAreNotWorthTheirPasses() {
    RankingLoss symmetric = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    int[] narrow = {32, 64};
    assertThat(PrefixPlans.fitsAndSaves(plan(symmetric, 1024, 1024, narrow), narrow)).isFalse();
    int[] wide = {192, 768};
    assertThat(PrefixPlans.fitsAndSaves(plan(symmetric, 1024, 1024, wide), wide)).isTrue();
    assertThat(PrefixPlans.fitsAndSaves(plan(symmetric, 8192, 8192, wide), wide)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"500, 900, 300", "4096, 4096, 384", "16, 12000000, 160", "199, 110604, 698"})
  void memoryIsBounded(int m, int n, int d) {
    int[] ends = {32, d};
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 4L << 30}) {
        RankingShape both = RankingShape.of(loss, m, n, d, true);
        RankingPlan plan = PrefixPlans.plan(both, 2, budget);
        if (PrefixPlans.fitsAndSaves(plan, ends)) {
          assertThat(plan.bytes()).isLessThanOrEqualTo(8L * ((long) m + n) * d + budget);
          assertThat(plan.lengths().scores()).isLessThanOrEqualTo(Panels.MAX_ARRAY);
          for (boolean anchors : new boolean[] {false, true}) {
            RankingShape one = both.withGradients(anchors, !anchors);
            assertThat(PrefixPlans.plan(one, 2, budget).bytes()).isLessThanOrEqualTo(plan.bytes());
          }
        }
      }
    }
  }

  /** As when memory runs out: what is known of the new prefixes is not taken for the old ones. */
  @Test
  void plansThatFailAreNoneOfTheLastCall() {
    RankingLoss together = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingLoss inTurn = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.RAW_COSINE, new int[] {5, 7, 64}, new SplittableRandom(1));
    int[] ends = {32, 64};
    List<PrefixPart> parts = parts(batch, ends);
    List<PrefixPart> broken = Arrays.asList(parts.getFirst(), null);
    for (List<RankingLoss> order : List.of(List.of(together, inTurn), List.of(inTurn, together))) {
      PrefixPlans plans = new PrefixPlans();
      RankingLoss first = order.getFirst();
      plans.update(first, parts, ends, Workspace.DEFAULT_BUDGET);
      assertThatThrownBy(
              () -> plans.update(order.getLast(), broken, ends, Workspace.DEFAULT_BUDGET))
          .isInstanceOf(NullPointerException.class);
      plans.update(first, parts, ends, Workspace.DEFAULT_BUDGET);
      assertThat(plans.together()).isEqualTo(first == together);
    }
  }

  private static List<PrefixPart> parts(RankingBatch batch, int[] ends) {
    RankingGradients gradients = RankingGradients.into(Matrix.zeros(5, 64), Matrix.zeros(7, 64));
    return List.of(
        new PrefixPart(batch, gradients, null),
        new PrefixPart(batch.prefix(ends[0]), gradients.prefix(ends[0], 1), null));
  }

  @Test
  void theWorkersDoNotMatter() {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingBatch batch =
          ContrastiveCases.batch(
              Similarity.RAW_COSINE, new int[] {333, 333, 161}, new SplittableRandom(6));
      RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
      MatryoshkaRankingLoss nested = nested(loss, 161, 32, 64, 128);
      RankingGradients alone = gradients(batch);
      double value = nested.forwardBackward(batch, alone, null, new Workspace(), SOLO);
      for (int workers = 2; workers <= 3; workers++) {
        try (Parallelism team = Parallelism.workers(workers)) {
          RankingGradients sink = gradients(batch);
          assertThat(nested.forwardBackward(batch, sink, null, new Workspace(), team))
              .isEqualTo(value);
          assertSameBits(sink, alone);
        }
      }
    }
  }

  /** Rows whose prefixes vanish beside them are compared in turn. */
  @ParameterizedTest
  @ValueSource(floats = {1e-4f, 1e-11f})
  void prefixesMayBeTinyPartsOfTheirRows(float part) {
    RandomGenerator random = new SplittableRandom(9);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {20, 25, 64}, random);
    for (Matrix x : List.of(batch.anchors(), batch.candidates())) {
      for (int r = 0; r < x.rows(); r++) {
        for (int k = 0; k < 32; k++) {
          x.set(r, k, part * x.get(r, k));
        }
      }
    }
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    check(loss, batch, new int[] {32, 64});
    batch.anchors().set(7, 63, 1e4f);
    check(loss, batch, new int[] {32, 64});
    for (int k = 0; k < 32; k++) {
      batch.anchors().set(3, k, 0);
      batch.candidates().set(4, k, 0);
    }
    check(loss, batch, new int[] {32, 64});
  }

  @Test
  void aWorkspaceServesAllKindsOfCallsInTurn() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.RAW_COSINE, new int[] {70, 90, 101}, new SplittableRandom(6));
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    MatryoshkaRankingLoss nested = nested(loss, 100, 32);
    RankingGradients expected = gradients(batch);
    nested.forwardBackward(batch, expected, null, new Workspace(), SOLO);
    RankingGradients whole = gradients(batch);
    loss.forwardBackward(batch, whole, new Workspace(), SOLO);

    Workspace workspace = new Workspace();
    for (int round = 0; round < 2; round++) {
      RankingGradients sink = gradients(batch);
      nested.forwardBackward(batch, sink, null, workspace, SOLO);
      assertSameBits(sink, expected);
      loss.forwardBackward(batch, sink, workspace, SOLO);
      assertSameBits(sink, whole);
      nested(loss, 101, 64, 32, 96).forward(batch, null, workspace, SOLO);
      nested(loss, 33, 31).forwardBackward(batch, sink, null, workspace, SOLO);
      for (RankingLoss other :
          List.of(loss.withZLoss(0.1), loss.withObjective(Objective.SIGMOID), loss)) {
        nested = nested(other, 100, 32);
        nested.forwardBackward(batch, sink, null, workspace, SOLO);
        RankingGradients fresh = gradients(batch);
        nested.forwardBackward(batch, fresh, null, new Workspace(), SOLO);
        assertSameBits(sink, fresh);
      }
      Matrix broken = batch.anchors().columnRange(0, 101);
      float value = broken.get(5, 50);
      broken.set(5, 50, Float.POSITIVE_INFINITY);
      MatryoshkaRankingLoss last = nested;
      assertThatThrownBy(() -> last.forward(batch, null, workspace, SOLO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("anchors[5][50]");
      broken.set(5, 50, value);
    }
  }

  private static MatryoshkaRankingLoss nested(RankingLoss loss, int... prefixes) {
    return new MatryoshkaRankingLoss(loss, prefixes, Arrays.copyOf(WEIGHTS, prefixes.length));
  }

  private static RankingGradients gradients(RankingBatch batch) {
    int d = batch.anchors().columns();
    return RankingGradients.into(
        Matrix.zeros(batch.anchors().rows(), d), Matrix.zeros(batch.candidates().rows(), d));
  }

  private static void assertSameBits(RankingGradients actual, RankingGradients expected) {
    assertThat(actual.anchors().toArray()).isEqualTo(expected.anchors().toArray());
    assertThat(actual.candidates().toArray()).isEqualTo(expected.candidates().toArray());
    assertThat(actual.scale()).isEqualTo(expected.scale());
  }

  private static void check(RankingLoss loss, RankingBatch batch, int[] prefixes) {
    check(loss, batch, prefixes, new Workspace());
  }

  private static void check(
      RankingLoss loss, RankingBatch batch, int[] prefixes, Workspace workspace) {
    int m = batch.anchors().rows();
    int n = batch.candidates().rows();
    int d = batch.anchors().columns();
    int[] ends = Arrays.stream(prefixes).sorted().toArray();
    RankingBatch widest = batch.prefix(ends[ends.length - 1]);
    assertThat(PrefixPlans.canShareProducts(loss, RankingShape.of(loss, widest, true), ends))
        .isTrue();

    double[] rowUpstream =
        loss.reduction() == Reduction.NONE
            ? new SplittableRandom(7).doubles(m, -1, 1.5).toArray()
            : null;
    Float64Prefixes truth =
        new Float64Prefixes(loss, batch, prefixes, WEIGHTS, UPSTREAM, rowUpstream);
    MatryoshkaRankingLoss nested = nested(loss, prefixes);
    truth.checkLoss(nested.forward(batch, null, workspace, SOLO));
    for (int wanted = 0; wanted < 4; wanted++) {
      boolean adds = wanted % 2 == 1;
      float start = adds ? 0.25f : Float.NaN;
      Framed a = Framed.output(m, d, start);
      Framed c = Framed.output(n, d, start);
      RankingGradients sink =
          RankingGradients.into(wanted != 1 ? a.view() : null, wanted != 2 ? c.view() : null)
              .withUpdate(adds ? Update.ACCUMULATE : Update.OVERWRITE)
              .withUpstream(UPSTREAM)
              .withRowUpstream(rowUpstream);
      RankingReport report = RankingReport.ofLossesAndRanks();
      truth.checkLoss(nested.forwardBackward(batch, sink, report, workspace, SOLO));
      truth.checkGradients(sink, adds ? start : 0);
      truth.checkRanks(report);
      a.assertFrameUntouched();
      c.assertFrameUntouched();
    }
  }
}
