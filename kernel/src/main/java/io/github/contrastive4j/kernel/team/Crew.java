package io.github.contrastive4j.kernel.team;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** The same, before it sleeps in between: tasks of callers may take any time. */
  private static final int SPINS_BEFORE_SLEEPING = 22_000;

  private static final long SLEEP_NANOS = 50_000;

  /** More frames than any call between the start of a phase and its end takes, beside tasks. */
  private static final int RESERVED_FRAMES = 24;

  private final int size;
  private final AtomicBoolean busy;
  private final AtomicReferenceArray<Thread> parked;

  /** One of those that tasks have thrown; a field, because there may be no stack for a call. */
  private volatile Throwable failure;

  /** Tasks that helpers have run; they add them up where a stretch ends. */
  private final AtomicInteger finished = new AtomicInteger();

  private final Tickets tickets;

  private int workers;

  private Phase first;
  private Phase second;
  private int firsts;
  private int seconds;
  private volatile boolean dismissed;

  /**
   * Makes a crew without helpers yet; they join by {@link #help}.
   *
   * @param size number of threads, the caller's included
   * @param busy cleared when the crew is closed; null for a crew that is dismissed then
   */
  Crew(int size, AtomicBoolean busy) {
    this.size = size;
    this.workers = size;
    this.busy = busy;
    this.parked = new AtomicReferenceArray<>(size);
    this.tickets = new Tickets(size);
  }

  /**
   * Number of threads that there are; the numbers of those who run tasks are below it.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * Number of threads that have a stretch of the tasks. Another one may take a task on its way to
   * sleep.
   *
   * @return at least 1
   */
  public int workers() {
    return workers;
  }

  /**
   * Leaves some out until further notice.
   *
   * @param workers number of threads that get tasks, from 1 to as many as there are
   */
  void setWorkers(int workers) {
    this.workers = workers;
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
    reserveStack(RESERVED_FRAMES);
    this.first = first;
    this.second = second;
    this.firsts = firsts;
    this.seconds = seconds;
    finished.setPlain(0);
    issueTickets();
    int others = firsts + seconds - work(0, 0);
    for (int owner = 1; owner < workers; owner++) {
      others -= work(owner, 0);
    }
    boolean interrupted = false;
    for (int spins = 0; finished.get() < others; spins++) {
      interrupted |= await(spins);
    }
    letGo();
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown != null) {
      rethrow(thrown);
    }
  }

  /**
   * Has a stack overflow before a phase begins rather than before it has ended, when helpers would
   * go on in the next one.
   */
  private static int reserveStack(int frames) {
    return frames == 0 ? 0 : 1 + reserveStack(frames - 1);
  }

  /**
   * Waits a moment. A thread with an interrupt pending does not sleep, and a virtual one would keep
   * others from its carrier.
   *
   * @return whether there was one, which is cleared
   */
  private boolean await(int spins) {
    boolean interrupted = false;
    if (spins < SPINS_BEFORE_YIELDING) {
      Thread.onSpinWait();
    } else if (spins < SPINS_BEFORE_SLEEPING) {
      Thread.yield();
    } else {
      interrupted = Thread.interrupted();
      LockSupport.parkNanos(this, SLEEP_NANOS);
    }
    return interrupted;
  }

  /** Keeps nothing of the caller's: no claim is left, and whoever comes late finds none. */
  private void letGo() {
    first = null;
    second = null;
  }

  private void issueTickets() {
    for (int worker = 0; worker < workers; worker++) {
      tickets.issue(worker, tasks(worker));
    }
    tickets.publish();
    for (int worker = 1; worker < workers; worker++) {
      if (tasks(worker) > 0) {
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

  /** Helps until dismissed. An interrupt is that of a task, or for whoever lends the thread. */
  void help(int worker) {
    boolean interrupted = false;
    int idle = 0;
    // Who comes late may find the own stretch taken, and others that wait.
    boolean late = true;
    while (!dismissed) {
      if (late || tickets.waiting(worker)) {
        help(worker, worker);
        for (int k = 1; k < size; k++) {
          help((worker + k) % size, worker);
        }
        late = false;
        idle = 0;
      } else if (idle++ < SPINS_BEFORE_PARKING) {
        Thread.onSpinWait();
      } else {
        interrupted |= park(worker);
        late = true;
      }
    }
    if (interrupted && busy == null) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the helpers home. */
  void dismiss() {
    dismissed = true;
    for (int worker = 1; worker < size; worker++) {
      wake(worker);
    }
  }

  private void help(int owner, int worker) {
    int done = work(owner, worker);
    if (done > 0) {
      finished.addAndGet(done);
    }
  }

  /** Runs what is left of a stretch, and returns how many tasks that was. */
  private int work(int owner, int worker) {
    int done = 0;
    for (int left = tickets.claim(owner); left > 0; left = tickets.claim(owner)) {
      // The phase cannot end before this claim is worked off, so its fields are stable here.
      try {
        run(tasks(owner) - left, owner, worker);
      } catch (Throwable thrown) {
        failure = thrown;
      }
      done++;
    }
    return done;
  }

  /** Runs a task of a stretch: those of the first kind come first. */
  private void run(int task, int owner, int worker) {
    if (task < firsts(owner)) {
      first.run(firstsBefore(owner) + task, worker);
    } else {
      second.run(secondsBefore(owner) + task - firsts(owner), worker);
    }
  }

  /** Length of a stretch. */
  private int tasks(int worker) {
    return firsts(worker) + seconds(worker);
  }

  private int firsts(int worker) {
    return firstsBefore(worker + 1) - firstsBefore(worker);
  }

  /** Rounded up, so that the caller has a task if there are fewer than workers. */
  private int firstsBefore(int worker) {
    return (int) Math.ceilDiv((long) firsts * worker, workers);
  }

  private int seconds(int worker) {
    return secondsBefore(worker + 1) - secondsBefore(worker);
  }

  /** Rounded down, so that the rest of both does not go to the same workers. */
  private int secondsBefore(int worker) {
    return (int) ((long) seconds * worker / workers);
  }

  /**
   * Sleeps until woken, which a thread with an interrupt pending does not.
   *
   * @return whether there was one, which is cleared
   */
  private boolean park(int worker) {
    parked.set(worker, Thread.currentThread());
    boolean interrupted = Thread.interrupted();
    if (!tickets.waiting(worker) && !dismissed) {
      LockSupport.park(this);
    }
    parked.set(worker, null);
    return interrupted;
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
