package io.github.contrastive4j.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CrewTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyTaskRunsExactlyOnceInEveryPhase(int workers) {
    Team.Threads team = new Team.Threads(workers);
    try (Crew crew = team.assemble()) {
      assertThat(crew.workers()).isEqualTo(workers);
      for (int count : new int[] {0, 1, 2, 7, 100, 1000}) {
        for (int repeat = 0; repeat < 20; repeat++) {
          AtomicIntegerArray runs = new AtomicIntegerArray(count);
          crew.forEach(count, (task, worker) -> runs.incrementAndGet(task));
          for (int task = 0; task < count; task++) {
            assertThat(runs.get(task)).isEqualTo(1);
          }
        }
      }
    } finally {
      team.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void tasksOfTwoKindsRunExactlyOnceEach(int workers) {
    Team.Threads team = new Team.Threads(workers);
    try (Crew crew = team.assemble(workers)) {
      for (int firsts : new int[] {0, 1, 2, 7, 100}) {
        for (int seconds : new int[] {0, 1, 3, 50}) {
          AtomicIntegerArray first = new AtomicIntegerArray(firsts);
          AtomicIntegerArray second = new AtomicIntegerArray(seconds);
          crew.forEach(
              firsts,
              (task, worker) -> first.incrementAndGet(task),
              seconds,
              (task, worker) -> second.incrementAndGet(task));
          assertThat(first).hasToString(new AtomicIntegerArray(filled(firsts)).toString());
          assertThat(second).hasToString(new AtomicIntegerArray(filled(seconds)).toString());
        }
      }
    } finally {
      team.close();
    }
  }

  private static int[] filled(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void whoIsBusyLeavesItsStretchToOthers() {
    Team.Threads team = new Team.Threads(2);
    try (Crew crew = team.assemble(2)) {
      int[] ranOn = new int[100];
      CountDownLatch rest = new CountDownLatch(99);
      // Whoever gets task 0 is held up until all others, those of its own stretch too, have run.
      crew.forEach(
          100,
          (task, worker) -> {
            ranOn[task] = worker;
            if (task == 0) {
              await(rest);
            } else {
              rest.countDown();
            }
          });
      for (int task = 1; task < 50; task++) {
        assertThat(ranOn[task]).isEqualTo(1 - ranOn[0]);
      }
    } finally {
      team.close();
    }
  }

  @Test
  void whoComesLateHelpsOthers() throws InterruptedException {
    Crew crew = new Crew(3, null);
    AtomicIntegerArray runs = new AtomicIntegerArray(60);
    CountDownLatch late = new CountDownLatch(1);
    Thread helper = new Thread(() -> crew.help(1));
    // The caller works off all stretches, that of the helper too, which comes before the last task.
    crew.forEach(
        60,
        (task, worker) -> {
          if (worker == 1) {
            late.countDown();
          } else if (task == 58) {
            helper.start();
            await(late);
          }
          runs.incrementAndGet(task);
        });
    crew.close();
    helper.join();
    assertThat(runs).hasToString(new AtomicIntegerArray(filled(60)).toString());
  }

  @Test
  void aCrewSharedAmongSomeRunsEveryTaskOnceAndIsWholeAgainAfterwards() {
    Team.Threads team = new Team.Threads(4);
    try {
      for (int repeat = 0; repeat < 200; repeat++) {
        for (int sharing : new int[] {4, 2, 3, 1}) {
          try (Crew crew = team.assemble(sharing)) {
            assertThat(crew.workers()).isEqualTo(sharing);
            AtomicIntegerArray runs = new AtomicIntegerArray(23);
            crew.forEach(23, (task, worker) -> runs.incrementAndGet(task));
            assertThat(runs).hasToString(new AtomicIntegerArray(filled(23)).toString());
          }
        }
      }
    } finally {
      team.close();
    }
  }

  @Test
  void aPhaseSeesWhatThePhaseBeforeHasWritten() {
    Team.Threads team = new Team.Threads(3);
    try (Crew crew = team.assemble()) {
      int[] values = new int[64];
      AtomicInteger wrong = new AtomicInteger();
      for (int phase = 1; phase <= 2000; phase++) {
        int expected = phase - 1;
        crew.forEach(
            values.length,
            (task, worker) -> {
              // A neighbour's element of the phase before, written by whoever ran it.
              if (values[(task + expected) % values.length] < expected) {
                wrong.incrementAndGet();
              }
            });
        crew.forEach(values.length, (task, worker) -> values[task]++);
      }
      assertThat(wrong).hasValue(0);
      assertThat(values).containsOnly(2000);
    } finally {
      team.close();
    }
  }

  @Test
  void noTwoThreadsHaveOneWorkerNumberAtATime() {
    Team.Threads team = new Team.Threads(4);
    try (Crew crew = team.assemble()) {
      AtomicIntegerArray inside = new AtomicIntegerArray(4);
      AtomicInteger clashes = new AtomicInteger();
      crew.forEach(
          5000,
          (task, worker) -> {
            if (inside.incrementAndGet(worker) != 1) {
              clashes.incrementAndGet();
            }
            Thread.onSpinWait();
            inside.decrementAndGet(worker);
          });
      assertThat(clashes).hasValue(0);
    } finally {
      team.close();
    }
  }

  @Test
  void helpersReallyWork() {
    Team.Threads team = new Team.Threads(2);
    try (Crew crew = team.assemble()) {
      CountDownLatch both = new CountDownLatch(2);
      // Neither task ends before the other one has begun.
      crew.forEach(
          2,
          (task, worker) -> {
            both.countDown();
            await(both);
          });
      assertThat(both.getCount()).isZero();
    } finally {
      team.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void parkedHelpersAreWoken() throws InterruptedException {
    Team.Threads team = new Team.Threads(2);
    try (Crew crew = team.assemble()) {
      for (int repeat = 0; repeat < 3; repeat++) {
        Thread.sleep(20);
        CountDownLatch both = new CountDownLatch(2);
        crew.forEach(
            2,
            (task, worker) -> {
              both.countDown();
              await(both);
            });
        assertThat(both.getCount()).isZero();
      }
    } finally {
      team.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anExceptionOfATaskSurfacesAndTheCrewStaysUsable(int workers) {
    Team.Threads team = new Team.Threads(workers);
    try (Crew crew = team.assemble()) {
      for (int repeat = 0; repeat < 50; repeat++) {
        AtomicInteger completed = new AtomicInteger();
        assertThatThrownBy(() ->
                crew.forEach(
                    40,
                    (task, worker) -> {
                      if (task == 17) {
                        throw new ArithmeticException("task 17");
                      }
                      completed.incrementAndGet();
                    }))
            .isInstanceOf(ArithmeticException.class)
            .hasMessage("task 17");
        assertThat(completed).hasValue(39);
        AtomicInteger runs = new AtomicInteger();
        crew.forEach(40, (task, worker) -> runs.incrementAndGet());
        assertThat(runs).hasValue(40);
      }
    } finally {
      team.close();
    }
  }

  /** At whatever depth of the caller: helpers would go on in the next phase. */
  @Test
  void aStackOverflowLeavesNoTaskRunning() throws InterruptedException {
    Team.Threads team = new Team.Threads(2);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger leftRunning = new AtomicInteger();
    AtomicInteger completed = new AtomicInteger();
    Phase slow =
        (task, worker) -> {
          // What the caller runs may end before it has counted down.
          int helpers = Math.min(worker, 1);
          running.addAndGet(helpers);
          for (int k = 0; k < 2000; k++) {
            Thread.onSpinWait();
          }
          running.addAndGet(-helpers);
        };
    try (Crew crew = team.assemble()) {
      Runnable phases =
          () -> {
            for (int repeat = 0; repeat < 50; repeat++) {
              descend(() -> {
                try {
                  crew.forEach(6, slow);
                  completed.incrementAndGet();
                } catch (StackOverflowError e) {
                  leftRunning.addAndGet(running.get());
                  throw e;
                }
              });
            }
          };
      Thread deep = new Thread(null, phases, "deep", 1 << 18);
      deep.start();
      deep.join();
    } finally {
      team.close();
    }
    assertThat(completed).hasValue(50);
    assertThat(leftRunning).hasValue(0);
  }

  /** To where there is no stack left, and back to where there is enough for an action. */
  private static void descend(Runnable action) {
    try {
      descend(action);
    } catch (StackOverflowError e) {
      action.run();
    }
  }

  @Test
  void anErrorOfATaskSurfacesAsItIs() {
    Team.Threads team = new Team.Threads(2);
    try (Crew crew = team.assemble()) {
      OutOfMemoryError error = new OutOfMemoryError("made up");
      assertThatThrownBy(() ->
              crew.forEach(
                  5,
                  (task, worker) -> {
                    throw error;
                  }))
          .isSameAs(error);
    } finally {
      team.close();
    }
  }

  @Test
  void aCrewOfOneRunsInOrderOnTheCallingThread() {
    Crew solo = Crew.SOLO;
    StringBuilder order = new StringBuilder();
    Thread caller = Thread.currentThread();
    solo.forEach(
        5,
        (task, worker) -> {
          assertThat(worker).isZero();
          assertThat(Thread.currentThread()).isSameAs(caller);
          order.append(task);
        });
    assertThat(order).hasToString("01234");
    assertThat(solo.workers()).isEqualTo(1);
  }
}
