package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFunctionsTest {
  @ParameterizedTest
  @CsvSource({"1, 2", "5, 7", "3, 33"})
  void normalizesRows(int rows, int columns) {
    new OperationCheck()
        .input("x", rows, columns)
        .matches(v -> v.get("x").normalizeRows(), p -> Float64.normalizeRows(p.get("x")));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 7", "3, 33"})
  void computesTheLogSumExpOfRows(int rows, int columns) {
    new OperationCheck()
        .input("x", rows, columns)
        .matches(
            v -> v.get("x").scale(5).logSumExpRows(),
            p -> {
              double[][] scaled = Float64.map(p.get("x"), x -> 5 * x);
              return perRow(scaled, Float64::logSumExp);
            });
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 7", "3, 33"})
  void sumsRows(int rows, int columns) {
    new OperationCheck()
        .input("x", rows, columns)
        .matches(
            v -> v.get("x").sumRows(), p -> perRow(p.get("x"), row -> Arrays.stream(row).sum()));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 7", "3, 33"})
  void sumsAllElements(int rows, int columns) {
    new OperationCheck()
        .input("x", rows, columns)
        .matches(v -> v.get("x").sum(), p -> new double[][] {{total(p.get("x"))}});
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 7", "3, 33"})
  void averagesAllElements(int rows, int columns) {
    new OperationCheck()
        .input("x", rows, columns)
        .matches(
            v -> v.get("x").mean(), p -> new double[][] {{total(p.get("x")) / (rows * columns)}});
  }

  @Test
  void aRowOfZerosNormalizesToZeros() {
    Variable x = new Tape().variable(Matrix.zeros(1, 3));
    Variable y = x.normalizeRows();
    assertThat(y.value().toArray()).containsOnly(0);
  }

  @Test
  void theLogSumExpOfLargeValuesDoesNotOverflow() {
    Variable x = new Tape().variable(Matrix.of(new float[] {1000, 1000, -1000, -1000}, 2, 2));
    assertThat(x.logSumExpRows().value().toArray())
        .containsExactly((float) (1000 + Math.log(2)), (float) (-1000 + Math.log(2)));
  }

  @Test
  void sumsOfManyElementsKeepTheirPrecision() {
    float[] ones = new float[1 << 25];
    Arrays.fill(ones, 1);
    Variable x = new Tape().constant(Matrix.of(ones, 1 << 12, 1 << 13));
    // A float32 accumulator would stop at 2^24.
    assertThat(x.sum().scalar()).isEqualTo(1 << 25);
    assertThat(x.mean().scalar()).isEqualTo(1);
  }

  @Test
  void theSumOfNoRowsIsZeroAndTheirMeanIsRefused() {
    Variable x = new Tape().variable(Matrix.zeros(0, 3));
    assertThat(x.sum().scalar()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(x::mean)
        .withMessage("x has no rows, expected at least one for a mean");
  }

  private static double total(double[][] x) {
    return Arrays.stream(x).flatMapToDouble(Arrays::stream).sum();
  }

  private static double[][] perRow(double[][] x, ToDoubleFunction<double[]> f) {
    return Arrays.stream(x)
        .map(row -> new double[] {f.applyAsDouble(row)})
        .toArray(double[][]::new);
  }
}
