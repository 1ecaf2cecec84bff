package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowLookupTest {
  private static final int ROWS = 6;
  private static final int[] PICKS = {5, 0, 3, 3, 0, 3};
  private static final IndexBags BAGS =
      IndexBags.of(new int[][] {{2, 4}, {}, {5}, {2, 2, 0, 2}, {1, 4, 5}});
  private static final IndexBags WEIGHTED =
      new IndexBags(
          BAGS.indices(),
          BAGS.offsets(),
          new float[] {0.5f, 2, 1, 0.25f, 1, 0, 3, 0.125f, 1, 1.5f});

  private static double[][] pick(double[][] table, int[] rows) {
    double[][] picked = new double[rows.length][];
    for (int k = 0; k < rows.length; k++) {
      picked[k] = table[rows[k]];
    }
    return picked;
  }

  private static double[][] pool(double[][] table, IndexBags bags, Pooling pooling) {
    double[][] pooled = new double[bags.size()][table[0].length];
    for (int b = 0; b < bags.size(); b++) {
      double norm = 0;
      for (int k = bags.offsets()[b]; k < bags.offsets()[b + 1]; k++) {
        double weight = bags.weights() == null ? 1 : bags.weights()[k];
        norm += weight;
        for (int c = 0; c < table[0].length; c++) {
          pooled[b][c] += weight * table[bags.indices()[k]][c];
        }
      }
      for (int c = 0; c < table[0].length && pooling == Pooling.MEAN && norm != 0; c++) {
        pooled[b][c] /= norm;
      }
    }
    return pooled;
  }

  @Test
  void gathersRowsInAnyOrderWithRepeats() {
    new OperationCheck()
        .input("x", ROWS, 5)
        .matches(v -> v.get("x").gatherRows(PICKS), p -> pick(p.get("x"), PICKS));
  }

  @Test
  void gathersFromASparseParameter() {
    new OperationCheck()
        .sparse("x", ROWS, 5)
        .matches(v -> v.get("x").gatherRows(PICKS), p -> pick(p.get("x"), PICKS));
  }

  @ParameterizedTest
  @EnumSource
  void combinesTheRowsOfBags(Pooling pooling) {
    for (int columns : new int[] {1, 3, 17}) {
      new OperationCheck()
          .input("x", ROWS, columns)
          .matches(
              v -> v.get("x").embeddingBag(BAGS, pooling), p -> pool(p.get("x"), BAGS, pooling));
    }
  }

  @ParameterizedTest
  @EnumSource
  void weighsTheRowsOfBags(Pooling pooling) {
    new OperationCheck()
        .sparse("x", ROWS, 5)
        .matches(
            v -> v.get("x").embeddingBag(WEIGHTED, pooling),
            p -> pool(p.get("x"), WEIGHTED, pooling));
  }

  @Test
  void aSumMayHaveNegativeWeights() {
    IndexBags bags = new IndexBags(new int[] {0, 1}, new int[] {0, 2}, new float[] {1, -1});
    new OperationCheck()
        .input("x", 2, 3)
        .matches(
            v -> v.get("x").embeddingBag(bags, Pooling.SUM),
            p -> pool(p.get("x"), bags, Pooling.SUM));
  }

  @Test
  void anEmptyBagIsZero() {
    Variable x = new Tape().variable(OperationCheck.random(3, 4, new SplittableRandom(1)));
    for (Pooling pooling : Pooling.values()) {
      assertThat(x.embeddingBag(IndexBags.of(new int[][] {{}}), pooling).value().toArray())
          .containsExactly(0, 0, 0, 0);
    }
  }

  @Test
  void rowsThatNobodyReadGetTheGradientZero() {
    Variable x = new Tape().variable(Matrix.zeros(4, 2));
    x.gatherRows(1, 1, 3).sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(0, 0, 2, 2, 0, 0, 1, 1);
  }

  @Test
  void aSparseGradientHoldsTheTouchedRowsInTheOrderOfTheirFirstTouch() {
    Tape tape = new Tape();
    Parameter table = Parameter.sparse(Matrix.zeros(100, 2));
    Variable x = tape.parameter(table);
    IndexBags bags = IndexBags.of(new int[][] {{70, 5}, {5, 99}});
    x.embeddingBag(bags, Pooling.MEAN).sum().backward();
    SparseGradient gradient = (SparseGradient) table.gradient();
    assertThat(gradient.count()).isEqualTo(3);
    assertThat(new int[] {gradient.row(0), gradient.row(1), gradient.row(2)})
        .containsExactly(70, 5, 99);
    assertThat(gradient.values().toArray()).containsExactly(0.5f, 0.5f, 1, 1, 0.5f, 0.5f);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void gradientsAreTheSameSparseOrDenseAndForAnyNumberOfThreads(int workers) {
    int rows = 700;
    SplittableRandom random = new SplittableRandom(8);
    IndexBags[] batches = new IndexBags[3];
    for (int k = 0; k < batches.length; k++) {
      int[][] bags = new int[100 + k][];
      // Some rows in every bag, some in one, some in none.
      Arrays.setAll(bags, _ -> random.ints(40, 0, 1 + random.nextInt(rows)).toArray());
      batches[k] = IndexBags.of(bags);
    }
    Matrix table = Matrix.of(OperationCheck.random(rows, 20, random).toArray(), rows, 20);
    Parameter dense = Parameter.dense(table);
    Parameter denseShared = Parameter.dense(table);
    Parameter alone = Parameter.sparse(table);
    Parameter shared = Parameter.sparse(table);
    Tape tape = new Tape();
    try (Parallelism parallelism = Parallelism.workers(workers)) {
      Tape parallel = new Tape(new Workspace(), parallelism);
      for (int step = 0; step < 3; step++) {
        float[] expected = lookUp(tape, dense, batches);
        assertThat(lookUp(tape, alone, batches)).isEqualTo(expected);
        assertThat(lookUp(parallel, shared, batches)).isEqualTo(expected);
        assertThat(lookUp(parallel, denseShared, batches)).isEqualTo(expected);
        assertThat(scattered(denseShared)).isEqualTo(scattered(dense));
        assertThat(scattered(alone)).isEqualTo(scattered(dense));
        assertThat(scattered(shared)).isEqualTo(scattered(dense));
        assertThat(touchedRows(shared)).isEqualTo(touchedRows(alone)).isNotEmpty();
        List.of(dense, denseShared, alone, shared).forEach(Parameter::zeroGradient);
      }
    }
  }

  /** Reads the batches one after the other, with a gather in between, and runs backward. */
  private static float[] lookUp(Tape tape, Parameter table, IndexBags[] batches) {
    tape.reset();
    Variable x = tape.parameter(table);
    Variable y =
        Variable.concatRows(
            x.embeddingBag(batches[0], Pooling.MEAN),
            x.embeddingBag(batches[1], Pooling.SUM),
            x.gatherRows(batches[2].indices()),
            x.embeddingBag(batches[2], Pooling.SUM));
    y.multiply(y).sum().backward();
    return y.value().toArray();
  }

  private static int[] touchedRows(Parameter table) {
    SparseGradient gradient = (SparseGradient) table.gradient();
    return IntStream.range(0, gradient.count()).map(gradient::row).toArray();
  }

  /** The gradient with all of its rows in their order. */
  private static float[] scattered(Parameter table) {
    return switch (table.gradient()) {
      case DenseGradient dense -> dense.values().toArray();
      case SparseGradient sparse -> {
        int columns = sparse.columns();
        float[] all = new float[sparse.rows() * columns];
        for (int k = 0; k < sparse.count(); k++) {
          Matrix row = sparse.values().rowRange(k, k + 1);
          System.arraycopy(row.toArray(), 0, all, sparse.row(k) * columns, columns);
        }
        yield all;
      }
    };
  }

  @Test
  void otherOperationsOnASparseParameterAreRefused() {
    Tape tape = new Tape();
    Variable table = tape.parameter(Parameter.sparse(Matrix.zeros(10, 2)));
    String message =
        "an input is a sparse parameter of 10 x 2, which only gatherRows and embeddingBag can read,"
            + " expected a dense one";
    assertThatIllegalArgumentException().isThrownBy(table::sum).withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.rowRange(0, 1))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(table::gradient)
        .withMessageContaining("Parameter.gradient()");
  }

  @Test
  void withoutRecordingASparseParameterIsAMatrixLikeOthers() {
    Tape tape = new Tape();
    Parameter table = Parameter.sparse(Matrix.of(new float[] {1, 2, 3}, 3, 1));
    assertThat(tape.noGrad(() -> tape.parameter(table).sum()).scalar()).isEqualTo(6);
  }

  @Test
  void rowsOutOfRangeAreRefused() {
    Variable x = new Tape().variable(Matrix.zeros(4, 2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> x.gatherRows(0, 4))
        .withMessage("rows[1] is 4, expected a row in [0, 4)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> x.embeddingBag(IndexBags.ofSingles(3, -1), Pooling.SUM))
        .withMessage("bags.indices[1] is -1, expected a row in [0, 4)");
  }

  @Test
  void aMeanOverWeightsThatSumToNothingIsRefused() {
    Variable x = new Tape().variable(Matrix.zeros(4, 2));
    IndexBags bags =
        new IndexBags(new int[] {0, 1, 2}, new int[] {0, 1, 3}, new float[] {1, 1, -1});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.embeddingBag(bags, Pooling.MEAN))
        .withMessage("the weights of bag 1 sum to 0.0, expected more than 0 for a mean");
  }

  @Test
  void missingArgumentsAreRefused() {
    Variable x = new Tape().variable(Matrix.zeros(4, 2));
    assertThatNullPointerException()
        .isThrownBy(() -> x.gatherRows((int[]) null))
        .withMessageStartingWith("rows is null");
    assertThatNullPointerException()
        .isThrownBy(() -> x.embeddingBag(null, Pooling.SUM))
        .withMessageStartingWith("bags is null");
    assertThatNullPointerException()
        .isThrownBy(() -> x.embeddingBag(BAGS, null))
        .withMessageStartingWith("pooling is null");
  }
}
