package io.github.contrastive4j.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processors are taken for, by what operating systems say of them. */
class ProcessorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17",
        "AMD64 Family 25 Model 97 Stepping 2, AuthenticAMD"
      })
  void zen4HalvesWideVectors(String model) {
    assertThat(Processor.isHalving(model)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vendor_id\t: AuthenticAMD\ncpu family\t: 26\nmodel\t\t: 2",
        "vendor_id\t: AuthenticAMD\ncpu family\t: 23\nmodel\t\t: 25",
        "vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 25",
        "AMD64 Family 26 Model 68 Stepping 0, AuthenticAMD",
        "Intel64 Family 6 Model 143 Stepping 8, GenuineIntel"
      })
  void othersDoNot(String model) {
    assertThat(Processor.isHalving(model)).isFalse();
  }
}
