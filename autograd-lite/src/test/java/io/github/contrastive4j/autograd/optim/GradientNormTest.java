package io.github.contrastive4j.autograd.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientNormTest {
  private final Parameter dense = Parameter.dense(Matrix.zeros(2, 2));
  private final Parameter table = Parameter.sparse(Matrix.zeros(1000, 2));
  private final Parameter untouched = Parameter.dense(Matrix.zeros(7, 7));
  private final List<Parameter> all = List.of(untouched, dense, table);

  private void give(float scale) {
    dense.gradient().addRow(0, scale, new float[] {1, -2}, 0);
    dense.gradient().addRow(1, scale, new float[] {4, 0}, 0);
    table.gradient().addRow(900, scale, new float[] {0, 2}, 0);
  }

  @Test
  void isThatOfAllGradientsTogether() {
    assertThat(GradientNorm.of(all)).isZero();
    give(1);
    assertThat(GradientNorm.of(all)).isEqualTo(5);
  }

  @Test
  void isClippedToTheLimitByOneFactor() {
    give(2);
    assertThat(GradientNorm.clip(all, 5)).isEqualTo(10);
    assertThat(dense.gradient().values().toArray()).containsExactly(1, -2, 4, 0);
    assertThat(table.gradient().values().toArray()).containsExactly(0, 2);
    assertThat(GradientNorm.clip(all, 7)).isEqualTo(5);
    assertThat(dense.gradient().values().toArray()).containsExactly(1, -2, 4, 0);
  }

  @Test
  void passesByWhatIsFrozen() {
    give(1);
    table.freeze();
    assertThat(GradientNorm.of(all)).isCloseTo(Math.sqrt(21), within(1e-12));
    dense.freeze();
    assertThat(GradientNorm.clip(all, 1)).isZero();
  }

  @Test
  void countsWhatTowersShareOnce() {
    give(1);
    List<Parameter> twice = List.of(dense, table, dense);
    assertThat(GradientNorm.clip(twice, 2.5)).isEqualTo(5);
    assertThat(GradientNorm.of(twice)).isEqualTo(2.5);
  }

  @Test
  void holdsTheLargestAndTheSmallestGradients() {
    give(0x1p125f);
    assertThat(GradientNorm.of(all)).isEqualTo(5 * 0x1p125);
    assertThat(GradientNorm.clip(all, 1)).isEqualTo(5 * 0x1p125);
    assertThat(GradientNorm.of(all)).isCloseTo(1, within(1e-7));
    give(0x1p125f);
    GradientNorm.clip(all, 1e-8);
    assertThat(GradientNorm.of(all)).isCloseTo(1e-8, within(1e-15));
    Arrays.asList(dense, table).forEach(Parameter::zeroGradient);
    give(0x1p-140f);
    assertThat(GradientNorm.of(all)).isEqualTo(5 * 0x1p-140);
  }

  /** Of a table and of a column, which are more than a worker gets at once. */
  @Test
  void workersDoNotChangeABit() {
    for (int columns : new int[] {1, 300}) {
      Parameter alone = filled(100_000 / columns, columns);
      Parameter together = filled(100_000 / columns, columns);
      double squares = 0;
      for (float g : alone.gradient().values().toArray()) {
        squares += (double) g * g;
      }
      double norm = GradientNorm.clip(List.of(alone), 1);
      assertThat(norm).isCloseTo(Math.sqrt(squares), within(1e-12 * norm));
      try (Parallelism team = Parallelism.workers(3)) {
        assertThat(GradientNorm.clip(List.of(together), 1, team)).isEqualTo(norm);
      }
      assertThat(together.gradient().values().toArray())
          .isEqualTo(alone.gradient().values().toArray());
      assertThat(GradientNorm.of(List.of(alone))).isCloseTo(1, within(1e-7));
    }
  }

  private static Parameter filled(int rows, int columns) {
    Parameter parameter = Parameter.dense(Matrix.zeros(rows, columns));
    SplittableRandom random = new SplittableRandom(columns);
    for (int r = 0; r < rows; r++) {
      float[] row = new float[columns];
      for (int k = 0; k < columns; k++) {
        row[k] = (float) random.nextGaussian();
      }
      parameter.gradient().addRow(r, 1, row, 0);
    }
    return parameter;
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void gradientsThatAreNotFiniteAreRefusedAndLeftAsTheyAre(float bad) {
    give(1);
    table.gradient().addRow(3, 1, new float[] {bad, 0}, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientNorm.clip(all, 1))
        .withMessage(
            "the gradient of a parameter of 1000 x 2 has NaN or ∞, expected finite numbers");
    assertThat(dense.gradient().values().toArray()).containsExactly(1, -2, 4, 0);
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    for (double most : new double[] {0, -1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GradientNorm.clip(all, most))
          .withMessage("maxNorm is " + most + ", expected a number above 0");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> GradientNorm.clip(all, 1, null))
        .withMessageStartingWith("parallelism is null");
    assertThatNullPointerException()
        .isThrownBy(() -> GradientNorm.of(null))
        .withMessageStartingWith("parameters is null");
    assertThatNullPointerException()
        .isThrownBy(() -> GradientNorm.of(Arrays.asList(dense, null)))
        .withMessageStartingWith("parameters has null");
  }
}
