package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {

  @Test
  void elementsLieWhereOffsetAndStrideSay() {
    float[] data = new float[20];
    for (int k = 0; k < 20; k++) {
      data[k] = k;
    }
    Matrix x = new Matrix(data, 3, 3, 2, 6);
    assertThat(x.get(0, 0)).isEqualTo(3);
    assertThat(x.get(1, 1)).isEqualTo(10);
    assertThat(x.start(2)).isEqualTo(15);
    assertThat(x.toArray()).containsExactly(3, 4, 9, 10, 15, 16);
    assertThat(x.row(1)).containsExactly(9, 10);
    assertThatThrownBy(() -> x.row(3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("row is 3, expected one in [0, 3)");
    x.set(2, 1, -1);
    assertThat(data[16]).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | 1 | 1 | 1 | offset is -1, expected at least 0",
        "0 | -2 | 1 | 1 | rows is -2, expected at least 0",
        "0 | 1 | 0 | 1 | columns is 0, expected at least 1",
        "0 | 1 | 3 | 2 | rowStride is 2, expected at least the 3 columns",
        "0 | 3 | 4 | 4 | data has 10 elements, but 3 x 4 elements at offset 0 with row stride 4"
            + " end at 12",
        "5 | 2 | 3 | 3 | data has 10 elements, but 2 x 3 elements at offset 5 with row stride 3"
            + " end at 11",
        "11 | 0 | 3 | 3 | data has 10 elements, but 0 x 3 elements at offset 11 with row stride 3"
            + " end at 11",
        "0 | 2147483647 | 5 | 2147483647 | data has 10 elements, but 2147483647 x 5 elements at"
            + " offset 0 with row stride 2147483647 end at 4611686011984936967"
      })
  void aWindowOutsideTheArrayIsRefused(
      int offset, int rows, int columns, int stride, String message) {
    assertThatThrownBy(() -> new Matrix(new float[10], offset, rows, columns, stride))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aWindowThatEndsWithTheArrayIsFine() {
    assertThat(new Matrix(new float[10], 4, 2, 2, 4).rows()).isEqualTo(2);
    assertThat(new Matrix(new float[10], 10, 0, 3, 3).rows()).isZero();
    assertThat(new Matrix(new float[0], 0, 0, 3, 3).toArray()).isEmpty();
  }

  @Test
  void aViewIsDenseIfItsRowsFollowEachOther() {
    Matrix all = Matrix.zeros(3, 4);
    assertThat(all.isDense()).isTrue();
    assertThat(all.rowRange(1, 3).isDense()).isTrue();
    assertThat(all.columnRange(0, 3).isDense()).isFalse();
  }

  @Test
  void valuesAreCopiedFromViewToView() {
    Matrix all = Matrix.copyOf(new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
    Framed target = Framed.output(2, 2, 0);
    all.rowRange(1, 3).columnRange(1, 3).copyTo(target.view());
    target.assertFrameUntouched();
    assertThat(target.view().toArray()).containsExactly(5, 6, 8, 9);
    all.copyTo(all);
    assertThat(all.data()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThatThrownBy(() -> all.rowRange(0, 2).copyTo(all.rowRange(1, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target overlaps what is copied, expected an output of its own");
    assertThatThrownBy(() -> all.copyTo(Matrix.zeros(3, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target is 3 x 2, expected 3 x 3");
    assertThatThrownBy(() -> all.copyTo(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("target is null, expected a matrix");
  }

  @Test
  void anArrayIsNeeded() {
    assertThatThrownBy(() -> Matrix.of(null, 1, 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("data is null, expected");
    assertThatThrownBy(() -> Matrix.copyOf(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("rows is null, expected at least one row");
    assertThatThrownBy(() -> Matrix.copyOf(new float[][] {{1}, null}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("rows[1] is null, expected a row");
    assertThatThrownBy(() -> Matrix.zeros(1, 1).overlaps(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("other is null, expected a matrix");
  }

  @Test
  void zerosHaveAnArrayOfTheirOwn() {
    assertThat(Matrix.zeros(2, 3).data()).hasSize(6).containsOnly(0f);
    assertThatThrownBy(() -> Matrix.zeros(1 << 20, 1 << 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1048576 x 4096 elements do not fit a Java array, expected at most 2147483639");
    assertThatThrownBy(() -> Matrix.zeros(-1, 2)).hasMessage("rows is -1, expected at least 0");
    assertThatThrownBy(() -> Matrix.zeros(1, 0)).hasMessage("columns is 0, expected at least 1");
  }

  @Test
  void rowsAreCopiedAndMustBeOfOneLength() {
    float[][] rows = {{1, 2}, {3, 4}};
    Matrix x = Matrix.copyOf(rows);
    rows[0][0] = 9;
    assertThat(x.toArray()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> Matrix.copyOf(new float[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows is empty, expected at least one row");
    assertThatThrownBy(() -> Matrix.copyOf(new float[][] {{1, 2}, {3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows[1] has 1 columns, expected 2 as rows[0]");
  }

  @Test
  void rangesAreViewsOnTheSameArray() {
    Matrix x = new Matrix(new float[40], 2, 5, 4, 7);
    Matrix inner = x.rowRange(1, 4).columnRange(1, 3);
    inner.set(2, 1, 8);
    assertThat(x.get(3, 2)).isEqualTo(8);
    assertThat(inner).isEqualTo(new Matrix(x.data(), 10, 3, 2, 7));
    assertThat(x.rowRange(0, 5)).isEqualTo(x);
    assertThat(x.columnRange(0, 4)).isEqualTo(x);
    assertThat(x.rowRange(2, 2).rows()).isZero();
    assertThat(x.rowRange(5, 5).rows()).isZero();
    assertThat(x.rowRange(5, 5).columnRange(3, 4).rows()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "0, 6", "3, 2", "6, 6"})
  void rangesOutsideAreRefused(int from, int to) {
    Matrix x = Matrix.zeros(5, 5);
    assertThatThrownBy(() -> x.rowRange(from, to))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("rows are %d to %d, expected a range in [0, 5)", from, to);
    assertThatThrownBy(() -> x.columnRange(from, to))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("columns are %d to %d, expected a range in [0, 5)", from, to);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "2, 0", "0, -1", "0, 3"})
  void elementsOutsideAreRefusedThoughTheArrayHasThem(int row, int column) {
    Matrix x = new Matrix(new float[30], 8, 2, 3, 5);
    String message =
        row == 0
            ? "column is " + column + ", expected one in [0, 3)"
            : "row is " + row + ", expected one in [0, 2)";
    assertThatThrownBy(() -> x.get(row, column))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> x.set(row, column, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(message);
    assertThat(x.data()).containsOnly(0f);
  }

  @Test
  void aRangeOfNoColumnsIsRefused() {
    assertThatThrownBy(() -> Matrix.zeros(2, 3).columnRange(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columns is 0, expected at least 1");
  }

  @Test
  void equalityIsThatOfViewsAndTheTextIsTheShape() {
    float[] data = new float[12];
    assertThat(Matrix.of(data, 3, 4)).isEqualTo(Matrix.of(data, 3, 4));
    assertThat(Matrix.of(data, 3, 4)).isNotEqualTo(Matrix.of(data.clone(), 3, 4));
    assertThat(new Matrix(data, 1, 2, 3, 4)).hasToString("Matrix[2 x 3, offset 1, row stride 4]");
  }

  @Test
  void viewsOfDifferentArraysNeverOverlap() {
    assertThat(Matrix.zeros(2, 2).overlaps(Matrix.zeros(2, 2))).isFalse();
  }

  @Test
  void windowsOfOneStrideOverlapWhereTheyShareAnElement() {
    RandomGenerator random = new SplittableRandom(1);
    float[] data = new float[60];
    int overlapping = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      int stride = 1 + random.nextInt(7);
      Matrix x = window(data, stride, random);
      Matrix y = window(data, stride, random);
      boolean expected = shareElement(x, y);
      overlapping += expected ? 1 : 0;
      assertThat(x.overlaps(y)).as("%s and %s", x, y).isEqualTo(expected);
    }
    assertThat(overlapping).isBetween(2_000, 18_000);
  }

  /** Of a single row, which may be as far from the next one as it likes. */
  @Test
  void stridesMayBeAsLargeAsAnIntegerIs() {
    float[] data = new float[60];
    for (int from = 0; from <= 20; from++) {
      Matrix x = new Matrix(data, 10, 1, 5, Integer.MAX_VALUE);
      Matrix y = new Matrix(data, from, 1, 5, Integer.MAX_VALUE);
      assertThat(x.overlaps(y)).as("from %d", from).isEqualTo(Math.abs(from - 10) < 5);
    }
  }

  @Test
  void windowsOfTwoStridesOverlapWhereTheyShareAnElement() {
    RandomGenerator random = new SplittableRandom(2);
    float[] data = new float[60];
    for (int trial = 0; trial < 20_000; trial++) {
      Matrix x = window(data, 1 + random.nextInt(7), random);
      Matrix y = window(data, 1 + random.nextInt(7), random);
      assertThat(x.overlaps(y)).as("%s and %s", x, y).isEqualTo(shareElement(x, y));
    }
  }

  private static Matrix window(float[] data, int stride, RandomGenerator random) {
    int columns = 1 + random.nextInt(stride);
    int rows = random.nextInt(5);
    int offset = random.nextInt(data.length - 5 * stride);
    return new Matrix(data, offset, rows, columns, stride);
  }

  private static boolean shareElement(Matrix x, Matrix y) {
    Set<Integer> shared = indices(x);
    shared.retainAll(indices(y));
    return !shared.isEmpty();
  }

  private static Set<Integer> indices(Matrix x) {
    Set<Integer> indices = new HashSet<>();
    for (int r = 0; r < x.rows(); r++) {
      for (int c = 0; c < x.columns(); c++) {
        indices.add(x.offset() + r * x.rowStride() + c);
      }
    }
    return indices;
  }
}
