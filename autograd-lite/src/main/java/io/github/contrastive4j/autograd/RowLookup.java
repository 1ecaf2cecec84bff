package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.SparseMatrix;
import io.github.contrastive4j.kernel.SparseProduct;
import io.github.contrastive4j.kernel.Update;
import java.util.Objects;

/**
 * Reads rows of a table by index: gather and embedding bag, the product of a sparse matrix and the
 * table. Its transpose times the gradient is that of the table, which may be dense or sparse; each
 * row of it is summed in the order of the indices, whatever the number of threads.
 */
final class RowLookup {
  private RowLookup() {}

  static Variable gather(Variable table, int[] indices) {
    Objects.requireNonNull(indices, "rows is null, expected row indices");
    requireInRange("rows", indices, indices.length, table.rows());
    int columns = table.columns();
    Tape tape = table.tape();
    Variable out = tape.rowwiseResult(indices.length, columns, table);
    Matrix from = table.value();
    Matrix to = out.value();
    tape.forEachRow(
        to,
        r ->
            System.arraycopy(from.data(), from.start(indices[r]), to.data(), to.start(r), columns));
    return out.record(() -> scatter(out, indices, null, null, table));
  }

  static Variable bag(Variable table, IndexBags bags, Pooling pooling) {
    Objects.requireNonNull(bags, "bags is null, expected bags of row indices");
    Objects.requireNonNull(pooling, "pooling is null, expected a Pooling");
    int[] offsets = bags.offsets();
    requireInRange("bags.indices", bags.indices(), offsets[bags.size()], table.rows());
    if (pooling == Pooling.MEAN) {
      requireMeans(bags);
    }
    Tape tape = table.tape();
    Variable out = tape.rowwiseResult(bags.size(), table.columns(), table);
    float[] factors = pooling == Pooling.MEAN ? means(bags, tape) : bags.weights();
    SparseMatrix elements =
        new SparseMatrix(0, bags.size(), table.rows(), bags.offsets(), bags.indices(), factors);
    Parallelism workers = tape.parallelism();
    SparseProduct.multiply(elements, table.value(), out.value(), Update.OVERWRITE, workers);
    return out.record(() -> scatter(out, bags.indices(), offsets, factors, table));
  }

  /** What each index counts in the mean of its bag. */
  private static float[] means(IndexBags bags, Tape tape) {
    int[] offsets = bags.offsets();
    float[] factors = tape.allocate(offsets[bags.size()], 1).data();
    for (int b = 0; b < bags.size(); b++) {
      double norm = bags.totalWeight(b);
      for (int k = offsets[b]; k < offsets[b + 1]; k++) {
        factors[k] = (float) (bags.weight(k) / norm);
      }
    }
    return factors;
  }

  /** Adds the gradient of each bag, or of each single index, to those of its rows. */
  private static void scatter(
      Variable out, int[] indices, int[] starts, float[] factors, Variable table) {
    BagsOfRows scratch = table.tape().bagsOfRows();
    Parallelism workers = table.tape().parallelism();
    Matrix g = out.gradient();
    switch (table.sink()) {
      case SparseGradient sparse -> sparse.add(indices, starts, factors, g, scratch, workers);
      case DenseGradient dense -> {
        scratch.invert(g.rows(), starts, factors, indices, table.rows());
        SparseMatrix rows = scratch.rows(0, table.rows());
        SparseProduct.multiply(rows, g, dense.values(), Update.ACCUMULATE, workers);
      }
    }
  }

  private static void requireInRange(String name, int[] indices, int count, int rows) {
    for (int k = 0; k < count; k++) {
      if (indices[k] < 0 || indices[k] >= rows) {
        throw new IndexOutOfBoundsException(
            "%s[%d] is %d, expected a row in [0, %d)".formatted(name, k, indices[k], rows));
      }
    }
  }

  private static void requireMeans(IndexBags bags) {
    for (int b = 0; b < bags.size(); b++) {
      boolean empty = bags.offsets()[b] == bags.offsets()[b + 1];
      if (!empty && !(bags.totalWeight(b) > 0)) {
        throw new IllegalArgumentException(
            "the weights of bag %d sum to %s, expected more than 0 for a mean"
                .formatted(b, bags.totalWeight(b)));
      }
    }
  }
}
