package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
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
    int n = out.columns();
    for (int r = 0; r < out.rows(); r++) {
      int a = left.start(r);
      int b = right.start(broadcastRow(right, r));
      int o = out.start(r);
      if (right.columns() == 1) {
        float term = factor * right.data()[b];
        for (int c = 0; c < n; c++) {
          out.data()[o + c] = left.data()[a + c] + term;
        }
      } else {
        System.arraycopy(left.data(), a, out.data(), o, n);
        Axpy.add(factor, right.data(), b, out.data(), o, n);
      }
    }
    return z.record(() -> {
      if (x.requiresGradient()) {
        x.addToGradient(1, z.gradient());
      }
      if (y.requiresGradient()) {
        reduce(factor, z.gradient(), y.gradient());
      }
    });
  }

  /** x·y. */
  static Variable multiply(Variable x, Variable y) {
    requireBroadcast(x, y);
    Variable z = x.tape().result(x.rows(), x.columns(), x, y);
    product(x.value(), y.value(), z.value());
    return z.record(() -> {
      Matrix share = x.tape().allocate(z.rows(), z.columns());
      if (x.requiresGradient()) {
        product(z.gradient(), y.value(), share);
        x.addToGradient(1, share);
      }
      if (y.requiresGradient()) {
        product(z.gradient(), x.value(), share);
        reduce(1, share, y.gradient());
      }
    });
  }

  private static void product(Matrix left, Matrix right, Matrix out) {
    int n = out.columns();
    for (int r = 0; r < out.rows(); r++) {
      int a = left.start(r);
      int b = right.start(broadcastRow(right, r));
      int o = out.start(r);
      if (right.columns() == n) {
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
  }

  /** The backward step of a broadcast: adds factor·z to y, summed where y was repeated. */
  private static void reduce(float factor, Matrix z, Matrix y) {
    for (int r = 0; r < z.rows(); r++) {
      int target = y.start(broadcastRow(y, r));
      if (y.columns() == 1) {
        y.data()[target] += (float) (factor * RowFunctions.sum(z, r));
      } else {
        Axpy.add(factor, z.data(), z.start(r), y.data(), target, z.columns());
      }
    }
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
