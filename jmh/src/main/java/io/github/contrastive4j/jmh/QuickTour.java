package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.benchmark.LossBenchmark;
import io.github.contrastive4j.jmh.benchmark.NormalizeBenchmark;
import io.github.contrastive4j.jmh.benchmark.ProductBenchmark;
import io.github.contrastive4j.jmh.benchmark.SoftmaxBenchmark;
import io.github.contrastive4j.jmh.fork.ForkJvm;
import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.fork.Platform;
import io.github.contrastive4j.jmh.fork.QuietFork;
import io.github.contrastive4j.jmh.rate.FlopRate;
import io.github.contrastive4j.kernel.Similarity;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * All stages at one shape, the whole loss at a handful of shapes, in some minutes. The iterations
 * are short: good for seeing what to expect, not for comparing two versions.
 */
final class QuickTour {
  private static final int ROWS = 1024;
  private static final int COLUMNS = 384;

  private final CommandLineOptions options;
  private final PrintStream out;

  QuickTour(CommandLineOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** One line of the table. */
  private record Stop(
      Class<?> type, String method, int b, int d, Similarity similarity, int workers) {

    static Stop stage(Class<?> type, String method) {
      return new Stop(type, method, ROWS, COLUMNS, Similarity.RAW_COSINE, 1);
    }

    static Stop loss(String method, Similarity similarity) {
      return new Stop(LossBenchmark.class, method, ROWS, COLUMNS, similarity, 1);
    }

    static Stop loss(int b, int d, int workers) {
      return new Stop(LossBenchmark.class, "forwardBackward", b, d, Similarity.RAW_COSINE, workers);
    }
  }

  private static List<Stop> stops() {
    List<Stop> stops = new ArrayList<>();
    stops.add(Stop.stage(NormalizeBenchmark.class, "forward"));
    stops.add(Stop.stage(ProductBenchmark.class, "abt"));
    stops.add(Stop.stage(SoftmaxBenchmark.class, "logSumExp"));
    stops.add(Stop.stage(ProductBenchmark.class, "atb"));
    stops.add(Stop.stage(NormalizeBenchmark.class, "backward"));
    stops.add(Stop.loss("forward", Similarity.RAW_COSINE));
    stops.add(Stop.loss("forwardBackward", Similarity.RAW_COSINE));
    stops.add(Stop.loss("symmetric", Similarity.RAW_COSINE));
    stops.add(Stop.loss("forwardBackward", Similarity.EUCLIDEAN));
    stops.add(Stop.loss("forwardBackward", Similarity.MANHATTAN));
    stops.add(Stop.loss(32, 384, 1));
    stops.add(Stop.loss(128, 384, 1));
    stops.add(Stop.loss(2048, 768, 1));
    int workers = Runtime.getRuntime().availableProcessors();
    if (workers > 1) {
      stops.add(Stop.loss(1024, 384, workers));
      stops.add(Stop.loss(2048, 768, workers));
    }
    return stops;
  }

  void run() throws RunnerException, IOException {
    ForkJvm jvm = ForkJvm.of(options);
    ResultFile file = new ResultFile(options);
    file.prepare();
    String platform = Platform.describe(jvm);
    Peak peak = Peak.measure(jvm);
    ForkJvm informed = peak.madeKnownTo(jvm);
    out.printf("%s%n%s%n%n", platform, peak.describe());
    out.print(ResultTable.TABLE.header());
    List<RunResult> results = new ArrayList<>();
    for (Stop stop : stops()) {
      RunResult result = run(stop, informed);
      out.print(ResultTable.TABLE.line(Row.of(result, peak)));
      results.add(result);
    }
    file.write(results, out);
  }

  private static RunResult run(Stop stop, ForkJvm jvm) throws RunnerException {
    String name = stop.type().getName() + "." + stop.method();
    var builder =
        new OptionsBuilder()
            .include(name.replace(".", "\\.") + "$")
            .addProfiler(FlopRate.class)
            .addProfiler(QuietFork.class)
            .param("B", Integer.toString(stop.b()))
            .param("D", Integer.toString(stop.d()))
            .param("similarity", stop.similarity().name())
            .param("workers", Integer.toString(stop.workers()))
            .forks(1)
            .warmupIterations(1)
            .warmupTime(TimeValue.seconds(5))
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(100))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    jvm.applyTo(builder);
    return new Runner(builder.build()).runSingle();
  }
}
