package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.contrastive4j.autograd.Float64;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.autograd.nn.LogitBias;
import io.github.contrastive4j.autograd.nn.LogitScale;
import io.github.contrastive4j.kernel.Direction;
import io.github.contrastive4j.kernel.Directions;
import io.github.contrastive4j.kernel.Hardness;
import io.github.contrastive4j.kernel.MarginFilter;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Objective;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.RankingReport;
import io.github.contrastive4j.kernel.Reduction;
import io.github.contrastive4j.kernel.SharedIds;
import io.github.contrastive4j.kernel.Similarity;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RankingOptionsTest {
  private final Tape tape = new Tape();
  private final Variable q = tape.variable(GoldenBatch.anchors());
  private final Variable d = tape.variable(GoldenBatch.positives());
  private final Variable n1 = tape.variable(GoldenBatch.firstNegatives());
  private final Variable n2 = tape.variable(GoldenBatch.secondNegatives());

  private static void assertIs(double expected, Variable loss) {
    assertThat((double) loss.scalar()).isCloseTo(expected, within(3e-6 * expected));
  }

  static Stream<Arguments> knownValues() {
    RankingLoss loss = GoldenBatch.LOSS;
    return Stream.of(
        arguments(loss, GoldenBatch.PAIRS),
        arguments(RankingLoss.of(Similarity.SHIFTED_COSINE, 40), GoldenBatch.PAIRS),
        arguments(loss.withSymmetric(true), 0.104843443405972),
        arguments(loss.withDirections(Directions.GTE), 0.819612214431682),
        arguments(
            loss.withHardness(new Hardness(9, Hardness.Negatives.IN_BATCH)), 1.73947659604424),
        arguments(loss.withLabelSmoothing(0.1), 1.70528839836283),
        arguments(
            loss.withObjective(Objective.SIGMOID).withScale(10).withBias(-10), 1.78488170893531));
  }

  @ParameterizedTest
  @MethodSource("knownValues")
  void hasTheKnownValue(RankingLoss options, double expected) {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(options);
    assertIs(expected, loss.forward(q, d));
    assertThat(loss.options()).isEqualTo(options);
    assertThat(loss.distance()).isSameAs(Distance.COSINE);
  }

  @Test
  void hardNegativesOfAllAnchorsCompete() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(GoldenBatch.LOSS);
    assertIs(0.762282845911251, loss.forward(q, d, n1));
    assertIs(0.860339443795629, loss.forward(q, d, n1, n2));
    Variable candidates = Variable.concatRows(d, n1, n2);
    assertThat(loss.forward(q, d, n1, n2).scalar())
        .isEqualTo(loss.forward(Ranking.of(q, candidates)).scalar());
  }

  @Test
  void oneMoreColumnOfADotProductCorrectsForHowOftenACandidateIsDrawn() {
    double[] probabilities = {0.5, 0.1, 0.01, 0.3};
    Matrix ones = Matrix.copyOf(new float[][] {{1}, {1}, {1}, {1}});
    Matrix corrections = Matrix.zeros(GoldenBatch.ROWS, 1);
    double[][] logits = new double[GoldenBatch.ROWS][GoldenBatch.ROWS];
    for (int j = 0; j < GoldenBatch.ROWS; j++) {
      corrections.set(j, 0, (float) -Math.log(probabilities[j]));
      for (int i = 0; i < GoldenBatch.ROWS; i++) {
        double cosine = Float64.similarity(Similarity.RAW_COSINE, row(q, i), row(d, j));
        logits[i][j] = 20 * cosine - Math.log(probabilities[j]);
      }
    }
    Variable anchors = Variable.concatColumns(q.normalizeRows().scale(20), tape.constant(ones));
    Variable candidates = Variable.concatColumns(d.normalizeRows(), tape.constant(corrections));
    assertIs(
        Float64.crossEntropy(logits, new int[] {0, 1, 2, 3}),
        new MultipleNegativesRankingLoss(1, Distance.DOT_PRODUCT, false)
            .forward(anchors, candidates));
  }

  private static double[] row(Variable x, int row) {
    double[] elements = new double[x.columns()];
    Arrays.setAll(elements, c -> x.value().get(row, c));
    return elements;
  }

  @Test
  void rowLossesAreNotReduced() {
    RankingLoss loss = GoldenBatch.LOSS.withReduction(Reduction.NONE);
    Variable rows = new MultipleNegativesRankingLoss(loss).forward(q, d);
    assertThat(rows.rows()).isEqualTo(GoldenBatch.ROWS);
    assertThat(rows.columns()).isEqualTo(1);
    assertIs(GoldenBatch.PAIRS, rows.mean());
    RankingLoss sum = GoldenBatch.LOSS.withReduction(Reduction.SUM);
    assertIs(4 * GoldenBatch.PAIRS, new MultipleNegativesRankingLoss(sum).forward(q, d));
  }

  @Test
  void scaleAndBiasCanBeLearned() {
    LogitScale scale = new LogitScale(20);
    MultipleNegativesRankingLoss loss =
        new MultipleNegativesRankingLoss(RankingLoss.of(Similarity.RAW_COSINE, 1));
    Variable learned = scale.forward(tape);
    Variable value = loss.forward(Ranking.ofPairs(q, d).withScale(learned));
    assertIs(GoldenBatch.PAIRS, value);
    value.backward();
    assertThat((double) learned.gradient().get(0, 0)).isCloseTo(0.000309316148762713, within(3e-8));
    Parameter theta = scale.parameters().getFirst();
    assertThat((double) tape.parameter(theta).gradient().get(0, 0))
        .isCloseTo(20 * 0.000309316148762713, within(6e-7));

    MultipleNegativesRankingLoss sigmoid =
        new MultipleNegativesRankingLoss(loss.options().withObjective(Objective.SIGMOID));
    assertIs(
        1.78488170893531,
        sigmoid.forward(
            Ranking.ofPairs(q, d)
                .withScale(new LogitScale(10).forward(tape))
                .withBias(new LogitBias().forward(tape))));
  }

  @Test
  void aReportHasTheMetricsOfTheStep() {
    RankingReport report = RankingReport.ofLossesAndRanks();
    Variable loss =
        new MultipleNegativesRankingLoss(GoldenBatch.LOSS)
            .forward(Ranking.ofPairs(q, d, n1, n2).withReport(report));
    assertThat(report.size()).isEqualTo(GoldenBatch.ROWS);
    double sum = 0;
    for (int i = 0; i < report.size(); i++) {
      sum += report.loss(i);
      // A positive of lower rank than 1 costs more than log 2, one of rank 1 less than log 12.
      assertThat(report.rank(i) == 1 ? report.loss(i) < Math.log(12) : report.loss(i) > Math.log(2))
          .isTrue();
    }
    assertThat(sum / report.size()).isCloseTo(loss.scalar(), within(1e-5));
    assertThat(report.accuracy()).isBetween(0.0, 1.0);
  }

  static Stream<RankingLoss> differentiable() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 3);
    return Stream.of(
        loss,
        loss.withSymmetric(true),
        loss.withDirections(Directions.GTE),
        loss.withDirections(Directions.joint(Direction.QUERY_TO_DOC, Direction.QUERY_TO_QUERY)),
        loss.withLabelSmoothing(0.2).withZLoss(0.1),
        loss.withReduction(Reduction.SUM),
        loss.withReduction(Reduction.NONE),
        loss.withObjective(Objective.SIGMOID).withBias(-1),
        loss.withMarginFilter(MarginFilter.absolute(-0.3)),
        loss.withSharedIds(SharedIds.POSITIVES),
        RankingLoss.of(Similarity.EUCLIDEAN, 5).withZLoss(0.1),
        RankingLoss.of(Similarity.DOT_PRODUCT, 1).withBias(0.5));
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void gradientsAreThoseOfTheLoss(RankingLoss options) {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(options);
    Parameter anchors = Parameter.dense(GoldenBatch.anchors());
    Parameter positives = Parameter.dense(GoldenBatch.positives());
    Parameter negatives = Parameter.dense(GoldenBatch.firstNegatives());
    long[] ids = {1, 2, 1, 3};
    long[] candidateIds = {1, 2, 1, 3, 7, 8, 9, 3};
    Matrix factors = Matrix.of(new float[] {1, -2, 0.5f, 3}, 4, 1);
    new GradientCheck()
        .check(
            Map.of("anchors", anchors, "positives", positives, "negatives", negatives),
            t -> {
              Variable value =
                  loss.forward(
                      Ranking.ofPairs(
                              t.parameter(anchors), t.parameter(positives), t.parameter(negatives))
                          .withIds(ids, candidateIds));
              return value.rows() == 1 ? value : value.multiply(t.constant(factors)).sum();
            })
        .requirePassed();
  }

  @Test
  void hardNegativesThatDoNotFitAreRefused() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(GoldenBatch.LOSS);
    Variable other = tape.constant(Matrix.zeros(3, 6));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(q, d, n1, other))
        .withMessage("hardNegatives[1] is 3 x 6, expected 4 x 6 as anchors");
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward(q, d, n1, null))
        .withMessageStartingWith("hardNegatives[1] is null");
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward(q, d, (Variable[]) null))
        .withMessageStartingWith("hardNegatives is null");
    assertThatNullPointerException()
        .isThrownBy(() -> loss.forward((Ranking) null))
        .withMessageStartingWith("batch is null");
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new MultipleNegativesRankingLoss((RankingLoss) null))
        .withMessageStartingWith("options is null");
    RankingLoss dot = RankingLoss.of(Similarity.DOT_PRODUCT, 20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultipleNegativesRankingLoss(dot))
        .withMessage("scale is 20.0, expected 1 with the distance dot_product, which is unbounded");
  }
}
