package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three products against float64 loops. */
@Tag("simd")
@NativeWidthOnly
class MatrixProductTest {
  private static final int[] SIZES = {1, 2, 3, 4, 7, 8, 12, 16, 17, 31, 32, 33, 63, 65, 97, 100};

  private final Workspace workspace = new Workspace();

  /** Which operand is transposed. */
  enum Form {
    AB,
    ABT,
    ATB;

    Matrix left(int m, int k) {
      return (this == ATB ? Framed.input(k, m) : Framed.input(m, k)).view();
    }

    Matrix right(int k, int n) {
      return (this == ABT ? Framed.input(n, k) : Framed.input(k, n)).view();
    }

    void run(Matrix a, Matrix b, Matrix c, Update update, Workspace w, Parallelism p) {
      switch (this) {
        case AB -> MatrixProduct.ab(a, b, c, update, w, p);
        case ABT -> MatrixProduct.abt(a, b, c, update, w, p);
        case ATB -> MatrixProduct.atb(a, b, c, update, w, p);
      }
    }

    double term(Matrix a, Matrix b, int i, int j, int k) {
      double x = this == ATB ? a.get(k, i) : a.get(i, k);
      double y = this == ABT ? b.get(j, k) : b.get(k, j);
      return x * y;
    }
  }

  private void check(Form form, int m, int n, int depth, Update update, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Matrix a = form.left(m, depth);
    Matrix b = form.right(depth, n);
    RankingProblem.fill(a, random);
    RankingProblem.fill(b, random);
    float start = update == Update.OVERWRITE ? Float.NaN : 0.5f;
    Framed c = Framed.output(m, n, start);
    form.run(a, b, c.view(), update, workspace, Parallelism.sequential());
    c.assertFrameUntouched();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = update == Update.OVERWRITE ? 0 : 0.5;
        double magnitude = Math.abs(sum);
        for (int k = 0; k < depth; k++) {
          double term = form.term(a, b, i, j, k);
          sum += term;
          magnitude += Math.abs(term);
        }
        // The bound of recursive summation in float32, n·u·Σ|x·y|.
        double bound = (Math.min(depth, 256) + depth / 256 + 2) * 0x1p-24 * magnitude;
        if (!(Math.abs(c.view().get(i, j) - sum) <= bound)) {
          throw new AssertionError(
              "%s %d x %d x %d %s [%d][%d]: %s, expected %s"
                  .formatted(form, m, n, depth, update, i, j, c.view().get(i, j), sum));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void productsOfAnyShapeAgreeWithFloat64(Form form) {
    RandomGenerator random = new SplittableRandom(1);
    for (int m : SIZES) {
      for (int n : SIZES) {
        int depth = SIZES[random.nextInt(SIZES.length)];
        check(form, m, n, depth, random.nextBoolean() ? Update.OVERWRITE : Update.ACCUMULATE, m);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void everyDepthIsSummedToItsEnd(Form form) {
    for (int depth = 1; depth <= 100; depth++) {
      check(form, 13, 37, depth, Update.OVERWRITE, depth);
    }
    for (int depth : new int[] {255, 256, 257, 288, 511, 513, 1000}) {
      check(form, 13, 37, depth, Update.ACCUMULATE, depth);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void largerProductsAgreeWithFloat64(Form form) {
    check(form, 200, 150, 300, Update.OVERWRITE, 5);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void productsOfFewRowsAgreeWithFloat64(Form form) {
    for (Update update : Update.values()) {
      for (int m = 1; m <= 9; m++) {
        check(form, m, 2100, 40, update, 6);
        check(form, m, 1024, 300, update, 7);
        check(form, m, 5, 2500, update, 8);
        check(form, 1100, m, 40, update, 9);
      }
    }
  }

  /** A service may answer requests one by one or some together. */
  @Test
  void fewRowsDoNotDependOnEachOther() {
    Matrix rows = Form.AB.left(8, 1100);
    Matrix matrix = Form.AB.right(1100, 203);
    RankingProblem.fill(rows, new SplittableRandom(4));
    RankingProblem.fill(matrix, new SplittableRandom(5));
    Parallelism here = Parallelism.sequential();
    int together = SimdProvider.kernels().tiles().unpackedRows();
    for (Update update : Update.values()) {
      Matrix all = Matrix.zeros(together, 203);
      MatrixProduct.ab(rows.rowRange(0, together), matrix, all, update, workspace, here);
      for (int from = 0; from < together; from++) {
        int to = Math.min(from + 1 + from % 3, together);
        Matrix some = Matrix.zeros(to - from, 203);
        MatrixProduct.ab(rows.rowRange(from, to), matrix, some, update, workspace, here);
        assertThat(some.toArray()).isEqualTo(all.rowRange(from, to).toArray());
      }
    }
  }

  @Test
  void aSumOfNoTermsIsZero() {
    Matrix c = Framed.output(3, 40, Float.NaN).view();
    Matrix none = Matrix.zeros(0, 3);
    MatrixProduct.atb(
        none, Matrix.zeros(0, 40), c, Update.OVERWRITE, workspace, Parallelism.sequential());
    assertThat(c.toArray()).containsOnly(0f);
    c.set(1, 1, 5);
    MatrixProduct.atb(
        none, Matrix.zeros(0, 40), c, Update.ACCUMULATE, workspace, Parallelism.sequential());
    assertThat(c.get(1, 1)).isEqualTo(5);
  }

  @Test
  void aProductWithoutRowsWritesNothing() {
    Framed c = Framed.output(0, 4, 0);
    MatrixProduct.ab(
        Matrix.zeros(0, 3),
        Matrix.zeros(3, 4),
        c.view(),
        Update.OVERWRITE,
        workspace,
        Parallelism.sequential());
    c.assertFrameUntouched();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @Timeout(60)
  void workersDoNotChangeABit(Form form) {
    checkWorkers(form, 1, 4000, 60);
    checkWorkers(form, 4000, 1, 60);
    checkWorkers(form, 150, 130, 300);
    checkWorkers(form, 1, 2500, 30);
    checkWorkers(form, 3, 700, 1100);
    checkWorkers(form, 7, 700, 1100);
  }

  /** Two pairs of operands take turns, so that what is left of the other one is wrong. */
  private void checkWorkers(Form form, int m, int n, int depth) {
    RandomGenerator random = new SplittableRandom(3);
    Matrix[] a = {form.left(m, depth), form.left(m, depth)};
    Matrix[] b = {form.right(depth, n), form.right(depth, n)};
    for (int which = 0; which < 2; which++) {
      RankingProblem.fill(a[which], random);
      RankingProblem.fill(b[which], random);
    }
    Matrix expected = Matrix.zeros(m, n);
    for (int workers : new int[] {2, 3, 8}) {
      try (Parallelism team = Parallelism.workers(workers)) {
        // Without a budget, all workers share what is packed.
        for (long budget : new long[] {Workspace.DEFAULT_BUDGET, 0}) {
          Workspace own = new Workspace(budget);
          for (int repeat = 0; repeat < 10; repeat++) {
            Matrix x = a[repeat % 2];
            Matrix y = b[repeat % 2];
            Matrix c = Matrix.zeros(m, n);
            Update update = Update.values()[repeat / 2 % 2];
            expected.copyTo(c);
            form.run(x, y, expected, update, workspace, Parallelism.sequential());
            form.run(x, y, c, update, own, team);
            assertThat(c.data()).isEqualTo(expected.data());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatEarlierProductsLeftBehindDoesNotMatter(Form form) {
    Matrix poison = Matrix.zeros(100, 100);
    Arrays.fill(poison.data(), Float.NaN);
    form.run(
        poison,
        poison,
        Matrix.zeros(100, 100),
        Update.OVERWRITE,
        workspace,
        Parallelism.sequential());
    check(form, 5, 6, 7, Update.OVERWRITE, 1);
    check(form, 33, 50, 41, Update.OVERWRITE, 1);
  }

  /** In as many rows as are not packed, and in more. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 14})
  void notANumberAndInfinitySpreadAsInArithmetic(int rows) {
    Matrix a = Matrix.zeros(rows, 2);
    Matrix.copyOf(new float[][] {{1, 0}, {Float.POSITIVE_INFINITY, 1}, {0, Float.NaN}})
        .copyTo(a.rowRange(rows - 3, rows));
    Matrix b = Matrix.copyOf(new float[][] {{2, 0}, {1, 1}});
    Matrix c = Matrix.zeros(rows, 2);
    MatrixProduct.ab(a, b, c, Update.OVERWRITE, workspace, Parallelism.sequential());
    assertThat(c.rowRange(0, rows - 3).toArray()).doesNotContain(Float.NaN);
    assertThat(c.rowRange(rows - 3, rows).toArray())
        .containsExactly(2, 0, Float.POSITIVE_INFINITY, Float.NaN, Float.NaN, Float.NaN);
  }

  @Test
  void operandsMayBeOneMatrix() {
    Matrix a = Matrix.copyOf(new float[][] {{1, 2}, {3, 4}});
    Matrix c = Matrix.zeros(2, 2);
    MatrixProduct.abt(a, a, c, Update.OVERWRITE, workspace, Parallelism.sequential());
    assertThat(c.data()).containsExactly(5, 11, 11, 25);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Matrix a = Matrix.zeros(2, 3);
    refuses(Form.AB, a, Matrix.zeros(4, 5), Matrix.zeros(2, 5), "rows of b is 4, expected 3");
    refuses(Form.ABT, a, Matrix.zeros(5, 4), Matrix.zeros(2, 5), "columns of b is 4, expected 3");
    refuses(Form.ATB, a, Matrix.zeros(4, 5), Matrix.zeros(3, 5), "rows of b is 4, expected 2");
    refuses(Form.AB, a, Matrix.zeros(3, 5), Matrix.zeros(5, 2), "c is 5 x 2, expected 2 x 5");
  }

  @Test
  void anOutputThatOverlapsAnOperandIsRefused() {
    Matrix a = Matrix.zeros(3, 3);
    Matrix b = Matrix.zeros(3, 3);
    refuses(Form.AB, a, b, a, "c overlaps a, expected an output of its own");
    refuses(Form.ABT, a, b, b, "c overlaps b, expected an output of its own");
  }

  private void refuses(Form form, Matrix a, Matrix b, Matrix c, String message) {
    float[] before = c.data().clone();
    assertThatThrownBy(
            () -> form.run(a, b, c, Update.OVERWRITE, workspace, Parallelism.sequential()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThat(c.data()).isEqualTo(before);
    check(Form.AB, 5, 6, 7, Update.OVERWRITE, 1);
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(2, 2);
    Matrix y = Matrix.zeros(2, 2);
    Parallelism here = Parallelism.sequential();
    Update over = Update.OVERWRITE;
    refusesNull("a", () -> MatrixProduct.ab(null, x, y, over, workspace, here));
    refusesNull("b", () -> MatrixProduct.ab(x, null, y, over, workspace, here));
    refusesNull("c", () -> MatrixProduct.ab(x, x, null, over, workspace, here));
    refusesNull("update", () -> MatrixProduct.ab(x, x, y, null, workspace, here));
    refusesNull("workspace", () -> MatrixProduct.ab(x, x, y, over, null, here));
    refusesNull("parallelism", () -> MatrixProduct.ab(x, x, y, over, workspace, null));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected");
  }
}
