package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.MatrixProduct;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Update;
import io.github.contrastive4j.kernel.Workspace;
import java.util.Objects;

/**
 * Matrix products and the transpose.
 *
 * <p>With G the gradient of the product, the operands' gradients are again products of the kernel's
 * three forms, so that no operand is ever transposed in memory:
 *
 * <ul>
 *   <li>A·B: dA = G·Bᵀ, dB = Aᵀ·G
 *   <li>A·Bᵀ: dA = G·B, dB = Gᵀ·A
 *   <li>Aᵀ·B: dA = B·Gᵀ, dB = A·G
 *   <li>Aᵀ·Bᵀ is (B·A)ᵀ
 * </ul>
 */
final class Products {
  /** Rows and columns of what is transposed at a time, whole cache lines of both matrices. */
  private static final int TRANSPOSED = 16;

  private Products() {}

  /** One of the kernel's products. */
  @FunctionalInterface
  private interface Form {
    void compute(Matrix a, Matrix b, Matrix c, Update update, Workspace w, Parallelism p);
  }

  static Variable product(Variable x, Variable y, Transpose transpose) {
    Objects.requireNonNull(y, "y is null, expected a variable");
    return switch (Objects.requireNonNull(transpose, "transpose is null, expected a Transpose")) {
      case NONE -> ab(x, y);
      case LEFT -> atb(x, y);
      case RIGHT -> abt(x, y);
      case BOTH -> {
        requireInner(x, y, transpose, x.rows(), y.columns());
        requireRows("y", y);
        yield transpose(ab(y, x));
      }
    };
  }

  private static Variable ab(Variable x, Variable y) {
    requireInner(x, y, Transpose.NONE, x.columns(), y.rows());
    Variable z = forward(MatrixProduct::ab, x, y, x.rows(), y.columns());
    return z.record(() -> {
      accumulate(MatrixProduct::abt, z.gradient(), y.value(), x);
      accumulate(MatrixProduct::atb, x.value(), z.gradient(), y);
    });
  }

  /** x·weight + bias: the product is added to rows of biases, in the memory of one matrix. */
  static Variable linear(Variable x, Variable weight, Variable bias) {
    Objects.requireNonNull(weight, "weight is null, expected a variable");
    Objects.requireNonNull(bias, "bias is null, expected a variable");
    if (weight.rows() != x.columns()) {
      throw new IllegalArgumentException(
          "weight is %d x %d, expected %d rows, as x is %d x %d"
              .formatted(weight.rows(), weight.columns(), x.columns(), x.rows(), x.columns()));
    }
    if (bias.rows() != 1 || bias.columns() != weight.columns()) {
      throw new IllegalArgumentException(
          "bias is %d x %d, expected 1 x %d"
              .formatted(bias.rows(), bias.columns(), weight.columns()));
    }
    Tape tape = x.tape();
    Variable z = tape.result(x.rows(), weight.columns(), x, weight, bias);
    Matrix out = z.value();
    Matrix row = bias.value();
    tape.forEachRow(
        out,
        r -> System.arraycopy(row.data(), row.start(0), out.data(), out.start(r), out.columns()));
    MatrixProduct.ab(
        x.value(), weight.value(), out, Update.ACCUMULATE, tape.workspace(), tape.parallelism());
    return z.record(() -> {
      accumulate(MatrixProduct::abt, z.gradient(), weight.value(), x);
      accumulate(MatrixProduct::atb, x.value(), z.gradient(), weight);
      BroadcastArithmetic.addSumOfRows(1, z.gradient(), bias);
    });
  }

  private static Variable atb(Variable x, Variable y) {
    requireInner(x, y, Transpose.LEFT, x.rows(), y.rows());
    Variable z = forward(MatrixProduct::atb, x, y, x.columns(), y.columns());
    return z.record(() -> {
      accumulate(MatrixProduct::abt, y.value(), z.gradient(), x);
      accumulate(MatrixProduct::ab, x.value(), z.gradient(), y);
    });
  }

  private static Variable abt(Variable x, Variable y) {
    requireInner(x, y, Transpose.RIGHT, x.columns(), y.columns());
    requireRows("y", y);
    Variable z = forward(MatrixProduct::abt, x, y, x.rows(), y.rows());
    return z.record(() -> {
      accumulate(MatrixProduct::ab, z.gradient(), y.value(), x);
      accumulate(MatrixProduct::atb, z.gradient(), x.value(), y);
    });
  }

  private static Variable forward(Form form, Variable x, Variable y, int rows, int columns) {
    Tape tape = x.tape();
    Variable z = tape.result(rows, columns, x, y);
    Matrix out = z.value();
    form.compute(x.value(), y.value(), out, Update.OVERWRITE, tape.workspace(), tape.parallelism());
    return z;
  }

  private static void accumulate(Form form, Matrix left, Matrix right, Variable operand) {
    Tape tape = operand.tape();
    operand.receive((gradient, update) ->
        form.compute(left, right, gradient, update, tape.workspace(), tape.parallelism()));
  }

  static Variable transpose(Variable x) {
    requireRows("x", x);
    Tape tape = x.tape();
    Variable z = tape.result(x.columns(), x.rows(), x);
    transpose(x.value(), z.value(), Update.OVERWRITE, tape.parallelism());
    return z.record(
        () -> x.receive((dx, update) -> transpose(z.gradient(), dx, update, tape.parallelism())));
  }

  private static void transpose(Matrix from, Matrix to, Update update, Parallelism parallelism) {
    boolean add = update == Update.ACCUMULATE;
    parallelism.forEachRange(
        to.rows(),
        TRANSPOSED,
        (begin, end) -> {
          for (int first = 0; first < to.columns(); first += TRANSPOSED) {
            int last = Math.min(first + TRANSPOSED, to.columns());
            for (int r = begin; r < end; r++) {
              int target = to.start(r);
              for (int c = first; c < last; c++) {
                float value = from.data()[from.start(c) + r];
                to.data()[target + c] = add ? to.data()[target + c] + value : value;
              }
            }
          }
        });
  }

  /** A matrix has at least one column, so what becomes a column must not be missing. */
  private static void requireRows(String name, Variable x) {
    if (x.rows() == 0) {
      throw new IllegalArgumentException(
          name + " is 0 x " + x.columns() + ", expected at least 1 row to transpose");
    }
  }

  private static void requireInner(
      Variable x, Variable y, Transpose transpose, int left, int right) {
    if (left != right) {
      throw new IllegalArgumentException(
          "y is %d x %d, expected an inner dimension of %d, as x is %d x %d and transposed is %s"
              .formatted(y.rows(), y.columns(), left, x.rows(), x.columns(), transpose));
    }
  }
}
