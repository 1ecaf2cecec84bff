package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel against its definition in float64, over shapes, scales, targets and budgets. */
@Tag("simd")
@NativeWidthOnly
class RankingLossTest {
  private static final double[] SCALES = {1, 20, 100, 300};
  private static final int[][] SMALL = {{1, 1, 1}, {1, 5, 3}, {5, 1, 3}, {3, 3, 6}, {7, 9, 33}};
  private static final int[][] LARGE = {
    {32, 32, 384},
    {33, 70, 100},
    {100, 40, 31},
    {130, 300, 77},
    {257, 257, 65},
    {300, 600, 65},
    {130, 4100, 5}
  };

  static Stream<Arguments> variants() {
    return Arrays.stream(Similarity.values())
        .flatMap(s -> Stream.of(false, true).map(symmetric -> Arguments.of(s, symmetric)));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void smallShapesAgreeWithFloat64AtAllScalesAndTargets(Similarity similarity, boolean symmetric) {
    for (int[] shape : SMALL) {
      for (double scale : SCALES) {
        for (Pairing pairing : Pairing.values()) {
          check(shape, pairing, RankingLoss.of(similarity, scale).withSymmetric(symmetric), 0);
          check(shape, pairing, RankingLoss.of(similarity, scale).withSymmetric(symmetric), 1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void largeShapesAgreeWithFloat64(Similarity similarity, boolean symmetric) {
    for (int shape = 0; shape < LARGE.length; shape++) {
      // Every shape meets one scale and one pairing; every scale and pairing meets some shapes.
      int turn = shape + similarity.ordinal() + (symmetric ? 1 : 0);
      double scale = SCALES[turn % SCALES.length];
      Pairing pairing = Pairing.values()[turn % Pairing.values().length];
      RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
      check(LARGE[shape], pairing, loss, turn % 2);
    }
  }

  private static void check(int[] shape, Pairing pairing, RankingLoss loss, double signal) {
    double upstream = 0.7;
    RankingProblem problem =
        RankingProblem.random(shape[0], shape[1], shape[2], pairing, signal, 1, 7);
    if (loss.similarity() == Similarity.DOT_PRODUCT) {
      problem = problem.times(0.3);
    }
    Float64ContrastiveLoss truth = problem.truth(loss, upstream);
    // An error of a logit is proportional to the logit, and an error of the result to that.
    double tolerance = 2e-6 * Math.max(1, truth.largestLogit / 20);
    for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
      Framed a = Framed.output(shape[0], shape[2], Float.NaN);
      Framed c = Framed.output(shape[1], shape[2], Float.NaN);
      RankingGradients sink = RankingGradients.into(a.view(), c.view()).withUpstream(upstream);
      Workspace workspace = new Workspace(budget);
      double value =
          loss.forwardBackward(problem.batch(), sink, workspace, Parallelism.sequential());
      String name =
          "%s scale %s symmetric %s, %s %s, signal %s, budget %d"
              .formatted(
                  loss.similarity(),
                  loss.scale(),
                  loss.symmetric(),
                  Arrays.toString(shape),
                  pairing,
                  signal,
                  budget);
      try {
        new RankingResult(value, a.view(), c.view(), sink.scale()).assertCloseTo(truth, tolerance);
        double alone = loss.forward(problem.batch(), workspace, Parallelism.sequential());
        assertThat(Math.abs(alone - truth.loss))
            .isLessThanOrEqualTo(tolerance * truth.loss + RankingResult.SMALLEST);
        a.assertFrameUntouched();
        c.assertFrameUntouched();
      } catch (AssertionError e) {
        throw new AssertionError(name + ": " + e.getMessage(), e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void gradientsAreAddedToWhatTheOutputsHold(Similarity similarity, boolean symmetric) {
    RankingLoss loss = RankingLoss.of(similarity, 5).withSymmetric(symmetric);
    RankingProblem problem = RankingProblem.untrained(37, 45, 19, Pairing.RANDOM, 3).times(0.3);
    for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
      RankingResult alone = problem.run(loss, new Workspace(budget), Parallelism.sequential());
      Framed a = Framed.output(37, 19, 0.25f);
      Framed c = Framed.output(45, 19, -0.5f);
      loss.forwardBackward(
          problem.batch(),
          RankingGradients.into(a.view(), c.view()).withUpdate(Update.ACCUMULATE),
          new Workspace(budget),
          Parallelism.sequential());
      assertSum(a.view(), 0.25f, alone.anchorGradient());
      assertSum(c.view(), -0.5f, alone.candidateGradient());
      a.assertFrameUntouched();
      c.assertFrameUntouched();
    }
  }

  private static void assertSum(Matrix sum, float start, Matrix gradient) {
    for (int r = 0; r < sum.rows(); r++) {
      for (int k = 0; k < sum.columns(); k++) {
        float expected = start + gradient.get(r, k);
        assertThat(Math.abs(sum.get(r, k) - expected)).isLessThanOrEqualTo(Math.ulp(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void eitherGradientMayBeLeftOut(Similarity similarity) {
    RankingLoss loss = RankingLoss.of(similarity, 3).withSymmetric(true);
    RankingProblem problem = RankingProblem.untrained(20, 20, 11, Pairing.IDENTITY, 4).times(0.3);
    RankingResult both = problem.run(loss);
    Matrix a = Matrix.zeros(20, 11);
    Matrix c = Matrix.zeros(20, 11);
    RankingGradients anchorsOnly = RankingGradients.into(a, null);
    RankingGradients candidatesOnly = RankingGradients.into(null, c);
    RankingGradients scaleOnly = RankingGradients.into(null, null);
    for (RankingGradients sink : new RankingGradients[] {anchorsOnly, candidatesOnly, scaleOnly}) {
      double value =
          loss.forwardBackward(problem.batch(), sink, new Workspace(), Parallelism.sequential());
      assertThat(value).isEqualTo(both.loss());
      assertThat(sink.scale()).isEqualTo(both.scaleGradient());
    }
    assertThat(a.data()).isEqualTo(both.anchorGradient().data());
    assertThat(c.data()).isEqualTo(both.candidateGradient().data());
  }

  @Test
  void noTargetsStandForTheDiagonal() {
    RankingProblem problem = RankingProblem.untrained(9, 12, 7, Pairing.IDENTITY, 5);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    Workspace workspace = new Workspace();
    RankingBatch implied = RankingBatch.of(problem.anchors(), problem.candidates());
    assertThat(loss.forward(implied, workspace, Parallelism.sequential()))
        .isEqualTo(loss.forward(problem.batch(), workspace, Parallelism.sequential()));
  }

  @ParameterizedTest
  @CsvSource({"false, 0", "true, 0", "false, -2.5", "true, -2.5"})
  void theUpstreamFactorScalesAllGradientsButNotTheLoss(boolean symmetric, double upstream) {
    RankingProblem problem = RankingProblem.untrained(10, 10, 8, Pairing.IDENTITY, 6);
    RankingLoss loss = RankingLoss.of(Similarity.SHIFTED_COSINE, 20).withSymmetric(symmetric);
    RankingResult plain = problem.run(loss);
    Matrix a = Matrix.zeros(10, 8);
    RankingGradients sink = RankingGradients.into(a, Matrix.zeros(10, 8)).withUpstream(upstream);
    double value =
        loss.forwardBackward(problem.batch(), sink, new Workspace(), Parallelism.sequential());
    assertThat(value).isEqualTo(plain.loss());
    assertThat(Math.abs(sink.scale() - upstream * plain.scaleGradient())).isLessThan(1e-12);
    double[][] expected = Float64Batch.doubles(plain.anchorGradient());
    for (double[] row : expected) {
      Arrays.setAll(row, k -> row[k] * upstream);
    }
    assertThat(RankingResult.relativeError(expected, a)).isLessThan(1e-6);
  }
}
