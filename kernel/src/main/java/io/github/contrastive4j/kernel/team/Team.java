package io.github.contrastive4j.kernel.team;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Where helpers come from: nowhere, threads of our own, or an executor of the caller. */
public sealed interface Team {

  /** A team of the calling thread. */
  Team SOLO = new Solo();

  /**
   * Number of threads that work on a call at most.
   *
   * @return at least 1
   */
  int workers();

  /**
   * Brings workers of the team to the calling thread. A team that is busy elsewhere leaves the
   * caller to work alone.
   *
   * @param workers how many, the caller included, from 1 to {@link #workers}
   * @return the crew, to be closed after the call
   */
  Crew assemble(int workers);

  /**
   * Brings all workers of the team to the calling thread, if it is not busy.
   *
   * @return the crew, to be closed after the call
   */
  default Crew assemble() {
    return assemble(workers());
  }

  /** The calling thread alone. */
  record Solo() implements Team {
    @Override
    public int workers() {
      return 1;
    }

    @Override
    public Crew assemble(int workers) {
      return Crew.SOLO;
    }
  }

  /** Daemon threads that stay for the next call. */
  final class Threads implements Team {
    private static final AtomicInteger TEAMS = new AtomicInteger();

    private final AtomicBoolean busy = new AtomicBoolean();
    private final Crew crew;

    /**
     * Starts the helpers.
     *
     * @param workers number of threads, the caller's included
     */
    public Threads(int workers) {
      this.crew = new Crew(workers, busy);
      int team = TEAMS.incrementAndGet();
      try {
        for (int w = 1; w < workers; w++) {
          int worker = w;
          // Nothing of the thread that happens to make the team: that may be one of a request.
          Thread.ofPlatform()
              .daemon()
              .name("contrastive4j-" + team + "-" + worker)
              .inheritInheritableThreadLocals(false)
              .priority(Thread.NORM_PRIORITY)
              .start(() -> crew.help(worker));
        }
      } catch (RuntimeException | Error e) {
        // There is no team to close for those that have been started.
        crew.dismiss();
        throw e;
      }
    }

    @Override
    public int workers() {
      return crew.size();
    }

    @Override
    public Crew assemble(int workers) {
      if (workers == 1 || !busy.compareAndSet(false, true)) {
        return Crew.SOLO;
      }
      crew.setWorkers(workers);
      return crew;
    }

    /** Ends the threads. */
    public void close() {
      crew.dismiss();
    }
  }

  /** Tasks on an executor of the caller, for the time of one call. */
  final class OnExecutor implements Team {
    private final Executor executor;
    private final int workers;

    /** Helpers that have been handed in and have not begun. */
    private final AtomicInteger queued = new AtomicInteger();

    /** Calls without room for a helper since one has begun. */
    private final AtomicInteger crowded = new AtomicInteger();

    /**
     * Begins without helpers.
     *
     * @param executor runs the helpers
     * @param workers number of threads, the caller's included
     */
    public OnExecutor(Executor executor, int workers) {
      this.executor = executor;
      this.workers = workers;
    }

    @Override
    public int workers() {
      return workers;
    }

    @Override
    public Crew assemble(int workers) {
      if (workers == 1 || !(takePlace() || takeExtraPlace())) {
        return Crew.SOLO;
      }
      // As large as ever: what is kept for each does not change with who is left out.
      Crew crew = new Crew(this.workers, null);
      crew.setWorkers(workers);
      for (int w = 1; w < workers && (w == 1 || takePlace()); w++) {
        try {
          executor.execute(new Helper(crew, w));
        } catch (RejectedExecutionException e) {
          queued.decrementAndGet();
          break;
        } catch (RuntimeException | Error e) {
          queued.decrementAndGet();
          crew.dismiss();
          throw e;
        }
      }
      return crew;
    }

    /**
     * Takes a place in the executor's queue. While the executor's threads are busy, helpers of
     * former calls wait there, and more of them would only fill it.
     */
    private boolean takePlace() {
      int waiting = queued.get();
      while (waiting < workers - 1) {
        if (queued.compareAndSet(waiting, waiting + 1)) {
          return true;
        }
        waiting = queued.get();
      }
      return false;
    }

    /**
     * Takes one beyond those. The executor may have dropped the helpers that seem to wait, so there
     * is one after twice as many calls each time.
     */
    private boolean takeExtraPlace() {
      if (Integer.bitCount(crowded.incrementAndGet()) != 1) {
        return false;
      }
      queued.incrementAndGet();
      return true;
    }

    /** Helps a crew, once, unless it is run by the thread that the crew works for. */
    private final class Helper implements Runnable {
      private final Thread caller = Thread.currentThread();
      private final AtomicBoolean begun = new AtomicBoolean();
      private final Crew crew;
      private final int worker;

      Helper(Crew crew, int worker) {
        this.crew = crew;
        this.worker = worker;
      }

      @Override
      public void run() {
        if (begun.compareAndSet(false, true)) {
          queued.decrementAndGet();
          crowded.set(0);
        }
        // An executor may run a task on the thread that hands it in; that one is working.
        if (Thread.currentThread() != caller) {
          crew.help(worker);
        }
      }
    }
  }
}
