package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatPoolTest {
  private final FloatPool pool = new FloatPool();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 17, 31, 33, 100, 1024, 1025, 98_304, 1_000_001})
  void arraysAreLongEnoughAndWasteLessThanAQuarter(int length) {
    int actual = pool.take(length).length;
    assertThat(actual).isGreaterThanOrEqualTo(length).isLessThan(Math.max(17, length * 5 / 4 + 1));
    assertThat(pool.allocated()).isEqualTo(actual);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 20, 24, 28, 32, 40, 1 << 20, 5 << 18, 6 << 18, 7 << 18})
  void fourLengthsFromOnePowerOfTwoToTheNextAreNotRoundedUp(int length) {
    assertThat(pool.take(length)).hasSize(length);
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "17, 20", "33, 40", "65, 80"})
  void othersAreRoundedUpToTheNextOfThem(int length, int actual) {
    assertThat(pool.take(length)).hasSize(actual);
  }

  @Test
  void anArrayIsHandedOutOnceAtATime() {
    assertThat(pool.take(100)).isNotSameAs(pool.take(100));
  }

  @Test
  void anArrayTakenBackIsHandedOutAgainForASimilarLength() {
    float[] array = pool.take(1000);
    pool.takeBack();
    assertThat(pool.take(990)).isSameAs(array);
    assertThat(pool.allocated()).isEqualTo(array.length);
  }

  @Test
  void releaseKeepsWhatIsHandedOut() {
    pool.take(100);
    pool.takeBack();
    float[] inUse = pool.take(1000);
    pool.release();
    assertThat(pool.allocated()).isEqualTo(inUse.length);
  }

  @Test
  void whatIsReleasedIsNotHandedOutAgain() {
    float[] array = pool.take(100);
    pool.takeBack();
    pool.release();
    assertThat(pool.take(100)).isNotSameAs(array);
    assertThat(pool.allocated()).isEqualTo(array.length);
    pool.takeBack();
    pool.release();
    assertThat(pool.allocated()).isZero();
  }
}
