package io.github.contrastive4j.examples.javadocsearch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code javadoc-search}: learns to search an API from plain English, by default that
 * of the running JDK.
 */
@Command(
    name = "javadoc-search",
    description = {
      "Learns to search the JDK's API from plain English, and searches it.",
      "Without a command it trains, which takes about a minute."
    },
    subcommands = {TrainCommand.class, SearchCommand.class, PromptCommand.class},
    sortOptions = false,
    synopsisSubcommandLabel = "[train|search|prompt]",
    commandListHeading = "%nCommands:%n")
public final class JavadocSearch implements Callable<Integer> {
  /** Held strongly: a logger that nobody holds may forget its level. */
  private static final Logger LUCENE_LOG = Logger.getLogger("org.apache.lucene");

  @Spec private CommandSpec spec;
  @Mixin private TrainOptions options;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  private JavadocSearch() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    // How Lucene finds its SIMD code is of no interest here.
    LUCENE_LOG.setLevel(Level.SEVERE);
    System.exit(execute(commandLine(), args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new JavadocSearch());
    commandLine.setExecutionExceptionHandler(JavadocSearch::report);
    commandLine.setExecutionStrategy(JavadocSearch::runLast);
    Map<String, String> exitCodes = new LinkedHashMap<>();
    Arrays.stream(ExitCode.values())
        .forEach(code -> exitCodes.put(" " + code.code(), code.meaning()));
    describe(commandLine, exitCodes);
    commandLine.getSubcommands().values().forEach(command -> describe(command, exitCodes));
    return commandLine;
  }

  private static void describe(CommandLine commandLine, Map<String, String> exitCodes) {
    commandLine
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes);
  }

  /** Options before the name of a command are those of training without a name: none reads them. */
  private static int runLast(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (parsed.hasSubcommand() && !option.usageHelp()) {
        String command = parsed.subcommand().commandSpec().name();
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "Option '%s' is before %s, which does not read it"
                .formatted(option.longestName(), command));
      }
    }
    return new RunLast().execute(parsed);
  }

  static int execute(CommandLine commandLine, String... args) {
    try {
      return commandLine.execute(args);
    } catch (OutOfMemoryError e) {
      commandLine.getErr().println("error: " + MemoryNeed.tooLittle());
      commandLine.getErr().flush();
      return ExitCode.MEMORY.code();
    }
  }

  private static int report(
      Exception exception, CommandLine commandLine, CommandLine.ParseResult parseResult)
      throws Exception {
    if (exception instanceof JobException expected) {
      commandLine.getErr().println("error: " + expected.getMessage());
      commandLine.getErr().flush();
      return expected.exitCode().code();
    }
    throw exception;
  }

  @Override
  public Integer call() {
    options.job().run(spec.commandLine().getOut());
    return ExitCode.OK.code();
  }
}
