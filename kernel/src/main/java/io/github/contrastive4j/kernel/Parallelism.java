package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import io.github.contrastive4j.kernel.team.CrewSize;
import io.github.contrastive4j.kernel.team.Team;
import java.lang.ref.Cleaner;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * Who does the work of a call: the calling thread alone, a team of worker threads, or the caller's
 * executor. Results are bitwise the same whichever is chosen. Losses and matrix products that are
 * too small for all workers have fewer of them: their workspace finds out by trial how many.
 */
public final class Parallelism implements AutoCloseable {
  /** Far beyond what any batch has tasks for; each worker takes some 100 KiB of a workspace. */
  private static final int MOST_WORKERS = 1 << 12;

  private static final Parallelism SEQUENTIAL = new Parallelism(Team.SOLO);

  private final Team team;

  /** Ends the threads of a team, at once or when it is garbage; null where none are its own. */
  private final Cleaner.Cleanable end;

  /** Ends the threads of teams that nobody has closed, when nobody can any more. */
  private static final class Unclosed {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private Parallelism(Team team) {
    this.team = team;
    this.end = null;
  }

  private Parallelism(Team.Threads team) {
    this.team = team;
    this.end = Unclosed.CLEANER.register(this, team::close);
  }

  /**
   * The calling thread does everything.
   *
   * @return the shared sequential instance
   */
  public static Parallelism sequential() {
    return SEQUENTIAL;
  }

  /**
   * A team: the calling thread and {@code workers − 1} daemon threads of its own. It serves one
   * call at a time; a call that comes while it is busy is worked off by its calling thread alone.
   *
   * @param workers number of threads that work on a call, 1 to 4,096
   * @return a new team, or of 1 worker {@link #sequential()}; to be closed when no longer needed:
   *     until then, or until it is garbage, its threads are there, and with them the class loader
   *     of this library
   * @throws IllegalArgumentException if {@code workers} is out of range
   */
  public static Parallelism workers(int workers) {
    check(workers);
    if (workers == 1) {
      return SEQUENTIAL;
    }
    return new Parallelism(new Team.Threads(workers));
  }

  /**
   * A team with a worker for each processor that this process may use.
   *
   * @return a new team, to be closed when no longer needed
   */
  public static Parallelism allProcessors() {
    return workers(Runtime.getRuntime().availableProcessors());
  }

  /**
   * The calling thread and up to {@code workers − 1} tasks given to an executor. The tasks of a
   * call end with it.
   *
   * @param executor runs the helpers; it may run them late, on the calling thread, or never, and
   *     may refuse them: the call completes all the same. What it must not do is block while it
   *     takes them. While it is busy, {@code workers − 1} helpers wait in its queue, and another
   *     one each time as many calls again have found no room for theirs
   * @param workers number of threads that work on a call, 1 to 4,096
   * @return a parallelism over the executor
   * @throws NullPointerException if {@code executor} is null
   * @throws IllegalArgumentException if {@code workers} is out of range
   */
  public static Parallelism on(Executor executor, int workers) {
    Objects.requireNonNull(executor, "executor is null, expected one that runs the helpers");
    check(workers);
    return workers == 1 ? SEQUENTIAL : new Parallelism(new Team.OnExecutor(executor, workers));
  }

  /**
   * Number of threads that work on a call at most.
   *
   * @return at least 1
   */
  public int workers() {
    return team.workers();
  }

  /**
   * Runs independent tasks of the caller's own and returns when all are complete. For work of
   * microseconds to milliseconds: whoever waits for others does not sleep for long, and cannot be
   * interrupted.
   *
   * @param tasks number of tasks, at least 0
   * @param task gets the numbers from 0 to {@code tasks − 1}, each once, in any order and on any of
   *     the threads
   * @throws NullPointerException if {@code task} is null
   * @throws IllegalArgumentException if {@code tasks} is negative
   * @throws RuntimeException or Error that a task has thrown; others may or may not have been run
   */
  public void forEach(int tasks, IntConsumer task) {
    Objects.requireNonNull(task, "task is null, expected the work");
    Arguments.require(tasks >= 0, "tasks", tasks, "at least 0");
    try (Crew crew = assemble(tasks)) {
      crew.forEach(tasks, (number, worker) -> task.accept(number));
    }
  }

  /** Works on a range of numbers. */
  @FunctionalInterface
  public interface Range {
    /**
     * Works on a range.
     *
     * @param from first number, inclusive
     * @param to last number, exclusive, greater than {@code from}
     */
    void accept(int from, int to);
  }

  /**
   * Cuts the numbers from 0 to {@code count − 1} into ranges and works on each as a task of its
   * own. The cuts do not depend on the workers. A single range is the calling thread's.
   *
   * @param count how many numbers, at least 0
   * @param length numbers in a range, at least 1; the last may have fewer
   * @param range gets each range once, in any order and on any of the threads
   * @throws NullPointerException if {@code range} is null
   * @throws IllegalArgumentException if a number is out of range
   * @throws RuntimeException or Error that a task has thrown; others may or may not have been run
   */
  public void forEachRange(int count, int length, Range range) {
    Objects.requireNonNull(range, "range is null, expected the work");
    Arguments.require(count >= 0, "count", count, "at least 0");
    Arguments.require(length >= 1, "length", length, "at least 1");
    if (count <= length) {
      if (count > 0) {
        range.accept(0, count);
      }
      return;
    }
    try (Crew crew = assemble(Math.ceilDiv(count, length))) {
      RowTasks.forEachRange(crew, count, length, range);
    }
  }

  /**
   * Works on each row of a matrix, some together as a task of some microseconds, for work that
   * takes a few operations for each element. The cuts do not depend on the workers. What is a
   * single task is the calling thread's.
   *
   * @param rows number of rows, at least 0
   * @param columns elements of a row, at least 1
   * @param row gets the numbers from 0 to {@code rows − 1}, each once, in any order and on any of
   *     the threads
   * @throws NullPointerException if {@code row} is null
   * @throws IllegalArgumentException if a number is out of range
   * @throws RuntimeException or Error that the work on a row has thrown; others may or may not have
   *     been worked on
   */
  public void forEachRow(int rows, int columns, IntConsumer row) {
    Objects.requireNonNull(row, "row is null, expected the work");
    Arguments.require(rows >= 0, "rows", rows, "at least 0");
    Arguments.require(columns >= 1, "columns", columns, "at least 1");
    forEachRange(rows, RowTasks.height(columns), RowTasks.each(row));
  }

  /**
   * Ends the threads of a team; later calls are worked off by their calling threads. An executor of
   * the caller and the sequential instance are left alone.
   */
  @Override
  public void close() {
    if (end != null) {
      end.clean();
    }
  }

  /** Names the number of workers. */
  @Override
  public String toString() {
    return "Parallelism[%d workers]".formatted(workers());
  }

  /** As many workers as there are tasks for. */
  Crew assemble(int tasks) {
    return team.assemble(Math.clamp(tasks, 1, workers()));
  }

  /** As many workers as a call is worth. */
  Crew assemble(CrewSize size, double work) {
    return size.assemble(team, work);
  }

  private static void check(int workers) {
    Arguments.require(
        workers >= 1 && workers <= MOST_WORKERS, "workers", workers, "1 to " + MOST_WORKERS);
  }
}
