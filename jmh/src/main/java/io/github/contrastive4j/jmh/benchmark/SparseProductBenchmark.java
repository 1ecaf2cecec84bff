package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.SparseMatrix;
import io.github.contrastive4j.kernel.SparseProduct;
import io.github.contrastive4j.kernel.Update;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * B embedding bags of {@value Work#BAG} rows each, of a table of {@value #TABLE} × D numbers, and
 * the way of their gradient back to the rows of the table. Few rows are in many bags, as words are
 * in texts: the one with number r about as often as 1 / r.
 */
public class SparseProductBenchmark extends TimedBenchmark {
  /** Rows of the table. */
  static final int TABLE = 1 << 15;

  private Matrix table;
  private Matrix gradient;
  private Matrix bags;
  private SparseMatrix rowsOfBags;
  private SparseMatrix bagsOfRows;

  /**
   * Draws a table and bags, and checks the last element of both products.
   *
   * @param pairs the shape; the candidates serve as gradient of the bags
   * @param workers who works
   */
  @Setup
  public void setUp(Pairs pairs, Workers workers) {
    RandomGenerator random = Pairs.random();
    table = Pairs.gaussian(random, TABLE, pairs.D);
    gradient = Matrix.zeros(TABLE, pairs.D);
    bags = Matrix.zeros(pairs.B, pairs.D);
    int[] offsets = new int[pairs.B + 1];
    int[] rows = new int[pairs.B * Work.BAG];
    float[] factors = Pairs.gaussian(random, rows.length, 1).data();
    for (int k = 0; k < rows.length; k++) {
      int rank = (int) Math.pow(TABLE, random.nextDouble());
      // An odd factor spreads the numbers over the table, each to a row of its own.
      rows[k] = rank * 0x9E3779B1 & TABLE - 1;
    }
    Arrays.setAll(offsets, b -> b * Work.BAG);
    rowsOfBags = SparseMatrix.of(TABLE, offsets, rows, factors);
    bagsOfRows = transpose(rowsOfBags);
    bags(workers);
    rows(pairs, workers);
    int bag = pairs.B - 1;
    int column = pairs.D - 1;
    int last = rows[rows.length - 1];
    double ofBag = 0;
    double ofRow = 0;
    for (int k = 0; k < rows.length; k++) {
      int b = k / Work.BAG;
      ofBag += b == bag ? factors[k] * (double) table.get(rows[k], column) : 0;
      ofRow += rows[k] == last ? factors[k] * (double) pairs.candidates.get(b, column) : 0;
    }
    double rounding = 1e-5 + 1e-7 * rows.length;
    Check.close("last element", bags.get(bag, column), ofBag, 1e-5);
    Check.close("last element of the gradient", gradient.get(last, column), ofRow, rounding);
  }

  private static SparseMatrix transpose(SparseMatrix a) {
    int[] offsets = new int[a.columns() + 1];
    for (int column : a.indices()) {
      offsets[column + 1]++;
    }
    Arrays.parallelPrefix(offsets, Integer::sum);
    int[] next = offsets.clone();
    int[] indices = new int[a.count()];
    float[] values = new float[a.count()];
    for (int r = 0; r < a.rows(); r++) {
      for (int k = a.offsets()[r]; k < a.offsets()[r + 1]; k++) {
        int at = next[a.indices()[k]]++;
        indices[at] = r;
        values[at] = a.values()[k];
      }
    }
    return SparseMatrix.of(a.rows(), offsets, indices, values);
  }

  /**
   * Sums of the rows of each bag.
   *
   * @param workers who works
   * @return a row for each bag
   */
  @Benchmark
  @Counts(Work.SPARSE_PRODUCT)
  public Matrix bags(Workers workers) {
    SparseProduct.multiply(rowsOfBags, table, bags, Update.OVERWRITE, workers.parallelism);
    return bags;
  }

  /**
   * Sums of the gradients of the bags that each row of the table is in.
   *
   * @param pairs gradient of the bags
   * @param workers who works
   * @return a row for each row of the table
   */
  @Benchmark
  @Counts(Work.SPARSE_PRODUCT)
  public Matrix rows(Pairs pairs, Workers workers) {
    SparseProduct.multiply(
        bagsOfRows, pairs.candidates, gradient, Update.OVERWRITE, workers.parallelism);
    return gradient;
  }
}
