package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads rows of a table by index: gather and embedding bag. Their gradients are added row by row,
 * in the order of the indices, so the table's gradient may be dense or sparse.
 */
final class RowLookup {
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
    return out.record(() -> {
      Matrix g = out.gradient();
      Gradient sink = table.sink();
      for (int b = 0; b < bags.size(); b++) {
        double norm = norm(bags, b, pooling);
        for (int k = offsets[b]; k < offsets[b + 1]; k++) {
          float factor = (float) (bags.weight(k) / norm);
          sink.addRow(bags.indices()[k], factor, g.data(), g.start(b));
        }
      }
    });
  }

  private static void lookUp(Variable table, IndexBags bags, Pooling pooling, Matrix out) {
    Matrix rows = table.value();
    int columns = rows.columns();
    float[] row = table.tape().allocate(1, columns).data();
    float[] sum = table.tape().allocate(1, columns).data();
    int[] offsets = bags.offsets();
    for (int b = 0; b < bags.size(); b++) {
      Arrays.fill(sum, 0, columns, 0);
      double norm = norm(bags, b, pooling);
      for (int k = offsets[b]; k < offsets[b + 1]; k++) {
        System.arraycopy(rows.data(), rows.start(bags.indices()[k]), row, 0, columns);
        Axpy.add((float) (bags.weight(k) / norm), row, sum, 0, columns);
      }
      System.arraycopy(sum, 0, out.data(), out.start(b), columns);
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
