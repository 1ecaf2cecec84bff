package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promised bound: a relative gradient error of at most 2e-6 at raw cosine scale 20, whether the
 * model is trained (where P − 1 in float32 would cancel) or not.
 */
class RankingLossAccuracyTest {
  private static final double BOUND = 2e-6;

  @Tag("simd")
  @ParameterizedTest
  @CsvSource({"32, 384", "128, 384", "512, 384"})
  void gradientsOfUntrainedModelsAreWithinTheBound(int pairs, int dimensions) {
    checkUntrained(pairs, dimensions);
  }

  @Tag("simd")
  @ParameterizedTest
  @CsvSource({"32, 384", "128, 384", "512, 384"})
  void gradientsOfTrainedModelsAreWithinTheBound(int pairs, int dimensions) {
    checkTrained(pairs, dimensions);
  }

  /** Most of such a gradient is along its row: it is taken away, and leaves its error behind. */
  @Tag("simd")
  @ParameterizedTest
  @CsvSource({"32, 2", "128, 3", "512, 5"})
  void gradientsInFewDimensionsAreWithinTheBound(int pairs, int dimensions) {
    checkUntrained(pairs, dimensions);
  }

  @ParameterizedTest
  @CsvSource({"1024, 768"})
  void gradientsOfLargeBatchesAreWithinTheBound(int pairs, int dimensions) {
    checkUntrained(pairs, dimensions);
    checkTrained(pairs, dimensions);
  }

  private static void checkUntrained(int pairs, int dimensions) {
    RankingProblem problem =
        RankingProblem.untrained(pairs, pairs, dimensions, Pairing.IDENTITY, 7);
    check(problem, true);
    check(problem, false);
  }

  private static void checkTrained(int pairs, int dimensions) {
    RankingProblem problem = RankingProblem.trained(pairs, dimensions, 8);
    assertThat(check(problem, false)).isBetween(2e-4, 3e-2);
    assertThat(check(problem, true)).isBetween(2e-4, 3e-2);
  }

  private static double check(RankingProblem problem, boolean symmetric) {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
    problem.run(loss).assertCloseTo(problem.truth(loss), BOUND);
    return problem.run(loss).loss();
  }
}
