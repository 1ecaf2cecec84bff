package io.github.contrastive4j.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What processors are taken for, by what operating systems say of them, and virtual machines. */
class ProcessorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143",
        "Intel64 Family 6 Model 143 Stepping 8, GenuineIntel"
      })
  void intelIsKnown(String model) {
    assertThat(Processor.isIntel(model)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17",
        "AMD64 Family 26 Model 68 Stepping 0, AuthenticAMD",
        "processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd"
      })
  void othersAreNot(String model) {
    assertThat(Processor.isIntel(model)).isFalse();
  }

  static Stream<Throwable> refusals() {
    return Stream.of(
        new NoSuchFileException("/proc/cpuinfo"),
        new UncheckedIOException(new IOException("unreadable")),
        new SecurityException("not entitled"),
        new NoClassDefFoundError("a class of a module"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whoeverRefusesAnAnswerGivesNone(Throwable refusal) {
    Optional<String> answer =
        Processor.ask(() -> {
          if (refusal instanceof Error error) {
            throw error;
          }
          throw (Exception) refusal;
        });
    assertThat(answer).isEmpty();
    assertThat(Processor.ask(() -> "answer")).contains("answer");
  }

  @Test
  void arraysBeginBehindTheirHeader() throws ReflectiveOperationException {
    Object offset = Class.forName("sun.misc.Unsafe").getField("ARRAY_FLOAT_BASE_OFFSET").get(null);
    assertThat(((Number) offset).intValue()).isEqualTo(Processor.arrayHeader());
  }
}
