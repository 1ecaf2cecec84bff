package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of a sparse matrix and a dense one against their definition in float64. */
@Tag("simd")
class SparseProductTest {
  private static final Parallelism HERE = Parallelism.sequential();
  private static final double ROUNDING = 0x1p-23;

  private final RandomGenerator random = new SplittableRandom(5);

  /** Up to so many elements in a row, in any column, some of them twice. */
  private SparseMatrix sparse(int rows, int columns, int most, boolean weighted) {
    int[] offsets = new int[rows + 1];
    for (int r = 0; r < rows; r++) {
      offsets[r + 1] = offsets[r] + random.nextInt(most + 1);
    }
    int[] indices = random.ints(offsets[rows], 0, columns).toArray();
    float[] values = new float[offsets[rows]];
    RankingProblem.fill(Matrix.of(values, values.length, 1), random);
    return SparseMatrix.of(columns, offsets, indices, weighted ? values : null);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, true",
    "3, 4, 1, 9, false",
    "5, 2, 15, 3, true",
    "20, 30, 16, 7, true",
    "9, 30, 33, 12, false",
    "40, 7, 64, 5, true",
    "11, 50, 65, 8, true",
    "6, 50, 150, 20, true",
    "300, 200, 20, 10, false",
    "4, 300, 1000, 100, true"
  })
  void elementsAreSumsOfProducts(int m, int k, int n, int most, boolean weighted) {
    SparseMatrix a = sparse(m, k, most, weighted);
    Matrix x = Framed.input(k, n).view();
    RankingProblem.fill(x, random);
    Framed overwritten = Framed.output(m, n, Float.NaN);
    Framed added = Framed.output(m, n, 3);
    SparseProduct.multiply(a, x, overwritten.view(), Update.OVERWRITE, HERE);
    SparseProduct.multiply(a, x, added.view(), Update.ACCUMULATE, HERE);
    for (int r = 0; r < m; r++) {
      for (int c = 0; c < n; c++) {
        double sum = 0;
        double size = 0;
        for (int e = a.offsets()[r]; e < a.offsets()[r + 1]; e++) {
          double product = (weighted ? a.values()[e] : 1) * (double) x.get(a.indices()[e], c);
          sum += product;
          size += Math.abs(product);
        }
        assertThat(Math.abs(overwritten.view().get(r, c) - sum))
            .isLessThanOrEqualTo(ROUNDING * most * size);
        assertThat(Math.abs(added.view().get(r, c) - (3 + sum)))
            .isLessThanOrEqualTo(ROUNDING * ((most + 1) * size + 3));
      }
    }
    overwritten.assertFrameUntouched();
    added.assertFrameUntouched();
  }

  @Test
  void someRowsOfTheSparseMatrixGiveThoseOfTheProduct() {
    SparseMatrix a = sparse(30, 20, 6, true);
    Matrix x = Matrix.zeros(20, 37);
    RankingProblem.fill(x, random);
    Matrix all = Matrix.zeros(30, 37);
    SparseProduct.multiply(a, x, all, Update.OVERWRITE, HERE);
    SparseMatrix some = new SparseMatrix(4, 17, 20, a.offsets(), a.indices(), a.values());
    Matrix part = Matrix.zeros(17, 37);
    SparseProduct.multiply(some, x, part, Update.OVERWRITE, HERE);
    assertThat(part.toArray()).isEqualTo(all.rowRange(4, 21).toArray());
  }

  @Test
  void workersDoNotChangeABit() {
    SparseMatrix a = sparse(2000, 300, 30, true);
    Matrix x = Matrix.zeros(300, 50);
    RankingProblem.fill(x, random);
    Matrix alone = Matrix.zeros(2000, 50);
    SparseProduct.multiply(a, x, alone, Update.OVERWRITE, HERE);
    for (int workers : new int[] {2, 3}) {
      Matrix shared = Matrix.zeros(2000, 50);
      try (Parallelism team = Parallelism.workers(workers)) {
        SparseProduct.multiply(a, x, shared, Update.OVERWRITE, team);
      }
      assertThat(shared.data()).isEqualTo(alone.data());
    }
  }

  @Test
  void rowsWithoutElementsAreZero() {
    SparseMatrix none = SparseMatrix.of(0, new int[3], new int[0], null);
    Matrix y = Matrix.of(new float[] {1, Float.NaN, 3, 4}, 2, 2);
    SparseProduct.multiply(none, Matrix.zeros(0, 2), y, Update.ACCUMULATE, HERE);
    assertThat(y.data()).containsExactly(1, Float.NaN, 3, 4);
    SparseProduct.multiply(none, Matrix.zeros(0, 2), y, Update.OVERWRITE, HERE);
    assertThat(y.data()).containsExactly(0, 0, 0, 0);
    SparseMatrix empty = SparseMatrix.of(5, new int[1], new int[0], null);
    SparseProduct.multiply(empty, Matrix.zeros(5, 2), Matrix.zeros(0, 2), Update.OVERWRITE, HERE);
  }

  @Test
  void whatIsNotFiniteSpreads() {
    Matrix x = Matrix.zeros(2, 40);
    Arrays.fill(x.data(), 40, 80, Float.POSITIVE_INFINITY);
    SparseMatrix a =
        SparseMatrix.of(
            2, new int[] {0, 1, 2, 4}, new int[] {0, 1, 1, 1}, new float[] {1, 2, 3, -3});
    Matrix y = Matrix.zeros(3, 40);
    SparseProduct.multiply(a, x, y, Update.OVERWRITE, HERE);
    assertThat(y.rowRange(0, 1).toArray()).containsOnly(0);
    assertThat(y.rowRange(1, 2).toArray()).containsOnly(Float.POSITIVE_INFINITY);
    assertThat(y.rowRange(2, 3).toArray()).containsOnly(Float.NaN);
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    SparseMatrix a = SparseMatrix.of(4, new int[] {0, 1}, new int[] {3}, null);
    Matrix x = Matrix.zeros(4, 6);
    Arrays.fill(x.data(), 1);
    assertThatThrownBy(() -> SparseProduct.multiply(a, x.rowRange(0, 3), x, Update.OVERWRITE, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows of x is 3, expected 4, the columns of a");
    assertThatThrownBy(() -> SparseProduct.multiply(a, x, x, Update.OVERWRITE, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y is 4 x 6, expected 1 x 6");
    assertThatThrownBy(() -> SparseProduct.multiply(a, x, x.rowRange(2, 3), Update.OVERWRITE, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y overlaps x, expected an output of its own");
    SparseMatrix ofValues = SparseMatrix.of(4, new int[] {0, 1}, new int[] {3}, x.data());
    assertThatThrownBy(() ->
            SparseProduct.multiply(
                ofValues, Matrix.zeros(4, 6), x.rowRange(2, 3), Update.OVERWRITE, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y is in the array of the values of a, expected an output of its own");
    assertThat(x.data()).containsOnly(1);
  }

  @Test
  void everyArgumentIsNeeded() {
    SparseMatrix a = SparseMatrix.of(1, new int[] {0, 1}, new int[1], null);
    Matrix x = Matrix.zeros(1, 1);
    Matrix y = Matrix.zeros(1, 1);
    refusesNull("a", () -> SparseProduct.multiply(null, x, y, Update.OVERWRITE, HERE));
    refusesNull("x", () -> SparseProduct.multiply(a, null, y, Update.OVERWRITE, HERE));
    refusesNull("y", () -> SparseProduct.multiply(a, x, null, Update.OVERWRITE, HERE));
    refusesNull("update", () -> SparseProduct.multiply(a, x, y, null, HERE));
    refusesNull("parallelism", () -> SparseProduct.multiply(a, x, y, Update.OVERWRITE, null));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null");
  }

  @Test
  void anEmptyRowAddsNothingNotEvenToMinusZero() {
    SparseMatrix empty = new SparseMatrix(0, 1, 1, new int[] {0, 0}, new int[0], null);
    Matrix y = Matrix.copyOf(new float[][] {{-0f}});
    SparseProduct.multiply(
        empty, Matrix.zeros(1, 1), y, Update.ACCUMULATE, Parallelism.sequential());
    assertThat(Float.floatToRawIntBits(y.get(0, 0))).isEqualTo(Float.floatToRawIntBits(-0f));
  }
}
