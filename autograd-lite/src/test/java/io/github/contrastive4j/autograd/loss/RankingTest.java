package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.Float64;
import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.RankingReport;
import io.github.contrastive4j.kernel.Similarity;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankingTest {
  private static final int[] DIAGONAL = {0, 1, 2, 3, 4};

  @ParameterizedTest
  @EnumSource
  void comparesAnchorsWithAllCandidates(Similarity similarity) {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 3).withSymmetric(symmetric);
      new OperationCheck()
          .input("a", 5, 7)
          .input("c", 5, 7)
          .matches(
              v -> Ranking.of(v.get("a"), v.get("c")).loss(loss),
              p ->
                  new double[][] {
                    {
                      Float64.rankingLoss(
                          similarity, 3, symmetric, p.get("a"), p.get("c"), DIAGONAL)
                    }
                  });
    }
  }

  @ParameterizedTest
  @EnumSource
  void positivesMayBeAnywhereAmongMoreCandidates(Similarity similarity) {
    int[] targets = {6, 0, 4};
    RankingLoss loss = RankingLoss.of(similarity, 2);
    new OperationCheck()
        .input("a", 3, 5)
        .input("c", 7, 5)
        .matches(
            v -> Ranking.of(v.get("a"), v.get("c"), targets).loss(loss),
            p ->
                new double[][] {
                  {Float64.rankingLoss(similarity, 2, false, p.get("a"), p.get("c"), targets)}
                });
  }

  @ParameterizedTest
  @EnumSource
  void theScaleCanBeLearned(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 1).withSymmetric(true);
    new OperationCheck()
        .input("a", 5, 7)
        .input("c", 5, 7)
        .input("scale", Matrix.of(new float[] {4}, 1, 1))
        .matches(
            v -> Ranking.of(v.get("a"), v.get("c")).withScale(v.get("scale")).loss(loss).scale(2),
            p -> {
              double scale = p.get("scale")[0][0];
              double value =
                  Float64.rankingLoss(similarity, scale, true, p.get("a"), p.get("c"), DIAGONAL);
              return new double[][] {{2 * value}};
            });
  }

  @Test
  void anchorsMayBeTheirOwnCandidates() {
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    new OperationCheck()
        .input("a", 5, 7)
        .matches(
            v -> Ranking.of(v.get("a"), v.get("a")).loss(loss),
            p ->
                new double[][] {
                  {
                    Float64.rankingLoss(
                        Similarity.DOT_PRODUCT, 1, false, p.get("a"), p.get("a"), DIAGONAL)
                  }
                });
  }

  @Test
  void onlyWhatRequiresAGradientGetsOne() {
    Tape tape = new Tape();
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    Matrix rows = Matrix.of(new float[] {1, 0, 0, 1}, 2, 2);
    Variable anchors = tape.variable(rows);
    Variable fixed = tape.constant(rows);
    Variable scale = tape.constant(Matrix.of(new float[] {1}, 1, 1));
    Ranking.of(anchors, fixed).withScale(scale).loss(loss).backward();
    assertThat(anchors.gradient().toArray()).doesNotContain(0);
    assertThat(Ranking.of(fixed, fixed).loss(loss).requiresGradient()).isFalse();
    Variable candidates = tape.variable(rows);
    Ranking.of(fixed, candidates).loss(loss).backward();
    assertThat(candidates.gradient().toArray()).doesNotContain(0);
  }

  @Test
  void theLossIsTheSameWithAndWithoutRecording() {
    Tape tape = new Tape();
    RankingLoss loss = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    Matrix a = Matrix.of(new float[] {1, 2, 3, 4, 5, 7}, 3, 2);
    Matrix c = Matrix.of(new float[] {1, 1, 3, 5, 5, 6}, 3, 2);
    float recorded = Ranking.of(tape.variable(a), tape.variable(c)).loss(loss).scalar();
    float plain =
        tape.noGrad(() -> Ranking.of(tape.variable(a), tape.variable(c)).loss(loss)).scalar();
    assertThat(plain).isEqualTo(recorded);
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Tape tape = new Tape();
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    Variable x = tape.variable(Matrix.zeros(2, 3));
    assertThatNullPointerException()
        .isThrownBy(() -> Ranking.of(x, null).loss(loss))
        .withMessageStartingWith("candidates is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ranking.of(x, x).loss(loss, (Ranking.Prefix) null))
        .withMessage("prefixes[0] is null, expected a prefix");
    assertThatNullPointerException()
        .isThrownBy(() -> Ranking.of(x, x).loss(null))
        .withMessageStartingWith("loss is null");
    Variable row = x.tape().variable(Matrix.zeros(1, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, x).withScale(row))
        .withMessageStartingWith("scale is 1 x 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, x).withBias(row))
        .withMessageStartingWith("bias is 1 x 3");
    RankingLoss cosine = RankingLoss.of(Similarity.RAW_COSINE, 20);
    assertThatNullPointerException()
        .isThrownBy(() -> Ranking.of(x, x).loss(cosine, (Ranking.Prefix[]) null))
        .withMessageStartingWith("prefixes is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ranking.of(x, x).withScale(null))
        .withMessageStartingWith("scale is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, x).withScale(x))
        .withMessage("scale is 2 x 3, expected 1 x 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, new Tape().variable(Matrix.zeros(2, 3))).loss(loss))
        .withMessageStartingWith("an input belongs to another tape");
  }

  @Test
  void batchesThatDoNotFitAreRefused() {
    Tape tape = new Tape();
    RankingLoss loss = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    Variable x = tape.variable(Matrix.zeros(2, 3));
    Variable wide = tape.variable(Matrix.zeros(2, 4));
    Variable zero = tape.variable(Matrix.zeros(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Ranking.of(x, wide).loss(loss));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, x, new int[] {0, 2}).loss(loss));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, x, new int[] {0}).loss(loss));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(x, x).withScale(zero).loss(loss));
    assertThat(x.gradient().toArray()).containsOnly(0);
  }

  @Test
  void membersOfPairsAreOfOneShape() {
    Tape tape = new Tape();
    Variable x = tape.constant(Matrix.zeros(2, 3));
    Variable longer = tape.constant(Matrix.zeros(3, 3));
    Variable wider = tape.constant(Matrix.zeros(2, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.ofPairs(x, x, longer))
        .withMessage("hardNegatives[0] is 3 x 3, expected 2 x 3 as anchors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.ofPairs(x, wider))
        .withMessage("positives is 2 x 4, expected 2 x 3 as anchors");
  }

  @Test
  void aPrefixMayBeOneColumnAndHaveTheLargestWeight() {
    assertThat(new Ranking.Prefix(1, Float.MAX_VALUE).columns()).isEqualTo(1);
  }

  /** In whatever order they come. */
  @Test
  void eachChangeLeavesTheOthers() {
    Tape tape = new Tape();
    Variable scale = tape.variable(Matrix.zeros(1, 1));
    Variable bias = tape.variable(Matrix.zeros(1, 1));
    Variable own = tape.variable(Matrix.zeros(6, 4));
    RankingReport report = RankingReport.ofLosses();
    Matrix queue = Matrix.zeros(2, 4);
    Matrix guide = Matrix.zeros(3, 2);
    double[] weights = {1, 2, 3};
    List<UnaryOperator<Ranking>> changes =
        List.of(
            r -> r.withQueue(queue),
            r -> r.withOwnNegatives(own),
            r -> r.withIds(new long[3], new long[5]),
            r -> r.withWeights(weights),
            r -> r.withGuide(guide, Matrix.zeros(5, 2)),
            r -> r.withScale(scale),
            r -> r.withBias(bias),
            r -> r.withReport(report));
    for (int first = 0; first < changes.size(); first++) {
      // Ids and the guide have to know of the queue.
      Variable rows = tape.variable(Matrix.zeros(3, 4));
      Ranking ranking = Ranking.of(rows, rows).withQueue(queue);
      for (int k = 0; k < changes.size(); k++) {
        ranking = changes.get((first + k) % changes.size()).apply(ranking);
      }
      assertThat(ranking)
          .returns(scale, Ranking::scale)
          .returns(bias, Ranking::bias)
          .returns(own, Ranking::ownNegatives)
          .returns(report, Ranking::report);
      assertThat(ranking.batch())
          .returns(queue, RankingBatch::queue)
          .returns(own.value(), RankingBatch::ownNegatives);
      assertThat(ranking.batch().weights()).isEqualTo(weights);
      assertThat(ranking.batch().ids()).hasSize(1);
      assertThat(ranking.batch().guide().anchors()).isSameAs(guide);
    }
  }
}
