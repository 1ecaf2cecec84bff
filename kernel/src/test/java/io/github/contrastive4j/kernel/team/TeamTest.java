package io.github.contrastive4j.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TeamTest {

  @Test
  void aBusyTeamLeavesTheSecondCallerAlone() {
    Team.Threads team = new Team.Threads(3);
    try {
      Crew first = team.assemble();
      assertThat(first.workers()).isEqualTo(3);
      assertThat(team.assemble()).isSameAs(Crew.SOLO);
      first.close();
      try (Crew again = team.assemble()) {
        assertThat(again).isSameAs(first);
      }
    } finally {
      team.close();
    }
  }

  @Test
  void closingASoloCrewDoesNotFreeATeamThatIsBusy() {
    Team.Threads team = new Team.Threads(2);
    try (Crew first = team.assemble()) {
      assertThat(first.workers()).isEqualTo(2);
      team.assemble().close();
      assertThat(team.assemble()).isSameAs(Crew.SOLO);
    } finally {
      team.close();
    }
  }

  @Test
  void helpersAreNamedDaemonsAndEndWhenTheTeamIsClosed() throws InterruptedException {
    List<Thread> before = helpers();
    Team.Threads team = new Team.Threads(3);
    List<Thread> ours = helpers();
    ours.removeAll(before);
    assertThat(ours).hasSize(2).allMatch(Thread::isDaemon);
    Thread.sleep(10);
    team.close();
    for (Thread thread : ours) {
      thread.join();
    }
    assertThat(ours).noneMatch(Thread::isAlive);
  }

  /** What an idle team held on to would live as long as it does. */
  @Test
  void nothingOfAPhaseIsKept() throws InterruptedException {
    Team.Threads team = new Team.Threads(2);
    try {
      WeakReference<int[]> seen = workOn(team);
      for (int patience = 0; seen.get() != null && patience < 100; patience++) {
        System.gc();
        Thread.sleep(10);
      }
      assertThat(seen.get()).isNull();
    } finally {
      team.close();
    }
  }

  private static WeakReference<int[]> workOn(Team team) {
    int[] data = new int[64];
    try (Crew crew = team.assemble()) {
      assertThat(crew.workers()).isEqualTo(2);
      crew.forEach(32, (task, _) -> data[task]++, 32, (task, _) -> data[32 + task]++);
    }
    assertThat(data).containsOnly(1);
    return new WeakReference<>(data);
  }

  /** A thread with an interrupt pending does not park, so that an idle helper would spin. */
  @Test
  void anInterruptOfATaskDoesNotKeepItsHelperAwake() throws InterruptedException {
    List<Thread> before = helpers();
    Team.Threads team = new Team.Threads(2);
    try {
      List<Thread> ours = helpers();
      ours.removeAll(before);
      Thread helper = ours.getFirst();
      CountDownLatch both = new CountDownLatch(2);
      try (Crew crew = team.assemble()) {
        crew.forEach(
            2,
            (_, worker) -> {
              meet(both);
              if (worker == 1) {
                Thread.currentThread().interrupt();
              }
            });
      }
      for (int patience = 0; helper.getState() != Thread.State.WAITING; patience++) {
        assertThat(patience).isLessThan(1000);
        Thread.sleep(10);
      }
      assertThat(helper.isInterrupted()).isFalse();
    } finally {
      team.close();
    }
  }

  private static void meet(CountDownLatch both) {
    both.countDown();
    try {
      both.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCrewFromAnExecutorHasRoomForThoseWhoAreLeftOut() {
    AtomicInteger asked = new AtomicInteger();
    Team team = new Team.OnExecutor(task -> asked.incrementAndGet(), 8);
    try (Crew crew = team.assemble(3)) {
      assertThat(crew.size()).isEqualTo(8);
      assertThat(crew.workers()).isEqualTo(3);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void aBusyExecutorIsNotFilledWithHelpers() {
    List<Runnable> queue = new ArrayList<>();
    Team team = new Team.OnExecutor(queue::add, 4);
    AtomicInteger runs = new AtomicInteger();
    for (int call = 0; call < 1000; call++) {
      try (Crew crew = team.assemble()) {
        crew.forEach(5, (task, worker) -> runs.incrementAndGet());
      }
    }
    assertThat(runs).hasValue(5000);
    // Three, and one more at the first, second, fourth … of the calls without room.
    assertThat(queue).hasSize(3 + 10);
    Thread late = new Thread(() -> queue.forEach(Runnable::run));
    late.start();
    join(late);
    queue.clear();
    for (int call = 0; call < 2; call++) {
      team.assemble().close();
    }
    assertThat(queue).hasSize(3 + 1);
  }

  /** The second one comes while the first hands in its helpers. */
  @Test
  void concurrentCallsShareTheRoomInTheQueue() {
    List<Runnable> queue = new ArrayList<>();
    AtomicReference<Team> team = new AtomicReference<>();
    team.set(
        new Team.OnExecutor(
            task -> {
              queue.add(task);
              if (queue.size() == 1) {
                team.get().assemble().close();
              }
            },
            4));
    team.get().assemble().close();
    assertThat(queue).hasSize(3);
  }

  @Test
  void callsWithoutHelpersLeaveTheNextOneToThoseThatWantSome() {
    AtomicInteger asked = new AtomicInteger();
    Team team = new Team.OnExecutor(task -> asked.incrementAndGet(), 2);
    // The executor keeps the first helper waiting, so that there is no room for another.
    team.assemble().close();
    for (int call = 0; call < 1000; call++) {
      assertThat(team.assemble(1)).isSameAs(Crew.SOLO);
    }
    team.assemble().close();
    assertThat(asked).hasValue(2);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void helpersInheritNothingOfTheThreadThatMakesTheTeam() {
    InheritableThreadLocal<String> secret = new InheritableThreadLocal<>();
    secret.set("of the request");
    AtomicReference<String> seen = new AtomicReference<>("nothing yet");
    Team.Threads team = new Team.Threads(2);
    try (Crew crew = team.assemble()) {
      crew.forEach(
          2,
          (task, worker) -> {
            if (worker == 1) {
              seen.set(secret.get());
            } else {
              while ("nothing yet".equals(seen.get())) {
                Thread.onSpinWait();
              }
            }
          });
    }
    team.close();
    assertThat(seen.get()).isNull();
  }

  private static List<Thread> helpers() {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("contrastive4j-")) {
        found.add(thread);
      }
    }
    return found;
  }

  @Test
  void aClosedTeamStillCompletesEveryTask() {
    Team.Threads team = new Team.Threads(3);
    team.close();
    AtomicInteger runs = new AtomicInteger();
    try (Crew crew = team.assemble()) {
      crew.forEach(100, (task, worker) -> runs.incrementAndGet());
    }
    assertThat(runs).hasValue(100);
  }

  @Test
  void theSoloTeamIsTheCaller() {
    assertThat(Team.SOLO.workers()).isEqualTo(1);
    assertThat(Team.SOLO.assemble()).isSameAs(Crew.SOLO);
    assertThat(Team.SOLO.assemble().workers()).isEqualTo(1);
  }

  @Test
  void anExecutorIsAskedForAllWorkersButTheCaller() {
    AtomicInteger asked = new AtomicInteger();
    Team team = new Team.OnExecutor(task -> asked.incrementAndGet(), 5);
    try (Crew crew = team.assemble()) {
      assertThat(crew.workers()).isEqualTo(5);
    }
    assertThat(asked).hasValue(4);
  }

  @Test
  void anExecutorThatRejectsIsNotAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    Team team =
        new Team.OnExecutor(
            task -> {
              asked.incrementAndGet();
              throw new RejectedExecutionException();
            },
            5);
    AtomicInteger runs = new AtomicInteger();
    try (Crew crew = team.assemble()) {
      crew.forEach(30, (task, worker) -> runs.incrementAndGet());
    }
    assertThat(asked).hasValue(1);
    assertThat(runs).hasValue(30);
  }
}
