package io.github.contrastive4j.jmh.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import org.junit.jupiter.api.Test;

class Float64LossTest {
  private static final double[][] AXES = {{3, 0}, {0, 5}};
  private static final double[][] CORNERS = {{0, 0}, {3, 4}};

  private static double loss(Similarity similarity, double base, double[][] a, double[][] c) {
    return new Float64Loss(RankingLoss.of(similarity, Math.log(base))).at(a, c);
  }

  private static void assertLoss(double actual, double expected) {
    assertThat(actual).isEqualTo(expected, within(1e-14));
  }

  /** Exponentials of the logits are powers of the base. */
  @Test
  void followsTheDefinition() {
    // Cosines 1 and 0, exponentials 3 and 1.
    assertLoss(loss(Similarity.RAW_COSINE, 3, AXES, AXES), Math.log(4.0 / 3));
    // Similarities 1 and 1/2, exponentials 9 and 3.
    assertLoss(loss(Similarity.SHIFTED_COSINE, 9, AXES, AXES), Math.log(12.0 / 9));
    // Products 0 and 0, exponentials 1 and 1; products 25 and 0, exponentials 32 and 1.
    double base = Math.pow(2, 0.2);
    assertLoss(
        loss(Similarity.DOT_PRODUCT, base, CORNERS, CORNERS),
        (Math.log(2) + Math.log(33.0 / 32)) / 2);
    // Distance 5, similarities 1 and 1/6, exponentials 64 and 2.
    assertLoss(loss(Similarity.EUCLIDEAN, 64, CORNERS, CORNERS), Math.log(66.0 / 64));
    // Distance 7, similarities 1 and 1/8, exponentials 256 and 2.
    assertLoss(loss(Similarity.MANHATTAN, 256, CORNERS, CORNERS), Math.log(258.0 / 256));
  }

  /** Candidates that are nobody's positive are in the rows alone. */
  @Test
  void takesTheMeanOfBothDirections() {
    double[][] candidates = {{2, 0}, {0, 4}, {1, 0}};
    RankingLoss plain = RankingLoss.of(Similarity.RAW_COSINE, Math.log(3));
    double rows = (Math.log(7.0 / 3) + Math.log(5.0 / 3)) / 2;
    double columns = Math.log(4.0 / 3);
    assertLoss(new Float64Loss(plain).at(AXES, candidates), rows);
    assertLoss(
        new Float64Loss(plain.withSymmetric(true)).at(AXES, candidates), (rows + columns) / 2);
  }

  @Test
  void leavesItsArgumentsAlone() {
    double[][] anchors = {{3, 0}, {0, 5}};
    double[][] candidates = {{0, 2}, {4, 0}};
    loss(Similarity.RAW_COSINE, 3, anchors, candidates);
    assertThat(anchors).isDeepEqualTo(AXES);
    assertThat(candidates).isDeepEqualTo(new double[][] {{0, 2}, {4, 0}});
  }

  @Test
  void addsAStepAlongADirection() {
    Matrix x = Matrix.of(new float[] {1, 2, 3, 4}, 2, 2);
    Matrix direction = Matrix.of(new float[] {1, 0, -1, 2}, 2, 2);
    assertThat(Float64Loss.sum(x, 0.5, direction))
        .isDeepEqualTo(new double[][] {{1.5, 2}, {2.5, 5}});
  }
}
