package io.github.contrastive4j.kernel.team;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The tasks of a phase that nobody has claimed yet, a stretch of them for each worker.
 *
 * <p>A stretch has its count on cache lines of its own. As long as everybody keeps to their own
 * stretch, no line changes cores from claim to claim; between cores that are far apart that takes
 * longer than many a task.
 */
final class Tickets {
  /** Integers from one count to the next: two cache lines, because some processors fetch pairs. */
  private static final int STRIDE = 32;

  private final AtomicIntegerArray unclaimed;

  Tickets(int workers) {
    unclaimed = new AtomicIntegerArray((workers + 1) * STRIDE);
  }

  /** Gives a worker its stretch; whoever claims of it sees what was written before. */
  void issue(int worker, int tasks) {
    unclaimed.setRelease(at(worker), tasks);
  }

  /** Makes sure that what is read from here on was not read before the tickets were there. */
  void publish() {
    VarHandle.fullFence();
  }

  /** Whether tasks of a worker's stretch wait to be claimed. */
  boolean waiting(int worker) {
    return unclaimed.get(at(worker)) != 0;
  }

  /**
   * Claims a task of a worker's stretch. A claim that comes so late that the next phase has begun
   * is one of the next phase.
   *
   * @return how many of the stretch were not claimed before, this one included; 0 if none was
   */
  int claim(int worker) {
    while (true) {
      int left = unclaimed.get(at(worker));
      if (left == 0 || unclaimed.compareAndSet(at(worker), left, left - 1)) {
        return left;
      }
    }
  }

  private static int at(int worker) {
    return (worker + 1) * STRIDE;
  }
}
