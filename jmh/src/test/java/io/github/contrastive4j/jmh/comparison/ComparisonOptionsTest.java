package io.github.contrastive4j.jmh.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.TimeValue;

class ComparisonOptionsTest {
  private static ComparisonOptions of(Map<String, String> own, String... jmh)
      throws CommandLineOptionException {
    return ComparisonOptions.of(own, new CommandLineOptions(jmh));
  }

  @Test
  void hasUsualShapesAndBatches() throws CommandLineOptionException {
    ComparisonOptions options = of(Map.of());
    assertThat(options.directory()).isEqualTo(Path.of("peers"));
    assertThat(options.shapes())
        .hasSize(10)
        .startsWith(new Shape(32, 384))
        .endsWith(new Shape(8192, 128));
    assertThat(options.batches()).startsWith(512).endsWith(65536).hasSize(8);
  }

  @Test
  void takesListsAndTimes() throws CommandLineOptionException {
    ComparisonOptions options =
        of(
            Map.of("-shapes", "40x72,large", "-batches", "none", "-workers", "2", "-out", "x"),
            "-i",
            "2",
            "-r",
            "100ms");
    assertThat(options.shapes()).hasSize(4).startsWith(new Shape(40, 72));
    assertThat(options.batches()).isEmpty();
    assertThat(options.workers()).containsExactly(2);
    assertThat(options.effort().measurements()).isEqualTo(2);
    assertThat(options.effort().measurementTime()).isEqualTo(TimeValue.milliseconds(100));
    assertThat(options.effort().rounds()).isEqualTo(3);
  }

  @Test
  void refusesToMeasureNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(Map.of(), "-f", "0"))
        .withMessageContaining("-f or -i is 0");
  }

  @Test
  void refusesOtherForms() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(Map.of("-shapes", "32")))
        .withMessageContaining("1024x384");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(Map.of("-batches", "512,x")))
        .withMessageContaining("-batches has \"x\"");
  }
}
