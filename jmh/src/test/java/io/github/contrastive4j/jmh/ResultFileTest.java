package io.github.contrastive4j.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

class ResultFileTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  private static ResultFile of(String... args) throws CommandLineOptionException {
    return new ResultFile(new CommandLineOptions(args));
  }

  @Test
  void isWrittenInTheFormatOfTheOptions(@TempDir Path directory) throws Exception {
    Path csv = directory.resolve("x");
    of("-rff", csv.toString()).write(List.of(), out);
    assertThat(csv).content().startsWith("\"Benchmark\",\"Mode\"");
    assertThat(said.toString(StandardCharsets.UTF_8).strip()).isEqualTo("Written to " + csv);
    Path json = directory.resolve("y");
    of("-rf", "json", "-rff", json.toString()).write(List.of(), out);
    assertThat(json).content().startsWith("[");
  }

  @Test
  void isNoneIfNothingAsksForIt() throws Exception {
    ResultFile none = of();
    none.prepare();
    none.write(List.of(), out);
    assertThat(said.size()).isZero();
  }

  @Test
  void isRefusedBeforeAnythingIsMeasured(@TempDir Path directory) throws Exception {
    ResultFile file = of("-rff", directory.resolve("missing/x").toString());
    assertThatThrownBy(file::prepare).isInstanceOf(IOException.class).hasMessageContaining("x");
  }
}
