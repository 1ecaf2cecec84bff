package io.github.contrastive4j.autograd;

import static io.github.contrastive4j.autograd.Float64.matmul;
import static io.github.contrastive4j.autograd.Float64.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.kernel.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 7, 3", "1, 9, 4", "17, 1, 6", "3, 18, 1"})
  void multipliesMatrices(int m, int k, int n) {
    new OperationCheck()
        .input("a", m, k)
        .input("b", k, n)
        .matches(v -> v.get("a").matmul(v.get("b")), p -> matmul(p.get("a"), p.get("b")));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 7, 3", "1, 9, 4", "17, 1, 6", "3, 18, 1"})
  void multipliesWithTheLeftOperandTransposed(int m, int k, int n) {
    new OperationCheck()
        .input("a", k, m)
        .input("b", k, n)
        .matches(
            v -> v.get("a").matmul(v.get("b"), Transpose.LEFT),
            p -> matmul(transpose(p.get("a")), p.get("b")));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 7, 3", "1, 9, 4", "17, 1, 6", "3, 18, 1"})
  void multipliesWithTheRightOperandTransposed(int m, int k, int n) {
    new OperationCheck()
        .input("a", m, k)
        .input("b", n, k)
        .matches(
            v -> v.get("a").matmul(v.get("b"), Transpose.RIGHT),
            p -> matmul(p.get("a"), transpose(p.get("b"))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 7, 3", "1, 9, 4", "17, 1, 6", "3, 18, 1"})
  void multipliesWithBothOperandsTransposed(int m, int k, int n) {
    new OperationCheck()
        .input("a", k, m)
        .input("b", n, k)
        .matches(
            v -> v.get("a").matmul(v.get("b"), Transpose.BOTH),
            p -> matmul(transpose(p.get("a")), transpose(p.get("b"))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 7, 3", "1, 9, 4", "17, 1, 6", "3, 18, 1", "40, 20, 50"})
  void addsBiasesToAProduct(int m, int k, int n) {
    new OperationCheck()
        .input("x", m, k)
        .input("weight", k, n)
        .input("bias", 1, n)
        .matches(
            v -> v.get("x").linear(v.get("weight"), v.get("bias")),
            p -> Float64.zip(matmul(p.get("x"), p.get("weight")), p.get("bias"), Double::sum));
  }

  @Test
  void operandsOfALinearLayerMayServeTwiceOrBeConstants() {
    new OperationCheck()
        .input("x", 1, 3)
        .input("w", 3, 3)
        .matches(
            v -> v.get("x").linear(v.get("w"), v.get("x")),
            p -> Float64.zip(matmul(p.get("x"), p.get("w")), p.get("x"), Double::sum));
    Tape tape = new Tape();
    Variable one = tape.constant(Matrix.of(new float[] {2}, 1, 1));
    Variable bias = tape.variable(Matrix.of(new float[] {3}, 1, 1));
    Variable y = one.linear(one, bias);
    y.backward();
    assertThat(y.scalar()).isEqualTo(7);
    assertThat(bias.gradient().get(0, 0)).isEqualTo(1);
  }

  @Test
  void biasesOfNoRowsHaveNoGradient() {
    Tape tape = new Tape();
    Variable weight = tape.variable(Matrix.zeros(3, 2));
    Variable bias = tape.variable(Matrix.zeros(1, 2));
    Variable none = tape.constant(Matrix.zeros(0, 3)).linear(weight, bias);
    assertThat(none.rows()).isZero();
    none.sum().backward();
    assertThat(weight.gradient().toArray()).containsOnly(0f);
    assertThat(bias.gradient().toArray()).containsOnly(0f);
  }

  @Test
  void biasesThatDoNotFitAreRefused() {
    Tape tape = new Tape();
    Variable x = tape.constant(Matrix.zeros(2, 3));
    Variable weight = tape.constant(Matrix.zeros(3, 4));
    Variable bias = tape.constant(Matrix.zeros(1, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.linear(weight, tape.constant(Matrix.zeros(1, 3))))
        .withMessage("bias is 1 x 3, expected 1 x 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.linear(weight, tape.constant(Matrix.zeros(2, 4))))
        .withMessage("bias is 2 x 4, expected 1 x 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.linear(x, bias))
        .withMessage("weight is 2 x 3, expected 3 rows, as x is 2 x 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.linear(weight, new Tape().constant(Matrix.zeros(1, 4))));
    assertThatNullPointerException()
        .isThrownBy(() -> x.linear(null, bias))
        .withMessage("weight is null, expected a variable");
    assertThatNullPointerException()
        .isThrownBy(() -> x.linear(weight, null))
        .withMessage("bias is null, expected a variable");
  }

  @Test
  void aMatrixMayBeMultipliedByItself() {
    new OperationCheck()
        .input("a", 4, 3)
        .matches(
            v -> v.get("a").matmul(v.get("a"), Transpose.RIGHT),
            p -> matmul(p.get("a"), transpose(p.get("a"))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 6", "6, 1", "5, 7"})
  void transposes(int rows, int columns) {
    new OperationCheck()
        .input("x", rows, columns)
        .matches(v -> v.get("x").transpose(), p -> transpose(p.get("x")));
  }

  @Test
  void anOperandWithoutGradientIsLeftAlone() {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.of(new float[] {2}, 1, 1));
    Variable constant = tape.constant(Matrix.of(new float[] {3}, 1, 1));
    for (Transpose transpose : Transpose.values()) {
      x.matmul(constant, transpose).backward();
      constant.matmul(x, transpose).backward();
    }
    assertThat(x.gradient().toArray()).containsExactly(24);
    assertThat(constant.requiresGradient()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"NONE, 4, 3, 5", "LEFT, 5, 3, 2", "RIGHT, 3, 4, 5", "BOTH, 3, 5, 2"})
  void innerDimensionsThatDifferAreRefused(Transpose transpose, int rows, int columns, int inner) {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(2, 5));
    Variable y = tape.variable(Matrix.zeros(rows, columns));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.matmul(y, transpose))
        .withMessage(
            "y is %d x %d, expected an inner dimension of %d, as x is 2 x 5 and transposed is %s"
                .formatted(rows, columns, inner, transpose));
  }

  @Test
  void aMatrixWithoutRowsCannotBeTransposed() {
    Tape tape = new Tape();
    Variable empty = tape.variable(Matrix.zeros(0, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(empty::transpose)
        .withMessage("x is 0 x 5, expected at least 1 row to transpose");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.variable(Matrix.zeros(2, 5)).matmul(empty, Transpose.RIGHT))
        .withMessage("y is 0 x 5, expected at least 1 row to transpose");
  }

  @Test
  void missingArgumentsAreRefused() {
    Variable x = new Tape().variable(Matrix.zeros(2, 2));
    assertThatNullPointerException()
        .isThrownBy(() -> x.matmul(null))
        .withMessage("y is null, expected a variable");
    assertThatNullPointerException()
        .isThrownBy(() -> x.matmul(x, null))
        .withMessage("transpose is null, expected a Transpose");
  }
}
