package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of the caller's own. */
class ParallelTasksTest {
  private record Range(int from, int to) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void eachTaskRunsOnce(int workers) {
    AtomicIntegerArray runs = new AtomicIntegerArray(1000);
    try (Parallelism parallelism = Parallelism.workers(workers)) {
      parallelism.forEach(1000, runs::incrementAndGet);
      parallelism.forEach(0, _ -> runs.incrementAndGet(0));
    }
    for (int task = 0; task < 1000; task++) {
      assertThat(runs.get(task)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 1, 1", "7, 8, 1", "8, 8, 1", "9, 8, 2", "1000, 7, 143"})
  void rangesFollowOneAnother(int count, int length, int expected) {
    for (int workers : new int[] {1, 3}) {
      ConcurrentLinkedQueue<Range> ranges = new ConcurrentLinkedQueue<>();
      try (Parallelism parallelism = Parallelism.workers(workers)) {
        parallelism.forEachRange(count, length, (from, to) -> ranges.add(new Range(from, to)));
      }
      assertThat(ranges).hasSize(expected);
      for (int task = 0; task < expected; task++) {
        int to = Math.min(count, (task + 1) * length);
        assertThat(ranges).contains(new Range(task * length, to));
      }
    }
  }

  @Test
  void theLastRangeMayEndWhereIntegersDo() {
    ConcurrentLinkedQueue<Range> ranges = new ConcurrentLinkedQueue<>();
    Parallelism.sequential()
        .forEachRange(Integer.MAX_VALUE, 1 << 30, (from, to) -> ranges.add(new Range(from, to)));
    assertThat(ranges)
        .containsExactly(new Range(0, 1 << 30), new Range(1 << 30, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1000, 1", "1000, 100", "7, 40000", "2, 2147483647"})
  void eachRowIsWorkedOnOnce(int rows, int columns) {
    for (int workers : new int[] {1, 3}) {
      AtomicIntegerArray runs = new AtomicIntegerArray(rows);
      try (Parallelism parallelism = Parallelism.workers(workers)) {
        parallelism.forEachRow(rows, columns, runs::incrementAndGet);
      }
      for (int row = 0; row < rows; row++) {
        assertThat(runs.get(row)).isEqualTo(1);
      }
    }
  }

  /** Not as many as there may be workers: each takes a place in its queue. */
  @Test
  void anExecutorGetsOneHelperForEachTaskButTheFirst() {
    AtomicInteger helpers = new AtomicInteger();
    Parallelism many = Parallelism.on(_ -> helpers.incrementAndGet(), 64);
    many.forEachRow(9, 100, _ -> {});
    Matrix row = Matrix.copyOf(new float[][] {{3, 4}});
    L2Normalization.forward(row, row, null, many);
    Softmax.softmax(row, row, many);
    assertThat(helpers).hasValue(0);
    many.forEach(4, _ -> {});
    assertThat(helpers).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatATaskThrowsComesToTheCaller(int workers) {
    try (Parallelism parallelism = Parallelism.workers(workers)) {
      assertThatIllegalStateException()
          .isThrownBy(() ->
              parallelism.forEach(
                  9,
                  task -> {
                    if (task == 4) {
                      throw new IllegalStateException("the fifth");
                    }
                  }))
          .withMessage("the fifth");
    }
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Parallelism alone = Parallelism.sequential();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alone.forEach(-1, _ -> {}))
        .withMessage("tasks is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alone.forEachRange(-1, 1, (_, _) -> {}))
        .withMessage("count is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alone.forEachRange(1, 0, (_, _) -> {}))
        .withMessage("length is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alone.forEachRow(-1, 1, _ -> {}))
        .withMessage("rows is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alone.forEachRow(1, 0, _ -> {}))
        .withMessage("columns is 0, expected at least 1");
    assertThatNullPointerException()
        .isThrownBy(() -> alone.forEach(1, null))
        .withMessageStartingWith("task is null");
    assertThatNullPointerException()
        .isThrownBy(() -> alone.forEachRange(1, 1, null))
        .withMessageStartingWith("range is null");
    assertThatNullPointerException()
        .isThrownBy(() -> alone.forEachRow(1, 1, null))
        .withMessageStartingWith("row is null");
  }

  @Test
  void aTeamSaysHowManyWorkersItHas() {
    try (Parallelism team = Parallelism.workers(3)) {
      assertThat(team).hasToString("Parallelism[3 workers]");
    }
  }
}
