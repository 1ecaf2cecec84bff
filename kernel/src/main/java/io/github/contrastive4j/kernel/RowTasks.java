package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.function.IntConsumer;

/** Rows that are worked on one by one, some of them in a task. */
final class RowTasks {
  private RowTasks() {}

  /**
   * Works on each row once.
   *
   * @param height rows of a task
   */
  static void forEach(Crew crew, int rows, int height, IntConsumer action) {
    crew.forEach(
        Math.ceilDiv(rows, height),
        (task, worker) -> {
          int from = task * height;
          int to = from + Math.min(height, rows - from);
          for (int r = from; r < to; r++) {
            action.accept(r);
          }
        });
  }
}
