package io.github.contrastive4j.jmh.fork;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The virtual machine that benchmarks are forked into, always with the Vector API.
 *
 * @param executable path of java; the running one if empty
 * @param arguments the arguments, in their order, without {@code appended}
 * @param appended arguments that come last
 */
public record ForkJvm(Optional<String> executable, List<String> arguments, List<String> appended) {
  /**
   * JMH 1.37 reads field offsets through Unsafe, and libraries that are compared call native code,
   * of both of which every JVM warns.
   */
  private static final List<String> ALWAYS =
      List.of(
          "--add-modules=jdk.incubator.vector",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  /**
   * Reads the JVM options; as in JMH, arguments of the running JVM are the default.
   *
   * @param options of JMH
   * @return the machine
   */
  public static ForkJvm of(Options options) {
    Collection<String> inherited = ManagementFactory.getRuntimeMXBean().getInputArguments();
    Collection<String> arguments = options.getJvmArgs().orElse(inherited);
    Collection<String> prepended = options.getJvmArgsPrepend().orElse(List.of());
    Collection<String> appended = options.getJvmArgsAppend().orElse(List.of());
    return new ForkJvm(
        options.getJvm().hasValue() ? Optional.of(options.getJvm().get()) : Optional.empty(),
        Stream.concat(prepended.stream(), arguments.stream()).toList(),
        List.copyOf(appended));
  }

  /**
   * The same with another argument.
   *
   * @param argument comes last
   * @return the machine
   */
  public ForkJvm with(String argument) {
    return new ForkJvm(
        executable, arguments, Stream.concat(appended.stream(), Stream.of(argument)).toList());
  }

  /**
   * Makes JMH fork this machine.
   *
   * @param builder of the options of a run
   */
  public void applyTo(ChainedOptionsBuilder builder) {
    executable.ifPresent(builder::jvm);
    builder
        .jvmArgsPrepend(ALWAYS.toArray(String[]::new))
        .jvmArgs(arguments.toArray(String[]::new))
        .jvmArgsAppend(appended.toArray(String[]::new));
  }

  /**
   * Makes JMH fork this machine once, print nothing of its own, and stop at a failure.
   *
   * @param builder of the options of a run
   */
  public void applyQuietlyTo(ChainedOptionsBuilder builder) {
    applyTo(builder);
    builder
        .addProfiler(QuietFork.class)
        .forks(1)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  /**
   * Runs a class in this machine.
   *
   * @param main name of a class
   * @param mainArguments what it gets
   * @return what it prints, below warnings of the machine
   * @throws IOException if the machine cannot be started, or the class fails
   */
  public String output(String main, String... mainArguments) throws IOException {
    List<String> command = command(main, mainArguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(
          main + " with arguments " + List.of(mainArguments) + " fails in a fork: " + output);
    }
    return output;
  }

  private List<String> command(String main, String... mainArguments) {
    String running = ProcessHandle.current().info().command().orElse("java");
    return Stream.of(
            Stream.of(executable.orElse(running)),
            ALWAYS.stream(),
            arguments.stream(),
            appended.stream(),
            Stream.of("-cp", System.getProperty("java.class.path"), main),
            Stream.of(mainArguments))
        .flatMap(part -> part)
        .toList();
  }
}
