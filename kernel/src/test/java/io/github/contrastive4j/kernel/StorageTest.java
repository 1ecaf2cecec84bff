package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageTest {
  private static final long TOO_LONG = 1L << 31;

  @Test
  void theHeapReplacesArraysThatAreTooShort() {
    float[] old = new float[3];
    assertThat(Storage.HEAP.floats(old, 3)).isSameAs(old);
    assertThat(Storage.HEAP.floats(old, 0)).isSameAs(old);
    assertThat(Storage.HEAP.floats(old, 4)).hasSize(4);
  }

  @Test
  void aCountTakesBytesOfAllKindsAndLeavesArraysAsTheyAre() {
    Storage.Count count = new Storage.Count();
    float[] old = {};
    assertThat(count.floats(old, 10)).isSameAs(old);
    assertThat(count.bytes()).isEqualTo(40);
    count.doubles(new double[] {}, 10);
    count.longs(new long[] {}, 10);
    count.ints(new int[] {}, 10);
    count.shorts(new short[] {}, 10);
    count.bytes(new byte[] {}, 10);
    count.booleans(new boolean[] {}, 10);
    assertThat(count.bytes()).isEqualTo(10 * (4 + 8 + 8 + 4 + 2 + 1 + 1));
    assertThat(count.possibleBytes()).isEqualTo(count.bytes());
  }

  @Test
  void noArrayIsLongerThanJavaHas() {
    assertThatThrownBy(() -> Storage.HEAP.bytes(new byte[] {}, TOO_LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2147483648 elements");
    Storage.Count count = new Storage.Count();
    count.floats(new float[] {}, TOO_LONG);
    count.floats(new float[] {}, 1);
    assertThat(count.bytes()).isEqualTo(4 * (TOO_LONG + 1));
    assertThatThrownBy(count::possibleBytes)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2147483648 elements");
  }
}
