package io.github.contrastive4j.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void leavesTheOptionsOfJmhAlone() {
    CommandLine command = CommandLine.parse("Loss", "-p", "B=64", "-csv", "out.csv", "-f", "2");
    assertThat(command.mode()).isEqualTo(CommandLine.Mode.STANDARD);
    assertThat(command.csv()).contains(Path.of("out.csv"));
    assertThat(command.jmh()).containsExactly("Loss", "-p", "B=64", "-f", "2");
  }

  @Test
  void tourTakesOptionsOfTheJvmOnly() {
    assertThat(CommandLine.parse("-profile", "quick", "-jvmArgsAppend", "-Xmx1g").mode())
        .isEqualTo(CommandLine.Mode.QUICK);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile", "quick", "-f", "2"))
        .withMessageContaining("-f");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile", "slow"))
        .withMessageContaining("quick, smoke or peers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-csv"))
        .withMessageContaining("file");
  }

  @Test
  void comparisonHasOptionsOfItsOwn() {
    CommandLine command =
        CommandLine.parse("-profile", "peers", "-out", "x", "-shapes", "64x128", "-f", "1");
    assertThat(command.mode()).isEqualTo(CommandLine.Mode.PEERS);
    assertThat(command.comparison()).containsEntry("-out", "x").containsEntry("-shapes", "64x128");
    assertThat(command.jmh()).containsExactly("-f", "1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile", "smoke", "-out", "x"))
        .withMessageContaining("-out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile", "peers", "-csv", "x"))
        .withMessageContaining("-out");
  }
}
