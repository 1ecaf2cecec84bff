package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.benchmark.LossBenchmark;
import io.github.contrastive4j.jmh.benchmark.NormalizeBenchmark;
import io.github.contrastive4j.jmh.benchmark.ProductBenchmark;
import io.github.contrastive4j.jmh.benchmark.SoftmaxBenchmark;
import io.github.contrastive4j.jmh.fork.ForkJvm;
import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.fork.Platform;
import io.github.contrastive4j.jmh.fork.SingleRun;
import io.github.contrastive4j.jmh.rate.FlopRate;
import io.github.contrastive4j.kernel.Similarity;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

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

  /** A line of the table for each. */
  private static List<SingleRun> stops() {
    List<SingleRun> stops = new ArrayList<>();
    stops.add(stage(NormalizeBenchmark.class, "forward"));
    stops.add(stage(ProductBenchmark.class, "abt"));
    stops.add(stage(SoftmaxBenchmark.class, "logSumExp"));
    stops.add(stage(ProductBenchmark.class, "atb"));
    stops.add(stage(NormalizeBenchmark.class, "backward"));
    stops.add(stage(LossBenchmark.class, "forward"));
    stops.add(stage(LossBenchmark.class, "forwardBackward"));
    stops.add(stage(LossBenchmark.class, "symmetric"));
    stops.add(loss(ROWS, COLUMNS, Similarity.EUCLIDEAN, 1));
    stops.add(loss(ROWS, COLUMNS, Similarity.MANHATTAN, 1));
    stops.add(loss(32, 384, Similarity.RAW_COSINE, 1));
    stops.add(loss(128, 384, Similarity.RAW_COSINE, 1));
    stops.add(loss(2048, 768, Similarity.RAW_COSINE, 1));
    int workers = Runtime.getRuntime().availableProcessors();
    if (workers > 1) {
      stops.add(loss(ROWS, COLUMNS, Similarity.RAW_COSINE, workers));
      stops.add(loss(2048, 768, Similarity.RAW_COSINE, workers));
    }
    return stops;
  }

  private static SingleRun stage(Class<?> type, String method) {
    String name = type.getName() + "." + method;
    return new SingleRun(name, ROWS, COLUMNS, Similarity.RAW_COSINE, 1);
  }

  private static SingleRun loss(int b, int d, Similarity similarity, int workers) {
    String name = LossBenchmark.class.getName() + ".forwardBackward";
    return new SingleRun(name, b, d, similarity, workers);
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
    for (SingleRun stop : stops()) {
      RunResult result = stop.measure(informed, effort());
      out.print(ResultTable.TABLE.line(Row.of(result, peak)));
      results.add(result);
    }
    file.write(results, out);
  }

  private static ChainedOptionsBuilder effort() {
    return new OptionsBuilder()
        .addProfiler(FlopRate.class)
        .warmupIterations(1)
        .warmupTime(TimeValue.seconds(5))
        .measurementIterations(5)
        .measurementTime(TimeValue.milliseconds(100));
  }
}
