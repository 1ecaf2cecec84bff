package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever works, the bits are those of the sequential call. */
@Tag("simd")
@NativeWidthOnly
@Timeout(60)
class ParallelismTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.RAW_COSINE, 20);

  private final RankingProblem problem =
      RankingProblem.untrained(200, 300, 35, Pairing.RANDOM, 1).times(0.5);

  /**
   * All ways through the stages: one or many groups, one direction or both, shared shift or not.
   */
  private void assertSameBits(Parallelism parallelism, Similarity similarity) {
    for (boolean symmetric : new boolean[] {false, true}) {
      for (double scale : new double[] {5, 500}) {
        RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
        for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
          RankingResult expected =
              problem.run(loss, new Workspace(budget), Parallelism.sequential());
          Workspace workspace = new Workspace(budget);
          double alone = loss.forward(problem.batch(), workspace, Parallelism.sequential());
          for (int repeat = 0; repeat < 3; repeat++) {
            problem.run(loss, workspace, parallelism).assertSameBits(expected);
            assertThat(loss.forward(problem.batch(), workspace, parallelism)).isEqualTo(alone);
          }
        }
      }
    }
  }

  private void assertSameBits(Parallelism parallelism) {
    assertSameBits(parallelism, Similarity.RAW_COSINE);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void teamsOfAnySizeGiveTheBitsOfTheSequentialCall(Similarity similarity) {
    for (int workers : new int[] {2, 3, 8}) {
      try (Parallelism team = Parallelism.workers(workers)) {
        assertThat(team.workers()).isEqualTo(workers);
        assertSameBits(team, similarity);
      }
    }
  }

  @Test
  void aPoolOfTheCallerHelps() {
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      assertSameBits(Parallelism.on(pool, 4));
    }
  }

  @Test
  void aPoolWithFewerThreadsThanWorkersHelps() {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      assertSameBits(Parallelism.on(pool, 8));
    }
  }

  @Test
  void virtualThreadsHelp() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertSameBits(Parallelism.on(threads, 3));
    }
  }

  @Test
  void anExecutorOnTheCallingThreadIsHarmless() {
    assertSameBits(Parallelism.on(Runnable::run, 3));
  }

  @Test
  void anExecutorThatRejectsIsHarmless() {
    AtomicInteger asked = new AtomicInteger();
    Executor rejecting =
        task -> {
          asked.incrementAndGet();
          throw new RejectedExecutionException("full");
        };
    assertSameBits(Parallelism.on(rejecting, 3));
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void anExecutorThatRunsItsTasksAfterTheCallIsHarmless() {
    ConcurrentLinkedQueue<Runnable> late = new ConcurrentLinkedQueue<>();
    assertSameBits(Parallelism.on(late::add, 3));
    assertThat(late).isNotEmpty();
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      late.forEach(other::execute);
    }
    assertSameBits(Parallelism.sequential());
  }

  @Test
  void theTasksOfACallEndWithIt() throws Exception {
    List<Future<?>> helpers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      problem.run(LOSS, new Workspace(), Parallelism.on(task -> helpers.add(pool.submit(task)), 3));
      for (Future<?> helper : helpers) {
        helper.get();
      }
    }
    assertThat(helpers).hasSize(2);
  }

  @Test
  void aClosedTeamLeavesTheWorkToTheCaller() {
    Parallelism team = Parallelism.workers(3);
    assertSameBits(team);
    team.close();
    assertSameBits(team);
    team.close();
  }

  @Test
  void callersThatShareATeamGetTheirOwnResults() throws Exception {
    try (Parallelism team = Parallelism.workers(2)) {
      RankingResult expected = problem.run(LOSS);
      runInThreads(
          2,
          () -> {
            Workspace own = new Workspace();
            for (int repeat = 0; repeat < 20; repeat++) {
              problem.run(LOSS, own, team).assertSameBits(expected);
            }
          });
    }
  }

  @Test
  void oneLossServesManyThreads() throws Exception {
    List<RankingProblem> problems = new ArrayList<>();
    List<RankingResult> expected = new ArrayList<>();
    for (int p = 0; p < 6; p++) {
      problems.add(RankingProblem.untrained(20 + 9 * p, 90, 10 + p, Pairing.RANDOM, p));
      expected.add(problems.get(p).run(LOSS));
    }
    AtomicInteger next = new AtomicInteger();
    runInThreads(
        6,
        () -> {
          int mine = next.getAndIncrement();
          Workspace own = new Workspace();
          for (int repeat = 0; repeat < 10; repeat++) {
            problems
                .get(mine)
                .run(LOSS, own, Parallelism.sequential())
                .assertSameBits(expected.get(mine));
          }
        });
  }

  private static void runInThreads(int threads, Runnable work) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        tasks.add(Executors.callable(work));
      }
      for (Future<Object> done : pool.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097, Integer.MAX_VALUE})
  void numbersOfWorkersOutOfRangeAreRefused(int workers) {
    String message = "workers is " + workers + ", expected 1 to 4096";
    assertThatThrownBy(() -> Parallelism.workers(workers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> Parallelism.on(Runnable::run, workers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void anExecutorMustBeGiven() {
    assertThatThrownBy(() -> Parallelism.on(null, 2))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("executor is null, expected");
  }

  @Test
  void oneWorkerIsTheCaller() {
    assertThat(Parallelism.workers(1)).isSameAs(Parallelism.sequential());
    assertThat(Parallelism.sequential().workers()).isEqualTo(1);
    try (Parallelism all = Parallelism.allProcessors()) {
      assertThat(all.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void closingTheSequentialInstanceChangesNothing() {
    Parallelism.sequential().close();
    assertSameBits(Parallelism.sequential());
  }
}
