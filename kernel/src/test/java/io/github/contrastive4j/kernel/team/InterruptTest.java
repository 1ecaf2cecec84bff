package io.github.contrastive4j.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Virtual threads with an interrupt pending wait like any other, so that those who come after them
 * get the carriers. A thread that does not sleep for an interrupt keeps its carrier for good.
 */
@Timeout(60)
class InterruptTest {
  /** As many as there can be carriers. */
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final ConcurrentLinkedQueue<Boolean> interrupted = new ConcurrentLinkedQueue<>();

  /** Whether a virtual thread that begins by now gets to the end. */
  private static boolean othersRun() throws InterruptedException {
    // Long enough for whoever waits to be done with spinning.
    Thread.sleep(200);
    return Thread.ofVirtual().start(() -> {}).join(Duration.ofSeconds(10));
  }

  /** Notes whether helpers are interrupted when they have ended. */
  private Executor virtualThreads(CountDownLatch ended) {
    return helper ->
        Thread.startVirtualThread(() -> {
          helper.run();
          interrupted.add(Thread.currentThread().isInterrupted());
          ended.countDown();
        });
  }

  @Test
  void helpersOfAnExecutorWait() throws InterruptedException {
    CountDownLatch helpers = new CountDownLatch(THREADS);
    Executor executor = virtualThreads(helpers);
    List<Crew> crews = new ArrayList<>();
    for (int k = 0; k < THREADS; k++) {
      Crew crew = new Team.OnExecutor(executor, 2).assemble();
      crews.add(crew);
      CountDownLatch both = new CountDownLatch(2);
      crew.forEach(
          2,
          (task, worker) -> {
            meet(both);
            if (worker == 1) {
              Thread.currentThread().interrupt();
            }
          });
    }
    assertThat(othersRun()).isTrue();
    crews.forEach(Crew::close);
    helpers.await();
    assertThat(interrupted).hasSize(THREADS).containsOnly(true);
  }

  @Test
  void whoIsNotInterruptedStaysSo() throws InterruptedException {
    CountDownLatch helpers = new CountDownLatch(3);
    Executor executor = virtualThreads(helpers);
    try (Crew crew = new Team.OnExecutor(executor, 4).assemble()) {
      CountDownLatch all = new CountDownLatch(4);
      crew.forEach(4, (task, worker) -> meet(all));
      // Long enough for the helpers to go to sleep.
      Thread.sleep(20);
      crew.forEach(4, (task, worker) -> {});
    }
    helpers.await();
    assertThat(interrupted).hasSize(3).containsOnly(false);
  }

  @Test
  void callersWait() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(THREADS);
    // The helpers', and that others have run.
    CountDownLatch end = new CountDownLatch(THREADS + 1);
    List<Thread> callers = new ArrayList<>();
    Executor helpers = helper -> Thread.ofPlatform().daemon().start(helper);
    for (int k = 0; k < THREADS; k++) {
      CountDownLatch both = new CountDownLatch(2);
      Runnable call =
          () -> {
            try (Crew crew = new Team.OnExecutor(helpers, 2).assemble()) {
              crew.forEach(
                  2,
                  (task, worker) -> {
                    meet(both);
                    if (worker == 1) {
                      meet(end);
                    } else {
                      Thread.currentThread().interrupt();
                      begun.countDown();
                    }
                  });
            }
            interrupted.add(Thread.currentThread().isInterrupted());
          };
      callers.add(Thread.startVirtualThread(call));
    }
    begun.await();
    boolean othersRun = othersRun();
    end.countDown();
    assertThat(othersRun).isTrue();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(interrupted).hasSize(THREADS).containsOnly(true);
  }

  private static void meet(CountDownLatch all) {
    all.countDown();
    try {
      all.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
