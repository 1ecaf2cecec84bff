package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ranking loss refuses, in which words, and that nothing has happened then. */
class RankingLossArgumentsTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.RAW_COSINE, 20);

  private final RankingProblem problem =
      RankingProblem.untrained(3, 4, 5, Pairing.IDENTITY, 1).times(1);
  private final Matrix a = problem.anchors();
  private final Matrix c = problem.candidates();
  private final Workspace workspace = new Workspace();

  private static void refuses(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusesNull(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected ");
  }

  /** Runs a call that must be refused and checks that outputs and workspace are as before. */
  private void refusesUntouched(String message, RankingBatch batch, RankingGradients sink) {
    problem.run(LOSS, workspace, Parallelism.sequential());
    double scaleBefore = sink.scale();
    float[] anchorsBefore = sink.anchors().data().clone();
    float[] candidatesBefore = sink.candidates().data().clone();
    refuses(message, () -> LOSS.forwardBackward(batch, sink, workspace, Parallelism.sequential()));
    assertThat(sink.anchors().data()).isEqualTo(anchorsBefore);
    assertThat(sink.candidates().data()).isEqualTo(candidatesBefore);
    assertThat(sink.scale()).isEqualTo(scaleBefore);
    RankingProblem other = RankingProblem.untrained(40, 40, 9, Pairing.IDENTITY, 2);
    other.run(LOSS, workspace, Parallelism.sequential()).assertSameBits(other.run(LOSS));
  }

  private RankingGradients sink() {
    return RankingGradients.into(
        Framed.output(3, 5, 7f).view(), Framed.output(4, 5, Float.NaN).view());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e39, 1e-39})
  void aScaleThatIsNotAPositiveFloatIsRefused(double scale) {
    String message = "scale is " + scale + ", expected a number from 1.2e-38 to 3.4e38";
    refuses(message, () -> RankingLoss.of(Similarity.EUCLIDEAN, scale));
    refuses(message, () -> LOSS.withScale(scale));
  }

  @Test
  void kindsOfIdsMustBeThere() {
    refusesNull("ids", () -> new RankingBatch(a, c, null, null, null, null, null, null));
    assertThatThrownBy(() ->
            new RankingBatch(a, c, null, null, null, Collections.singletonList(null), null, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("ids has null, expected ids of a kind");
  }

  @Test
  void aLossNeedsASimilarity() {
    refusesNull("similarity", () -> RankingLoss.of(null, 1));
  }

  @Test
  void aLossTellsWhatItIs() {
    RankingLoss loss = LOSS.withScale(3).withSymmetric(true);
    assertThat(loss.similarity()).isEqualTo(Similarity.RAW_COSINE);
    assertThat(loss.scale()).isEqualTo(3);
    assertThat(loss.symmetric()).isTrue();
    assertThat(LOSS.symmetric()).isFalse();
    assertThat(LOSS.scale()).isEqualTo(20);
  }

  @Test
  void aBatchNeedsBothMatrices() {
    refusesNull("anchors", () -> RankingBatch.of(null, c));
    refusesNull("candidates", () -> RankingBatch.of(a, null));
  }

  @Test
  void aBatchNeedsRowsOfOneWidth() {
    refuses(
        "rows of anchors is 0, expected at least 1", () -> RankingBatch.of(a.rowRange(0, 0), c));
    refuses(
        "rows of candidates is 0, expected at least 1",
        () -> new RankingBatch(a, c.rowRange(0, 0), new int[3]));
    refuses(
        "columns of candidates is 4, expected 5 as in anchors",
        () -> RankingBatch.of(a, c.columnRange(0, 4)));
  }

  @Test
  void aBatchWithoutTargetsNeedsACandidateForEachAnchor() {
    refuses(
        "rows of candidates is 2, expected at least the 3 anchors, because targets is null",
        () -> RankingBatch.of(a, c.rowRange(0, 2)));
  }

  @Test
  void thereIsOneTargetForEachAnchor() {
    refuses(
        "length of targets is 2, expected 3, one for each anchor",
        () -> new RankingBatch(a, c, new int[2]));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aTargetThatIsNoCandidateIsRefused(int target) {
    refuses(
        "targets[1] is " + target + ", expected a row of candidates, 0 to 3",
        () -> new RankingBatch(a, c, new int[] {0, target, 1}));
  }

  @Test
  void aTargetThatHasBecomeWrongIsRefusedByTheCall() {
    int[] targets = {0, 1, 2};
    RankingBatch batch = new RankingBatch(a, c, targets);
    targets[2] = 4;
    refusesUntouched("targets[2] is 4, expected a row of candidates, 0 to 3", batch, sink());
  }

  @Test
  void aCallNeedsAllItsArguments() {
    Parallelism here = Parallelism.sequential();
    RankingBatch batch = problem.batch();
    refusesNull("batch", () -> LOSS.forward(null, workspace, here));
    refusesNull("workspace", () -> LOSS.forward(batch, null, here));
    refusesNull("parallelism", () -> LOSS.forward(batch, workspace, null));
    refusesNull("gradients", () -> LOSS.forwardBackward(batch, null, workspace, here));
    refusesNull("batch", () -> LOSS.forwardBackward(null, sink(), workspace, here));
    refusesNull("workspace", () -> LOSS.forwardBackward(batch, sink(), null, here));
    refusesNull("parallelism", () -> LOSS.forwardBackward(batch, sink(), workspace, null));
    refusesNull("update", () -> sink().withUpdate(null));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void anUpstreamFactorThatIsNotFiniteIsRefused(double upstream) {
    refuses(
        "upstream is " + upstream + ", expected a finite number",
        () -> sink().withUpstream(upstream));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, NaN",
    "2, 4, NaN",
    "1, 2, Infinity",
    "1, 3, -Infinity",
  })
  void anElementThatIsNotFiniteIsRefused(int row, int column, float value) {
    String where = "[" + row + "][" + column + "] is " + value + ", expected a finite number";
    Matrix anchors = copy(a);
    anchors.set(row, column, value);
    refusesUntouched("anchors" + where, new RankingBatch(anchors, c, null), sink());
    Matrix candidates = copy(c);
    candidates.set(row, column, value);
    refusesUntouched("candidates" + where, new RankingBatch(a, candidates, null), sink());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOT_PRODUCT", "EUCLIDEAN", "MANHATTAN", "SHIFTED_COSINE"})
  void anElementThatIsNotFiniteIsRefusedForEverySimilarity(Similarity similarity) {
    Matrix candidates = copy(c);
    candidates.set(3, 1, Float.NaN);
    RankingBatch batch = new RankingBatch(a, candidates, null);
    refuses(
        "candidates[3][1] is NaN, expected a finite number",
        () -> RankingLoss.of(similarity, 1).forward(batch, workspace, Parallelism.sequential()));
  }

  @Test
  void logitsThatAreTooLargeLeaveEverythingAsItWas() {
    Matrix huge = copy(a);
    huge.set(0, 0, 1e30f);
    Matrix candidates = copy(c);
    candidates.set(0, 0, 1e30f);
    RankingGradients sink = sink();
    float[] before = sink.anchors().data().clone();
    RankingLoss dot = RankingLoss.of(Similarity.DOT_PRODUCT, 1);
    RankingBatch batch = RankingBatch.of(huge, candidates);
    assertThatThrownBy(() -> dot.forwardBackward(batch, sink, workspace, Parallelism.sequential()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logits may reach");
    assertThat(sink.anchors().data()).isEqualTo(before);
    problem.run(LOSS, workspace, Parallelism.sequential()).assertSameBits(problem.run(LOSS));
  }

  @Test
  void anOutputOfAnotherShapeIsRefused() {
    Matrix right = Matrix.zeros(3, 5);
    refusesUntouched(
        "gradient of anchors is 4 x 5, expected 3 x 5",
        problem.batch(),
        RankingGradients.into(Matrix.zeros(4, 5), Matrix.zeros(4, 5)));
    refusesUntouched(
        "gradient of candidates is 4 x 6, expected 4 x 5",
        problem.batch(),
        RankingGradients.into(right, Matrix.zeros(4, 6)));
  }

  @Test
  void anOutputThatIsStillToBeReadIsRefused() {
    String expected = ", expected an output of its own";
    Matrix free = Matrix.zeros(4, 5);
    Matrix aboveCandidates = c.rowRange(1, 4);
    refusesUntouched(
        "gradient of anchors overlaps anchors" + expected,
        problem.batch(),
        RankingGradients.into(a, free));
    refusesUntouched(
        "gradient of anchors overlaps candidates" + expected,
        problem.batch(),
        RankingGradients.into(aboveCandidates, free));
    Matrix three = c.rowRange(0, 3);
    refusesUntouched(
        "gradient of candidates overlaps anchors" + expected,
        new RankingBatch(a, three, null),
        RankingGradients.into(Matrix.zeros(3, 5), a));
    refusesUntouched(
        "gradient of candidates overlaps candidates" + expected,
        problem.batch(),
        RankingGradients.into(Matrix.zeros(3, 5), c));
  }

  @Test
  void outputsThatOverlapEachOtherAreRefused() {
    Matrix shared = Matrix.zeros(6, 5);
    refusesUntouched(
        "gradient of anchors overlaps the gradient of candidates, expected an output of its own",
        problem.batch(),
        RankingGradients.into(shared.rowRange(0, 3), shared.rowRange(2, 6)));
  }

  @Test
  void outputsSideBySideInOneArrayAreFine() {
    Matrix shared = Matrix.zeros(7, 20);
    Matrix left = shared.columnRange(0, 5).rowRange(0, 3);
    Matrix right = shared.columnRange(5, 10).rowRange(0, 4);
    RankingGradients sink = RankingGradients.into(left, right);
    LOSS.forwardBackward(problem.batch(), sink, workspace, Parallelism.sequential());
    RankingResult expected = problem.run(LOSS);
    assertThat(left.toArray()).isEqualTo(expected.anchorGradient().data());
    assertThat(right.toArray()).isEqualTo(expected.candidateGradient().data());
  }

  private static Matrix copy(Matrix x) {
    return Matrix.of(x.toArray(), x.rows(), x.columns());
  }
}
