package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that are cut into tasks: for any number of workers the bits of one. */
class OperationsOnWorkersTest {
  private static final int ROWS = 700;
  private static final int COLUMNS = 101;

  /** An operation on a matrix, and on a row, a column and a scalar that fit it. */
  @FunctionalInterface
  private interface Operation {
    Variable apply(Variable x, Variable row, Variable column, Variable scalar);
  }

  private static Named<Operation> of(String name, Operation operation) {
    return Named.of(name, operation);
  }

  static Stream<Named<Operation>> operations() {
    int[] numbers = new SplittableRandom(3).ints(ROWS, 0, COLUMNS).toArray();
    return Stream.of(
        of("sum of two", (x, _, _, _) -> x.add(x.scale(2))),
        of("add a row", (x, row, _, _) -> x.add(row)),
        of("subtract a row", (x, row, _, _) -> x.subtract(row)),
        of("add a column", (x, _, column, _) -> x.add(column)),
        of("add a scalar", (x, _, _, scalar) -> x.add(scalar)),
        of("product of two", (x, _, _, _) -> x.multiply(x.tanh())),
        of("times a row", (x, row, _, _) -> x.multiply(row)),
        of("times a column", (x, _, column, _) -> x.multiply(column)),
        of("times a scalar", (x, _, _, scalar) -> x.multiply(scalar)),
        of("transpose", (x, _, _, _) -> x.transpose()),
        of("row sums", (x, _, _, _) -> x.sumRows()),
        of("sum", (x, _, _, _) -> x.sum()),
        of("mean", (x, _, _, _) -> x.mean()),
        of("log-sum-exp", (x, _, _, _) -> x.logSumExpRows()),
        of("layer normalization", (x, row, _, _) -> x.layerNormalizeRows(row, row.scale(2), 1e-5)),
        of("cross-entropy", (x, _, _, _) -> x.softmaxCrossEntropy(numbers)),
        of("linear", (x, row, _, _) -> x.linear(x.rowRange(0, COLUMNS), row)),
        of("gather", (x, _, _, _) -> x.gatherRows(numbers)),
        of("rows below each other", (x, _, _, _) -> Variable.concatRows(x, x.tanh())),
        of("columns side by side", (x, _, c, _) -> Variable.concatColumns(x, c, x.tanh())));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void resultsAreThoseOfOneWorker(Operation operation) {
    List<float[]> expected = run(operation, Parallelism.sequential());
    try (Parallelism team = Parallelism.workers(3)) {
      for (Parallelism workers : List.of(team, Parallelism.on(Runnable::run, 40))) {
        List<float[]> actual = run(operation, workers);
        for (int k = 0; k < expected.size(); k++) {
          assertThat(actual.get(k)).isEqualTo(expected.get(k));
        }
      }
    }
  }

  /** The value, and the gradients of what took part. */
  private static List<float[]> run(Operation operation, Parallelism workers) {
    Tape tape = new Tape(new Workspace(), workers);
    SplittableRandom random = new SplittableRandom(4);
    Function<int[], Variable> input =
        shape -> tape.variable(OperationCheck.random(shape[0], shape[1], random));
    List<Variable> inputs =
        Stream.of(new int[][] {{ROWS, COLUMNS}, {1, COLUMNS}, {ROWS, 1}, {1, 1}})
            .map(input)
            .toList();
    Variable y = operation.apply(inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3));
    y.backward(OperationCheck.random(y.rows(), y.columns(), random));
    List<float[]> results = new ArrayList<>(List.of(y.value().toArray()));
    inputs.stream().map(Variable::gradient).map(Matrix::toArray).forEach(results::add);
    assertThat(results.get(1)).doesNotContain(Float.NaN).isNotEqualTo(new float[ROWS * COLUMNS]);
    return results;
  }
}
