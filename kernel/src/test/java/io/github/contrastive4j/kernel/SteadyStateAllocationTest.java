package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that has been made often enough takes nothing from the heap. */
@Tag("allocation")
class SteadyStateAllocationTest {
  private static final long BYTES_PER_CALL = 16;
  private static final int CALLS = 50;

  /** Where a call makes a task of its own; a vector per row would take ten times as much. */
  private static final long BYTES_PER_TASK = 256;

  static Stream<Arguments> losses() {
    return Stream.of(Similarity.values())
        .flatMap(similarity ->
            Stream.of(false, true)
                .flatMap(symmetric ->
                    Stream.of(1, 2).map(workers -> Arguments.of(similarity, symmetric, workers))));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossAndGradientsTakeNothing(Similarity similarity, boolean symmetric, int workers) {
    RankingProblem problem = RankingProblem.untrained(70, 80, 40, Pairing.RANDOM, 1).times(0.3);
    RankingLoss loss = RankingLoss.of(similarity, 5).withSymmetric(symmetric);
    RankingBatch batch = problem.batch();
    RankingGradients sink = RankingGradients.into(Matrix.zeros(70, 40), Matrix.zeros(80, 40));
    Workspace workspace = new Workspace();
    try (Parallelism parallelism = Parallelism.workers(workers)) {
      assertSettlesBelow(() -> loss.forwardBackward(batch, sink, workspace, parallelism));
      assertSettlesBelow(() -> loss.forward(batch, workspace, parallelism));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void largeLogitsTakeNothingEither(Similarity similarity, boolean symmetric, int workers) {
    RankingProblem problem = RankingProblem.untrained(70, 80, 40, Pairing.RANDOM, 1);
    RankingLoss loss = RankingLoss.of(similarity, 2000).withSymmetric(symmetric);
    RankingBatch batch = problem.batch();
    RankingGradients sink = RankingGradients.into(Matrix.zeros(70, 40), Matrix.zeros(80, 40));
    Workspace workspace = new Workspace(0);
    try (Parallelism parallelism = Parallelism.workers(workers)) {
      assertSettlesBelow(() -> loss.forwardBackward(batch, sink, workspace, parallelism));
    }
  }

  @ParameterizedTest
  @CsvSource({"OVERWRITE, 1", "OVERWRITE, 2", "ACCUMULATE, 1", "ACCUMULATE, 2"})
  void productsTakeNothing(Update update, int workers) {
    RankingProblem problem = RankingProblem.untrained(70, 80, 40, Pairing.RANDOM, 1);
    Matrix out = Matrix.zeros(70, 80);
    Workspace workspace = new Workspace();
    try (Parallelism parallelism = Parallelism.workers(workers)) {
      assertSettlesBelow(() ->
          MatrixProduct.abt(
              problem.anchors(), problem.candidates(), out, update, workspace, parallelism));
      Matrix few = Matrix.zeros(3, 1100);
      Matrix weights = Matrix.zeros(1100, 300);
      Matrix products = Matrix.zeros(3, 300);
      assertSettlesBelow(
          () -> MatrixProduct.ab(few, weights, products, update, workspace, parallelism));
    }
  }

  static Stream<Named<Runnable>> stages() {
    Matrix x = RankingProblem.untrained(40, 40, 100, Pairing.RANDOM, 1).anchors();
    Matrix y = Matrix.zeros(40, 100);
    Matrix z = Matrix.zeros(40, 100);
    float[] sums = new float[40];
    int[] starts = {0, 3, 3, 7};
    int[] indices = {1, 2, 39, 0, 1, 5, 30};
    SparseMatrix ones = SparseMatrix.of(40, starts, indices, null);
    SparseMatrix weighted = SparseMatrix.of(40, starts, indices, new float[7]);
    Matrix bags = Matrix.zeros(3, 100);
    Matrix row = Matrix.zeros(1, 100);
    Matrix sum = Matrix.zeros(1, 100);
    Workspace space = new Workspace();
    Parallelism here = Parallelism.sequential();
    Update over = Update.OVERWRITE;
    Update add = Update.ACCUMULATE;
    return Stream.of(
        Named.of("log-sum-exp", () -> Softmax.logSumExp(x, sums, here)),
        Named.of("softmax", () -> Softmax.softmax(x, y, here)),
        Named.of("normalize", () -> L2Normalization.forward(x, y, null, here)),
        Named.of("normalize backward", () -> L2Normalization.backward(x, y, z, over, here)),
        Named.of("tanh", () -> Activation.TANH.forward(x, y, here)),
        Named.of("tanh backward", () -> Activation.TANH.backward(x, y, z, over, here)),
        Named.of("gelu", () -> Activation.GELU.forward(x, y, here)),
        Named.of("gelu backward", () -> Activation.GELU.backward(x, y, z, over, here)),
        Named.of("dropout", () -> new DropoutMask(0.1, 1).multiply(x, y, over, here)),
        Named.of("layer normalization", () -> LayerNormalization.forward(x, row, row, 1, y, here)),
        Named.of(
            "layer normalization backward",
            () -> LayerNormalization.backward(x, row, 1, y, z, over, here)),
        Named.of(
            "gradients of its parameters",
            () -> LayerNormalization.parameterGradients(x, 1, y, sum, row, over, space, here)),
        Named.of("sparse product", () -> SparseProduct.multiply(ones, x, bags, over, here)),
        Named.of("its sum", () -> SparseProduct.multiply(weighted, x, bags, add, here)),
        Named.of("axpy", () -> Axpy.add(1e-9f, x, y, here)),
        Named.of("column sums", () -> ColumnSums.sum(1, x, sum, over, space, here)));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void rowsOfStagesTakeNothing(Runnable stage) {
    assertSettlesBelow(BYTES_PER_TASK, stage);
  }

  static Stream<UpdateRule> rules() {
    return Stream.of(
        new UpdateRule.Sgd(),
        new UpdateRule.Momentum(0.9),
        new UpdateRule.Adagrad(1e-10),
        new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0.01));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rowsOfATableTakeNothing(UpdateRule rule) {
    int columns = 70;
    float[] gradients = new float[40 * columns];
    float[] values = new float[40 * columns];
    float[][] states = new float[rule.stateCount()][40 * columns];
    Arrays.fill(gradients, 0.1f);
    UpdateStep step = rule.at(1e-3, 1);
    assertSettlesBelow(() -> {
      for (int row = 0; row < 40; row++) {
        int at = (39 - row) * columns;
        step.apply(gradients, row * columns, states, at, values, at, columns);
      }
    });
  }

  private static void assertSettlesBelow(Runnable call) {
    assertSettlesBelow(BYTES_PER_CALL, call);
  }

  private static void assertSettlesBelow(long bytesPerCall, Runnable call) {
    Runnable calls =
        () -> {
          for (int i = 0; i < CALLS; i++) {
            call.run();
          }
        };
    long bytes = AllocatedBytes.settled(CALLS * bytesPerCall, calls);
    assertThat(bytes / CALLS).as("bytes per call").isLessThanOrEqualTo(bytesPerCall);
  }
}
