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

  /** Ends threads of our own. */
  void close();

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

    @Override
    public void close() {}
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
          Thread.ofPlatform()
              .daemon()
              .name("contrastive4j-" + team + "-" + worker)
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

    @Override
    public void close() {
      crew.dismiss();
    }
  }

  /**
   * Tasks on an executor of the caller, for the time of one call.
   *
   * @param executor runs the helpers
   * @param workers number of threads, the caller's included
   */
  record OnExecutor(Executor executor, int workers) implements Team {
    @Override
    public Crew assemble(int workers) {
      if (workers == 1) {
        return Crew.SOLO;
      }
      Thread caller = Thread.currentThread();
      // As large as ever: what is kept for each does not change with who is left out.
      Crew crew = new Crew(this.workers, null);
      crew.setWorkers(workers);
      for (int w = 1; w < workers; w++) {
        int worker = w;
        try {
          executor.execute(() -> {
            // An executor may run a task on the thread that hands it in; that one is working.
            if (Thread.currentThread() != caller) {
              crew.help(worker);
            }
          });
        } catch (RejectedExecutionException e) {
          break;
        } catch (RuntimeException | Error e) {
          crew.dismiss();
          throw e;
        }
      }
      return crew;
    }

    @Override
    public void close() {}
  }
}
