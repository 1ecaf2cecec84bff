package io.github.contrastive4j.autograd.loss;

import static io.github.contrastive4j.autograd.loss.NotedTower.INPUTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.DenseGradient;
import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.loss.GradCache.BatchLoss;
import io.github.contrastive4j.autograd.loss.GradCache.Tower;
import io.github.contrastive4j.autograd.loss.NotedTower.Encoder;
import io.github.contrastive4j.autograd.nn.Dropout;
import io.github.contrastive4j.autograd.nn.Linear;
import io.github.contrastive4j.autograd.nn.LogitScale;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.autograd.nn.Sequential;
import io.github.contrastive4j.kernel.Directions;
import io.github.contrastive4j.kernel.Hardness;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Objective;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Reduction;
import io.github.contrastive4j.kernel.Similarity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradCacheTest {
  private static final int ROWS = 20;

  private final SplittableRandom random = new SplittableRandom(11);
  private final Tape tape = new Tape();

  private NotedTower tower(Encoder encoder) {
    return new NotedTower(encoder, OperationCheck.random(ROWS, INPUTS, random));
  }

  private static Map<String, float[]> gradients(Map<String, Module> modules) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    modules.forEach((name, module) ->
        module
            .namedParameters()
            .forEach((key, parameter) -> {
              DenseGradient gradient = (DenseGradient) parameter.gradient();
              gradients.put(name + "." + key, gradient.values().toArray());
              parameter.zeroGradient();
            }));
    return gradients;
  }

  @Test
  void aFrozenTowerEncodesOnceAndLeavesTheGradientsOfOthersAsTheyAre() {
    NotedTower queries = tower(new Encoder(6, random));
    NotedTower documents = tower(new Encoder(6, random));
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    BatchLoss pairs = embeddings -> loss.forward(embeddings.get(0), embeddings.get(1));
    GradCache cache = new GradCache(8);
    double value = cache.step(tape, 5, pairs, queries.tower(), documents.tower());
    float[] embeddings = cache.embeddings(1).toArray();
    Map<String, float[]> expected = gradients(Map.of("queries", queries.encoder));
    gradients(Map.of("documents", documents.encoder));
    List<Integer> encoded = new ArrayList<>();
    Tower trained = documents.tower();
    Tower frozen =
        Tower.frozen(
            ROWS,
            (tape, from, to) -> {
              encoded.add(from);
              return trained.encoder().encode(tape, from, to);
            });
    assertThat(cache.step(tape, 5, pairs, queries.tower(), frozen)).isEqualTo(value);
    assertThat(encoded).containsExactly(0, 8, 16);
    assertThat(cache.embeddings(1).toArray()).isEqualTo(embeddings);
    assertClose(gradients(Map.of("queries", queries.encoder)), expected);
    assertThat(gradients(Map.of("documents", documents.encoder)).values())
        .allSatisfy(gradient -> assertThat(gradient).containsOnly(0));
  }

  private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> {
      float largest = 0;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(largest).as(name).isPositive();
      assertThat(actual.get(name)).as(name).containsExactly(values, within(1e-5f * largest));
    });
  }

  static Stream<RankingLoss> losses() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 5);
    return Stream.of(
        loss,
        loss.withSymmetric(true),
        loss.withLabelSmoothing(0.1).withZLoss(0.01),
        loss.withReduction(Reduction.SUM),
        loss.withDirections(Directions.GTE),
        loss.withHardness(new Hardness(2, Hardness.Negatives.HARD)),
        loss.withObjective(Objective.SIGMOID).withBias(-3),
        RankingLoss.of(Similarity.EUCLIDEAN, 8));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isTheSameAsOneBigBatch(RankingLoss options) {
    Encoder queries = new Encoder(9, random);
    Encoder documents = new Encoder(9, random);
    LogitScale scale = new LogitScale(6);
    NotedTower anchors = tower(queries);
    NotedTower positives = tower(documents);
    NotedTower negatives = tower(documents);
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(options);
    BatchLoss batchLoss =
        e ->
            loss.forward(
                Ranking.ofPairs(e.get(0), e.get(1), e.get(2))
                    .withScale(scale.forward(e.get(0).tape())));
    Map<String, Module> modules = new LinkedHashMap<>();
    modules.put("queries", queries);
    modules.put("documents", documents);
    modules.put("scale", scale);

    double value =
        new GradCache(6)
            .step(tape, 3, batchLoss, anchors.tower(), positives.tower(), negatives.tower());
    Map<String, float[]> actual = gradients(modules);

    Tape big = new Tape();
    Variable expected =
        batchLoss.loss(List.of(anchors.all(big), positives.all(big), negatives.all(big)));
    expected.backward();
    assertThat(value).isCloseTo(expected.scalar(), within(1e-5 * expected.scalar()));
    assertClose(actual, gradients(modules));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 20, 50})
  void chunksMayBeOfAnySize(int chunkRows) {
    Encoder encoder = new Encoder(9, random);
    NotedTower anchors = tower(encoder);
    NotedTower positives = tower(encoder);
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    BatchLoss batchLoss = e -> loss.forward(e.get(0), e.get(1));
    GradCache cache = new GradCache(chunkRows);
    double value = cache.step(tape, 3, batchLoss, anchors.tower(), positives.tower());
    Map<String, float[]> actual = gradients(Map.of("encoder", encoder));
    Tape big = new Tape();
    Variable expected = batchLoss.loss(List.of(anchors.all(big), positives.all(big)));
    expected.backward();
    assertThat(value).isCloseTo(expected.scalar(), within(1e-5 * expected.scalar()));
    assertClose(actual, gradients(Map.of("encoder", encoder)));
  }

  @Test
  void everyStepAndChunkHasItsOwnRandomness() {
    Encoder encoder = new Encoder(9, random);
    GradCache cache = new GradCache(5);
    List<Long> seeds = new ArrayList<>();
    for (int step = 0; step < 2; step++) {
      NotedTower anchors = tower(encoder);
      NotedTower positives = tower(encoder);
      MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
      cache.step(
          tape, step, e -> loss.forward(e.get(0), e.get(1)), anchors.tower(), positives.tower());
      seeds.addAll(anchors.seeds.values());
      seeds.addAll(positives.seeds.values());
    }
    assertThat(seeds).hasSize(16).doesNotHaveDuplicates();
  }

  @Test
  void embeddingsOfAStepStayForAQueue() {
    Encoder encoder = new Encoder(9, random);
    NotedTower anchors = tower(encoder);
    NotedTower positives = tower(encoder);
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    GradCache cache = new GradCache(6);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> cache.embeddings(0));
    cache.step(tape, 1, e -> loss.forward(e.get(0), e.get(1)), anchors.tower(), positives.tower());
    EmbeddingQueue queue = new EmbeddingQueue(30, 5);
    queue.enqueue(cache.embeddings(1), new long[ROWS]);
    assertThat(queue.matrix().toArray())
        .containsExactly(positives.all(new Tape()).value().toArray(), within(1e-6f));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> cache.embeddings(2));
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, _ -> null, anchors.tower()));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> cache.embeddings(0));
  }

  @Test
  void theTapeHoldsOneChunkOnly() {
    Encoder encoder = new Encoder(512, random);
    NotedTower anchors = tower(encoder);
    NotedTower positives = tower(encoder);
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    GradCache cache = new GradCache(2);
    cache.step(tape, 1, e -> loss.forward(e.get(0), e.get(1)), anchors.tower(), positives.tower());
    long once = tape.allocatedBytes();
    cache.step(tape, 1, e -> loss.forward(e.get(0), e.get(1)), anchors.tower(), positives.tower());
    assertThat(tape.allocatedBytes()).isEqualTo(once);
    Tape big = new Tape();
    loss.forward(anchors.all(big), positives.all(big)).backward();
    assertThat(once).isLessThan(big.allocatedBytes() / 8);
  }

  @Test
  void aFrozenTowerIsLeftAlone() {
    Encoder encoder = new Encoder(9, random);
    NotedTower positives = tower(encoder);
    Matrix frozen = OperationCheck.random(ROWS, 5, random);
    Tower anchors = new Tower(ROWS, (t, from, to) -> t.constant(frozen.rowRange(from, to)));
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    new GradCache(6)
        .step(tape, 3, e -> loss.forward(e.get(0), e.get(1)), anchors, positives.tower());
    Map<String, float[]> actual = gradients(Map.of("encoder", encoder));
    Tape big = new Tape();
    loss.forward(big.constant(frozen), positives.all(big)).backward();
    assertClose(actual, gradients(Map.of("encoder", encoder)));
  }

  @Test
  void aStepThatTrainsNothingIsRefused() {
    Matrix rows = OperationCheck.random(8, 5, random);
    Tower frozen = Tower.frozen(8, (t, from, to) -> t.constant(rows.rowRange(from, to)));
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    Tape tape = new Tape();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            new GradCache(4).step(tape, 3, e -> loss.forward(e.get(0), e.get(1)), frozen, frozen))
        .withMessageStartingWith("the loss depends on nothing that is trained");
  }

  /** However small embeddings are, what they differ by counts in units of the largest. */
  @Test
  void smallEmbeddingsAreComparedLikeLargeOnes() {
    Parameter x = Parameter.dense(Matrix.copyOf(new float[][] {{1e-4f, 2e-4f}, {0, 0}}));
    BatchLoss sum = embeddings -> embeddings.getFirst().sum();
    List<Variable> chunks = new ArrayList<>();
    Tower same =
        new Tower(
            2,
            (t, from, to) -> {
              chunks.add(t.parameter(x).rowRange(from, to));
              return chunks.getLast();
            });
    new GradCache(1).step(new Tape(), 1, sum, same);
    assertThat(((DenseGradient) x.gradient()).values().toArray()).containsOnly(1);
    assertThatIllegalStateException()
        .as("the tape is reset after the step")
        .isThrownBy(() -> chunks.getLast().sum());
    int[] calls = {0};
    Tower other =
        new Tower(1, (t, from, to) -> t.parameter(x).rowRange(from, to).scale(++calls[0]));
    assertThatIllegalStateException()
        .isThrownBy(() -> new GradCache(1).step(new Tape(), 1, sum, other))
        .withMessageContaining("expected the same twice");
  }

  @Test
  void chunksWithoutAGradientDoNotEndTheOthers() {
    Linear encoder = new Linear(INPUTS, 5, random);
    Matrix inputs = OperationCheck.random(8, INPUTS, random);
    Matrix known = OperationCheck.random(4, 5, random);
    Tower anchors =
        new Tower(
            8,
            (t, from, to) ->
                from < 4
                    ? t.constant(known.rowRange(from, to))
                    : encoder.forward(t.constant(inputs.rowRange(from, to))));
    Tower positives =
        new Tower(8, (t, from, to) -> t.constant(inputs.rowRange(from, to).columnRange(0, 5)));
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss();
    new GradCache(2).step(tape, 3, e -> loss.forward(e.get(0), e.get(1)), anchors, positives);
    Map<String, float[]> actual = gradients(Map.of("encoder", encoder));
    Tape big = new Tape();
    Variable encoded = encoder.forward(big.constant(inputs.rowRange(4, 8)));
    loss.forward(
            Variable.concatRows(big.constant(known), encoded),
            big.constant(inputs.columnRange(0, 5)))
        .backward();
    assertClose(actual, gradients(Map.of("encoder", encoder)));
  }

  @Test
  void layersOfAChainDropTheSameTwice() {
    Sequential chain =
        new Sequential(
            new Linear(INPUTS, 6, random), new Dropout(0.5, random), new Linear(6, 5, random));
    Matrix inputs = OperationCheck.random(ROWS, INPUTS, random);
    Tower tower =
        new Tower(ROWS, (t, from, to) -> chain.forward(t.constant(inputs.rowRange(from, to))));
    GradCache cache = new GradCache(6);
    BatchLoss loss = e -> e.get(0).sum();
    double first = cache.step(tape, 1, loss, tower);
    assertThat(cache.step(tape, 1, loss, tower)).isEqualTo(first);
    assertThat(cache.step(tape, 2, loss, tower)).isNotEqualTo(first);
  }

  @Test
  void variablesOfAnotherTapeAreRefused() {
    Parameter parameter = Parameter.dense(Matrix.zeros(6, 3));
    GradCache cache = new GradCache(6);
    Tape other = new Tape();
    Tower tower = new Tower(6, (t, _, _) -> t.parameter(parameter));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.step(tape, 1, e -> other.variable(e.get(0).value()).sum(), tower))
        .withMessageStartingWith("the loss is on another tape");
    Tower elsewhere = new Tower(6, (_, _, _) -> other.parameter(parameter));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.step(tape, 1, e -> e.get(0).sum(), elsewhere))
        .withMessageStartingWith("the encoding is on another tape");
  }

  @Test
  void encodingsThatAreNotFiniteAreRefused() {
    Matrix inputs = OperationCheck.random(ROWS, INPUTS, random);
    inputs.set(7, 3, Float.NaN);
    Tower tower = new Tower(ROWS, (t, from, to) -> t.variable(inputs.rowRange(from, to)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradCache(6).step(tape, 1, e -> e.get(0).sum(), tower))
        .withMessage("encodings[7][3] is NaN, expected a finite number");
  }

  @Test
  void encodersThatDoNotRepeatThemselvesAreRefused() {
    Encoder encoder = new Encoder(9, random);
    Matrix inputs = OperationCheck.random(ROWS, INPUTS, random);
    Tower tower =
        new Tower(
            ROWS, (t, from, to) -> encoder.forward(t.constant(inputs.rowRange(from, to)), random));
    assertThatIllegalStateException()
        .isThrownBy(() -> new GradCache(6).step(tape, 1, e -> e.get(0).sum(), tower))
        .withMessageStartingWith("the encodings of the chunk from row 0 differ by");
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    GradCache cache = new GradCache(6);
    Parameter parameter = Parameter.dense(Matrix.zeros(6, 3));
    BatchLoss loss = e -> e.get(0).sum();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradCache(0))
        .withMessage("chunkRows is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tower(0, (t, _, _) -> t.parameter(parameter)))
        .withMessage("rows of a tower is 0, expected at least 1");
    assertThatNullPointerException()
        .isThrownBy(() -> new Tower(1, null))
        .withMessageStartingWith("encoder is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.step(tape, 1, loss))
        .withMessage("towers is empty, expected at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> cache.step(tape, 1, loss, new Tower(8, (t, _, _) -> t.parameter(parameter))))
        .withMessage("the encoding of rows 6 to 8 is 6 x 3, expected 2 x 3");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, null))
        .withMessageStartingWith("loss is null");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(null, 1, loss))
        .withMessageStartingWith("tape is null");
    Tower tower = new Tower(6, (t, _, _) -> t.parameter(parameter));
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, loss, tower, null))
        .withMessage("towers[1] is null, expected a tower");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, loss, new Tower(6, (_, _, _) -> null)))
        .withMessage("an encoder returned null, expected embeddings");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, _ -> null, tower))
        .withMessage("the loss is null, expected a scalar");
  }
}
