package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * Parts of matrices and matrices of parts. A slice is a view: it costs no copy, and only its
 * gradient has memory of its own.
 */
final class Slices {
  private Slices() {}

  static Variable rows(Variable x, int from, int to) {
    Variable slice = x.tape().view(x.value().rowRange(from, to), x);
    return slice.record(() -> add(slice, x.gradient().rowRange(from, to)));
  }

  static Variable columns(Variable x, int from, int to) {
    Variable slice = x.tape().view(x.value().columnRange(from, to), x);
    return slice.record(() -> add(slice, x.gradient().columnRange(from, to)));
  }

  static Variable concatRows(Variable... variables) {
    Variable[] parts = copyOf(variables);
    int columns = parts[0].columns();
    int rows = 0;
    for (int k = 0; k < parts.length; k++) {
      requireSame("columns", k, parts[k].columns(), columns);
      rows = total("rows", rows, parts[k].rows());
    }
    return concat(rows, columns, Variable::rows, Matrix::rowRange, parts);
  }

  static Variable concatColumns(Variable... variables) {
    Variable[] parts = copyOf(variables);
    int rows = parts[0].rows();
    int columns = 0;
    for (int k = 0; k < parts.length; k++) {
      requireSame("rows", k, parts[k].rows(), rows);
      columns = total("columns", columns, parts[k].columns());
    }
    return concat(rows, columns, Variable::columns, Matrix::columnRange, parts);
  }

  private static int total(String what, int before, int more) {
    if (before + more < 0) {
      throw new IllegalArgumentException(
          "the parts have %d %s, expected at most 2^31 - 1".formatted((long) before + more, what));
    }
    return before + more;
  }

  /** {@link Matrix#rowRange} or {@link Matrix#columnRange}. */
  @FunctionalInterface
  private interface Range {
    Matrix of(Matrix whole, int from, int to);
  }

  private static Variable concat(
      int rows, int columns, ToIntFunction<Variable> length, Range range, Variable... parts) {
    Tape tape = parts[0].tape();
    Variable whole = tape.result(rows, columns, parts);
    int from = 0;
    for (Variable part : parts) {
      tape.copy(part.value(), range.of(whole.value(), from, from += length.applyAsInt(part)));
    }
    return whole.record(() -> {
      int start = 0;
      for (Variable part : parts) {
        part.addToGradient(1, range.of(whole.gradient(), start, start += length.applyAsInt(part)));
      }
    });
  }

  private static void add(Variable slice, Matrix gradient) {
    Axpy.add(1, slice.gradient(), gradient, slice.tape().parallelism());
  }

  /** The backward step reads the array again, and the caller may use its own for other things. */
  private static Variable[] copyOf(Variable... variables) {
    Objects.requireNonNull(variables, "parts is null, expected at least one variable");
    Variable[] parts = variables.clone();
    if (parts.length == 0) {
      throw new IllegalArgumentException("parts is empty, expected at least one variable");
    }
    for (int k = 0; k < parts.length; k++) {
      if (parts[k] == null) {
        throw new NullPointerException("parts[" + k + "] is null, expected a variable");
      }
    }
    return parts;
  }

  private static void requireSame(String what, int part, int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          "parts[%d] has %d %s, expected %d as parts[0]".formatted(part, actual, what, expected));
    }
  }
}
