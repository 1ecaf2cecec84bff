package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads rows of a table by index: gather and embedding bag. Their gradients are added row by row,
 * so the table's gradient may be dense or sparse, and to each row in the order of the indices, so
 * the sums do not depend on the number of threads.
 */
final class RowLookup {
  /** Bags that a task reads. */
  private static final int BLOCK = 16;

  /**
   * Tasks for each thread of the backward pass: more share it evenly, but each reads all indices.
   */
  private static final int PARTS_PER_WORKER = 2;

  /** {@link Gradient#addRow}, or what does the same for some of the rows. */
  @FunctionalInterface
  private interface RowSink {
    void addRow(int row, float factor, float[] source, int offset);
  }

  private RowLookup() {}

  static Variable gather(Variable table, int[] indices) {
    Objects.requireNonNull(indices, "rows is null, expected row indices");
    requireInRange("rows", indices, indices.length, table.rows());
    int columns = table.columns();
    Variable out = table.tape().rowwiseResult(indices.length, columns, table);
    Matrix from = table.value();
    Matrix to = out.value();
    for (int k = 0; k < indices.length; k++) {
      System.arraycopy(from.data(), from.start(indices[k]), to.data(), to.start(k), columns);
    }
    return out.record(() -> {
      Matrix g = out.gradient();
      Gradient sink = table.sink();
      for (int k = 0; k < indices.length; k++) {
        sink.addRow(indices[k], 1, g.data(), g.start(k));
      }
    });
  }

  static Variable bag(Variable table, IndexBags bags, Pooling pooling) {
    Objects.requireNonNull(bags, "bags is null, expected bags of row indices");
    Objects.requireNonNull(pooling, "pooling is null, expected a Pooling");
    int[] offsets = bags.offsets();
    requireInRange("bags.indices", bags.indices(), offsets[bags.size()], table.rows());
    if (pooling == Pooling.MEAN) {
      requireMeans(bags);
    }
    Variable out = table.tape().rowwiseResult(bags.size(), table.columns(), table);
    lookUp(table, bags, pooling, out.value());
    return out.record(() -> scatter(out.gradient(), bags, pooling, table));
  }

  /** Adds up the rows of each bag, in tasks of some bags. */
  private static void lookUp(Variable table, IndexBags bags, Pooling pooling, Matrix out) {
    Matrix rows = table.value();
    int columns = rows.columns();
    float[] sum = out.data();
    int[] offsets = bags.offsets();
    Parallelism parallelism = table.tape().parallelism();
    parallelism.forEachRange(
        bags.size(),
        BLOCK,
        (first, end) -> {
          for (int b = first; b < end; b++) {
            int to = out.start(b);
            Arrays.fill(sum, to, to + columns, 0);
            double norm = norm(bags, b, pooling);
            for (int k = offsets[b]; k < offsets[b + 1]; k++) {
              int from = rows.start(bags.indices()[k]);
              Axpy.add((float) (bags.weight(k) / norm), rows.data(), from, sum, to, columns);
            }
          }
        });
  }

  /** Adds the gradient of each bag to those of its rows; if they are sparse, in several tasks. */
  private static void scatter(Matrix g, IndexBags bags, Pooling pooling, Variable table) {
    switch (table.sink()) {
      case DenseGradient dense -> scatter(g, bags, pooling, dense::addRow);
      case SparseGradient sparse -> {
        Parallelism parallelism = table.tape().parallelism();
        int tasks = parallelism.workers() == 1 ? 1 : PARTS_PER_WORKER * parallelism.workers();
        int end = bags.offsets()[bags.size()];
        SparseGradient.Part[] parts = sparse.touch(bags.indices(), end, tasks);
        parallelism.forEach(tasks, task -> scatter(g, bags, pooling, parts[task]::addRow));
      }
    }
  }

  private static void scatter(Matrix g, IndexBags bags, Pooling pooling, RowSink sink) {
    for (int b = 0; b < bags.size(); b++) {
      double norm = norm(bags, b, pooling);
      for (int k = bags.offsets()[b]; k < bags.offsets()[b + 1]; k++) {
        float factor = (float) (bags.weight(k) / norm);
        sink.addRow(bags.indices()[k], factor, g.data(), g.start(b));
      }
    }
  }

  private static double norm(IndexBags bags, int bag, Pooling pooling) {
    return pooling == Pooling.MEAN ? bags.totalWeight(bag) : 1;
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
