package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseMatrixTest {

  @Test
  void arraysAreNeeded() {
    assertThatThrownBy(() -> new SparseMatrix(0, 1, 1, null, new int[0], null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("offsets is null");
    assertThatThrownBy(() -> new SparseMatrix(0, 1, 1, new int[2], null, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("indices is null");
  }

  private static final int[] OFFSETS = {0, 2, 2, 5};
  private static final int[] INDICES = {3, 0, 1, 1, 2};
  private static final float[] VALUES = {1, 2, 3, 4, 5};

  @Test
  void wholeArraysAreOneViewAndRowsOfThemOthers() {
    assertThat(SparseMatrix.of(4, OFFSETS, INDICES, VALUES))
        .returns(0, SparseMatrix::firstRow)
        .returns(3, SparseMatrix::rows)
        .returns(5, SparseMatrix::count);
    assertThat(new SparseMatrix(2, 1, 4, OFFSETS, INDICES, null).count()).isEqualTo(3);
    assertThat(new SparseMatrix(3, 0, 4, OFFSETS, INDICES, VALUES).count()).isZero();
    assertThat(SparseMatrix.of(0, new int[] {0, 0}, new int[0], new float[0]).count()).isZero();
  }

  @Test
  void arraysMayBeLongerThanNeeded() {
    int[] offsets = {0, 1, -7};
    int[] indices = {3, -1};
    assertThat(new SparseMatrix(0, 1, 4, offsets, indices, VALUES).count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | 1 | 4 | firstRow is -1, expected at least 0",
        "0 | -1 | 4 | rows is -1, expected at least 0",
        "0 | 1 | -4 | columns is -4, expected at least 0",
        "1 | 3 | 4 | offsets has 4 elements, expected at least 5 for the rows from 1 to 4",
        "2147483647 | 2147483647 | 4 | offsets has 4 elements, expected at least 4294967295 for the"
            + " rows from 2147483647 to 4294967294"
      })
  void numbersOutOfRangeAreRefused(int firstRow, int rows, int columns, String message) {
    assertThatThrownBy(() -> new SparseMatrix(firstRow, rows, columns, OFFSETS, INDICES, VALUES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void arraysThatDoNotFitAreRefused() {
    refuses(new int[0], INDICES, VALUES, "length of offsets is 0, expected at least 1");
    refuses(new int[] {-1, 2}, INDICES, VALUES, "offsets[0] is -1, expected at least 0");
    refuses(
        new int[] {0, 2, 1, 2},
        INDICES,
        VALUES,
        "offsets[2] is 1, expected at least offsets[1] = 2");
    refuses(
        OFFSETS,
        new int[4],
        VALUES,
        "indices has 4 elements, expected at least the 5 that offsets end with");
    refuses(
        OFFSETS,
        INDICES,
        new float[4],
        "values has 4 elements, expected at least the 5 that offsets end with");
  }

  private static void refuses(int[] offsets, int[] indices, float[] values, String message) {
    assertThatThrownBy(() -> SparseMatrix.of(4, offsets, indices, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void indicesThatAreNoColumnsAreRefused() {
    assertThatThrownBy(() -> SparseMatrix.of(3, OFFSETS, INDICES, VALUES))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("indices[0] is 3, expected a column in [0, 3)");
    assertThatThrownBy(() -> SparseMatrix.of(3, new int[] {0, 1}, new int[] {-2}, null))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("indices[0] is -2, expected a column in [0, 3)");
  }

  @Test
  void bothArraysOfNumbersAreNeeded() {
    assertThatThrownBy(() -> SparseMatrix.of(3, null, INDICES, VALUES))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("offsets is null");
    assertThatThrownBy(() -> SparseMatrix.of(3, OFFSETS, null, VALUES))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("indices is null");
  }
}
