package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances that ‖x‖² + ‖y‖² − 2x·y would lose: near-equal rows, and a large common offset. */
@Tag("simd")
class RankingLossNearDuplicatesTest {

  @ParameterizedTest
  @CsvSource({
    "EUCLIDEAN, 1e-3", "EUCLIDEAN, 1e-4", "EUCLIDEAN, 1e-5", "EUCLIDEAN, 1e-6",
    "MANHATTAN, 1e-3", "MANHATTAN, 1e-4", "MANHATTAN, 1e-5", "MANHATTAN, 1e-6"
  })
  void positivesAtATinyDistanceAgreeWithFloat64(Similarity similarity, double distance) {
    RankingProblem problem = nearDuplicates(distance, 0);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      result.assertCloseTo(problem.truth(loss), 2e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EUCLIDEAN, 100", "EUCLIDEAN, 1e4", "EUCLIDEAN, 1e6",
    "MANHATTAN, 100", "MANHATTAN, 1e4", "MANHATTAN, 1e6"
  })
  void rowsFarFromTheOriginAgreeWithFloat64(Similarity similarity, double offset) {
    RankingProblem problem = nearDuplicates(0.5, offset);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      RankingResult result = problem.run(loss);
      result.assertFinite();
      result.assertCloseTo(problem.truth(loss), 2e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"EUCLIDEAN", "MANHATTAN"})
  void allRowsNearEachOtherAgreeWithFloat64(Similarity similarity) {
    RandomGenerator random = new SplittableRandom(3);
    RankingProblem problem = RankingProblem.untrained(30, 34, 16, Pairing.IDENTITY, 3);
    for (Matrix x : new Matrix[] {problem.anchors(), problem.candidates()}) {
      for (int r = 0; r < x.rows(); r++) {
        for (int k = 0; k < x.columns(); k++) {
          x.set(r, k, (float) (0.25 + 1e-5 * random.nextGaussian()));
        }
      }
    }
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 20).withSymmetric(symmetric);
      problem.run(loss).assertCloseTo(problem.truth(loss), 2e-6);
    }
  }

  /** Unit rows; each anchor lies at a distance of its candidate, every fourth on it. */
  private static RankingProblem nearDuplicates(double distance, double offset) {
    int d = 24;
    RankingProblem problem = RankingProblem.untrained(40, 45, d, Pairing.IDENTITY, 9);
    RandomGenerator random = new SplittableRandom(10);
    for (int j = 0; j < 45; j++) {
      for (int k = 0; k < d; k++) {
        double value = problem.candidates().get(j, k) / Math.sqrt(d) + offset;
        problem.candidates().set(j, k, (float) value);
      }
    }
    for (int i = 0; i < 40; i++) {
      double step = i % 4 == 0 ? 0 : distance / Math.sqrt(d);
      for (int k = 0; k < d; k++) {
        double value = problem.candidates().get(i, k) + step * random.nextGaussian();
        problem.anchors().set(i, k, (float) value);
      }
    }
    return problem;
  }
}
