package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("simd")
class SoftmaxTest {
  private static final Parallelism HERE = Parallelism.sequential();
  private static final float EXCLUDED = Float.NEGATIVE_INFINITY;

  private static Matrix logits(int rows, int columns, double spread, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Matrix x = Framed.input(rows, columns).view();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        boolean excluded = columns > 1 && random.nextInt(10) == 0 && c != r % columns;
        x.set(r, c, excluded ? EXCLUDED : (float) (spread * random.nextGaussian()));
      }
    }
    return x;
  }

  private static double logSumExp(Matrix x, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < x.columns(); c++) {
      max = Math.max(max, x.get(row, c));
    }
    double sum = 0;
    for (int c = 0; c < x.columns(); c++) {
      sum += Math.exp(x.get(row, c) - max);
    }
    return max + Math.log(sum);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 2, 1",
    "17, 15, 3",
    "33, 16, 1",
    "20, 17, 10",
    "40, 100, 30",
    "5, 3000, 1",
    "30, 65, 1e4",
    "10, 33, 1e37",
    "10, 33, 1e-3"
  })
  void rowsAgreeWithFloat64(int rows, int columns, double spread) {
    Matrix x = logits(rows, columns, spread, 1);
    float[] result = new float[rows + 2];
    Arrays.fill(result, 7f);
    Softmax.logSumExp(x, result, HERE);
    Framed p = Framed.output(rows, columns, Float.NaN);
    Softmax.softmax(x, p.view(), HERE);
    p.assertFrameUntouched();
    assertThat(result[rows]).isEqualTo(7f);
    for (int r = 0; r < rows; r++) {
      double expected = logSumExp(x, r);
      assertThat((double) result[r]).isCloseTo(expected, within(2e-7 * Math.abs(expected) + 3e-7));
      double sum = 0;
      for (int c = 0; c < columns; c++) {
        double exponent = x.get(r, c) - expected;
        double probability = Math.exp(exponent);
        // An error of the argument is one of the result, and it grows with the argument.
        double bound = (1e-6 + 2e-7 * Math.min(Math.abs(exponent), 100)) * probability + 1e-37;
        assertThat((double) p.view().get(r, c)).isCloseTo(probability, within(bound));
        sum += p.view().get(r, c);
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 64, 100})
  void theOneEntryThatIsNotExcludedHasProbabilityOne(int columns) {
    Matrix x = Matrix.zeros(columns, columns);
    Arrays.fill(x.data(), EXCLUDED);
    for (int r = 0; r < columns; r++) {
      x.set(r, r, r - 50.5f);
    }
    float[] result = new float[columns];
    Softmax.logSumExp(x, result, HERE);
    Matrix p = Matrix.zeros(columns, columns);
    Softmax.softmax(x, p, HERE);
    for (int r = 0; r < columns; r++) {
      assertThat(result[r]).isEqualTo(r - 50.5f);
      for (int c = 0; c < columns; c++) {
        assertThat(p.get(r, c)).isEqualTo(r == c ? 1f : 0f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, 1e30f, -1e30f, 3.4e38f, -3.4e38f})
  void equalLogitsHaveEqualShares(float logit) {
    Matrix x = Matrix.zeros(2, 37);
    Arrays.fill(x.data(), logit);
    Matrix p = Matrix.zeros(2, 37);
    Softmax.softmax(x, p, HERE);
    for (float probability : p.data()) {
      assertThat(probability).isCloseTo(1 / 37f, within(1e-8f));
    }
  }

  @Test
  void anExcludedEntryHasProbabilityZeroExactly() {
    Matrix x = Matrix.zeros(1, 40);
    x.set(0, 3, EXCLUDED);
    x.set(0, 39, EXCLUDED);
    Softmax.softmax(x, x, HERE);
    assertThat(x.get(0, 3)).isZero();
    assertThat(x.get(0, 39)).isZero();
    assertThat(x.get(0, 0)).isCloseTo(1 / 38f, within(1e-8f));
  }

  @Test
  void softmaxMayWorkInPlace() {
    Matrix x = logits(50, 45, 2, 3);
    Matrix expected = Matrix.zeros(50, 45);
    Softmax.softmax(x, expected, HERE);
    Softmax.softmax(x, x, HERE);
    assertThat(x.toArray()).isEqualTo(expected.data());
  }

  @Test
  void workersDoNotChangeABit() {
    Matrix x = logits(200, 45, 2, 4);
    Matrix expected = Matrix.zeros(200, 45);
    float[] sums = new float[200];
    Softmax.softmax(x, expected, HERE);
    Softmax.logSumExp(x, sums, HERE);
    try (Parallelism team = Parallelism.workers(3)) {
      Matrix p = Matrix.zeros(200, 45);
      float[] other = new float[200];
      Softmax.softmax(x, p, team);
      Softmax.logSumExp(x, other, team);
      assertThat(p.data()).isEqualTo(expected.data());
      assertThat(other).isEqualTo(sums);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void anEntryThatHasNoExponentialIsRefused(float value) {
    Matrix x = logits(20, 9, 1, 5);
    x.set(19, 4, value);
    refuses("logits[19][4] is " + value + ", expected a finite number or -Infinity", x);
  }

  @Test
  void aRowThatIsExcludedThroughoutIsRefused() {
    Matrix x = logits(20, 9, 1, 5);
    Arrays.fill(x.data(), x.start(18), x.start(18) + 9, EXCLUDED);
    refuses("logits[18] is -Infinity throughout, expected a finite entry", x);
  }

  private static void refuses(String message, Matrix x) {
    float[] result = new float[x.rows()];
    Framed p = Framed.output(x.rows(), x.columns(), 3f);
    float[] before = p.view().data().clone();
    refuses(message, () -> Softmax.logSumExp(x, result, HERE));
    refuses(message, () -> Softmax.softmax(x, p.view(), HERE));
    assertThat(result).containsOnly(0f);
    assertThat(p.view().data()).isEqualTo(before);
  }

  private static void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void outputsThatDoNotFitAreRefused() {
    Matrix all = Matrix.zeros(5, 3);
    Matrix x = all.rowRange(0, 4);
    refuses(
        "length of result is 3, expected at least 4",
        () -> Softmax.logSumExp(x, new float[3], HERE));
    refuses(
        "probabilities is 3 x 4, expected 4 x 3",
        () -> Softmax.softmax(x, Matrix.zeros(3, 4), HERE));
    refuses(
        "probabilities overlaps logits, expected an output of its own",
        () -> Softmax.softmax(x, all.rowRange(1, 5), HERE));
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(1, 1);
    refusesNull("logits", () -> Softmax.softmax(null, x, HERE));
    refusesNull("probabilities", () -> Softmax.softmax(x, null, HERE));
    refusesNull("parallelism", () -> Softmax.softmax(x, x, null));
    refusesNull("logits", () -> Softmax.logSumExp(null, new float[1], HERE));
    refusesNull("result", () -> Softmax.logSumExp(x, null, HERE));
    refusesNull("parallelism", () -> Softmax.logSumExp(x, new float[1], null));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected");
  }
}
