package io.github.contrastive4j.kernel.team;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The calling thread and its helpers, working through one phase after the other.
 *
 * <p>Each has an even stretch of a phase's tasks, the same in every phase of as many tasks, so that
 * what a worker has written for some rows is in its own caches when the next phase reads it.
 * Whoever is done with the own stretch goes on with those of others. A phase is complete when all
 * its tasks are, not when all helpers have shown up: a helper that never comes only leaves more to
 * the others. Helpers wait for the next phase by spinning briefly, because phases follow each other
 * within microseconds, and then park.
 */
public final class Crew implements AutoCloseable {
  /** A crew of the calling thread alone; it has no state and is shared. */
  static final Crew SOLO = new Crew(1, null);

  /** Looks for work before a helper parks; some 50 µs. */
  private static final int SPINS_BEFORE_PARKING = 2_000;

  /** Looks at the counter of finished tasks before the caller offers its core to others. */
  private static final int SPINS_BEFORE_YIELDING = 20_000;

  private final int workers;
  private final AtomicBoolean busy;
  private final AtomicReferenceArray<Thread> parked;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Tasks that helpers have run; each adds its own when it finds no more. */
  private final AtomicInteger finished = new AtomicInteger();

  private final Tickets tickets;

  /** How many get a stretch: the first ones. */
  private int sharing;

  private Phase first;
  private Phase second;
  private int firsts;
  private int seconds;
  private volatile boolean dismissed;

  /**
   * Makes a crew without helpers yet; they join by {@link #help}.
   *
   * @param workers number of threads, the caller's included
   * @param busy cleared when the crew is closed; null for a crew that is dismissed then
   */
  Crew(int workers, AtomicBoolean busy) {
    this.workers = workers;
    this.sharing = workers;
    this.busy = busy;
    this.parked = new AtomicReferenceArray<>(workers);
    this.tickets = new Tickets(workers);
  }

  /**
   * Number of threads, the caller's included; worker numbers are below it.
   *
   * @return at least 1
   */
  public int workers() {
    return workers;
  }

  /** Number of threads that tasks are for. Others only take what they come across. */
  int sharing() {
    return sharing;
  }

  /**
   * Sets for how many threads tasks are, until further notice.
   *
   * @param workers from 1 to as many as there are
   */
  void shareAmong(int workers) {
    sharing = workers;
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
    forEach(count, work, 0, work);
  }

  /**
   * Runs tasks of two kinds side by side; each worker has an even stretch of both.
   *
   * @param firsts number of tasks of the first kind
   * @param first what they do
   * @param seconds number of tasks of the second kind
   * @param second what they do
   * @throws RuntimeException or Error that a task has thrown; others may or may not have been run
   */
  public void forEach(int firsts, Phase first, int seconds, Phase second) {
    if (workers == 1 || firsts + seconds <= 1) {
      for (int task = 0; task < firsts; task++) {
        first.run(task, 0);
      }
      for (int task = 0; task < seconds; task++) {
        second.run(task, 0);
      }
      return;
    }
    this.first = first;
    this.second = second;
    this.firsts = firsts;
    this.seconds = seconds;
    finished.set(0);
    issueTickets();
    int others = firsts + seconds - work(0);
    for (int spins = 0; finished.get() < others; spins++) {
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

  private void issueTickets() {
    tickets.nextPhase();
    for (int worker = 0; worker < sharing; worker++) {
      tickets.issue(worker, firsts(worker) + seconds(worker));
    }
    tickets.publish();
    for (int worker = 1; worker < sharing; worker++) {
      if (firsts(worker) + seconds(worker) > 0) {
        wake(worker);
      }
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
      if (tickets.waiting(worker)) {
        finished.addAndGet(work(worker));
        idle = 0;
      } else if (idle++ < SPINS_BEFORE_PARKING) {
        Thread.onSpinWait();
      } else {
        park(worker);
        // While it woke up, others may have begun with its stretch.
        finished.addAndGet(work(worker));
        idle = 0;
      }
    }
  }

  /** Sends the helpers home. */
  void dismiss() {
    dismissed = true;
    for (int worker = 1; worker < workers; worker++) {
      wake(worker);
    }
  }

  /** Runs what is there to claim, of the own stretch first, and returns how many tasks it was. */
  private int work(int worker) {
    int done = 0;
    for (int k = 0; k < workers; k++) {
      int owner = (worker + k) % workers;
      for (int left = tickets.claim(owner); left > 0; left = tickets.claim(owner)) {
        // The phase cannot end before this claim is worked off, so its fields are stable here.
        run(firsts(owner) + seconds(owner) - left, owner, worker);
        done++;
      }
    }
    return done;
  }

  /** Runs a task of a stretch: those of the first kind come first. */
  private void run(int task, int owner, int worker) {
    try {
      if (task < firsts(owner)) {
        first.run(firstsBefore(owner) + task, worker);
      } else {
        second.run(secondsBefore(owner) + task - firsts(owner), worker);
      }
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    }
  }

  private int firsts(int worker) {
    return firstsBefore(worker + 1) - firstsBefore(worker);
  }

  /** Rounded up, so that the caller has a task if there are fewer than workers. */
  private int firstsBefore(int worker) {
    return (int) Math.ceilDiv((long) firsts * worker, sharing);
  }

  private int seconds(int worker) {
    return secondsBefore(worker + 1) - secondsBefore(worker);
  }

  /** Rounded down, so that together they are even. */
  private int secondsBefore(int worker) {
    return (int) ((long) seconds * worker / sharing);
  }

  private void park(int worker) {
    parked.set(worker, Thread.currentThread());
    if (!tickets.waiting(worker) && !dismissed) {
      LockSupport.park(this);
    }
    parked.set(worker, null);
  }

  private void wake(int worker) {
    Thread sleeper = parked.get(worker);
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
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
