package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options and batches are refused, in which words, and that nothing has happened then. */
class OptionArgumentsTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.RAW_COSINE, 20);
  private static final RankingLoss FILTERED = LOSS.withMarginFilter(MarginFilter.absolute(0.1));
  private static final RankingLoss POSITIVES = LOSS.withSharedIds(SharedIds.POSITIVES);
  private static final RankingLoss SIGMOID = LOSS.withObjective(Objective.SIGMOID);

  private final RandomGenerator random = new SplittableRandom(1);
  private final RankingBatch batch =
      ContrastiveCases.batch(Similarity.RAW_COSINE, new int[] {3, 4, 5}, random);
  private final Workspace workspace = new Workspace();

  private static void refuses(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusesNull(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected ");
  }

  private static void refusesTogether(String one, String other, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(one + " and " + other + " are combined, expected one of them: ");
  }

  private static Matrix zeros(int rows, int columns) {
    return Matrix.zeros(rows, columns);
  }

  /** Runs a call that must be refused and checks that outputs and workspace are as before. */
  private void refusesUntouched(String message, RankingLoss loss, RankingBatch wrong) {
    Matrix own = wrong.ownNegatives();
    RankingGradients sink =
        RankingGradients.into(Framed.output(3, 5, 7f).view(), Framed.output(4, 5, Float.NaN).view())
            .withOwnNegatives(own == null ? null : zeros(own.rows(), 5));
    float[] anchorsBefore = sink.anchors().data().clone();
    float[] candidatesBefore = sink.candidates().data().clone();
    RankingReport report = RankingReport.ofLossesAndRanks();
    assertThatThrownBy(
            () -> loss.forwardBackward(wrong, sink, report, workspace, Parallelism.sequential()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> loss.forward(wrong, workspace, Parallelism.sequential()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThat(sink.anchors().data()).isEqualTo(anchorsBefore);
    assertThat(sink.candidates().data()).isEqualTo(candidatesBefore);
    if (own != null) {
      assertThat(sink.ownNegatives().data()).containsOnly(0f);
    }
    assertThat(sink.scale()).isZero();
    assertThat(sink.bias()).isZero();
    assertThat(report.size()).isZero();
    ContrastiveCase next = new ContrastiveCase(LOSS.withSymmetric(true), batch);
    next.run(workspace, Parallelism.sequential())
        .assertSameBits(next.run(new Workspace(), Parallelism.sequential()));
  }

  @Test
  void anOptionThatIsNullIsRefused() {
    refusesNull("objective", () -> LOSS.withObjective(null));
    refusesNull("directions", () -> LOSS.withDirections(null));
    refusesNull("reduction", () -> LOSS.withReduction(null));
    refusesNull("hardness", () -> LOSS.withHardness(null));
    refusesNull("marginFilter", () -> LOSS.withMarginFilter(null));
    refusesNull("sharedIds", () -> LOSS.withSharedIds(null));
    refusesNull("negatives", () -> new Hardness(1, null));
    refusesNull("kind", () -> new MarginFilter(null, 1));
    refusesNull("directions", () -> new Directions(null, true));
    refusesNull("directions", () -> Directions.joint((Direction[]) null));
    assertThatThrownBy(() -> Directions.joint(Direction.QUERY_TO_DOC, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("directions has null");
    assertThatThrownBy(() -> Directions.joint(Direction.QUERY_TO_DOC, Direction.QUERY_TO_DOC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("directions has QUERY_TO_DOC twice, expected each once");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e39, -1e39})
  void aBiasThatIsNoFloatIsRefused(double bias) {
    refuses("bias is " + bias + ", expected a finite float32 number", () -> LOSS.withBias(bias));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.1, 1, 1.5})
  void aSmoothingThatIsNoShareIsRefused(double epsilon) {
    refuses(
        "labelSmoothing is " + epsilon + ", expected a number from 0, below 1",
        () -> LOSS.withLabelSmoothing(epsilon));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.1, Double.POSITIVE_INFINITY})
  void numbersBelowZeroOrNotFiniteAreRefused(double number) {
    String which = " is " + number + ", expected ";
    refuses("zLoss" + which + "a number from 0 to 1e6", () -> LOSS.withZLoss(number));
    refuses(
        "strength" + which + "a number from 0 to 100",
        () -> new Hardness(number, Hardness.Negatives.ALL));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void aMarginThatIsNotFiniteIsRefused(double margin) {
    String message = "margin is " + margin + ", expected a finite number";
    refuses(message, () -> MarginFilter.absolute(margin));
    refuses(message, () -> MarginFilter.relative(margin));
  }

  @Test
  void directionsNeedThePositivePair() {
    assertThatThrownBy(() -> Directions.joint(Direction.DOC_TO_QUERY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("directions is [DOC_TO_QUERY], expected QUERY_TO_DOC among them");
    assertThatThrownBy(
            () -> new Directions(Set.of(Direction.QUERY_TO_DOC, Direction.QUERY_TO_QUERY), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a joint one");
    assertThat(new Directions(Set.of(Direction.QUERY_TO_DOC), false)).isEqualTo(Directions.FORWARD);
    assertThat(LOSS.withSymmetric(true).directions()).isEqualTo(Directions.SYMMETRIC);
    assertThat(LOSS.withDirections(Directions.GTE).symmetric()).isFalse();
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    Hardness hardness = new Hardness(1, Hardness.Negatives.ALL);
    refusesTogether("SIGMOID", "directions", () -> SIGMOID.withSymmetric(true));
    refusesTogether("SIGMOID", "directions", () -> SIGMOID.withDirections(Directions.GTE));
    refusesTogether("SIGMOID", "labelSmoothing", () -> SIGMOID.withLabelSmoothing(0.1));
    refusesTogether("SIGMOID", "zLoss", () -> SIGMOID.withZLoss(0.1));
    refusesTogether("SIGMOID", "hardness", () -> SIGMOID.withHardness(hardness));
    refusesTogether("POSITIVES", "directions", () -> POSITIVES.withSymmetric(true));
    refusesTogether("POSITIVES", "directions", () -> POSITIVES.withDirections(Directions.GTE));
    refusesTogether("POSITIVES", "hardness", () -> POSITIVES.withHardness(hardness));
  }

  @Test
  void positivesNeedIds() {
    refusesUntouched(
        "number of ids of a row is 0, expected at least 1: rows that share one are POSITIVES",
        POSITIVES,
        batch);
  }

  @ParameterizedTest
  @EnumSource(value = Direction.class, mode = EnumSource.Mode.EXCLUDE, names = "QUERY_TO_DOC")
  void jointDirectionsNeedPairsOfRows(Direction direction) {
    refusesUntouched(
        "targets",
        LOSS.withDirections(Directions.joint(Direction.QUERY_TO_DOC, direction)),
        ContrastiveCases.withTargets(batch, 3, 0, 2));
  }

  @Test
  void aGuideHasNoOpinionOnOwnNegatives() {
    RankingBatch both =
        ContrastiveCases.withGuide(ContrastiveCases.withOwnNegatives(batch, 2, random), 6, random);
    refusesUntouched("guide and ownNegatives are combined", FILTERED, both);
  }

  @Test
  void partsOfABatchHaveShapesThatFit() {
    refuses("columns of queue is 4, expected 5 as in anchors", () -> batch.withQueue(zeros(2, 4)));
    refuses(
        "columns of ownNegatives is 6, expected 5 as in anchors",
        () -> batch.withOwnNegatives(zeros(3, 6)));
    for (int rows : new int[] {0, 2, 4}) {
      refuses(
          "rows of ownNegatives is " + rows + ", expected a multiple of the 3 anchors",
          () -> batch.withOwnNegatives(zeros(4, 5).rowRange(0, rows)));
    }
    refuses(
        "columns of the guide's candidates is 3, expected 2 as in its anchors",
        () -> batch.withGuide(zeros(3, 2), zeros(4, 3)));
    refuses(
        "rows of the guide's anchors is 2, expected 3",
        () -> batch.withGuide(zeros(2, 2), zeros(4, 2)));
    refuses(
        "rows of the guide's candidates is 4, expected 6, the candidates and the queue",
        () -> batch.withQueue(zeros(2, 5)).withGuide(zeros(3, 2), zeros(4, 2)));
    refusesNull("guide's anchors", () -> batch.withGuide(null, zeros(4, 2)));
    refusesNull("guide's candidates", () -> batch.withGuide(zeros(3, 2), null));
  }

  @Test
  void thereIsAnIdForEachRow() {
    refuses(
        "length of ids of anchors is 2, expected 3", () -> batch.withIds(new long[2], new long[4]));
    refuses(
        "length of ids of candidates is 3, expected 4, or a queue before its ids",
        () -> batch.withIds(new long[3], new long[3]));
    refuses(
        "length of ids of candidates and queue is 4, expected 6",
        () -> batch.withQueue(zeros(2, 5)).withIds(new long[3], new long[4]));
    refusesNull("ids of anchors", () -> batch.withIds(null, new long[4]));
    refusesNull("ids of candidates", () -> batch.withIds(new long[3], null));
  }

  @Test
  void weightsAreNumbersOfWhichSomeArePositive() {
    refuses("length of weights is 2, expected 3", () -> batch.withWeights(new double[2]));
    for (double weight : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY, 1e39}) {
      refuses(
          "weights[1] is " + weight + ", expected a number from 0 to 3.4e38",
          () -> batch.withWeights(new double[] {1, weight, 1}));
    }
    refuses(
        "sum of weights is 0.0, expected a number greater than 0",
        () -> batch.withWeights(new double[3]));
  }

  @Test
  void aWeightThatHasBecomeWrongIsRefusedByTheCall() {
    double[] weights = {1, 1, 1};
    RankingBatch weighted = batch.withWeights(weights);
    weights[2] = Double.NaN;
    refusesUntouched("weights[2] is NaN", LOSS, weighted);
  }

  @Test
  void rowUpstreamIsForRowsThatStayApart() {
    RankingGradients sink = RankingGradients.into(zeros(3, 5), zeros(4, 5));
    RankingLoss none = LOSS.withReduction(Reduction.NONE);
    refuses(
        "rowUpstream is given, expected null with the reduction MEAN",
        () -> run(LOSS, batch, sink.withRowUpstream(new double[3])));
    refuses(
        "length of rowUpstream is 2, expected 3",
        () -> run(none, batch, sink.withRowUpstream(new double[2])));
    refuses(
        "rowUpstream[1] is NaN, expected a finite float32 number",
        () -> run(none, batch, sink.withRowUpstream(new double[] {1, Double.NaN, 1})));
    assertThat(sink.anchors().data()).containsOnly(0f);
  }

  @Test
  void theOutputOfOwnNegativesFitsThem() {
    RankingGradients sink = RankingGradients.into(zeros(3, 5), zeros(4, 5));
    RankingBatch own = batch.withOwnNegatives(zeros(6, 5));
    refuses(
        "gradient of ownNegatives is given, expected null: the batch has none",
        () -> run(LOSS, batch, sink.withOwnNegatives(zeros(3, 5))));
    refuses(
        "gradient of ownNegatives is 3 x 5, expected 6 x 5",
        () -> run(LOSS, own, sink.withOwnNegatives(zeros(3, 5))));
    refuses(
        "gradient of ownNegatives overlaps ownNegatives, expected an output of its own",
        () -> run(LOSS, own, sink.withOwnNegatives(own.ownNegatives())));
    Matrix both = zeros(6, 5);
    refuses(
        "gradient of candidates overlaps the gradient of ownNegatives, expected an output of its"
            + " own",
        () ->
            run(
                LOSS,
                own,
                RankingGradients.into(zeros(3, 5), both.rowRange(0, 4)).withOwnNegatives(both)));
  }

  @Test
  void noOutputOverlapsTheQueue() {
    Matrix queue = zeros(4, 5);
    refuses(
        "gradient of candidates overlaps queue, expected an output of its own",
        () -> run(LOSS, batch.withQueue(queue), RankingGradients.into(null, queue)));
  }

  @Test
  void noOutputOverlapsTheGuide() {
    Matrix one = zeros(3, 5);
    Matrix other = zeros(4, 5);
    RankingBatch guided = batch.withGuide(one, other);
    String own = ", expected an output of its own";
    refuses(
        "gradient of anchors overlaps the guide's anchors" + own,
        () -> run(FILTERED, guided, RankingGradients.into(one, null)));
    refuses(
        "gradient of candidates overlaps the guide's candidates" + own,
        () -> run(FILTERED, guided, RankingGradients.into(null, other)));
  }

  private void run(RankingLoss loss, RankingBatch data, RankingGradients sink) {
    loss.forwardBackward(data, sink, workspace, Parallelism.sequential());
  }

  @Test
  void aReportMayBeLeftOut() {
    Parallelism alone = Parallelism.sequential();
    RankingGradients sink = RankingGradients.into(null, null);
    double value = LOSS.forward(batch, workspace, alone);
    assertThat(LOSS.forward(batch, null, workspace, alone)).isEqualTo(value);
    assertThat(LOSS.forwardBackward(batch, sink, null, workspace, alone)).isEqualTo(value);
    refusesNull("gradients", () -> LOSS.forwardBackward(batch, null, null, workspace, alone));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, NaN", "1, 3, Infinity", "2, 4, -Infinity"})
  void anElementThatIsNotFiniteIsRefusedEverywhere(int row, int column, float value) {
    String where = "[" + row + "][" + column + "] is " + value + ", expected a finite number";
    Matrix wrong = zeros(4, 5);
    wrong.set(row, column, value);
    for (RankingLoss loss :
        new RankingLoss[] {LOSS, LOSS.withSymmetric(true), LOSS.withDirections(Directions.GTE)}) {
      refusesUntouched("queue" + where, loss, batch.withQueue(wrong));
      refusesUntouched("ownNegatives" + where, loss, batch.withOwnNegatives(wrong.rowRange(0, 3)));
    }
    refusesUntouched("queue" + where, SIGMOID, batch.withQueue(wrong));
    for (Function<Matrix, RankingBatch> guided :
        List.<Function<Matrix, RankingBatch>>of(
            x -> batch.withGuide(x.rowRange(0, 3), zeros(4, 5)),
            x -> batch.withGuide(zeros(3, 5), x))) {
      refusesUntouched(where, FILTERED, guided.apply(wrong));
      refusesUntouched("guide", FILTERED, guided.apply(wrong));
    }
  }

  @Test
  void logitsThatHardnessTakesTooFarAreRefused() {
    RankingLoss large = RankingLoss.of(Similarity.RAW_COSINE, 4.65163e7);
    large.forward(batch, workspace, Parallelism.sequential());
    refusesUntouched(
        "logits may reach 4.65e+07",
        large.withHardness(new Hardness(100, Hardness.Negatives.ALL)),
        batch);
  }

  @Test
  void aBiasThatTakesTheLogitsOfASigmoidTooFarIsRefused() {
    refusesUntouched("logits may reach 5.00e+07", SIGMOID.withBias(-5e7), batch);
    refusesUntouched("logits may reach 5.00e+07", LOSS.withZLoss(1e-4).withBias(5e7), batch);
    // In a softmax it cancels.
    LOSS.withBias(-5e7).forward(batch, workspace, Parallelism.sequential());
  }

  @ParameterizedTest
  @ValueSource(doubles = {20, 99, 100})
  void theStrongestHardnessGivesNumbers(double strength) {
    for (Similarity similarity : Similarity.values()) {
      RankingLoss loss =
          RankingLoss.of(similarity, 20)
              .withHardness(new Hardness(strength, Hardness.Negatives.ALL));
      RankingGradients sink = RankingGradients.into(zeros(3, 5), zeros(4, 5));
      assertThat(
              loss.forwardBackward(
                  batch.withOwnNegatives(ContrastiveCases.rows(3, 5, 1, random)),
                  sink,
                  workspace,
                  Parallelism.sequential()))
          .isFinite();
      for (float value : sink.candidates().data()) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void longRowsOfAQueueAreRefusedAsThoseOfCandidates() {
    Matrix huge = zeros(2, 5);
    huge.set(1, 1, 3e38f);
    RankingBatch longQueue = batch.withQueue(huge);
    refusesUntouched("logits may reach", RankingLoss.of(Similarity.DOT_PRODUCT, 20), longQueue);
    RankingBatch longOwn = batch.withOwnNegatives(ContrastiveCases.rows(3, 5, 1e38, random));
    refusesUntouched("logits may reach", RankingLoss.of(Similarity.DOT_PRODUCT, 20), longOwn);
  }
}
