package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards, merged in any order, against the whole problem in one call. */
@Tag("simd")
@NativeWidthOnly
class ShardedRankingLossTest {
  private static final int[][] CUTS = {{1, 1}, {3, 1}, {1, 4}, {2, 3}, {5, 7}};

  private Workspace workspace = new Workspace();
  private final Parallelism sequential = Parallelism.sequential();

  static Stream<Arguments> variants() {
    return Arrays.stream(Similarity.values())
        .flatMap(s -> Stream.of(false, true).map(symmetric -> Arguments.of(s, symmetric)));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void anyShardsMakeUpTheWhole(Similarity similarity, boolean symmetric) {
    double scale = similarity == Similarity.DOT_PRODUCT ? 1 : 20;
    RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
    for (Pairing pairing : Pairing.values()) {
      check(loss, problem(70, 90, 33, pairing), null, List.of(), 1e-6);
    }
  }

  /** Which are scored once more for their gradients. */
  @ParameterizedTest
  @MethodSource("variants")
  void shardsMayHaveSeveralGroups(Similarity similarity, boolean symmetric) {
    RankingLoss loss = RankingLoss.of(similarity, 1).withSymmetric(symmetric);
    RankingShape shape = RankingShape.of(loss, 70, 90, 33, true);
    assertThat(RankingPlan.of(shape, 0).blocks().getFirst().groups()).isGreaterThan(1);
    workspace = new Workspace(0);
    check(loss, problem(70, 90, 33, Pairing.RANDOM), null, List.of(), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void logitsWithoutASharedShiftMergeToo(Similarity similarity, boolean symmetric) {
    double scale = similarity == Similarity.DOT_PRODUCT ? 40 : 1000;
    RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
    check(loss, problem(40, 50, 17, Pairing.REPEATED), null, List.of(), 2e-4);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void optionsAreThoseOfTheWhole(Similarity similarity, boolean symmetric) {
    RankingLoss loss =
        RankingLoss.of(similarity, 5)
            .withSymmetric(symmetric)
            .withBias(0.75)
            .withLabelSmoothing(0.2)
            .withZLoss(0.05)
            .withReduction(Reduction.SUM);
    RandomGenerator random = new SplittableRandom(5);
    double[] weights = random.doubles(70, 0, 2).toArray();
    long[] anchorIds = random.longs(70, 0, 30).toArray();
    long[] candidateIds = random.longs(90, 0, 30).toArray();
    List<RankingIds> ids = List.of(new RankingIds(anchorIds, candidateIds));
    check(loss, problem(70, 90, 33, Pairing.IDENTITY), weights, ids, 1e-6);
    check(
        loss.withReduction(Reduction.MEAN),
        problem(70, 90, 33, Pairing.RANDOM),
        weights,
        ids,
        1e-6);
    RankingProblem repeated = problem(70, 90, 33, Pairing.REPEATED);
    check(loss, repeated, weights, List.of(ContrastiveCases.idsOfTargets(repeated.batch())), 1e-6);
  }

  /** Each shard alone would do with sums that have lost what others need. */
  @Test
  void logitsOfOtherShardsMayBeFarOff() {
    RankingLoss dots = RankingLoss.of(Similarity.DOT_PRODUCT, 400);
    check(dots, RankingProblem.of(new float[][] {{0.5f}}, new float[][] {{0.5f}, {1}}, 0));
    RankingLoss symmetric = dots.withScale(1000).withSymmetric(true);
    check(
        symmetric,
        RankingProblem.of(new float[][] {{1}, {0.5f}}, new float[][] {{-0.5f}, {0.75f}}));
    for (double scale : new double[] {40, 60, 100, 400, 3000}) {
      // The first anchor is opposite to its target, the others have it to their side.
      float[][] anchors = {{1, 0}, {0, 1}, {0.1f, 1}, {-0.2f, 1}};
      float[][] candidates = {{-1, 0}, {0.1f, 1}, {0, 1}, {-0.1f, 1}};
      RankingLoss cosines = RankingLoss.of(Similarity.RAW_COSINE, scale);
      check(cosines, RankingProblem.of(anchors, candidates));
      check(cosines.withSymmetric(true), RankingProblem.of(anchors, candidates));
    }
  }

  private void check(RankingLoss loss, RankingProblem problem) {
    check(loss, problem, null, List.of(), 1e-5);
  }

  private static RankingProblem problem(int m, int n, int d, Pairing pairing) {
    return RankingProblem.random(m, n, d, pairing, 1, 1, 11).times(0.3);
  }

  private void check(
      RankingLoss loss,
      RankingProblem problem,
      double[] weights,
      List<RankingIds> ids,
      double tolerance) {
    int m = problem.anchors().rows();
    int n = problem.candidates().rows();
    int d = problem.anchors().columns();
    RankingBatch batch =
        new RankingBatch(
            problem.anchors(),
            problem.candidates(),
            problem.targets(),
            null,
            null,
            ids,
            weights,
            null);
    Matrix wholeA = Matrix.zeros(m, d);
    Matrix wholeC = Matrix.zeros(n, d);
    RankingGradients whole = RankingGradients.into(wholeA, wholeC);
    double value = loss.forwardBackward(batch, whole, workspace, sequential);
    ShardedRankingLoss sharded = new ShardedRankingLoss(loss, m, n, problem.targets(), weights);
    for (int[] cut : CUTS) {
      List<RankingShard> shards = cut(batch, cut[0], cut[1]);
      RankingStates merged = sum(sharded, shards);
      ShardedValue result = sharded.reduce(merged);
      assertThat(result.loss()).isCloseTo(value, within(tolerance * Math.max(value, 1e-3)));
      // Terms of either sign, which may all but cancel.
      double scaleBound = Math.max(Math.abs(whole.scale()), 1e-2);
      assertThat(result.scaleGradient()).isCloseTo(whole.scale(), within(tolerance * scaleBound));
      assertThat(result.biasGradient())
          .isCloseTo(whole.bias(), within(tolerance * Math.max(Math.abs(whole.bias()), 1e-3)));
      Matrix a = Matrix.zeros(m, d);
      Matrix c = Matrix.zeros(n, d);
      for (RankingShard shard : shards) {
        propagate(sharded, shard, merged, a, c);
      }
      assertThat(RankingResult.relativeError(wholeA, a)).isLessThan(tolerance);
      assertThat(RankingResult.relativeError(wholeC, c)).isLessThan(tolerance);
    }
  }

  private static Offset<Double> within(double tolerance) {
    return Offset.offset(tolerance);
  }

  private RankingStates sum(ShardedRankingLoss sharded, List<RankingShard> shards) {
    List<RankingShard> shuffled = new ArrayList<>(shards);
    Collections.shuffle(shuffled, new SplittableRandom(3));
    RankingStates merged = sharded.states();
    RankingStates rest = sharded.states();
    for (int k = 0; k < shuffled.size(); k++) {
      sharded.sum(shuffled.get(k), k % 2 == 0 ? merged : rest, workspace, sequential);
    }
    RankingStates sent = RankingStates.ofArray(rest.anchors(), rest.candidates(), rest.toArray());
    merged.merge(sent);
    return merged;
  }

  private void propagate(
      ShardedRankingLoss sharded, RankingShard shard, RankingStates merged, Matrix a, Matrix c) {
    int rows = shard.batch().anchors().rows();
    int columns = shard.batch().candidates().rows();
    RankingGradients gradients =
        RankingGradients.into(
                a.rowRange(shard.firstAnchor(), shard.firstAnchor() + rows),
                c.rowRange(shard.firstCandidate(), shard.firstCandidate() + columns))
            .withUpdate(Update.ACCUMULATE);
    sharded.propagate(shard, merged, gradients, workspace, sequential);
  }

  private static List<RankingShard> cut(RankingBatch batch, int rows, int columns) {
    List<RankingShard> shards = new ArrayList<>();
    int m = batch.anchors().rows();
    int n = batch.candidates().rows();
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < columns; k++) {
        int from = m * r / rows;
        int to = m * (r + 1) / rows;
        int first = n * k / columns;
        int last = n * (k + 1) / columns;
        if (from == to || first == last) {
          continue;
        }
        RankingShard shard =
            RankingShard.of(
                batch.anchors().rowRange(from, to),
                from,
                batch.candidates().rowRange(first, last),
                first);
        for (RankingIds ids : batch.ids()) {
          shard =
              shard.withIds(
                  Arrays.copyOfRange(ids.anchors(), from, to),
                  Arrays.copyOfRange(ids.candidates(), first, last));
        }
        shards.add(shard);
      }
    }
    return shards;
  }

  @Test
  void idsMayHave32Bits() {
    RankingShard shard = RankingShard.of(Matrix.zeros(2, 3), 0, Matrix.zeros(3, 3), 0);
    RankingIds ids = shard.withIds(new int[] {4, -5}, new int[] {4, 5, 6}).batch().ids().getFirst();
    assertThat(ids.anchors()).containsExactly(4, -5);
    assertThat(ids.candidates()).containsExactly(4, 5, 6);
  }

  @Test
  void theNumberOfWorkersDoesNotMatter() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    RankingProblem problem = problem(130, 150, 40, Pairing.IDENTITY);
    ShardedRankingLoss sharded = new ShardedRankingLoss(loss, 130, 150, null, null);
    RankingShard shard =
        RankingShard.of(problem.anchors().rowRange(32, 130), 32, problem.candidates(), 0);
    RankingStates alone = sharded.states();
    RankingStates together = sharded.states();
    sharded.sum(shard, alone, workspace, sequential);
    try (Parallelism three = Parallelism.workers(3)) {
      sharded.sum(shard, together, workspace, three);
    }
    assertThat(together.toArray()).isEqualTo(alone.toArray());
  }

  /** The pairs of a shard count once: a repeated task of an engine is no new one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shardsThatAreMissingOrThereTwiceAreRefused(boolean symmetric) {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(symmetric);
    RankingProblem problem = problem(12, 20, 5, Pairing.IDENTITY);
    List<RankingShard> shards = cut(problem.batch(), 2, 4);
    ShardedRankingLoss sharded = new ShardedRankingLoss(loss, 12, 20, null, null);
    sharded.reduce(sum(sharded, shards));
    List<List<RankingShard>> wrong = new ArrayList<>();
    for (int k = 0; k < shards.size(); k++) {
      List<RankingShard> missing = new ArrayList<>(shards);
      missing.remove(k);
      wrong.add(missing);
      List<RankingShard> twice = new ArrayList<>(shards);
      twice.add(shards.get(k));
      wrong.add(twice);
      // As many pairs as there should be, of the same rows.
      List<RankingShard> exchanged = new ArrayList<>(shards);
      exchanged.set(k, shards.get(k % 4 == 3 ? k - 1 : k + 1));
      wrong.add(exchanged);
    }
    for (List<RankingShard> some : wrong) {
      RankingStates states = sum(sharded, some);
      assertThatThrownBy(() -> sharded.reduce(states))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("states ")
          .hasMessageContaining("expected those of all shards");
    }
    RankingStates merged = sum(sharded, shards);
    merged.merge(merged);
    Matrix a = Matrix.zeros(12, 5);
    Matrix c = Matrix.zeros(20, 5);
    assertThatThrownBy(() -> propagate(sharded, shards.get(0), merged, a, c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "states of anchor 0 are not of every candidate once, "
                + "expected those of all shards, each once");
    assertThat(a.data()).containsOnly(0f);
  }

  @Test
  void weightsThatHaveChangedAreLookedAtAgain() {
    RankingProblem problem = problem(4, 4, 5, Pairing.IDENTITY);
    double[] weights = {1, 1, 1, 1};
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    ShardedRankingLoss sharded = new ShardedRankingLoss(loss, 4, 4, null, weights);
    RankingStates states = sum(sharded, cut(problem.batch(), 1, 1));
    weights[2] = -1;
    assertThatThrownBy(() -> sharded.reduce(states))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights[2] is -1.0, expected a number from 0 to 3.4e38");
  }

  @Test
  void numbersThatStatesNeverHaveAreRefused() {
    double[] good =
        new ShardedRankingLoss(RankingLoss.of(Similarity.RAW_COSINE, 1), 2, 2, null, null)
            .states()
            .toArray();
    RankingStates.ofArray(2, 0, good);
    double[][] bad = {
      {Double.NaN, Double.POSITIVE_INFINITY},
      {Double.NaN, -1, Double.POSITIVE_INFINITY},
      {Double.NaN, Double.NEGATIVE_INFINITY},
      {Double.NaN, Double.POSITIVE_INFINITY},
      {Double.NaN, -1, Double.POSITIVE_INFINITY},
      {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
      {Double.NaN, -1, 0.5, 0x1p48},
      {Double.NaN, -1, 0.5, 2}
    };
    for (int k = 0; k < good.length; k++) {
      for (double value : bad[k % bad.length]) {
        double[] values = good.clone();
        values[k] = value;
        assertThatThrownBy(() -> RankingStates.ofArray(2, 0, values))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("values[" + k + "] is " + value + ", expected a number of states");
      }
    }
    // Sums under no reference, and a moment of nothing.
    refusesState(1, 0.5, Double.NEGATIVE_INFINITY, 0.5, 0.0);
    refusesState(2, -0.5, Double.NEGATIVE_INFINITY, 0.0, -0.5);
    refusesState(2, 2.0, 3.0, 0.0, 2.0);
    for (double moment : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      refusesState(2, moment, 0.0, 1.0, moment);
    }
  }

  private static void refusesState(int which, double value, double... softmax) {
    double[] values = Arrays.copyOf(softmax, 8);
    values[5] = Double.NaN;
    assertThatThrownBy(() -> RankingStates.ofArray(1, 0, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values[" + which + "] is " + value + ", expected a number of states");
  }

  @Test
  void incompleteStatesAreRefused() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingProblem problem = problem(6, 6, 5, Pairing.IDENTITY);
    ShardedRankingLoss sharded = new ShardedRankingLoss(loss, 6, 6, null, null);
    RankingShard shard =
        RankingShard.of(problem.anchors(), 0, problem.candidates().rowRange(0, 4), 0);
    RankingStates states = sharded.states();
    sharded.sum(shard, states, workspace, sequential);
    assertThatThrownBy(() -> sharded.reduce(states))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("states has not seen the target of anchor 4, expected those of all shards");
  }

  @Test
  void rowsBeyondTheWholeAreRefused() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingProblem problem = problem(6, 6, 5, Pairing.IDENTITY);
    ShardedRankingLoss sharded = new ShardedRankingLoss(loss, 8, 8, null, null);
    RankingShard shard = RankingShard.of(problem.anchors(), 3, problem.candidates(), 0);
    assertThatThrownBy(() -> sharded.sum(shard, sharded.states(), workspace, sequential))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("anchors of the shard are rows 3 to 8, expected at most 8 rows");
  }

  static Stream<RankingLoss> lossesThatNeedTheWhole() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    return Stream.of(
        loss.withDirections(Directions.GTE),
        loss.withObjective(Objective.SIGMOID),
        loss.withSharedIds(SharedIds.POSITIVES),
        loss.withReduction(Reduction.NONE),
        loss.withMarginFilter(MarginFilter.absolute(0.1)),
        loss.withHardness(new Hardness(1, Hardness.Negatives.ALL)));
  }

  @ParameterizedTest
  @MethodSource("lossesThatNeedTheWhole")
  void optionsThatNeedTheWholeAreRefused(RankingLoss loss) {
    assertThatThrownBy(() -> new ShardedRankingLoss(loss, 2, 2, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("shards and ");
  }

  @Test
  void candidatesCountAsRowsWhereTheyHaveASoftmax() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    int most = Integer.MAX_VALUE;
    ShardedRankingLoss plain = new ShardedRankingLoss(loss, 1, most, null, null);
    assertThat(plain.states().anchors()).isEqualTo(1);
    RankingLoss symmetric = loss.withSymmetric(true);
    assertThatThrownBy(() -> new ShardedRankingLoss(symmetric, 1, most, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rows with a softmax is 2147483648, expected at most ");
  }
}
