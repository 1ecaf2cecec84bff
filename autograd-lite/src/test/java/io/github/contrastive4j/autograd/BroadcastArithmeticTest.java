package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BroadcastArithmeticTest {
  /** Rows and columns of x and of y: every way to repeat y, and shapes where they coincide. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(5, 7, 5, 7),
        Arguments.of(5, 7, 1, 7),
        Arguments.of(5, 7, 5, 1),
        Arguments.of(5, 7, 1, 1),
        Arguments.of(1, 1, 1, 1),
        Arguments.of(3, 1, 1, 1),
        Arguments.of(3, 1, 3, 1),
        Arguments.of(1, 9, 1, 1),
        Arguments.of(2, 33, 1, 33));
  }

  private static OperationCheck xAndY(int rows, int columns, int yRows, int yColumns) {
    return new OperationCheck().input("x", rows, columns).input("y", yRows, yColumns);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addsAndRepeatsASingleRowOrColumn(int rows, int columns, int yRows, int yColumns) {
    xAndY(rows, columns, yRows, yColumns)
        .matches(
            v -> v.get("x").add(v.get("y")),
            p -> Float64.zip(p.get("x"), p.get("y"), (x, y) -> x + y));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void subtractsAndRepeatsASingleRowOrColumn(int rows, int columns, int yRows, int yColumns) {
    xAndY(rows, columns, yRows, yColumns)
        .matches(
            v -> v.get("x").subtract(v.get("y")),
            p -> Float64.zip(p.get("x"), p.get("y"), (x, y) -> x - y));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void multipliesAndRepeatsASingleRowOrColumn(int rows, int columns, int yRows, int yColumns) {
    xAndY(rows, columns, yRows, yColumns)
        .matches(
            v -> v.get("x").multiply(v.get("y")),
            p -> Float64.zip(p.get("x"), p.get("y"), (x, y) -> x * y));
  }

  @Test
  void bothOperandsMayBeTheSameVariable() {
    new OperationCheck()
        .input("x", 3, 5)
        .matches(
            v -> v.get("x").multiply(v.get("x")).subtract(v.get("x")),
            p -> Float64.map(p.get("x"), x -> x * x - x));
  }

  @Test
  void noRowsAreFine() {
    Tape tape = new Tape();
    Variable empty = tape.variable(Matrix.zeros(0, 4));
    Variable row = tape.variable(Matrix.zeros(1, 4));
    empty.add(row).sum().backward();
    assertThat(row.gradient().toArray()).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "4, 5", "2, 5", "4, 1", "1, 3"})
  void otherShapesAreRefused(int rows, int columns) {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(3, 5));
    Variable y = tape.variable(Matrix.zeros(rows, columns));
    String message =
        "y is %d x %d, expected 3 rows or 1, and 5 columns or 1, as x is 3 x 5"
            .formatted(rows, columns);
    assertThatIllegalArgumentException().isThrownBy(() -> x.add(y)).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> x.subtract(y)).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> x.multiply(y)).withMessage(message);
  }

  /** Float32 sums of so many equal terms would be off by 6e-4. */
  @Test
  void gradientsOfARepeatedOperandAreSummedInFloat64() {
    int rows = 1 << 16;
    Tape tape = new Tape();
    Matrix seed = Matrix.zeros(rows, 70);
    Arrays.fill(seed.data(), 0.1f);
    for (int[] shape : new int[][] {{1, 70}, {rows, 1}, {1, 1}}) {
      Variable y = tape.variable(Matrix.zeros(shape[0], shape[1]));
      tape.constant(Matrix.zeros(rows, 70)).add(y).backward(seed);
      double terms = (double) rows * 70 / (shape[0] * shape[1]);
      for (float sum : y.gradient().toArray()) {
        assertThat(sum / (0.1f * terms)).isCloseTo(1, within(1e-7));
      }
    }
  }

  @Test
  void aMissingOperandIsRefused() {
    Variable x = new Tape().variable(Matrix.zeros(3, 5));
    assertThatNullPointerException()
        .isThrownBy(() -> x.add(null))
        .withMessage("y is null, expected a variable");
    assertThatNullPointerException()
        .isThrownBy(() -> x.multiply(null))
        .withMessage("y is null, expected a variable");
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 3", "0, 1", "1, 1"})
  void thereMayBeNoRows(int yRows, int yColumns) {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(0, 3));
    Variable y = tape.variable(Matrix.zeros(yRows, yColumns));
    x.add(y).multiply(y).subtract(y).sum().backward();
    assertThat(x.gradient().rows()).isZero();
    assertThat(y.gradient().toArray()).isEqualTo(new float[yRows * yColumns]);
  }
}
