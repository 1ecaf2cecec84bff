package io.github.contrastive4j.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimdChoiceTest {

  @ParameterizedTest
  @CsvSource({
    "auto, false, 0",
    "scalar, true, 0",
    "Scalar, true, 0",
    "' AUTO ', false, 0",
    "128, false, 128",
    "256, false, 256",
    "512, false, 512"
  })
  void knownWordsAreUnderstoodInAnyCase(String word, boolean scalar, int bits) {
    assertThat(SimdChoice.parse(word)).isEqualTo(new SimdChoice(scalar, bits));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "avx2", "64", "1024", "-1", "true"})
  void anotherWordIsRefusedWithThoseThatAreKnown(String word) {
    assertThatThrownBy(() -> SimdChoice.parse(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "system property contrastive4j.simd is \""
                + word
                + "\", expected auto, scalar, 128, 256 or 512");
  }
}
