package io.github.contrastive4j.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
  void profilesRefuseWhatTheyWouldIgnore() {
    assertThatCode(() -> requireUsed("-profile", "quick", "-rf", "csv", "-jvmArgsAppend", "-Xmx1g"))
        .doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> requireUsed("-profile", "quick", "-rf", "csv", "-f", "2"))
        .withMessage(
            "-profile quick does not go with -f, of the options of JMH only with -rf, -rff and"
                + " those that begin with -jvm");
    assertThatCode(() -> requireUsed("-profile", "peers", "-i", "2", "-r", "1", "-jvm", "x"))
        .doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> requireUsed("-profile", "peers", "-p", "B=12"))
        .withMessageContaining("-profile peers does not go with -p");
    assertThatCode(() -> requireUsed("-p", "B=12")).doesNotThrowAnyException();
    assertThatCode(() -> requireUsed("-profile", "smoke", "Loss")).doesNotThrowAnyException();
  }

  private static void requireUsed(String... args) {
    CommandLine.parse(args).requireUsed();
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
