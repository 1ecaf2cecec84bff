package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.simd.RandomBits;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("simd")
class DropoutMaskTest {
  private static final Parallelism HERE = Parallelism.sequential();

  private static Matrix gaussian(Matrix x, long seed) {
    RankingProblem.fill(x, new SplittableRandom(seed));
    return x;
  }

  /** The definition: the upper 24 of the bits of an element's place. */
  private static boolean isDropped(DropoutMask mask, int index) {
    return (RandomBits.at(RandomBits.key(mask.seed()), index) >>> 8) * 0x1p-24 < drawn(mask.rate());
  }

  /** The nearest multiple of 2⁻²⁴. */
  private static double drawn(double rate) {
    return Math.rint(rate * 0x1p24) * 0x1p-24;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0.5",
    "3, 5, 0.1",
    "17, 33, 0",
    "40, 100, 0.9",
    "2, 20000, 0.3",
    "20000, 3, 0.99999"
  })
  void elementsOfAnyViewAreDroppedByTheirPlace(int rows, int columns, double rate) {
    DropoutMask mask = new DropoutMask(rate, rows);
    Matrix x = gaussian(Framed.input(rows, columns).view(), 1);
    Framed y = Framed.output(rows, columns, Float.NaN);
    Framed sum = Framed.output(rows, columns, 2f);
    Matrix dense = Matrix.zeros(rows, columns);
    mask.multiply(x, y.view(), Update.OVERWRITE, HERE);
    mask.multiply(x, sum.view(), Update.ACCUMULATE, HERE);
    mask.multiply(Matrix.of(x.toArray(), rows, columns), dense, Update.OVERWRITE, HERE);
    y.assertFrameUntouched();
    sum.assertFrameUntouched();
    float kept = (float) (1 / (1 - drawn(rate)));
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float expected = x.get(r, c) * (isDropped(mask, r * columns + c) ? 0 : kept);
        assertThat(y.view().get(r, c)).isEqualTo(expected);
        assertThat(dense.get(r, c)).isEqualTo(expected);
        assertThat(sum.view().get(r, c)).isEqualTo(2 + expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
  void theShareThatIsDroppedIsTheRate(double rate) {
    int elements = 100_000;
    double deviation = Math.sqrt(elements * rate * (1 - rate));
    for (long seed = 0; seed < 10; seed++) {
      float[] y = mask(new DropoutMask(rate, seed), elements);
      int dropped = 0;
      for (float each : y) {
        dropped += each == 0 ? 1 : 0;
      }
      assertThat((double) dropped)
          .isBetween(elements * rate - 5 * deviation, elements * rate + 5 * deviation);
    }
  }

  /** As often equal as two coins, at the same place and some apart. */
  @Test
  void masksOfOtherSeedsAreIndependent() {
    int elements = 100_000;
    float[] first = mask(new DropoutMask(0.5, 1), elements);
    assertThat(mask(new DropoutMask(0.5, 1), elements)).isEqualTo(first);
    for (long seed : new long[] {0, 2, -1, 1L << 32 | 1}) {
      float[] other = mask(new DropoutMask(0.5, seed), elements);
      for (int distance : new int[] {0, 1, 16, 384, 1024}) {
        int equal = 0;
        int compared = elements - distance;
        for (int k = 0; k < compared; k++) {
          equal += first[k] == other[k + distance] ? 1 : 0;
        }
        double allowed = 5 * Math.sqrt(compared) / 2;
        assertThat((double) equal).isBetween(compared / 2.0 - allowed, compared / 2.0 + allowed);
      }
    }
  }

  private static float[] mask(DropoutMask mask, int elements) {
    Matrix ones = Matrix.zeros(1, elements);
    Arrays.fill(ones.data(), 1);
    mask.multiply(ones, ones, Update.OVERWRITE, HERE);
    return ones.data();
  }

  @Test
  void workersDoNotChangeABit() {
    DropoutMask mask = new DropoutMask(0.3, 7);
    Matrix x = gaussian(Matrix.zeros(500, 301), 2);
    Matrix y = Matrix.zeros(500, 301);
    mask.multiply(x, y, Update.OVERWRITE, HERE);
    try (Parallelism team = Parallelism.workers(3)) {
      mask.multiply(x, x, Update.OVERWRITE, team);
    }
    assertThat(x.data()).isEqualTo(y.data());
  }

  @Test
  void whatIsNotFiniteSpreads() {
    Matrix x = Matrix.zeros(1, 100);
    Arrays.fill(x.data(), Float.POSITIVE_INFINITY);
    DropoutMask mask = new DropoutMask(0.5, 3);
    mask.multiply(x, x, Update.OVERWRITE, HERE);
    for (int c = 0; c < 100; c++) {
      float expected = isDropped(mask, c) ? Float.NaN : Float.POSITIVE_INFINITY;
      assertThat(x.get(0, c)).isEqualTo(Float.valueOf(expected));
    }
  }

  @Test
  void noRowsAreNoWork() {
    Framed y = Framed.output(0, 3, 0);
    new DropoutMask(0.5, 1).multiply(Matrix.zeros(0, 3), y.view(), Update.OVERWRITE, HERE);
    y.assertFrameUntouched();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {-0.1, 1, 0.99999999999, 1 - 0x1p-25, 2, Double.NaN, Double.POSITIVE_INFINITY})
  void aRateOutOfRangeIsRefused(double rate) {
    refuses(
        "rate is " + rate + ", expected a number in [0, 1 - 2^-25)",
        () -> new DropoutMask(rate, 1));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    DropoutMask mask = new DropoutMask(0.5, 1);
    Matrix all = Matrix.zeros(9, 6);
    Arrays.fill(all.data(), 7f);
    Matrix x = all.rowRange(0, 4);
    Update over = Update.OVERWRITE;
    String own = ", expected an output of its own";
    refuses(
        "y is 4 x 5, expected 4 x 6",
        () -> mask.multiply(x, all.rowRange(4, 8).columnRange(0, 5), over, HERE));
    refuses("y overlaps x" + own, () -> mask.multiply(x, all.rowRange(1, 5), over, HERE));
    refuses("y overlaps x" + own, () -> mask.multiply(x, x, Update.ACCUMULATE, HERE));
    assertThat(all.data()).containsOnly(7f);
    refusesNull("x", () -> mask.multiply(null, x, over, HERE));
    refusesNull("y", () -> mask.multiply(x, null, over, HERE));
    refusesNull("update", () -> mask.multiply(x, x, null, HERE));
    refusesNull("parallelism", () -> mask.multiply(x, x, over, null));
  }

  private static void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected");
  }
}
