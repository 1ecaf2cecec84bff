package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loss on nested prefixes against the losses of the prefixes, one after the other. */
@Tag("simd")
class MatryoshkaRankingLossTest {
  private static final int[] COLUMNS = {40, 16, 37};
  private static final double[] WEIGHTS = {0.5, 2, -0.25};
  private static final int WIDTH = 45;

  private final Workspace workspace = new Workspace();
  private final Parallelism sequential = Parallelism.sequential();

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void prefixesAddUp(Similarity similarity) {
    RankingLoss plain = RankingLoss.of(similarity, 3);
    RankingLoss filtered =
        plain.withMarginFilter(MarginFilter.absolute(-0.1)).withReduction(Reduction.NONE);
    for (RankingLoss loss :
        new RankingLoss[] {plain, plain.withSymmetric(true).withZLoss(0.01), filtered}) {
      check(loss, batch(similarity), Update.OVERWRITE);
      check(loss, batch(similarity), Update.ACCUMULATE);
    }
    RandomGenerator random = new SplittableRandom(8);
    RankingBatch weighed =
        batch(similarity)
            .withIds(random.longs(33, 0, 9).toArray(), random.longs(50, 0, 9).toArray())
            .withWeights(random.doubles(33, 0.1, 2).toArray());
    check(plain, weighed, Update.OVERWRITE);
    Matrix guideAnchors = ContrastiveCases.rows(33, 7, 1, random);
    Matrix guideCandidates = ContrastiveCases.rows(50, 7, 1, random);
    RankingBatch guided =
        batch(similarity).withOwnNegatives(null).withGuide(guideAnchors, guideCandidates);
    check(plain.withMarginFilter(MarginFilter.relative(0.2)), guided, Update.OVERWRITE);
  }

  private static RankingBatch batch(Similarity similarity) {
    RandomGenerator random = new SplittableRandom(similarity.ordinal());
    return RankingBatch.of(
            ContrastiveCases.rows(33, WIDTH, 0.3, random),
            ContrastiveCases.rows(41, WIDTH, 0.3, random))
        .withQueue(ContrastiveCases.rows(9, WIDTH, 0.3, random))
        .withOwnNegatives(ContrastiveCases.rows(66, WIDTH, 0.3, random));
  }

  private void check(RankingLoss loss, RankingBatch batch, Update update) {
    float start = update == Update.ACCUMULATE ? 0.25f : Float.NaN;
    Matrix[] expected = outputs(batch, update == Update.ACCUMULATE ? 0.25f : 0);
    double value = 0;
    double scale = 0;
    double bias = 0;
    double[] losses = new double[33];
    RankingReport first = RankingReport.ofLossesAndRanks();
    for (int k = 0; k < COLUMNS.length; k++) {
      RankingReport report = k == 0 ? first : RankingReport.ofLosses();
      RankingGradients sink =
          RankingGradients.into(cut(expected[0], k), cut(expected[1], k))
              .withOwnNegatives(cut(expected[2], k))
              .withUpdate(Update.ACCUMULATE)
              .withUpstream(0.7 * WEIGHTS[k]);
      RankingBatch prefix =
          new RankingBatch(
              cut(batch.anchors(), k),
              cut(batch.candidates(), k),
              null,
              cut(batch.queue(), k),
              cut(batch.ownNegatives(), k),
              batch.ids(),
              batch.weights(),
              batch.guide());
      value += WEIGHTS[k] * loss.forwardBackward(prefix, sink, report, workspace, sequential);
      scale += sink.scale();
      bias += sink.bias();
      for (int i = 0; i < 33; i++) {
        losses[i] += WEIGHTS[k] * report.loss(i);
      }
    }

    Matrix[] actual = outputs(batch, start);
    RankingGradients sink =
        RankingGradients.into(actual[0], actual[1])
            .withOwnNegatives(actual[2])
            .withUpdate(update)
            .withUpstream(0.7);
    RankingReport report = RankingReport.ofLossesAndRanks();
    MatryoshkaRankingLoss nested = new MatryoshkaRankingLoss(loss, COLUMNS, WEIGHTS);
    double together = nested.forwardBackward(batch, sink, report, workspace, sequential);
    assertThat(together).isCloseTo(value, within(1e-9 * Math.abs(value)));
    assertThat(nested.forward(batch, null, workspace, sequential))
        .isCloseTo(value, within(1e-9 * Math.abs(value)));
    assertThat(sink.scale()).isCloseTo(scale, within(1e-9));
    assertThat(sink.bias()).isCloseTo(bias, within(1e-9));
    for (int i = 0; i < 33; i++) {
      assertThat(report.loss(i)).isCloseTo(losses[i], within(1e-9 * Math.abs(losses[i])));
      assertThat(report.rank(i)).isEqualTo(first.rank(i));
    }
    for (int x = 0; x < actual.length; x++) {
      assertSame(actual[x], expected[x]);
    }
  }

  private static Matrix[] outputs(RankingBatch batch, float start) {
    int own = batch.ownNegatives() == null ? 0 : 66;
    Matrix[] outputs = {
      Matrix.zeros(33, WIDTH), Matrix.zeros(41, WIDTH), own == 0 ? null : Matrix.zeros(66, WIDTH)
    };
    for (Matrix output : outputs) {
      for (int r = 0; output != null && r < output.rows(); r++) {
        for (int k = 0; k < WIDTH; k++) {
          output.set(r, k, start);
        }
      }
    }
    return outputs;
  }

  private static Matrix cut(Matrix x, int k) {
    return x == null ? null : x.columnRange(0, COLUMNS[k]);
  }

  private static void assertSame(Matrix actual, Matrix expected) {
    for (int r = 0; actual != null && r < actual.rows(); r++) {
      for (int k = 0; k < WIDTH; k++) {
        assertThat(actual.get(r, k)).isCloseTo(expected.get(r, k), within(1e-6f));
      }
    }
  }

  @Test
  void theWorkersDoNotMatter() {
    RankingBatch batch = batch(Similarity.RAW_COSINE);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    MatryoshkaRankingLoss nested = new MatryoshkaRankingLoss(loss, COLUMNS, WEIGHTS);
    double alone = nested.forward(batch, null, workspace, sequential);
    try (Parallelism three = Parallelism.workers(3)) {
      assertThat(nested.forward(batch, null, workspace, three)).isEqualTo(alone);
    }
  }

  @Test
  void aReportDoesNotMatter() {
    RankingBatch batch = batch(Similarity.RAW_COSINE);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    MatryoshkaRankingLoss nested = new MatryoshkaRankingLoss(loss, COLUMNS, WEIGHTS);
    RankingReport report = RankingReport.ofLossesAndRanks();
    assertThat(nested.forward(batch, workspace, sequential))
        .isEqualTo(nested.forward(batch, report, workspace, sequential));
    Matrix with = Matrix.zeros(batch.anchors().rows(), WIDTH);
    Matrix without = Matrix.zeros(batch.anchors().rows(), WIDTH);
    assertThat(
            nested.forwardBackward(
                batch, RankingGradients.into(without, null), workspace, sequential))
        .isEqualTo(
            nested.forwardBackward(
                batch, RankingGradients.into(with, null), report, workspace, sequential));
    assertThat(without.toArray()).isEqualTo(with.toArray());
  }

  @Test
  void prefixesThatDoNotFitAreRefused() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    assertThatThrownBy(() -> new MatryoshkaRankingLoss(loss, new int[] {4, 4}, new double[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columns is [4, 4], expected no width twice");
    assertThatThrownBy(() -> new MatryoshkaRankingLoss(loss, new int[] {4, 0}, new double[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columns[1] is 0, expected at least 1");
    MatryoshkaRankingLoss wide =
        new MatryoshkaRankingLoss(loss, new int[] {8, WIDTH + 1}, new double[] {1, 1});
    assertThatThrownBy(
            () -> wide.forward(batch(Similarity.RAW_COSINE), null, workspace, sequential))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the widest prefix is 46, expected at most 45");
  }

  /** In turn the first prefix has been written when another one begins. */
  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void aWeightThatFloat32DoesNotHoldIsRefusedBeforeAnythingIsWritten(int columns) {
    refusesWeights(5, columns, 1, 1e39);
  }

  /** Whichever prefix has them, and though each by itself is none too many. */
  @ParameterizedTest
  @CsvSource({
    "32, 1e39, 1",
    "32, 1, 1e39",
    "32, 5e36, 5e36",
    "33, 1e39, 1",
    "33, 1, 1e39",
    "33, 5e36, 5e36"
  })
  void weightsThatFloat32DoesNotHoldTogetherAreRefused(int columns, double wide, double narrow) {
    refusesWeights(1, columns, wide, narrow);
  }

  private void refusesWeights(int anchors, int columns, double wide, double narrow) {
    MatryoshkaRankingLoss loss =
        new MatryoshkaRankingLoss(
            RankingLoss.of(Similarity.RAW_COSINE, 20),
            new int[] {64, columns},
            new double[] {wide, narrow});
    RandomGenerator random = new SplittableRandom(3);
    RankingBatch batch =
        RankingBatch.of(
            ContrastiveCases.rows(anchors, 64, 1, random), ContrastiveCases.rows(5, 64, 1, random));
    Matrix a = Matrix.zeros(anchors, 64);
    Matrix c = Matrix.zeros(5, 64);
    assertThatThrownBy(() ->
            loss.forwardBackward(batch, RankingGradients.into(a, c), null, workspace, sequential))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("upstream, weights and scale make a factor of ");
    assertThat(a.data()).containsOnly(0f);
    assertThat(c.data()).containsOnly(0f);
  }

  @Test
  void anUpstreamThatTheWeightsMakeInfiniteIsRefused() {
    RankingBatch batch = batch(Similarity.RAW_COSINE);
    Matrix gradient = Matrix.zeros(33, WIDTH);
    MatryoshkaRankingLoss nested =
        new MatryoshkaRankingLoss(
            RankingLoss.of(Similarity.RAW_COSINE, 20), new int[] {8, 4}, new double[] {1, 1e9});
    RankingGradients sink = RankingGradients.into(gradient, null).withUpstream(1e300);
    assertThatThrownBy(() -> nested.forwardBackward(batch, sink, workspace, sequential))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "upstream is 1.0E300 and the weight of a prefix 1.0E9, expected a finite product");
    assertThat(gradient.data()).containsOnly(0f);
  }

  @Test
  void whatIsNotFiniteIsRefusedBeforeAnythingIsWritten() {
    RankingBatch batch = batch(Similarity.RAW_COSINE);
    batch.candidates().set(3, 39, Float.NaN);
    Matrix gradient = Matrix.zeros(33, WIDTH);
    gradient.set(0, 0, 7);
    MatryoshkaRankingLoss nested =
        new MatryoshkaRankingLoss(RankingLoss.of(Similarity.RAW_COSINE, 20), COLUMNS, WEIGHTS);
    RankingGradients sink = RankingGradients.into(gradient, null);
    assertThatThrownBy(() -> nested.forwardBackward(batch, sink, null, workspace, sequential))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("candidates[3][39] is NaN");
    assertThat(gradient.get(0, 0)).isEqualTo(7);
  }
}
