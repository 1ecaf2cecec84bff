package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reuse, exclusive use and size of the scratch memory. */
@NativeWidthOnly
class WorkspaceTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.RAW_COSINE, 20);

  @Tag("simd")
  @ParameterizedTest
  @EnumSource(Similarity.class)
  void whatEarlierCallsHaveLeftBehindDoesNotMatter(Similarity similarity) {
    int[][] shapes = {
      {40, 40, 20}, {130, 300, 77}, {3, 2, 5}, {1, 1, 1}, {33, 65, 100}, {257, 31, 9}, {40, 40, 20}
    };
    for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
      Workspace reused = new Workspace(budget);
      for (int[] shape : shapes) {
        for (boolean symmetric : new boolean[] {false, true}) {
          RankingProblem problem =
              RankingProblem.untrained(shape[0], shape[1], shape[2], Pairing.RANDOM, 3).times(0.3);
          // Scale 300 takes the path without a shared shift, where similarities allow it.
          for (double scale : new double[] {5, 300}) {
            RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
            RankingResult expected =
                problem.run(loss, new Workspace(budget), Parallelism.sequential());
            problem.run(loss, reused, Parallelism.sequential()).assertSameBits(expected);
            assertThat(loss.forward(problem.batch(), reused, Parallelism.sequential()))
                .isEqualTo(
                    loss.forward(problem.batch(), new Workspace(budget), Parallelism.sequential()));
          }
        }
      }
    }
  }

  /** What a workspace held on to would live as long as it does. */
  @ParameterizedTest
  @ValueSource(ints = {0, 32, 33})
  void noArrayOfTheCallersIsKept(int prefix) throws InterruptedException {
    Workspace workspace = new Workspace();
    List<WeakReference<Object>> arrays = callWithArrays(workspace, prefix);
    for (int k = 0; k < arrays.size(); k++) {
      for (int patience = 0; arrays.get(k).get() != null && patience < 100; patience++) {
        System.gc();
        Thread.sleep(10);
      }
      assertThat(arrays.get(k).get()).as("array %d", k).isNull();
    }
    assertThat(workspace.budget()).isEqualTo(Workspace.DEFAULT_BUDGET);
  }

  /** With the plain loss for the prefix 0. */
  private static List<WeakReference<Object>> callWithArrays(Workspace workspace, int prefix) {
    RankingBatch batch =
        RankingProblem.untrained(10, 10, 64, Pairing.RANDOM, 3)
            .batch()
            .withQueue(Matrix.zeros(3, 64))
            .withIds(new long[10], new long[13])
            .withWeights(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    RankingGradients sink = RankingGradients.into(Matrix.zeros(10, 64), Matrix.zeros(10, 64));
    if (prefix == 0) {
      LOSS.forwardBackward(batch, sink, workspace, Parallelism.sequential());
    } else {
      new MatryoshkaRankingLoss(LOSS, new int[] {64, prefix}, new double[] {1, 1})
          .forwardBackward(batch, sink, workspace, Parallelism.sequential());
    }
    return Stream.of(
            batch.anchors().data(),
            batch.candidates().data(),
            batch.targets(),
            batch.queue().data(),
            batch.ids().getFirst().anchors(),
            batch.ids().getFirst().candidates(),
            batch.weights(),
            sink.anchors().data(),
            sink.candidates().data())
        .map(array -> new WeakReference<Object>(array))
        .toList();
  }

  @Test
  void oneWorkspaceServesProductsAndLosses() {
    RankingProblem problem = RankingProblem.untrained(40, 50, 20, Pairing.RANDOM, 3);
    Workspace workspace = new Workspace();
    Matrix before = Matrix.zeros(40, 50);
    Matrix after = Matrix.zeros(40, 50);
    Matrix a = problem.anchors();
    Matrix c = problem.candidates();
    MatrixProduct.abt(a, c, before, Update.OVERWRITE, workspace, Parallelism.sequential());
    problem.run(LOSS, workspace, Parallelism.sequential()).assertSameBits(problem.run(LOSS));
    MatrixProduct.abt(a, c, after, Update.OVERWRITE, workspace, Parallelism.sequential());
    assertThat(after.data()).isEqualTo(before.data());
  }

  @Test
  void aSecondCallInsideACallIsRefused() {
    RankingProblem problem = RankingProblem.untrained(40, 50, 20, Pairing.RANDOM, 3);
    Workspace workspace = new Workspace();
    Matrix product = Matrix.zeros(40, 50);
    List<Throwable> refusals = new ArrayList<>();
    // The executor is asked for a helper while the call is running.
    Parallelism intruding =
        Parallelism.on(
            task -> {
              refusals.add(thrownBy(() -> problem.run(LOSS, workspace, Parallelism.sequential())));
              refusals.add(thrownBy(workspace::release));
              refusals.add(
                  thrownBy(() ->
                      MatrixProduct.abt(
                          problem.anchors(),
                          problem.candidates(),
                          product,
                          Update.OVERWRITE,
                          workspace,
                          Parallelism.sequential())));
            },
            2);
    RankingResult result = problem.run(LOSS, workspace, intruding);
    assertThat(refusals)
        .hasSize(3)
        .allSatisfy(thrown ->
            assertThat(thrown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                    "workspace is in use by another call, expected one workspace for each"
                        + " concurrent call"));
    result.assertSameBits(problem.run(LOSS));
    problem.run(LOSS, workspace, Parallelism.sequential()).assertSameBits(result);
  }

  private static Throwable thrownBy(Runnable call) {
    try {
      call.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  @Test
  void aReleasedWorkspaceStartsAnew() {
    RankingProblem problem = RankingProblem.untrained(40, 50, 20, Pairing.RANDOM, 3);
    Workspace workspace = new Workspace();
    RankingResult before = problem.run(LOSS, workspace, Parallelism.sequential());
    workspace.release();
    problem.run(LOSS, workspace, Parallelism.sequential()).assertSameBits(before);
  }

  @Test
  void aNegativeBudgetIsRefused() {
    assertThatThrownBy(() -> new Workspace(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("budget is -1, expected at least 0 bytes");
    assertThat(new Workspace().budget()).isEqualTo(Workspace.DEFAULT_BUDGET);
    assertThat(new Workspace(5).budget()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1", "32, 32, 384", "1024, 1024, 768", "4096, 4096, 128", "1000, 100000, 256",
    "65536, 65536, 256", "200000, 200000, 64", "16, 200000, 64", "200000, 7, 64", "30000, 30000, 33"
  })
  void memoryIsTwoCopiesOfInputsAndGradientsAndTheBudget(int m, int n, int d) {
    for (boolean symmetric : new boolean[] {false, true}) {
      for (boolean gradients : new boolean[] {false, true}) {
        RankingLoss loss = LOSS.withSymmetric(symmetric);
        RankingShape shape = RankingShape.of(loss, m, n, d, gradients);
        long bytes = RankingPlan.of(shape, Workspace.DEFAULT_BUDGET).bytes();
        assertThat(bytes)
            .as("%d x %d x %d, symmetric %s, gradients %s", m, n, d, symmetric, gradients)
            .isBetween(4L * n * d, 2L * (m + n) * d * 4 + (64L << 20));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 100, 64", "5000, 5000, 100", "65536, 65536, 256", "300, 70000, 64"})
  void moreBudgetNeverTakesLess(int m, int n, int d) {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = LOSS.withSymmetric(symmetric);
      long last = 0;
      for (long budget : new long[] {0, 1 << 20, 1 << 24, 1 << 26, 1 << 28, 1L << 34}) {
        long bytes = new Workspace(budget).bytesFor(loss, m, n, d, true, 1);
        assertThat(bytes).isGreaterThanOrEqualTo(last);
        last = bytes;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"32, 32, 384", "1024, 1024, 768", "4096, 4096, 128", "30000, 30000, 33"})
  void theLossAloneTakesLessThanWithGradients(int m, int n, int d) {
    Workspace workspace = new Workspace();
    assertThat(workspace.bytesFor(LOSS, m, n, d, false, 1))
        .isLessThan(workspace.bytesFor(LOSS, m, n, d, true, 1));
    RankingBatch batch = RankingBatch.of(Matrix.zeros(m, d), Matrix.zeros(n, d));
    assertThat(workspace.bytesFor(LOSS, batch, false, 1))
        .isLessThan(workspace.bytesFor(LOSS, batch, true, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, anchors is 0",
    "1, 0, 1, 1, candidates is 0",
    "1, 1, 0, 1, dimensions is 0",
    "-3, 1, 1, 1, anchors is -3",
    "1, 1, 1, 0, workers is 0"
  })
  void aShapeWithoutElementsOrWorkersIsRefused(int m, int n, int d, int workers, String message) {
    assertThatThrownBy(() -> new Workspace().bytesFor(LOSS, m, n, d, true, workers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message + ", expected at least 1");
  }

  @Test
  void aPrefixWiderThanTheBatchIsRefused() {
    RankingBatch batch = RankingBatch.of(Matrix.zeros(3, 40), Matrix.zeros(3, 40));
    MatryoshkaRankingLoss loss =
        new MatryoshkaRankingLoss(LOSS, new int[] {8, 41}, new double[] {1, 1});
    assertThatThrownBy(() -> new Workspace().bytesFor(loss, batch, true, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the widest prefix is 41, expected at most 40");
  }

  @Test
  void aShapeBeyondJavaArraysIsCutIntoRanges() {
    RankingShape shape = RankingShape.of(LOSS, 4, 3_000_000, 768, true);
    long bytes = RankingPlan.of(shape, Workspace.DEFAULT_BUDGET).bytes();
    assertThat(bytes).isLessThanOrEqualTo(8L * 3_000_004 * 768 + Workspace.DEFAULT_BUDGET);
  }

  @ParameterizedTest
  @CsvSource({"2147483647, 1, 1", "1, 2147483647, 64", "2147483647, 2147483647, 768"})
  void moreRowsThanAnArrayHasElementsAreRefused(int m, int n, int d) {
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = LOSS.withSymmetric(symmetric);
      assertThatThrownBy(() -> new Workspace().bytesFor(loss, m, n, d, true, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit a Java array");
    }
  }

  @Test
  void anExceptionOfTheExecutorLeavesTheWorkspaceFree() {
    RankingProblem problem = RankingProblem.untrained(40, 50, 20, Pairing.RANDOM, 3);
    Workspace workspace = new Workspace();
    Parallelism broken =
        Parallelism.on(
            task -> {
              throw new UnsupportedOperationException("no threads today");
            },
            2);
    assertThatThrownBy(() -> problem.run(LOSS, workspace, broken))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("no threads today");
    assertThatCode(workspace::release).doesNotThrowAnyException();
  }
}
