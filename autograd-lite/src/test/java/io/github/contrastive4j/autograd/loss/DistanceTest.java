package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.Float64;
import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Similarity;
import io.github.contrastive4j.kernel.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistanceTest {
  private static double[][] rows(
      double[][] x, double[][] y, ToDoubleBiFunction<double[], double[]> f) {
    double[][] result = new double[x.length][1];
    for (int i = 0; i < x.length; i++) {
      result[i][0] = f.applyAsDouble(x[i], y[i]);
    }
    return result;
  }

  private static double[][] matrix(
      double[][] x, double[][] y, ToDoubleBiFunction<double[], double[]> f) {
    double[][] result = new double[x.length][y.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        result[i][j] = f.applyAsDouble(x[i], y[j]);
      }
    }
    return result;
  }

  private static double rowSimilarity(Distance distance, double[] x, double[] y) {
    Similarity similarity =
        distance == Distance.COSINE ? Similarity.RAW_COSINE : distance.kernelSimilarity();
    return Float64.similarity(similarity, x, y);
  }

  private static double rowDistance(Distance distance, double[] x, double[] y) {
    return switch (distance) {
      case COSINE -> 1 - rowSimilarity(distance, x, y);
      case EUCLIDEAN -> Float64.euclidean(x, y);
      case MANHATTAN -> Float64.manhattan(x, y);
      case DOT_PRODUCT -> -Float64.dot(x, y);
    };
  }

  private static double matrixDistance(Distance distance, double[] x, double[] y) {
    return distance == Distance.COSINE
        ? 1 - Float64.similarity(Similarity.SHIFTED_COSINE, x, y)
        : rowDistance(distance, x, y);
  }

  @ParameterizedTest
  @EnumSource
  void comparesRowWithRow(Distance distance) {
    OperationCheck check = new OperationCheck().input("x", 4, 7).input("y", 4, 7);
    check.matches(
        v -> distance.similarity(v.get("x"), v.get("y")),
        p -> rows(p.get("x"), p.get("y"), (x, y) -> rowSimilarity(distance, x, y)));
    check.matches(
        v -> distance.distance(v.get("x"), v.get("y")),
        p -> rows(p.get("x"), p.get("y"), (x, y) -> rowDistance(distance, x, y)));
  }

  @ParameterizedTest
  @EnumSource
  void comparesEveryRowWithEveryRow(Distance distance) {
    OperationCheck check = new OperationCheck().input("x", 3, 5).input("y", 6, 5);
    Similarity similarity = distance.kernelSimilarity();
    check.matches(
        v -> distance.similarityMatrix(v.get("x"), v.get("y")),
        p -> matrix(p.get("x"), p.get("y"), (x, y) -> Float64.similarity(similarity, x, y)));
    check.matches(
        v -> distance.distanceMatrix(v.get("x"), v.get("y")),
        p -> matrix(p.get("x"), p.get("y"), (x, y) -> matrixDistance(distance, x, y)));
    check.matches(
        v -> distance.distanceMatrix(v.get("x"), v.get("x").multiply(v.get("x"))),
        p -> {
          double[][] x = p.get("x");
          double[][] squares = new double[x.length][];
          for (int i = 0; i < x.length; i++) {
            squares[i] = Arrays.stream(x[i]).map(v -> v * v).toArray();
          }
          return matrix(x, squares, (a, b) -> matrixDistance(distance, a, b));
        });
  }

  @ParameterizedTest
  @EnumSource
  void theNumberOfThreadsDoesNotChangeABit(Distance distance) {
    Matrix x = OperationCheck.random(150, 40, new SplittableRandom(1));
    Matrix y = OperationCheck.random(130, 40, new SplittableRandom(2));
    try (Parallelism workers = Parallelism.workers(3)) {
      List<float[]> alone = matrixAndGradients(distance, x, y, new Tape());
      List<float[]> shared = matrixAndGradients(distance, x, y, new Tape(new Workspace(), workers));
      for (int k = 0; k < alone.size(); k++) {
        assertThat(shared.get(k)).isEqualTo(alone.get(k));
      }
    }
  }

  private static List<float[]> matrixAndGradients(
      Distance distance, Matrix x, Matrix y, Tape tape) {
    Variable a = tape.variable(x);
    Variable b = tape.variable(y);
    Variable similarities = distance.similarityMatrix(a, b);
    similarities.mean().backward();
    return List.of(similarities.value().toArray(), a.gradient().toArray(), b.gradient().toArray());
  }

  @ParameterizedTest
  @EnumSource(names = {"EUCLIDEAN", "MANHATTAN"})
  void equalRowsHaveDistanceZeroAndGradientZero(Distance distance) {
    Variable x = new Tape().variable(Matrix.of(new float[] {1, 2, 1, 2}, 2, 2));
    Variable distances = distance.distanceMatrix(x, x);
    distances.sum().backward();
    assertThat(distances.value().toArray()).containsOnly(0);
    assertThat(x.gradient().toArray()).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"EUCLIDEAN", "MANHATTAN"})
  void nearlyEqualRowsKeepTheirRelativePrecision(Distance distance) {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.of(new float[] {1000}, 1, 1));
    Variable y = tape.variable(Matrix.of(new float[] {Math.nextUp(1000f)}, 1, 1));
    assertThat(distance.distance(x, y).scalar()).isEqualTo(Math.ulp(1000f));
  }

  @Test
  void rowsLongerThanATaskHaveDistances() {
    Variable x = new Tape().constant(Matrix.zeros(2, 40_000));
    assertThat(Distance.MANHATTAN.distance(x, x).value().get(1, 0)).isZero();
    assertThat(Distance.EUCLIDEAN.distanceMatrix(x, x).value().get(1, 0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "cosine, COSINE",
    "euclidean, EUCLIDEAN",
    "manhattan, MANHATTAN",
    "dot_product, DOT_PRODUCT"
  })
  void isFoundByItsName(String name, Distance distance) {
    assertThat(Distance.byName(name)).isSameAs(distance);
    assertThat(distance.metricName()).isEqualTo(name);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "COSINE", "jaccard"})
  void anUnknownNameIsRefusedWithTheValidOnes(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Distance.byName(name))
        .withMessage(
            "the distance name is "
                + name
                + ", expected one of [cosine, euclidean, manhattan, dot_product]");
  }

  @ParameterizedTest
  @EnumSource
  void shapesThatDoNotFitAreRefused(Distance distance) {
    Tape tape = new Tape();
    Variable x = tape.variable(Matrix.zeros(2, 3));
    Variable row = tape.variable(Matrix.zeros(1, 3));
    Variable wide = tape.variable(Matrix.zeros(2, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.similarity(x, row))
        .withMessage("y has 1 rows, expected 2 as x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.distance(x, row))
        .withMessage("y has 1 rows, expected 2 as x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.similarityMatrix(x, wide))
        .withMessage("y has 4 columns, expected 3 as x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.distanceMatrix(x, wide))
        .withMessage("y has 4 columns, expected 3 as x");
    assertThatNullPointerException()
        .isThrownBy(() -> distance.distanceMatrix(x, null))
        .withMessage("y is null, expected a variable");
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfDifferentWidthHaveNoDistance(Distance distance) {
    Tape tape = new Tape();
    Variable x = tape.constant(Matrix.zeros(2, 3));
    Variable wide = tape.constant(Matrix.zeros(2, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.distance(x, wide))
        .withMessage("y has 4 columns, expected 3 as x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.similarity(x, wide))
        .withMessage("y has 4 columns, expected 3 as x");
    assertThatNullPointerException()
        .isThrownBy(() -> distance.similarity(null, wide))
        .withMessage("x is null, expected a variable");
    assertThatNullPointerException()
        .isThrownBy(() -> distance.similarity(x, null))
        .withMessage("y is null, expected a variable");
  }
}
