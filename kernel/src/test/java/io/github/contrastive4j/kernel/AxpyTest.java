package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("simd")
class AxpyTest {
  private static final Parallelism HERE = Parallelism.sequential();

  private static Matrix gaussian(Matrix x, long seed) {
    RankingProblem.fill(x, new SplittableRandom(seed));
    return x;
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 1", "3, 5", "17, 33", "40, 100", "2, 20000", "20000, 3", "300, 64"})
  void everyElementIsTheSumToTheBit(int rows, int columns) {
    Matrix dense = gaussian(Matrix.zeros(rows, columns), 1);
    Matrix x = gaussian(Framed.input(rows, columns).view(), 1);
    Matrix denseY = gaussian(Matrix.zeros(rows, columns), 2);
    Framed y = Framed.output(rows, columns, 0);
    gaussian(y.view(), 2);
    float[] before = denseY.data().clone();
    Axpy.add(-1.7f, dense, denseY, HERE);
    Axpy.add(-1.7f, x, y.view(), HERE);
    y.assertFrameUntouched();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float sum = before[r * columns + c] + -1.7f * dense.get(r, c);
        assertThat(denseY.get(r, c)).isEqualTo(sum);
        assertThat(y.view().get(r, c)).isEqualTo(sum);
      }
    }
  }

  @Test
  void aMatrixMayBeAddedToItself() {
    Matrix x = gaussian(Matrix.zeros(30, 21), 3);
    float[] before = x.data().clone();
    Axpy.add(2, x, x, HERE);
    for (int k = 0; k < before.length; k++) {
      assertThat(x.data()[k]).isEqualTo(before[k] + 2 * before[k]);
    }
  }

  @Test
  void workersDoNotChangeABit() {
    Matrix x = gaussian(Matrix.zeros(500, 301), 4);
    Matrix y = gaussian(Matrix.zeros(500, 301), 5);
    Matrix other = gaussian(Matrix.zeros(500, 301), 5);
    Axpy.add(0.3f, x, y, HERE);
    try (Parallelism team = Parallelism.workers(3)) {
      Axpy.add(0.3f, x, other, team);
    }
    assertThat(other.data()).isEqualTo(y.data());
  }

  @Test
  void elementsOfArraysStartWhereTheyAreSaidTo() {
    float[] x = gaussian(Matrix.zeros(1, 60), 6).data();
    float[] y = new float[60];
    Axpy.add(3, x, 7, y, 2, 41);
    for (int k = 0; k < 60; k++) {
      boolean inside = k >= 2 && k < 43;
      assertThat(y[k]).isEqualTo(inside ? 3 * x[k + 5] : 0);
    }
    Axpy.add(3, x, 60, y, 0, 0);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Matrix all = Matrix.zeros(9, 6);
    Matrix x = all.rowRange(0, 4);
    Matrix wrong = Matrix.zeros(4, 5);
    float[] array = new float[5];
    assertThatThrownBy(() -> Axpy.add(1, x, wrong, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y is 4 x 5, expected 4 x 6");
    assertThatThrownBy(() -> Axpy.add(1, x, all.rowRange(1, 5), HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y overlaps x, expected an output of its own");
    assertThatThrownBy(() -> Axpy.add(1, array, 2, array, 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "xStart is 2 and length is 4, expected some of the %d elements of x", array.length);
    assertThatThrownBy(() -> Axpy.add(1, array, 1, array, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "x and y overlap, from 1 and 0 on, expected the same elements or none in common");
    Axpy.add(1, array, 2, array, 0, 2);
    assertThatThrownBy(() -> Axpy.add(1, array, 0, array, -1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Axpy.add(1, array, 0, array, 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(1, 1);
    refusesNull("x", () -> Axpy.add(1, null, x, HERE));
    refusesNull("y", () -> Axpy.add(1, x, null, HERE));
    refusesNull("parallelism", () -> Axpy.add(1, x, x, null));
    refusesNull("x", () -> Axpy.add(1, null, 0, new float[1], 0, 1));
    refusesNull("y", () -> Axpy.add(1, new float[1], 0, null, 0, 1));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null");
  }
}
