package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("simd")
class ColumnSumsTest {
  private static final Parallelism HERE = Parallelism.sequential();
  private static final Update OVER = Update.OVERWRITE;
  private static final Update ADD = Update.ACCUMULATE;

  private static Matrix gaussian(int rows, int columns) {
    Matrix x = Framed.input(rows, columns).view();
    RankingProblem.fill(x, new SplittableRandom(rows + columns));
    return x;
  }

  private static double[] truth(Matrix x) {
    double[] sums = new double[x.columns()];
    for (int r = 0; r < x.rows(); r++) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += x.get(r, c);
      }
    }
    return sums;
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 1", "3, 5", "31, 16", "32, 33", "33, 100", "2, 20000", "20000, 3"})
  void areThoseOfFloat64(int rows, int columns) {
    Matrix x = gaussian(rows, columns);
    double[] truth = truth(x);
    Framed sums = Framed.output(1, columns, Float.NaN);
    Framed added = Framed.output(1, columns, 2);
    ColumnSums.sum(1, x, sums.view(), OVER, new Workspace(), HERE);
    ColumnSums.sum(-3, x, added.view(), ADD, new Workspace(), HERE);
    sums.assertFrameUntouched();
    added.assertFrameUntouched();
    for (int c = 0; c < columns; c++) {
      assertThat((double) sums.view().get(0, c))
          .isCloseTo(truth[c], within(1e-7 * Math.abs(truth[c])));
      double sum = 2 - 3 * truth[c];
      assertThat((double) added.view().get(0, c)).isCloseTo(sum, within(1e-7 * Math.abs(sum)));
    }
  }

  @Test
  void manyRowsKeepTheirDigits() {
    Matrix x = Matrix.zeros(200_000, 5);
    Arrays.fill(x.data(), 0.1f);
    Matrix sums = Matrix.zeros(1, 5);
    ColumnSums.sum(1, x, sums, OVER, new Workspace(), HERE);
    for (int c = 0; c < 5; c++) {
      assertThat((double) sums.get(0, c)).isCloseTo(200_000 * (double) 0.1f, within(2e-3));
    }
  }

  @Test
  void workersDoNotChangeABit() {
    Matrix x = gaussian(5000, 37);
    Workspace workspace = new Workspace();
    Matrix alone = Matrix.zeros(1, 37);
    ColumnSums.sum(0.3f, x, alone, OVER, workspace, HERE);
    try (Parallelism team = Parallelism.workers(3)) {
      for (Parallelism workers : new Parallelism[] {team, Parallelism.on(Runnable::run, 40)}) {
        Matrix sums = Matrix.zeros(1, 37);
        // The same scratch memory again, in which the sums of the last call are.
        ColumnSums.sum(0.3f, x, sums, OVER, workspace, workers);
        assertThat(sums.data()).isEqualTo(alone.data());
      }
    }
  }

  @Test
  void whatIsNotFiniteStaysInItsColumn() {
    Matrix x = gaussian(40, 20);
    x.set(33, 7, Float.NaN);
    x.set(3, 9, Float.NEGATIVE_INFINITY);
    Matrix sums = Matrix.zeros(1, 20);
    ColumnSums.sum(1, x, sums, OVER, new Workspace(), HERE);
    for (int c = 0; c < 20; c++) {
      assertThat(Float.isFinite(sums.get(0, c))).isEqualTo(c != 7 && c != 9);
    }
    assertThat(sums.get(0, 9)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Matrix x = gaussian(4, 6);
    Workspace workspace = new Workspace();
    assertThatThrownBy(() -> ColumnSums.sum(1, x, Matrix.zeros(1, 5), OVER, workspace, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sums is 1 x 5, expected 1 x 6");
    assertThatThrownBy(() -> ColumnSums.sum(1, x, x.rowRange(2, 3), ADD, workspace, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sums overlaps x, expected an output of its own");
    workspace.enter();
    assertThatThrownBy(() -> ColumnSums.sum(1, x, Matrix.zeros(1, 6), OVER, workspace, HERE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("workspace is in use by another call");
    workspace.leave();
    ColumnSums.sum(1, x, Matrix.zeros(1, 6), OVER, workspace, HERE);
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(1, 1);
    Matrix s = Matrix.zeros(1, 1);
    Workspace w = new Workspace();
    refusesNull("x", () -> ColumnSums.sum(1, null, s, OVER, w, HERE));
    refusesNull("sums", () -> ColumnSums.sum(1, x, null, OVER, w, HERE));
    refusesNull("update", () -> ColumnSums.sum(1, x, s, null, w, HERE));
    refusesNull("workspace", () -> ColumnSums.sum(1, x, s, OVER, null, HERE));
    refusesNull("parallelism", () -> ColumnSums.sum(1, x, s, OVER, w, null));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null");
  }
}
