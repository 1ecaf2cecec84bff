package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.Float64;
import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
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
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankingBatchOnTapeTest {
  private static final int M = 4;
  private static final int D = 5;
  private static final double SCALE = 3;

  private final SplittableRandom random = new SplittableRandom(5);

  private static RankingLoss loss(Similarity similarity) {
    return RankingLoss.of(similarity, SCALE);
  }

  private static OperationCheck pairs() {
    return new OperationCheck().input("a", M, D).input("c", M, D);
  }

  private static double[][] concat(double[][]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).toArray(double[][]::new);
  }

  private static double[][] only(double[][] rows, int... kept) {
    return IntStream.of(kept).mapToObj(j -> rows[j]).toArray(double[][]::new);
  }

  /** The losses of anchors, each with candidates of its own, of which the first is the positive. */
  private static double[][] rowLosses(
      Similarity similarity, double[][] anchors, IntFunction<double[][]> candidates) {
    double[][] losses = new double[anchors.length][1];
    for (int i = 0; i < anchors.length; i++) {
      double[][] anchor = {anchors[i]};
      losses[i][0] =
          Float64.rankingLoss(similarity, SCALE, false, anchor, candidates.apply(i), new int[] {0});
    }
    return losses;
  }

  /** The rows of c with row i in front. */
  private static double[][] positiveFirst(double[][] c, int i) {
    IntStream others = IntStream.range(0, c.length).filter(j -> j != i);
    return only(c, IntStream.concat(IntStream.of(i), others).toArray());
  }

  private static double[][] mean(double[][] losses) {
    return new double[][] {{Arrays.stream(losses).mapToDouble(l -> l[0]).average().orElseThrow()}};
  }

  @ParameterizedTest
  @EnumSource
  void aQueueIsMoreCandidatesWithoutAGradient(Similarity similarity) {
    Matrix queue = OperationCheck.random(3, D, random);
    double[][] constant = OperationCheck.toDouble(queue);
    pairs()
        .matches(
            v -> Ranking.of(v.get("a"), v.get("c")).withQueue(queue).loss(loss(similarity)),
            p ->
                mean(
                    rowLosses(
                        similarity,
                        p.get("a"),
                        i -> concat(positiveFirst(p.get("c"), i), constant))));
  }

  @ParameterizedTest
  @EnumSource
  void ownNegativesAreSeenByTheirAnchorAlone(Similarity similarity) {
    pairs()
        .input("own", 2 * M, D)
        .matches(
            v ->
                Ranking.of(v.get("a"), v.get("c"))
                    .withOwnNegatives(v.get("own"))
                    .loss(loss(similarity)),
            p ->
                mean(
                    rowLosses(
                        similarity,
                        p.get("a"),
                        i ->
                            concat(
                                positiveFirst(p.get("c"), i),
                                only(p.get("own"), 2 * i, 2 * i + 1)))));
  }

  @ParameterizedTest
  @EnumSource
  void rowLossesHaveAGradientEach(Similarity similarity) {
    RankingLoss rows = loss(similarity).withReduction(Reduction.NONE);
    pairs()
        .matches(
            v -> Ranking.of(v.get("a"), v.get("c")).loss(rows),
            p -> rowLosses(similarity, p.get("a"), i -> positiveFirst(p.get("c"), i)));
  }

  @Test
  void rowLossesMayBePropagatedAgain() {
    Tape tape = new Tape();
    Variable a = tape.variable(OperationCheck.random(M, D, random));
    Variable c = tape.variable(OperationCheck.random(M, D, random));
    Variable scale = tape.variable(Matrix.of(new float[] {3}, 1, 1));
    RankingLoss rows = loss(Similarity.RAW_COSINE).withReduction(Reduction.NONE);
    Variable losses = Ranking.of(a, c).withScale(scale).loss(rows);
    losses.mean().backward();
    float[] once = a.gradient().toArray();
    float scaleOnce = scale.gradient().get(0, 0);
    losses.mean().backward();
    for (int k = 0; k < once.length; k++) {
      assertThat(a.gradient().toArray()[k]).isCloseTo(2 * once[k], within(1e-6f));
    }
    assertThat(scale.gradient().get(0, 0)).isCloseTo(2 * scaleOnce, within(1e-6f));
  }

  @Test
  void anchorsMayBeTheirOwnCandidatesRowByRow() {
    RankingLoss rows = loss(Similarity.RAW_COSINE).withReduction(Reduction.NONE);
    new OperationCheck()
        .input("a", M, D)
        .matches(
            v -> Ranking.of(v.get("a"), v.get("a")).loss(rows),
            p -> rowLosses(Similarity.RAW_COSINE, p.get("a"), i -> positiveFirst(p.get("a"), i)));
  }

  @Test
  void candidatesWithAnAnchorsIdAreNoNegatives() {
    long[] queries = {1, 2, 1, 3};
    long[] documents = {7, 8, 9, 8};
    pairs()
        .matches(
            v ->
                Ranking.of(v.get("a"), v.get("c"))
                    .withIds(queries, queries)
                    .withIds(documents, documents)
                    .loss(loss(Similarity.RAW_COSINE)),
            p -> {
              int[][] kept = {{0, 1, 3}, {1, 0, 2}, {2, 1, 3}, {3, 0, 2}};
              return mean(
                  rowLosses(Similarity.RAW_COSINE, p.get("a"), i -> only(p.get("c"), kept[i])));
            });
  }

  @Test
  void candidatesWithAnAnchorsIdMayBePositives() {
    long[] ids = {1, 2, 1, 3};
    RankingLoss supervised = loss(Similarity.RAW_COSINE).withSharedIds(SharedIds.POSITIVES);
    pairs()
        .matches(
            v -> Ranking.of(v.get("a"), v.get("c")).withIds(ids, ids).loss(supervised),
            p -> {
              double[][] a = p.get("a");
              double[][] c = p.get("c");
              double[][] losses = rowLosses(Similarity.RAW_COSINE, a, i -> positiveFirst(c, i));
              for (int[] pair : new int[][] {{0, 2}, {2, 0}}) {
                double own = Float64.similarity(Similarity.RAW_COSINE, a[pair[0]], c[pair[0]]);
                double other = Float64.similarity(Similarity.RAW_COSINE, a[pair[0]], c[pair[1]]);
                losses[pair[0]][0] += SCALE * (own - other) / 2;
              }
              return mean(losses);
            });
  }

  @Test
  void anchorsMayWeighDifferently() {
    double[] weights = {1, 0, 2.5, 1.5};
    pairs()
        .matches(
            v ->
                Ranking.of(v.get("a"), v.get("c"))
                    .withWeights(weights)
                    .loss(loss(Similarity.RAW_COSINE)),
            p -> {
              double[][] losses =
                  rowLosses(Similarity.RAW_COSINE, p.get("a"), i -> positiveFirst(p.get("c"), i));
              double sum = 0;
              for (int i = 0; i < M; i++) {
                sum += weights[i] * losses[i][0];
              }
              return new double[][] {{sum / 5}};
            });
  }

  @Test
  void aGuideJudgesWhichCandidatesAreDropped() {
    Matrix guideAnchors = Matrix.copyOf(new float[][] {{1, 0}, {0, 1}, {1, 1}, {1, -1}});
    Matrix guideCandidates = Matrix.copyOf(new float[][] {{1, 1}, {0, 2}, {1, 0}, {3, -3}});
    RankingLoss filtered =
        loss(Similarity.RAW_COSINE).withMarginFilter(MarginFilter.absolute(0.01));
    pairs()
        .matches(
            v ->
                Ranking.of(v.get("a"), v.get("c"))
                    .withGuide(guideAnchors, guideCandidates)
                    .loss(filtered),
            p -> {
              // More alike the anchor than its positive less 0.01, by the guide.
              int[][] kept = {{0, 1}, {1, 0, 2, 3}, {2, 3}, {3, 0, 1, 2}};
              return mean(
                  rowLosses(Similarity.RAW_COSINE, p.get("a"), i -> only(p.get("c"), kept[i])));
            });
  }

  @Test
  void scaleAndBiasOfSigmoidsAreLearned() {
    RankingLoss sigmoid = loss(Similarity.RAW_COSINE).withObjective(Objective.SIGMOID);
    pairs()
        .input("scale", Matrix.of(new float[] {4}, 1, 1))
        .input("bias", Matrix.of(new float[] {-2}, 1, 1))
        .matches(
            v ->
                Ranking.of(v.get("a"), v.get("c"))
                    .withScale(v.get("scale"))
                    .withBias(v.get("bias"))
                    .loss(sigmoid)
                    .scale(2),
            p -> {
              double sum = 0;
              for (int i = 0; i < M; i++) {
                for (int j = 0; j < M; j++) {
                  double s =
                      Float64.similarity(Similarity.RAW_COSINE, p.get("a")[i], p.get("c")[j]);
                  double logit = p.get("scale")[0][0] * s + p.get("bias")[0][0];
                  sum += Math.log1p(Math.exp(i == j ? -logit : logit));
                }
              }
              return new double[][] {{2 * sum / M}};
            });
  }

  @Test
  void hardnessIsAConstantOfTheGradient() {
    double strength = 2;
    RankingLoss hard =
        loss(Similarity.RAW_COSINE)
            .withHardness(new Hardness(strength, Hardness.Negatives.IN_BATCH));
    double[][] raised = new double[M][M];
    boolean[] known = {false};
    pairs()
        .matches(
            v -> Ranking.of(v.get("a"), v.get("c")).loss(hard),
            p -> {
              double[][] logits = new double[M][M];
              for (int i = 0; i < M; i++) {
                for (int j = 0; j < M; j++) {
                  double s =
                      Float64.similarity(Similarity.RAW_COSINE, p.get("a")[i], p.get("c")[j]);
                  // The first call is at the point where the gradient is taken.
                  if (!known[0] && i != j) {
                    raised[i][j] = strength * s;
                  }
                  logits[i][j] = SCALE * s + raised[i][j];
                }
              }
              known[0] = true;
              return new double[][] {{Float64.crossEntropy(logits, new int[] {0, 1, 2, 3})}};
            });
  }

  @Test
  void everythingAtOnce() {
    Matrix queue = OperationCheck.random(3, D, random);
    double[][] constant = OperationCheck.toDouble(queue);
    long[] ids = {1, 2, 3, 4};
    long[] candidateIds = {1, 2, 3, 4, 9, 2, 9};
    double[] weights = {1, 3, 0.5, 2};
    RankingLoss rows = loss(Similarity.RAW_COSINE).withReduction(Reduction.NONE);
    pairs()
        .input("own", M, D)
        .matches(
            v ->
                Ranking.of(v.get("a"), v.get("c"))
                    .withQueue(queue)
                    .withOwnNegatives(v.get("own"))
                    .withIds(ids, candidateIds)
                    .withWeights(weights)
                    .loss(rows),
            p -> {
              double[][] losses =
                  rowLosses(
                      Similarity.RAW_COSINE,
                      p.get("a"),
                      i ->
                          concat(
                              positiveFirst(p.get("c"), i),
                              i == 1 ? only(constant, 0, 2) : constant,
                              only(p.get("own"), i)));
              for (int i = 0; i < M; i++) {
                losses[i][0] *= weights[i];
              }
              return losses;
            });
  }

  @Test
  void aReportIsFilledWithAndWithoutRecording() {
    Tape tape = new Tape();
    Variable a = tape.variable(OperationCheck.random(M, D, random));
    Variable c = tape.variable(OperationCheck.random(M, D, random));
    for (Reduction reduction : Reduction.values()) {
      RankingLoss reduced = loss(Similarity.RAW_COSINE).withReduction(reduction);
      RankingReport recorded = RankingReport.ofLossesAndRanks();
      RankingReport plain = RankingReport.ofLossesAndRanks();
      Ranking.of(a, c).withReport(recorded).loss(reduced);
      tape.noGrad(() -> Ranking.of(a, c).withReport(plain).loss(reduced));
      assertThat(recorded.size()).isEqualTo(M);
      for (int i = 0; i < M; i++) {
        assertThat(recorded.loss(i)).isEqualTo(plain.loss(i));
        assertThat(recorded.rank(i)).isEqualTo(plain.rank(i)).isBetween(1, M);
      }
    }
  }

  @Test
  void constantOperandsGetNoGradient() {
    Tape tape = new Tape();
    Variable fixed = tape.constant(OperationCheck.random(M, D, random));
    Variable bias = tape.variable(Matrix.of(new float[] {-1}, 1, 1));
    RankingLoss sigmoid = loss(Similarity.RAW_COSINE).withObjective(Objective.SIGMOID);
    Variable value = Ranking.of(fixed, fixed).withBias(bias).withOwnNegatives(fixed).loss(sigmoid);
    value.backward();
    assertThat(bias.gradient().get(0, 0)).isNotZero();
    Variable own = tape.variable(OperationCheck.random(M, D, random));
    Ranking.of(fixed, fixed).withOwnNegatives(own).loss(loss(Similarity.RAW_COSINE)).backward();
    assertThat(own.gradient().toArray()).doesNotContain(0);
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(2, 3));
    Ranking batch = Ranking.of(x, x);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withQueue(Matrix.zeros(2, 4)))
        .withMessage("columns of queue is 4, expected 3 as in anchors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withOwnNegatives(tape.variable(Matrix.zeros(3, 3))))
        .withMessage("rows of ownNegatives is 3, expected a multiple of the 2 anchors");
    assertThatNullPointerException()
        .isThrownBy(() -> batch.withOwnNegatives(null))
        .withMessageStartingWith("ownNegatives is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withBias(x))
        .withMessage("bias is 2 x 3, expected 1 x 1");
    assertThatNullPointerException()
        .isThrownBy(() -> batch.withReport(null))
        .withMessageStartingWith("report is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ranking.of(null, x))
        .withMessageStartingWith("anchors is null");
    Variable foreign = new Tape().variable(Matrix.zeros(2, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withOwnNegatives(foreign).loss(loss(Similarity.RAW_COSINE)))
        .withMessageStartingWith("an input belongs to another tape");
    assertThat(x.gradient().toArray()).containsOnly(0);
  }
}
