package io.github.contrastive4j.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void leavesTheOptionsOfJmhAlone() {
    CommandLine command = CommandLine.parse("Loss", "-p", "B=64", "-rff", "x", "-f", "2");
    assertThat(command.mode()).isEqualTo(CommandLine.Mode.STANDARD);
    assertThat(command.jmh()).containsExactly("Loss", "-p", "B=64", "-rff", "x", "-f", "2");
  }

  @Test
  void tourTakesOptionsOfJvmAndResultFileOnly() {
    CommandLine command =
        CommandLine.parse("-profile", "quick", "-rf", "csv", "-jvmArgsAppend", "-Xmx1g");
    assertThat(command.mode()).isEqualTo(CommandLine.Mode.QUICK);
    assertThat(command.jmh()).containsExactly("-rf", "csv", "-jvmArgsAppend", "-Xmx1g");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile", "quick", "-f", "2"))
        .withMessageContaining("does not go with -f");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile", "slow"))
        .withMessageContaining("quick, smoke or peers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("-profile"))
        .withMessageContaining("-profile stands alone");
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
  }
}
