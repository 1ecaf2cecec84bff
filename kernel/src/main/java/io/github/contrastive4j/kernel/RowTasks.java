package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.function.IntConsumer;

/** Rows that are cut into tasks, each of a range of them. */
final class RowTasks {
  /** Elements of a task at least; some microseconds of work. */
  private static final int ELEMENTS = 1 << 14;

  /** Elements that take as long as what a row takes beside its own. */
  private static final int ROW = 64;

  private RowTasks() {}

  /** Rows of a task at least, where little is done with each element. */
  static int height(int columns) {
    return (int) Math.ceilDiv(ELEMENTS, (long) ROW + columns);
  }

  /** As many workers as a matrix has tasks for. */
  static Crew assemble(Parallelism parallelism, Matrix x) {
    return parallelism.assemble(Math.ceilDiv(x.rows(), height(x.columns())));
  }

  /** Works on each row of a matrix once, where little is done with each element. */
  static void forEach(Crew crew, Matrix x, IntConsumer row) {
    forEachRange(crew, x.rows(), height(x.columns()), each(row));
  }

  /** A range of rows, one by one. */
  static Parallelism.Range each(IntConsumer row) {
    return (from, to) -> {
      for (int r = from; r < to; r++) {
        row.accept(r);
      }
    };
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
