package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Euclidean distances on both sides of the limit up to which products serve. */
@Tag("simd")
@NativeWidthOnly
class SquaredDistancesTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.EUCLIDEAN, 20);
  private static final Parallelism SEQUENTIAL = Parallelism.sequential();

  static Stream<RankingLoss> losses() {
    return Stream.of(
        LOSS,
        LOSS.withScale(400),
        LOSS.withSymmetric(true),
        LOSS.withSymmetric(true).withLabelSmoothing(0.1),
        LOSS.withDirections(Directions.GTE),
        LOSS.withHardness(new Hardness(9, Hardness.Negatives.HARD)),
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

  @Test
  void nearPairsBesideWhatElseABatchMayHaveAgreeWithFloat64() {
    RandomGenerator random = new SplittableRandom(25);
    RankingBatch batch = nearPairs(new int[] {129, 257, 40});
    new ContrastiveCase(LOSS, ContrastiveCases.withOwnNegatives(batch, 2, random)).check();
    RankingBatch withIds = ContrastiveCases.withIds(batch, random);
    new ContrastiveCase(LOSS, withIds).check();
    new ContrastiveCase(LOSS.withSharedIds(SharedIds.POSITIVES), withIds).check();
    for (MarginFilter.Kind kind : MarginFilter.Kind.values()) {
      RankingLoss filtered = ContrastiveCases.withMargin(LOSS, batch, kind, random);
      new ContrastiveCase(filtered, batch).check();
    }
  }

  /** More columns than a block has where the budget is small, near ones on both sides of a cut. */
  @Test
  void nearPairsInSeveralBlocksOfColumnsAgreeWithFloat64() {
    RandomGenerator random = new SplittableRandom(27);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.EUCLIDEAN, new int[] {9, 16900, 5}, random);
    for (int j = 8190; j < 16900; j += 1 + j % 300) {
      approach(batch.candidates(), j, batch.anchors(), j % 9, 0.02, random);
    }
    RankingShape shape = RankingShape.of(LOSS, batch, true);
    assertThat(RankingPlan.of(shape, 0).blocks()).hasSizeGreaterThan(1);
    new ContrastiveCase(LOSS, batch).check();
    new ContrastiveCase(LOSS.withSymmetric(true), batch).check();
  }

  @Test
  void oneGradientAloneAgreesWithFloat64() {
    RankingBatch batch = nearPairs(new int[] {129, 257, 40});
    Float64ContrastiveLoss truth = new Float64ContrastiveLoss(LOSS, batch);
    Matrix a = Matrix.zeros(129, 40);
    Matrix c = Matrix.zeros(257, 40);
    Workspace workspace = new Workspace();
    LOSS.forwardBackward(batch, RankingGradients.into(a, null), workspace, SEQUENTIAL);
    LOSS.forwardBackward(batch, RankingGradients.into(null, c), workspace, SEQUENTIAL);
    assertThat(RankingResult.relativeError(truth.anchorGradient, a)).isLessThan(4e-6);
    assertThat(RankingResult.relativeError(truth.candidateGradient, c)).isLessThan(4e-6);
  }

  /** Shards have squares and lists of near pairs of their own. */
  @Test
  void nearPairsOfShardsAgreeWithFloat64() {
    RankingBatch whole = nearPairs(new int[] {129, 257, 40});
    RankingBatch batch = new RankingBatch(whole.anchors(), whole.candidates(), null);
    Float64ContrastiveLoss truth = new Float64ContrastiveLoss(LOSS, batch);
    ShardedRankingLoss sharded = new ShardedRankingLoss(LOSS, 129, 257, null, null);
    Matrix a = Matrix.zeros(129, 40);
    Matrix c = Matrix.zeros(257, 40);
    int[] rows = {0, 50, 129};
    int[] columns = {0, 100, 257};
    Workspace workspace = new Workspace();
    RankingStates states = sharded.states();
    for (int s = 0; s < 4; s++) {
      sharded.sum(shard(batch, rows, s / 2, columns, s % 2), states, workspace, SEQUENTIAL);
    }
    for (int s = 0; s < 4; s++) {
      RankingShard shard = shard(batch, rows, s / 2, columns, s % 2);
      RankingGradients sink =
          RankingGradients.into(
                  a.rowRange(rows[s / 2], rows[s / 2 + 1]),
                  c.rowRange(columns[s % 2], columns[s % 2 + 1]))
              .withUpdate(Update.ACCUMULATE);
      sharded.propagate(shard, states, sink, workspace, SEQUENTIAL);
    }
    assertThat(sharded.reduce(states).loss())
        .isCloseTo(truth.loss, Offset.offset(4e-6 * truth.loss));
    assertThat(RankingResult.relativeError(truth.anchorGradient, a)).isLessThan(4e-6);
    assertThat(RankingResult.relativeError(truth.candidateGradient, c)).isLessThan(4e-6);
  }

  private static RankingShard shard(RankingBatch batch, int[] rows, int r, int[] columns, int k) {
    Matrix a = batch.anchors().rowRange(rows[r], rows[r + 1]);
    Matrix c = batch.candidates().rowRange(columns[k], columns[k + 1]);
    return RankingShard.of(a, rows[r], c, columns[k]);
  }

  /**
   * In some stretches of rows and columns nothing is near, in some one pair, in some many; in some
   * many already in the first columns, so that the others are not tried.
   */
  private static RankingBatch nearPairs(int[] shape) {
    RandomGenerator random = new SplittableRandom(21);
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
      RandomGenerator random = new SplittableRandom(23);
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
      Matrix x, int row, Matrix to, int other, double noise, RandomGenerator random) {
    for (int k = 0; k < x.columns(); k++) {
      x.set(row, k, (float) (to.get(other, k) + noise * random.nextGaussian()));
    }
  }

  /** All rows share a direction, more or less, and with it most of what their products are. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.8, 0.87, 0.875, 0.88, 0.95, 0.999})
  void rowsOfOneDirectionAgreeWithFloat64(double cosine) {
    for (int dimensions : new int[] {256, 1030}) {
      checkRowsOfOneDirection(cosine, dimensions);
    }
  }

  private static void checkRowsOfOneDirection(double cosine, int dimensions) {
    RankingProblem problem = RankingProblem.untrained(70, 140, dimensions, Pairing.IDENTITY, 11);
    double[] direction = new SplittableRandom(12).doubles(dimensions, 0.5, 1.5).toArray();
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

  /**
   * Lengths that differ are all that tells rows apart: products round one way, distances just above
   * the limit lose three bits, and gradients, all of one direction, cancel.
   */
  @ParameterizedTest
  @ValueSource(ints = {64, 256})
  void rowsOfEqualElementsAgreeWithFloat64(int dimensions) {
    RankingProblem problem = RankingProblem.untrained(70, 140, dimensions, Pairing.IDENTITY, 29);
    for (Matrix x : new Matrix[] {problem.anchors(), problem.candidates()}) {
      for (int r = 0; r < x.rows(); r++) {
        double length = (x == problem.anchors() ? 1 : 0.57) + 0.01 * x.get(r, 0);
        for (int k = 0; k < dimensions; k++) {
          x.set(r, k, (float) (length / Math.sqrt(dimensions)));
        }
      }
    }
    problem.run(LOSS).assertCloseTo(problem.truth(LOSS), 3e-5);
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
