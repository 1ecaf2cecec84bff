package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.fork.ForkJvm;
import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.fork.Platform;
import io.github.contrastive4j.jmh.rate.FlopRate;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** JMH as its options have it, with the arithmetic rates, and a table at the end. */
final class StandardRun {
  private final CommandLineOptions options;
  private final PrintStream out;

  StandardRun(CommandLineOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Whether JMH would only print help or a list. */
  static boolean onlyInforms(CommandLineOptions options) {
    return options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats();
  }

  void run() throws RunnerException, IOException {
    ForkJvm jvm = ForkJvm.of(options);
    String platform = Platform.describe(jvm);
    Peak peak = Peak.measure(jvm);
    var builder = new OptionsBuilder().parent(options).addProfiler(FlopRate.class);
    peak.madeKnownTo(jvm).applyTo(builder);
    List<Row> rows =
        new Runner(builder.build()).run().stream().map(run -> Row.of(run, peak)).toList();
    out.printf("%n%s%n%s%n%n", platform, peak.describe());
    out.print(ResultTable.TABLE.markdown(rows));
  }
}
