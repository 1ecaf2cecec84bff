package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static double[][] columns(double[][] x, int from, int to) {
    return Arrays.stream(x).map(row -> Arrays.copyOfRange(row, from, to)).toArray(double[][]::new);
  }

  @Test
  void slicesRows() {
    new OperationCheck()
        .input("x", 6, 5)
        .matches(v -> v.get("x").rowRange(1, 4), p -> Arrays.copyOfRange(p.get("x"), 1, 4));
  }

  @Test
  void slicesColumns() {
    new OperationCheck()
        .input("x", 6, 5)
        .matches(v -> v.get("x").columnRange(2, 5), p -> columns(p.get("x"), 2, 5));
  }

  @Test
  void slicesOfOneMatrixMayOverlap() {
    new OperationCheck()
        .input("x", 6, 5)
        .matches(
            v -> v.get("x").rowRange(0, 4).multiply(v.get("x").rowRange(2, 6)),
            p ->
                Float64.zip(
                    Arrays.copyOfRange(p.get("x"), 0, 4),
                    Arrays.copyOfRange(p.get("x"), 2, 6),
                    (x, y) -> x * y));
  }

  @Test
  void everyOperationTakesSlices() {
    new OperationCheck()
        .input("x", 6, 9)
        .matches(
            v -> {
              Variable slice = v.get("x").tanh().columnRange(1, 4).rowRange(2, 5);
              return slice.matmul(slice.normalizeRows(), Transpose.BOTH).add(slice.gelu());
            },
            p -> {
              double[][] tanh = Float64.map(p.get("x"), Math::tanh);
              double[][] slice = Arrays.copyOfRange(columns(tanh, 1, 4), 2, 5);
              double[][] product =
                  Float64.transpose(Float64.matmul(Float64.normalizeRows(slice), slice));
              double root = Math.sqrt(2 / Math.PI);
              double[][] gelu =
                  Float64.map(
                      slice, x -> x / 2 * (1 + Math.tanh(root * (x + 0.044715 * x * x * x))));
              return Float64.zip(product, gelu, Double::sum);
            });
  }

  @Test
  void putsRowsBelowEachOther() {
    new OperationCheck()
        .input("a", 1, 4)
        .input("b", 3, 4)
        .matches(
            v -> Variable.concatRows(v.get("a"), v.get("b"), v.get("a")),
            p ->
                Stream.of(p.get("a"), p.get("b"), p.get("a"))
                    .flatMap(Arrays::stream)
                    .toArray(double[][]::new));
  }

  @Test
  void putsColumnsBesideEachOther() {
    new OperationCheck()
        .input("a", 3, 1)
        .input("b", 3, 4)
        .matches(
            v -> Variable.concatColumns(v.get("a"), v.get("b"), v.get("a")),
            p -> {
              double[][] whole = new double[3][];
              for (int r = 0; r < 3; r++) {
                double[] b = p.get("b")[r];
                double a = p.get("a")[r][0];
                whole[r] = new double[] {a, b[0], b[1], b[2], b[3], a};
              }
              return whole;
            });
  }

  @Test
  void partsWithoutGradientAreLeftAlone() {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(1, 2));
    Variable constant = tape.constant(Matrix.zeros(1, 2));
    Variable.concatRows(constant, x).sum().backward();
    Variable.concatColumns(constant, x).sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(2, 2);
    assertThat(constant.requiresGradient()).isFalse();
  }

  @Test
  void theArrayOfPartsMayBeUsedAgain() {
    Tape tape = new Tape();
    Variable a = tape.variable(Matrix.zeros(1, 2));
    Variable b = tape.variable(Matrix.zeros(2, 2));
    Variable[] parts = {a, b};
    Variable rows = Variable.concatRows(parts);
    parts[1] = a;
    Variable columns = Variable.concatColumns(parts);
    parts[0] = b;
    rows.sum().backward();
    assertThat(a.gradient().toArray()).containsExactly(1, 1);
    assertThat(b.gradient().toArray()).containsExactly(1, 1, 1, 1);
    columns.sum().backward();
    assertThat(a.gradient().toArray()).containsExactly(3, 3);
    assertThat(b.gradient().toArray()).containsExactly(1, 1, 1, 1);
  }

  @Test
  void rangesOutOfBoundsAreRefused() {
    Variable x = new Tape().variable(Matrix.zeros(3, 4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> x.rowRange(1, 4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> x.rowRange(-1, 2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> x.columnRange(3, 5));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> x.columnRange(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> x.columnRange(2, 2));
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(3, 4));
    Variable y = tape.variable(Matrix.zeros(2, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Variable.concatRows(x, y))
        .withMessage("parts[1] has 5 columns, expected 4 as parts[0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Variable.concatColumns(x, y))
        .withMessage("parts[1] has 2 rows, expected 3 as parts[0]");
    assertThatIllegalArgumentException()
        .isThrownBy(Variable::concatRows)
        .withMessage("parts is empty, expected at least one variable");
    assertThatNullPointerException()
        .isThrownBy(() -> Variable.concatColumns(x, null))
        .withMessage("parts[1] is null, expected a variable");
  }

  @Test
  void moreRowsThanAMatrixCanHaveAreRefused() {
    Variable[] parts = new Variable[2048];
    Arrays.fill(parts, new Tape().constant(Matrix.zeros(1 << 20, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Variable.concatRows(parts))
        .withMessage("the parts have 2147483648 rows, expected at most 2^31 - 1");
  }
}
