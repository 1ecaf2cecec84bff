package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.stream.Stream;
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
    }
  }

  private static void assertSettlesBelow(Runnable call) {
    Runnable calls =
        () -> {
          for (int i = 0; i < CALLS; i++) {
            call.run();
          }
        };
    long bytes = AllocatedBytes.settled(CALLS * BYTES_PER_CALL, calls);
    assertThat(bytes / CALLS).as("bytes per call").isLessThanOrEqualTo(BYTES_PER_CALL);
  }
}
