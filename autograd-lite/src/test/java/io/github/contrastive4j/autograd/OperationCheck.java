package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Holds an operation against float64 loops: its values, and the gradients of all of its inputs
 * under a random weighting of its outputs, which makes a scalar of them.
 */
public final class OperationCheck {
  private static final double TOLERANCE = 1e-4;

  private final Map<String, Parameter> inputs = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(7);

  /** Adds an input of random values in ±1, in a window of a larger array full of NaN. */
  public OperationCheck input(String name, int rows, int columns) {
    return input(name, random(rows, columns, random));
  }

  public OperationCheck input(String name, Matrix value) {
    inputs.put(name, Parameter.dense(value));
    return this;
  }

  public OperationCheck sparse(String name, int rows, int columns) {
    inputs.put(name, Parameter.sparse(random(rows, columns, random)));
    return this;
  }

  /** Checks f against its reference; both are given the inputs under their names. */
  public void matches(
      Function<Map<String, Variable>, Variable> f,
      Function<Map<String, double[][]>, double[][]> reference) {
    Map<String, double[][]> points = new LinkedHashMap<>();
    inputs.forEach((name, parameter) -> points.put(name, toDouble(parameter.value())));
    double[][] expected = reference.apply(points);

    Tape tape = new Tape();
    Matrix actual = f.apply(onTape(tape)).value();
    assertThat(actual.rows()).as("rows").isEqualTo(expected.length);
    for (int r = 0; r < expected.length; r++) {
      assertThat(actual.columns()).as("columns").isEqualTo(expected[r].length);
      for (int c = 0; c < expected[r].length; c++) {
        double bound = 1e-6 * (1 + Math.abs(expected[r][c]));
        assertThat((double) actual.get(r, c))
            .as("element [%d, %d]", r, c)
            .isCloseTo(expected[r][c], within(bound));
      }
    }

    Matrix weights = random(actual.rows(), actual.columns(), random);
    checkGradients(f, reference, weights, this::onTape);
    checkGradients(f, reference, weights, this::ofResults);
  }

  private void checkGradients(
      Function<Map<String, Variable>, Variable> f,
      Function<Map<String, double[][]>, double[][]> reference,
      Matrix weights,
      Function<Tape, Map<String, Variable>> operands) {
    new GradientCheck(TOLERANCE)
        .check(
            inputs,
            t -> {
              soil(t, weights);
              return f.apply(operands.apply(t)).multiply(t.constant(weights)).sum();
            },
            values -> weightedSum(reference.apply(values), weights))
        .requirePassed();
  }

  /** Leaves memory on the tape that would show where nothing is written. */
  private void soil(Tape tape, Matrix output) {
    for (int k = 0; k < 8; k++) {
      Arrays.fill(tape.allocate(output.rows(), output.columns()).data(), Float.NaN);
      for (Parameter parameter : inputs.values()) {
        Matrix value = parameter.value();
        Arrays.fill(tape.allocate(value.rows(), value.columns()).data(), Float.NaN);
      }
    }
    tape.reset();
  }

  /** Parameters, whose gradients hold something before the operation adds to them. */
  private Map<String, Variable> onTape(Tape tape) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    inputs.forEach((name, parameter) -> variables.put(name, tape.parameter(parameter)));
    return variables;
  }

  /** Outputs of another operation, whose gradients begin with what the operation hands on. */
  private Map<String, Variable> ofResults(Tape tape) {
    Map<String, Variable> variables = onTape(tape);
    variables.replaceAll((name, x) -> inputs.get(name).isSparse() ? x : x.scale(1));
    return variables;
  }

  /** Random values in ±1, in a window of a larger array full of NaN. */
  public static Matrix random(int rows, int columns, SplittableRandom random) {
    int stride = columns + 2;
    float[] data = new float[3 + rows * stride];
    Arrays.fill(data, Float.NaN);
    Matrix matrix = new Matrix(data, 3, rows, columns, stride);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix.set(r, c, (float) random.nextDouble(-1, 1));
      }
    }
    return matrix;
  }

  public static double[][] toDouble(Matrix matrix) {
    double[][] values = new double[matrix.rows()][matrix.columns()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        values[r][c] = matrix.get(r, c);
      }
    }
    return values;
  }

  private static double weightedSum(double[][] values, Matrix weights) {
    double sum = 0;
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        sum += values[r][c] * weights.get(r, c);
      }
    }
    return sum;
  }
}
