package io.github.contrastive4j.kernel.team;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who may run which task of a phase: each worker has a share, and whoever is done takes from the
 * shares of others.
 *
 * <p>A worker's count is on cache lines of its own. As long as everybody keeps to their own share,
 * none of them changes cores from claim to claim; between cores that are far apart that takes
 * longer than many a task.
 */
final class Tickets {
  /** Longs from one count to the next: two cache lines, because some processors fetch pairs. */
  private static final int STRIDE = 16;

  private static final long LEFT = 0xFFFF_FFFFL;

  /**
   * Per worker, high half: number of the phase; low half: tasks of the share not claimed yet. One
   * word, so that a claim that comes too late fails.
   */
  private final AtomicLongArray counts;

  private int phase;

  Tickets(int workers) {
    counts = new AtomicLongArray((workers + 1) * STRIDE);
  }

  /** Starts the next phase; the shares of the phase before are used up. */
  void nextPhase() {
    phase++;
  }

  /** Gives a worker its share; what was written before is there for whoever claims of it. */
  void issue(int worker, int tasks) {
    counts.setRelease(at(worker), ((long) phase << 32) | tasks);
  }

  /** Makes sure that what is read from here on was not read before the shares were there. */
  void publish() {
    VarHandle.fullFence();
  }

  /** Whether tasks of a worker's share wait to be claimed. */
  boolean waiting(int worker) {
    return (counts.get(at(worker)) & LEFT) != 0;
  }

  /**
   * Claims a task of a worker's share.
   *
   * @return how many of the share were not claimed before, this one included; 0 if none was
   */
  int claim(int worker) {
    while (true) {
      long seen = counts.get(at(worker));
      int left = (int) (seen & LEFT);
      if (left == 0 || counts.compareAndSet(at(worker), seen, seen - 1)) {
        return left;
      }
    }
  }

  private static int at(int worker) {
    return (worker + 1) * STRIDE;
  }
}
