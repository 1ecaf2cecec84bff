package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Euclidean distances on both sides of the limit up to which products serve. */
@Tag("simd")
class SquaredDistancesTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.EUCLIDEAN, 20);

  static Stream<RankingLoss> losses() {
    return Stream.of(
        LOSS,
        LOSS.withScale(400),
        LOSS.withSymmetric(true),
        LOSS.withSymmetric(true).withLabelSmoothing(0.1),
        LOSS.withDirections(Directions.GTE),
        LOSS.withObjective(Objective.SIGMOID).withBias(-3));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nearPairsAmongFarOnesAgreeWithFloat64(RankingLoss loss) {
    for (int[] shape : new int[][] {{200, 330, 77}, {129, 257, 40}, {65, 90, 33}}) {
      new ContrastiveCase(loss, nearPairs(shape)).check();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nearPairsAmongFarOnesGiveTheSameBitsOnAnyNumberOfThreads(RankingLoss loss) {
    new ContrastiveCase(loss, nearPairs(new int[] {200, 330, 77})).checkThreads();
  }

  /**
   * In some stretches of rows and columns nothing is near, in some one pair, in some many; in some
   * many already in the first columns, so that the others are not tried.
   */
  private static RankingBatch nearPairs(int[] shape) {
    Random random = new Random(21);
    RankingBatch batch = ContrastiveCases.batch(Similarity.EUCLIDEAN, shape, random);
    Matrix a = batch.anchors();
    Matrix c = batch.candidates();
    for (int i = 0; i < a.rows(); i += i < 64 ? 3 : 50) {
      approach(a, i, c, random.nextInt(c.rows()), 1e-2, random);
    }
    for (int i = 1; i < a.rows(); i += 41) {
      approach(a, i, a, random.nextInt(a.rows()), 1e-4, random);
    }
    for (int k = 0; k < 30; k++) {
      approach(a, (70 + k) % a.rows(), a, 9, 1e-3, random);
      approach(c, (130 + k) % c.rows(), a, 9, 1e-3, random);
    }
    for (int k = 0; k < 60; k++) {
      approach(a, (140 + k) % a.rows(), c, 5, 0.03, random);
      approach(c, k % c.rows(), c, 5, 0.03, random);
    }
    for (int j = 2; j < c.rows(); j += 67) {
      approach(c, j, c, random.nextInt(c.rows()), 0, random);
    }
    return ContrastiveCases.withQueue(batch, 70, random);
  }

  /** Positives are near, and some share a target. */
  @ParameterizedTest
  @MethodSource("withTargets")
  void nearTargetsAgreeWithFloat64(RankingLoss loss) {
    for (int candidates : new int[] {1, 40, 140}) {
      Random random = new Random(23);
      Matrix c = ContrastiveCases.rows(candidates, 45, 1, random);
      int[] targets = random.ints(139, 0, candidates).toArray();
      Matrix a = ContrastiveCases.near(c, targets, 0.05, random);
      ContrastiveCase near = new ContrastiveCase(loss, new RankingBatch(a, c, targets));
      near.check();
      near.checkThreads();
    }
  }

  static Stream<RankingLoss> withTargets() {
    return losses().filter(loss -> !loss.directions().joint());
  }

  private static void approach(
      Matrix x, int row, Matrix to, int other, double noise, Random random) {
    for (int k = 0; k < x.columns(); k++) {
      x.set(row, k, (float) (to.get(other, k) + noise * random.nextGaussian()));
    }
  }

  /** All rows share a direction, more or less, and with it most of what their products are. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.8, 0.87, 0.875, 0.88, 0.95, 0.999})
  void rowsOfOneDirectionAgreeWithFloat64(double cosine) {
    RankingProblem problem = RankingProblem.untrained(70, 140, 1030, Pairing.IDENTITY, 11);
    double[] direction = new Random(12).doubles(1030, 0.5, 1.5).toArray();
    double length = Math.sqrt(13 / 12.0);
    for (Matrix x : new Matrix[] {problem.anchors(), problem.candidates()}) {
      for (int r = 0; r < x.rows(); r++) {
        for (int k = 0; k < x.columns(); k++) {
          double own = Math.sqrt(1 - cosine) * x.get(r, k);
          double shared = Math.sqrt(cosine) * direction[k] / length;
          x.set(r, k, (float) (0.03 * (own + shared)));
        }
      }
    }
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = LOSS.withSymmetric(symmetric);
      problem.run(loss).assertCloseTo(problem.truth(loss), 2e-6);
    }
  }

  /** Short rows beside a long one, in whose unit their squares are beyond float32. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-14, 1e-16, 1e-18})
  void shortRowsBesideALongOneAgreeWithFloat64(double length) {
    RankingProblem problem = RankingProblem.untrained(70, 140, 24, Pairing.IDENTITY, 13);
    for (Matrix x : new Matrix[] {problem.anchors(), problem.candidates()}) {
      for (int r = 1; r < x.rows(); r++) {
        for (int k = 0; k < x.columns(); k++) {
          x.set(r, k, (float) (length * x.get(r, k)));
        }
      }
    }
    problem.run(LOSS).assertCloseTo(problem.truth(LOSS), 2e-6);
  }
}
