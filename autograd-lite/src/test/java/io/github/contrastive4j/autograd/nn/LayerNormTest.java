package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.check.GradientCheck;
import io.github.contrastive4j.kernel.Matrix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerNormTest {
  private final LayerNorm layer = new LayerNorm(5);

  private static double[] normalized(double epsilon, double... row) {
    double mean = 0;
    for (double x : row) {
      mean += x / row.length;
    }
    double variance = 0;
    for (double x : row) {
      variance += (x - mean) * (x - mean) / row.length;
    }
    double[] normalized = new double[row.length];
    for (int c = 0; c < row.length; c++) {
      normalized[c] = (row[c] - mean) / Math.sqrt(variance + epsilon);
    }
    return normalized;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-5, 1e-12, 0.5})
  void rowsHaveAMeanOfTheBiasAndAVarianceOfTheSquaredWeight(double epsilon) {
    LayerNorm layer = epsilon == 1e-5 ? new LayerNorm(5) : new LayerNorm(5, epsilon);
    Matrix x =
        Matrix.copyOf(
            new float[][] {{1, 2, 3, 4, 10}, {0.001f, 0, 0.003f, 0, 0}, {-7, -7, -7, -7, -7}});
    float[] weight = {1, 2, -1, 0.5f, 3};
    float[] bias = {0, 1, 2, 3, 4};
    Matrix.of(weight, 1, 5).copyTo(layer.state().get("weight"));
    Matrix.of(bias, 1, 5).copyTo(layer.state().get("bias"));
    Matrix y = layer.forward(new Tape().constant(x)).value();
    for (int r = 0; r < 3; r++) {
      double[] row = new double[5];
      for (int c = 0; c < 5; c++) {
        row[c] = x.get(r, c);
      }
      double[] expected = normalized(epsilon, row);
      for (int c = 0; c < 5; c++) {
        assertThat((double) y.get(r, c)).isCloseTo(weight[c] * expected[c] + bias[c], within(1e-5));
      }
    }
  }

  @Test
  void allGetTheirGradients() {
    SplittableRandom random = new SplittableRandom(4);
    Parameter x = Parameter.dense(OperationCheck.random(3, 5, random));
    Matrix mix = OperationCheck.random(3, 5, random);
    Map<String, Parameter> parameters = new LinkedHashMap<>(layer.namedParameters());
    parameters.put("x", x);
    new GradientCheck()
        .check(
            parameters, t -> layer.forward(t.parameter(x)).multiply(t.constant(mix)).tanh().sum())
        .requirePassed();
  }

  @Test
  void operandsMayServeTwiceOrBeConstants() {
    SplittableRandom random = new SplittableRandom(5);
    Parameter x = Parameter.dense(OperationCheck.random(3, 5, random));
    Parameter both = Parameter.dense(OperationCheck.random(1, 5, random));
    Matrix fixed = OperationCheck.random(1, 5, random);
    new GradientCheck()
        .check(
            Map.of("x", x, "both", both),
            t -> {
              Variable row = t.parameter(both);
              return t.parameter(x).layerNormalizeRows(row, row, 1e-5).tanh().sum();
            })
        .requirePassed();
    new GradientCheck()
        .check(
            Map.of("both", both),
            t ->
                t.constant(x.value())
                    .layerNormalizeRows(t.constant(fixed), t.parameter(both), 1e-5)
                    .tanh()
                    .sum())
        .requirePassed();
  }

  @Test
  void aFrozenLayerHandsGradientsOn() {
    SplittableRandom random = new SplittableRandom(6);
    Parameter x = Parameter.dense(OperationCheck.random(3, 5, random));
    layer.freeze();
    new GradientCheck()
        .check(Map.of("x", x), t -> layer.forward(t.parameter(x)).tanh().sum())
        .requirePassed();
    for (Parameter frozen : layer.parameters()) {
      assertThat(new Tape().parameter(frozen).requiresGradient()).isFalse();
    }
  }

  @Test
  void operandsThatDoNotFitAreRefused() {
    Tape tape = new Tape();
    Variable x = tape.constant(Matrix.zeros(2, 4));
    Variable row = tape.constant(Matrix.zeros(1, 4));
    Variable wrong = tape.constant(Matrix.zeros(1, 5));
    Variable foreign = new Tape().constant(Matrix.zeros(1, 4));
    assertThatNullPointerException()
        .isThrownBy(() -> x.layerNormalizeRows(null, row, 1))
        .withMessage("gain is null, expected a variable");
    assertThatNullPointerException()
        .isThrownBy(() -> x.layerNormalizeRows(row, null, 1))
        .withMessage("bias is null, expected a variable");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.layerNormalizeRows(wrong, row, 1))
        .withMessage("gain is 1 x 5, expected 1 x 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.layerNormalizeRows(row, wrong, 1))
        .withMessage("bias is 1 x 5, expected 1 x 4");
    assertThatIllegalArgumentException().isThrownBy(() -> x.layerNormalizeRows(foreign, row, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.layerNormalizeRows(row, row, 0))
        .withMessage("epsilon is 0.0, expected a number greater than 0");
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    assertThat(layer).hasToString("LayerNorm[5]");
    assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm(0));
    for (double epsilon : new double[] {0, -1e-5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new LayerNorm(5, epsilon))
          .withMessage("epsilon is " + epsilon + ", expected a number greater than 0");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> layer.forward(null))
        .withMessageStartingWith("x is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(new Tape().constant(Matrix.zeros(2, 4))))
        .withMessage("x is 2 x 4, expected 5 columns");
  }
}
