package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates that share an id with an anchor and do not count. */
@Tag("simd")
@NativeWidthOnly
class IdFilterTest {

  @Test
  void idsMayHave32Bits() {
    RandomGenerator random = new SplittableRandom(4);
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {9, 12, 5}, random);
    int[] anchorIds = random.ints(9, -3, 3).toArray();
    int[] candidateIds = random.ints(12, -3, 3).toArray();
    RankingBatch narrow = batch.withIds(anchorIds, candidateIds);
    RankingBatch wide =
        batch.withIds(
            Arrays.stream(anchorIds).asLongStream().toArray(),
            Arrays.stream(candidateIds).asLongStream().toArray());
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    double value = loss.forward(narrow, new Workspace(), Parallelism.sequential());
    assertThat(value).isEqualTo(loss.forward(wide, new Workspace(), Parallelism.sequential()));
    assertThat(value).isLessThan(loss.forward(batch, new Workspace(), Parallelism.sequential()));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theyAreLeftOutOfTheRows(Similarity similarity) {
    ContrastiveCases.check(similarity, loss -> loss, ContrastiveCases::withIds);
    ContrastiveCases.check(
        similarity, ContrastiveCases.FEW_CANDIDATES, loss -> loss, ContrastiveCases::withIds);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void theyAreLeftOutOfTheColumnsToo(Similarity similarity) {
    ContrastiveCases.check(similarity, loss -> loss.withSymmetric(true), ContrastiveCases::withIds);
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withSymmetric(true),
        ContrastiveCases::withIds);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void anyOfThreeKindsIsEnough(Similarity similarity) {
    ContrastiveCases.Data kinds =
        (batch, random) -> {
          RankingBatch all = ContrastiveCases.withQueue(batch, 11, random);
          all = ContrastiveCases.withOwnNegatives(all, 1, random);
          for (int kind = 0; kind < 3; kind++) {
            all = ContrastiveCases.withIds(all, random);
          }
          return all;
        };
    ContrastiveCases.check(similarity, loss -> loss, kinds);
    ContrastiveCases.check(similarity, loss -> loss.withSymmetric(true), kinds);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void targetsAreNeverLeftOut(Similarity similarity) {
    ContrastiveCases.Data oneId =
        (batch, random) ->
            batch.withIds(new long[batch.anchors().rows()], new long[batch.candidates().rows()]);
    for (boolean symmetric : new boolean[] {false, true}) {
      ContrastiveCases.check(similarity, loss -> loss.withSymmetric(symmetric), oneId);
      ContrastiveCases.check(
          similarity,
          ContrastiveCases.FEW_CANDIDATES,
          loss -> loss.withSymmetric(symmetric),
          oneId);
    }
  }

  @Test
  void aRowWithoutNegativesLosesNothing() {
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {6, 9, 5}, new SplittableRandom(1));
    RankingBatch same = batch.withIds(new long[6], new long[9]);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20).withSymmetric(true);
    ContrastiveResult result =
        new ContrastiveCase(loss, same).run(new Workspace(), Parallelism.sequential());
    assertThat(result.value()).isZero();
    assertThat(result.gradients().scale()).isZero();
    for (float value : result.gradients().anchors().toArray()) {
      assertThat(value).isZero();
    }
    assertThat(result.report().accuracy()).isEqualTo(1);
  }

  @Test
  void idsOfAllSizesAreTold() {
    long[] ids = {Long.MIN_VALUE, -1, 0, 1L << 32, Long.MAX_VALUE};
    RandomGenerator random = new SplittableRandom(2);
    ContrastiveCases.Data extreme =
        (batch, r) ->
            batch.withIds(
                pick(ids, batch.anchors().rows(), random),
                pick(ids, batch.candidates().rows(), random));
    ContrastiveCases.check(Similarity.RAW_COSINE, loss -> loss.withSymmetric(true), extreme);
  }

  private static long[] pick(long[] from, int count, RandomGenerator random) {
    long[] picked = new long[count];
    Arrays.setAll(picked, i -> from[random.nextInt(from.length)]);
    return picked;
  }

  @Test
  void idsThatNobodySharesChangeNothing() {
    RankingBatch batch =
        ContrastiveCases.batch(
            Similarity.EUCLIDEAN, new int[] {20, 30, 7}, new SplittableRandom(3));
    long[] anchorIds = new SplittableRandom(4).longs(20, 0, 1000).toArray();
    long[] candidateIds = new SplittableRandom(4).longs(30, 1000, 2000).toArray();
    RankingLoss loss = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    double with =
        loss.forward(
            batch.withIds(anchorIds, candidateIds), new Workspace(), Parallelism.sequential());
    double without = loss.forward(batch, new Workspace(), Parallelism.sequential());
    assertThat(Math.abs(with - without)).isLessThanOrEqualTo(1e-7 * without);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void someOfTheAnchorsWithOneTargetCompeteForIt(Similarity similarity) {
    ContrastiveCases.check(
        similarity,
        ContrastiveCases.FEW_CANDIDATES,
        loss -> loss.withSymmetric(true).withLabelSmoothing(0.1).withZLoss(0.01).withBias(0.5),
        (batch, random) -> {
          RankingIds ids = ContrastiveCases.idsOfTargets(batch);
          return ContrastiveCases.withWeights(batch, random)
              .withIds(ids.anchors(), ids.candidates());
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 500, 3000, 1e5})
  void anchorsMayBeAsFarFromTheirTargetAsScalesGo(double scale) {
    // The first four have one target, which one of them competes for in the second batch; the fifth
    // has another, and the first of the third batch competes with nobody in its column.
    Matrix anchors = Matrix.copyOf(new float[][] {{5, 1}, {1, 5}, {-4, 3}, {-5, 0.5f}, {0.5f, 4}});
    Matrix candidates = Matrix.copyOf(new float[][] {{3, 0.1f}, {0.2f, 3}});
    long[] candidateIds = {0, 1};
    long[][] anchorIds = {{0, 0, 0, 0, 8}, {0, 7, 0, 0, 8}, {0, 0, 0, 0, 0}};
    RankingBatch batch = new RankingBatch(anchors, candidates, new int[] {0, 0, 0, 0, 1});
    RankingLoss loss =
        RankingLoss.of(Similarity.RAW_COSINE, scale)
            .withSymmetric(true)
            .withLabelSmoothing(0.1)
            .withZLoss(1e-3);
    for (long[] ids : anchorIds) {
      new ContrastiveCase(loss, batch.withIds(ids, candidateIds)).check();
      new ContrastiveCase(loss.withZLoss(0).withLabelSmoothing(0), batch.withIds(ids, candidateIds))
          .check();
    }
  }

  /** As where a model recommends items, and the items of a batch are there once. */
  @Test
  void anchorsThatShareAnIdWithTheirTargetDoNotCompeteForIt() {
    int[] targets = {0, 0, 1, 2, 1, 0};
    float[][] items = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    float[][] users = Arrays.stream(targets).mapToObj(t -> items[t]).toArray(float[][]::new);
    RankingBatch batch = new RankingBatch(Matrix.copyOf(users), Matrix.copyOf(items), targets);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 100).withSymmetric(true);
    int[] itemIds = {0, 1, 2};
    Workspace workspace = new Workspace();
    assertThat(loss.forward(batch.withIds(targets, itemIds), workspace, Parallelism.sequential()))
        .isLessThan(1e-30);
    // Half of the mean of log 3, three times, log 2, twice, and log 1.
    double competing = (3 * Math.log(3) + 2 * Math.log(2)) / 12;
    assertThat(loss.forward(batch, workspace, Parallelism.sequential()))
        .isCloseTo(competing, within(1e-12));
    // Ids of other things, which one anchor alone shares with its target.
    int[] ids = {0, 7, 7, 7, 7, 7};
    double one = (2 * Math.log(2) + 2 * Math.log(2) + Math.log(3)) / 12;
    assertThat(
            loss.forward(
                batch.withIds(ids, new int[] {0, 8, 9}), workspace, Parallelism.sequential()))
        .isCloseTo(one, within(1e-12));
  }

  @Test
  void idsAreReadAnewByEachCall() {
    RankingBatch batch =
        ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {5, 7, 4}, new SplittableRandom(5));
    long[] anchorIds = {0, 1, 2, 3, 4};
    long[] candidateIds = {10, 11, 12, 13, 14, 15, 16};
    RankingBatch withIds = batch.withIds(anchorIds, candidateIds);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    new ContrastiveCase(loss, withIds).check();
    candidateIds[3] = 2;
    anchorIds[4] = 10;
    new ContrastiveCase(loss, withIds).check();
    assertThat(new Float64ContrastiveLoss(loss, withIds).absent).isEqualTo(2);
  }

  @Test
  void idsThatNoIndexHoldsAreRefused() {
    assertThat(IdIndex.bytes(1 << 29)).isEqualTo((1L << 30) * 16 + (1L << 29) * 8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdIndex.bytes((1 << 29) + 1))
        .withMessage("number of ids is 536870913, expected at most 536870912");
  }
}
