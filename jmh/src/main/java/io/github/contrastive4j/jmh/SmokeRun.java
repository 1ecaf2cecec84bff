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
import org.openjdk.jmh.runner.options.TimeValue;

/** Calls every benchmark a few times on a small batch, to see that it still runs and is right. */
final class SmokeRun {
  private final CommandLineOptions options;
  private final PrintStream out;

  SmokeRun(CommandLineOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs all benchmarks that the options select.
   *
   * @throws RunnerException at the first failure
   */
  void run() throws RunnerException, IOException {
    ForkJvm jvm = ForkJvm.of(options);
    out.println(Platform.describe(jvm));
    out.println();
    var builder =
        new OptionsBuilder()
            .parent(options)
            .addProfiler(FlopRate.class)
            .param("B", "40")
            .param("D", "72")
            .param("workers", "2")
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1));
    jvm.applyQuietlyTo(builder);
    List<Row> rows =
        new Runner(builder.build()).run().stream().map(run -> Row.of(run, Peak.UNKNOWN)).toList();
    out.print(ResultTable.TABLE.markdown(rows));
    out.printf("%d benchmarks ran and gave right results. The times mean nothing.%n", rows.size());
  }
}
