package io.github.contrastive4j.autograd.check;

import io.github.contrastive4j.autograd.DenseGradient;
import io.github.contrastive4j.autograd.Gradient;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.SparseGradient;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Compares the gradients of a scalar tape function with central differences.
 *
 * <p>Every element x of every parameter is moved by ±h and ±2h, and the differences are formed in
 * float64 to fourth order: (8(f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h)))/12h. With u the larger of |x|
 * and the root mean square of its parameter (1 if all are 0), and f either
 *
 * <ul>
 *   <li>the tape function itself, h = u/32: wide enough that its float32 rounding, 2⁻²⁴·|f| at
 *       best, does not drown the difference; or
 *   <li>a float64 reference, h = u/4096, which finds much smaller errors, also those that forward
 *       and backward pass have in common.
 * </ul>
 *
 * <p>An element passes if the error is at most tolerance·(larger of both values + 1/100 of the
 * parameter's largest difference quotient) + 2⁻²¹·|f|/(h or, for a reference, u). Functions with
 * kinks must not be checked closer than 2h to one. The cost is four evaluations for each element.
 */
public final class GradientCheck {
  /** The tolerance if the caller names none. */
  public static final double DEFAULT_TOLERANCE = 1e-3;

  private static final double FUNCTION_STEP = 1.0 / 32;
  private static final double REFERENCE_STEP = 1.0 / 4096;

  /** Eight float32 roundings: what a function of a few operations may lose. */
  private static final double ROUNDING = 8 * 0x1p-24;

  private final double tolerance;

  /** Makes a check with the {@linkplain #DEFAULT_TOLERANCE default tolerance}. */
  public GradientCheck() {
    this(DEFAULT_TOLERANCE);
  }

  /**
   * Makes a check.
   *
   * @param tolerance largest relative error that passes, in (0, 1)
   * @throws IllegalArgumentException if the tolerance is out of range
   */
  public GradientCheck(double tolerance) {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "tolerance is " + tolerance + ", expected a number in (0, 1)");
    }
    this.tolerance = tolerance;
  }

  /**
   * Checks a tape function against differences of itself.
   *
   * @param parameters what the function is differentiated by, under names for the report; their
   *     values are moved and put back, their gradients are zeroed before and after
   * @param function brings parameters onto the tape and returns a scalar; it must return the same
   *     for the same values
   * @return both gradients of every element
   * @throws NullPointerException if an argument, a parameter or what the function returns is null
   * @throws IllegalArgumentException if there are no parameters, or the function returns no scalar
   * @throws IllegalStateException if what it returns requires no gradient
   */
  public GradientReport check(
      Map<String, Parameter> parameters, Function<Tape, Variable> function) {
    Tape tape = new Tape();
    Map<String, double[][]> gradients = gradients(tape, parameters, function);
    double magnitude = Math.abs(evaluate(tape, function));
    List<GradientReport.Entry> entries = new ArrayList<>();
    parameters.forEach((name, parameter) -> {
      Matrix value = parameter.value();
      Moved moved =
          (r, c, x) -> {
            float before = value.get(r, c);
            value.set(r, c, (float) x);
            try {
              return evaluate(tape, function);
            } finally {
              value.set(r, c, before);
            }
          };
      double[][] point = toDouble(value);
      double rounding = ROUNDING * magnitude / FUNCTION_STEP;
      entries.addAll(compare(name, gradients.get(name), point, moved, FUNCTION_STEP, rounding));
    });
    return new GradientReport(entries);
  }

  /**
   * Checks a tape function against differences of a float64 reference.
   *
   * @param parameters what the function is differentiated by, under names for the report and the
   *     reference; their gradients are zeroed before and after
   * @param function brings parameters onto the tape and returns a scalar
   * @param reference computes the same scalar from the parameters' values, given under their names
   *     as [row][column]
   * @return both gradients of every element
   * @throws NullPointerException if an argument, a parameter or what the function returns is null
   * @throws IllegalArgumentException if there are no parameters, or the function returns no scalar
   * @throws IllegalStateException if what it returns requires no gradient
   */
  public GradientReport check(
      Map<String, Parameter> parameters,
      Function<Tape, Variable> function,
      ToDoubleFunction<Map<String, double[][]>> reference) {
    Objects.requireNonNull(reference, "reference is null, expected the function in float64");
    Map<String, double[][]> gradients = gradients(new Tape(), parameters, function);
    Map<String, double[][]> points = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> points.put(name, toDouble(parameter.value())));
    double rounding = ROUNDING * Math.abs(reference.applyAsDouble(points));
    List<GradientReport.Entry> entries = new ArrayList<>();
    points.forEach((name, point) -> {
      Moved moved =
          (r, c, x) -> {
            double before = point[r][c];
            point[r][c] = x;
            double result = reference.applyAsDouble(points);
            point[r][c] = before;
            return result;
          };
      entries.addAll(compare(name, gradients.get(name), point, moved, REFERENCE_STEP, rounding));
    });
    return new GradientReport(entries);
  }

  /** The checked function where one element has the value x. */
  @FunctionalInterface
  private interface Moved {
    double at(int row, int column, double x);
  }

  private List<GradientReport.Entry> compare(
      String name,
      double[][] gradient,
      double[][] point,
      Moved function,
      double relativeStep,
      double rounding) {
    double rootMeanSquare = rootMeanSquare(point);
    double[][] differences = new double[point.length][];
    double[][] units = new double[point.length][];
    double largest = 0;
    for (int r = 0; r < point.length; r++) {
      differences[r] = new double[point[r].length];
      units[r] = new double[point[r].length];
      for (int c = 0; c < point[r].length; c++) {
        units[r][c] = Math.max(Math.abs(point[r][c]), rootMeanSquare);
        double h = relativeStep * units[r][c];
        differences[r][c] = difference(function, r, c, point[r][c], h);
        largest = Math.max(largest, Math.abs(differences[r][c]));
      }
    }
    List<GradientReport.Entry> entries = new ArrayList<>();
    for (int r = 0; r < point.length; r++) {
      for (int c = 0; c < point[r].length; c++) {
        double larger = Math.max(Math.abs(gradient[r][c]), Math.abs(differences[r][c]));
        double bound = tolerance * (larger + largest / 100) + rounding / units[r][c];
        entries.add(new GradientReport.Entry(name, r, c, gradient[r][c], differences[r][c], bound));
      }
    }
    return entries;
  }

  private static double difference(Moved function, int r, int c, double x, double h) {
    double near = function.at(r, c, x + h) - function.at(r, c, x - h);
    double far = function.at(r, c, x + 2 * h) - function.at(r, c, x - 2 * h);
    return (8 * near - far) / (12 * h);
  }

  private static Map<String, double[][]> gradients(
      Tape tape, Map<String, Parameter> parameters, Function<Tape, Variable> function) {
    Objects.requireNonNull(parameters, "parameters is null, expected what to differentiate by");
    Objects.requireNonNull(function, "function is null, expected what is to be checked");
    parameters.forEach((name, parameter) ->
        Objects.requireNonNull(parameter, () -> "parameter " + name + " is null"));
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("parameters is empty, expected at least one");
    }
    parameters.values().forEach(Parameter::zeroGradient);
    apply(function, tape).backward();
    Map<String, double[][]> gradients = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> gradients.put(name, toDouble(parameter.gradient())));
    parameters.values().forEach(Parameter::zeroGradient);
    return gradients;
  }

  private static double evaluate(Tape tape, Function<Tape, Variable> function) {
    tape.reset();
    return tape.noGrad(() -> apply(function, tape)).scalar();
  }

  private static Variable apply(Function<Tape, Variable> function, Tape tape) {
    return Objects.requireNonNull(
        function.apply(tape), "the function returned null, expected a scalar");
  }

  private static double[][] toDouble(Gradient gradient) {
    return switch (gradient) {
      case DenseGradient dense -> toDouble(dense.values());
      case SparseGradient sparse -> {
        double[][] rows = new double[sparse.rows()][sparse.columns()];
        double[][] touched = toDouble(sparse.values());
        for (int k = 0; k < touched.length; k++) {
          rows[sparse.row(k)] = touched[k];
        }
        yield rows;
      }
    };
  }

  private static double[][] toDouble(Matrix matrix) {
    double[][] rows = new double[matrix.rows()][matrix.columns()];
    for (int r = 0; r < matrix.rows(); r++) {
      for (int c = 0; c < matrix.columns(); c++) {
        rows[r][c] = matrix.get(r, c);
      }
    }
    return rows;
  }

  private static double rootMeanSquare(double[][] values) {
    double sum = 0;
    long count = 0;
    for (double[] row : values) {
      for (double value : row) {
        sum += value * value;
        count++;
      }
    }
    return sum > 0 ? Math.sqrt(sum / count) : 1;
  }
}
