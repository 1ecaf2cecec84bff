package io.github.contrastive4j.kernel.team;

/** Independent tasks that may run in any order and at the same time. */
@FunctionalInterface
public interface Phase {
  /**
   * Runs one task.
   *
   * @param task number of the task, from 0
   * @param worker number of the worker, 0 for the calling thread; no two threads that work at the
   *     same time have the same
   */
  void run(int task, int worker);
}
