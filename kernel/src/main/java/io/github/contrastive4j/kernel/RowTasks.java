package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.function.IntConsumer;

/** Rows that are cut into tasks, each of a range of them. */
final class RowTasks {
  /** Elements of a task at least; some microseconds of work. */
  private static final int ELEMENTS = 1 << 14;

  private RowTasks() {}

  /** Rows of a task at least, where little is done with each element. */
  static int height(int columns) {
    return Math.ceilDiv(ELEMENTS, columns);
  }

  /**
   * Works on each row once.
   *
   * @param height rows of a task
   */
  static void forEach(Crew crew, int rows, int height, IntConsumer action) {
    forEachRange(
        crew,
        rows,
        height,
        (from, to) -> {
          for (int r = from; r < to; r++) {
            action.accept(r);
          }
        });
  }

  /**
   * Works on each range once.
   *
   * @param height rows of a range; the last may have fewer
   */
  static void forEachRange(Crew crew, int rows, int height, Parallelism.Range range) {
    crew.forEach(
        Math.ceilDiv(rows, height),
        (task, worker) -> {
          int from = task * height;
          range.accept(from, from + Math.min(height, rows - from));
        });
  }
}
