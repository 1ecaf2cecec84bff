package io.github.contrastive4j.kernel.team;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The calling thread and its helpers, working through one phase after the other.
 *
 * <p>Tasks are claimed one by one. A phase is complete when all its tasks are, not when all helpers
 * have shown up: a helper that never comes only leaves more to the others. Helpers wait for the
 * next phase by spinning briefly, because phases follow each other within microseconds, and then
 * park.
 */
public final class Crew implements AutoCloseable {
  /** A crew of the calling thread alone; it has no state and is shared. */
  static final Crew SOLO = new Crew(1, null);

  /** Looks for work before a helper parks; some 50 µs. */
  private static final int SPINS_BEFORE_PARKING = 2_000;

  /** Looks at the counter of finished tasks before the caller offers its core to others. */
  private static final int SPINS_BEFORE_YIELDING = 20_000;

  private static final long CLAIMS = 0xFFFF_FFFFL;

  private final int workers;
  private final AtomicBoolean busy;
  private final AtomicReferenceArray<Thread> parked;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicInteger finished = new AtomicInteger();

  /** High half: number of the phase; low half: tasks not claimed yet. One word, so one claim. */
  private final AtomicLong ticket = new AtomicLong();

  private Phase phase;
  private int tasks;
  private volatile boolean dismissed;

  /**
   * Makes a crew without helpers yet; they join by {@link #help}.
   *
   * @param workers number of threads, the caller's included
   * @param busy cleared when the crew is closed; null for a crew that is dismissed then
   */
  Crew(int workers, AtomicBoolean busy) {
    this.workers = workers;
    this.busy = busy;
    this.parked = new AtomicReferenceArray<>(workers);
  }

  /**
   * Number of threads, the caller's included; worker numbers are below it.
   *
   * @return at least 1
   */
  public int workers() {
    return workers;
  }

  /**
   * Runs all tasks of a phase and returns when they are complete. Called by the one thread that the
   * crew works for.
   *
   * @param count number of tasks
   * @param work the phase
   * @throws RuntimeException or Error that a task has thrown; others may or may not have been run
   */
  public void forEach(int count, Phase work) {
    if (workers == 1 || count <= 1) {
      for (int task = 0; task < count; task++) {
        work.run(task, 0);
      }
      return;
    }
    phase = work;
    tasks = count;
    finished.set(0);
    ticket.set(((ticket.get() | CLAIMS) + 1) | count);
    wake(Math.min(workers, count));
    while (claimAndRun(0)) {}
    for (int spins = 0; finished.get() < count; spins++) {
      if (spins < SPINS_BEFORE_YIELDING) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    if (failure.get() != null) {
      rethrow(failure.getAndSet(null));
    }
  }

  /** Ends the work for this caller: the crew is free for another one, or its helpers go home. */
  @Override
  public void close() {
    if (busy != null) {
      busy.set(false);
    } else if (workers > 1) {
      dismiss();
    }
  }

  /** Helps until dismissed. */
  void help(int worker) {
    int idle = 0;
    while (!dismissed) {
      if (claimAndRun(worker)) {
        idle = 0;
      } else if (idle++ < SPINS_BEFORE_PARKING) {
        Thread.onSpinWait();
      } else {
        park(worker);
        idle = 0;
      }
    }
  }

  /** Sends the helpers home. */
  void dismiss() {
    dismissed = true;
    wake(workers);
  }

  private boolean claimAndRun(int worker) {
    long seen = ticket.get();
    int unclaimed = (int) (seen & CLAIMS);
    if (unclaimed == 0) {
      return false;
    }
    if (ticket.compareAndSet(seen, seen - 1)) {
      // The phase cannot end before this claim is worked off, so its fields are stable here.
      try {
        phase.run(tasks - unclaimed, worker);
      } catch (Throwable thrown) {
        failure.compareAndSet(null, thrown);
      } finally {
        finished.incrementAndGet();
      }
    }
    return true;
  }

  private void park(int worker) {
    parked.set(worker, Thread.currentThread());
    if ((ticket.get() & CLAIMS) == 0 && !dismissed) {
      LockSupport.park(this);
    }
    parked.set(worker, null);
  }

  private void wake(int upTo) {
    for (int worker = 1; worker < upTo; worker++) {
      Thread sleeper = parked.get(worker);
      if (sleeper != null) {
        LockSupport.unpark(sleeper);
      }
    }
  }

  private static void rethrow(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }
}
