package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.ColumnSums;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Update;
import java.util.Objects;

/**
 * Sums and products of two matrices element by element, where a single row or column of the right
 * one is repeated to the shape of the left one.
 */
final class BroadcastArithmetic {
  private BroadcastArithmetic() {}

  /** x + factor·y. */
  static Variable addScaled(Variable x, Variable y, float factor) {
    requireBroadcast(x, y);
    Variable z = x.tape().result(x.rows(), x.columns(), x, y);
    Matrix left = x.value();
    Matrix right = y.value();
    Matrix out = z.value();
    x.tape().forEachRow(out, r -> addScaled(left, right, factor, out, r));
    return z.record(() -> {
      x.addToGradient(1, z.gradient());
      if (!isRepeated(y, z)) {
        y.addToGradient(factor, z.gradient());
      } else if (y.requiresGradient()) {
        reduce(factor, z.gradient(), y);
      }
    });
  }

  private static void addScaled(Matrix left, Matrix right, float factor, Matrix out, int row) {
    int n = out.columns();
    int a = left.start(row);
    int b = right.start(broadcastRow(right, row));
    int o = out.start(row);
    if (right.columns() == n) {
      System.arraycopy(left.data(), a, out.data(), o, n);
      Axpy.add(factor, right.data(), b, out.data(), o, n);
    } else {
      float term = factor * right.data()[b];
      for (int c = 0; c < n; c++) {
        out.data()[o + c] = left.data()[a + c] + term;
      }
    }
  }

  /** x·y. */
  static Variable multiply(Variable x, Variable y) {
    requireBroadcast(x, y);
    Variable z = x.tape().result(x.rows(), x.columns(), x, y);
    product(x.value(), y.value(), z.value(), x.tape());
    return z.record(() -> {
      x.receive((dx, update) -> addProduct(z.gradient(), y.value(), dx, update, x.tape()));
      if (!isRepeated(y, z)) {
        y.receive((dy, update) -> addProduct(z.gradient(), x.value(), dy, update, x.tape()));
      } else if (y.requiresGradient()) {
        reduce(1, product(z.gradient(), x.value(), x.tape()), y);
      }
    });
  }

  private static void addProduct(Matrix left, Matrix right, Matrix sum, Update update, Tape tape) {
    if (update == Update.OVERWRITE) {
      product(left, right, sum, tape);
    } else {
      Axpy.add(1, product(left, right, tape), sum, tape.parallelism());
    }
  }

  private static Matrix product(Matrix left, Matrix right, Tape tape) {
    Matrix out = tape.allocate(left.rows(), left.columns());
    product(left, right, out, tape);
    return out;
  }

  private static void product(Matrix left, Matrix right, Matrix out, Tape tape) {
    tape.forEachRow(out, r -> product(left, right, out, r));
  }

  private static void product(Matrix left, Matrix right, Matrix out, int row) {
    int n = out.columns();
    int a = left.start(row);
    int b = right.start(broadcastRow(right, row));
    int o = out.start(row);
    if (a == o && b == o && right.columns() == n) {
      // The compiler makes vector code of one index, and scalar code of different ones.
      multiply(left.data(), right.data(), out.data(), o, o + n);
    } else if (right.columns() == n) {
      for (int c = 0; c < n; c++) {
        out.data()[o + c] = left.data()[a + c] * right.data()[b + c];
      }
    } else {
      float factor = right.data()[b];
      for (int c = 0; c < n; c++) {
        out.data()[o + c] = left.data()[a + c] * factor;
      }
    }
  }

  private static void multiply(float[] left, float[] right, float[] out, int from, int to) {
    for (int k = from; k < to; k++) {
      out[k] = left[k] * right[k];
    }
  }

  private static boolean isRepeated(Variable y, Variable z) {
    return y.rows() != z.rows() || y.columns() != z.columns();
  }

  /** Adds factor·z to the gradient of y, summed where y was repeated. */
  private static void reduce(float factor, Matrix z, Variable y) {
    if (y.columns() > 1 || z.columns() == 1) {
      addSumOfRows(factor, z, y);
    } else if (y.rows() == 1) {
      Matrix dy = y.gradient();
      dy.data()[dy.start(0)] += (float) (factor * RowFunctions.total(z));
    } else {
      Matrix dy = y.gradient();
      y.tape()
          .forEachRow(z, r -> dy.data()[dy.start(r)] += (float) (factor * RowFunctions.sum(z, r)));
    }
  }

  /** Adds the sum of all rows, times a factor, to the gradient of a single row. */
  static void addSumOfRows(float factor, Matrix z, Variable row) {
    Tape tape = row.tape();
    row.receive((sums, update) ->
        ColumnSums.sum(factor, z, sums, update, tape.workspace(), tape.parallelism()));
  }

  private static int broadcastRow(Matrix y, int row) {
    return y.rows() == 1 ? 0 : row;
  }

  private static void requireBroadcast(Variable x, Variable y) {
    Objects.requireNonNull(y, "y is null, expected a variable");
    boolean rowsFit = y.rows() == x.rows() || y.rows() == 1;
    boolean columnsFit = y.columns() == x.columns() || y.columns() == 1;
    if (!rowsFit || !columnsFit) {
      throw new IllegalArgumentException(
          "y is %d x %d, expected %d rows or 1, and %d columns or 1, as x is %d x %d"
              .formatted(y.rows(), y.columns(), x.rows(), x.columns(), x.rows(), x.columns()));
    }
  }
}
