package io.github.contrastive4j.jmh.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

class ForkJvmTest {
  private static ForkJvm of(String... args) throws CommandLineOptionException {
    return ForkJvm.of(new CommandLineOptions(args));
  }

  @Test
  void hasTheArgumentsOfTheOptionsInTheirOrder() throws CommandLineOptionException {
    ForkJvm jvm = of("-jvmArgs", "-Da", "-jvmArgsAppend", "-Db", "-jvmArgsPrepend", "-Dc");
    assertThat(jvm.executable()).isEmpty();
    assertThat(jvm.arguments()).containsExactly("-Dc", "-Da");
    assertThat(jvm.with("-Dd").appended()).containsExactly("-Db", "-Dd");
    assertThat(of("-jvm", "other").executable()).contains("other");
  }

  @Test
  void isWhatJmhForks() throws CommandLineOptionException {
    var builder = new OptionsBuilder();
    of("-jvm", "other", "-jvmArgs", "-Da").with("-Db").applyTo(builder);
    Options options = builder.build();
    assertThat(options.getJvm().get()).isEqualTo("other");
    assertThat(options.getJvmArgsPrepend().get()).contains("--add-modules=jdk.incubator.vector");
    assertThat(options.getJvmArgs().get()).isEqualTo(List.of("-Da"));
    assertThat(options.getJvmArgsAppend().get()).isEqualTo(List.of("-Db"));
  }

  @Test
  void runsAClassWithTheVectorApi() throws CommandLineOptionException, IOException {
    assertThat(of("-jvmArgs", "-Dcontrastive4j.simd=128").output(Platform.class.getName()))
        .contains("Vector API, 128 bit");
  }

  @Test
  void saysWhatAFailingClassSays() {
    assertThatIOException()
        .isThrownBy(() -> of().output("Missing", "7"))
        .withMessageStartingWith("Missing with arguments [7] fails in a fork: ")
        .withMessageContaining("ClassNotFoundException");
  }

  @Test
  void describesThePlatformInTwoLines() throws CommandLineOptionException, IOException {
    assertThat(Platform.describe(of()).lines()).hasSize(2).first().asString().startsWith("JDK ");
  }
}
