package io.github.contrastive4j.jmh.fork;

import io.github.contrastive4j.jmh.benchmark.FmaPeak;
import io.github.contrastive4j.jmh.rate.FlopRate;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The most that one worker can do, measured before the benchmarks that are compared with it.
 *
 * @param gflops fused multiply-adds count as two; GFLOP/s of one thread
 */
public record Peak(double gflops) {
  /** Where none is measured. */
  public static final Peak UNKNOWN = new Peak(Double.NaN);

  /**
   * Measures the peak: the best iteration of the better variant of {@link FmaPeak}, because
   * whatever disturbs a machine only makes it slower.
   *
   * @param jvm what is forked
   * @return the peak
   * @throws RunnerException if the benchmark fails
   */
  public static Peak measure(ForkJvm jvm) throws RunnerException {
    var builder =
        new OptionsBuilder()
            .include(FmaPeak.class.getName().replace(".", "\\.") + "\\.")
            .addProfiler(FlopRate.class)
            .threads(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(300))
            .measurementIterations(6)
            .measurementTime(TimeValue.milliseconds(150));
    jvm.applyQuietlyTo(builder);
    double best = 0;
    for (RunResult run : new Runner(builder.build()).run()) {
      Result<?> rate = run.getSecondaryResults().get(FlopRate.RATE);
      best = Math.max(best, rate.getStatistics().getMax());
    }
    return new Peak(best);
  }

  /**
   * Says how much it is.
   *
   * @return a line without its end
   */
  public String describe() {
    return String.format(Locale.ROOT, "FMA peak of one worker: %.1f GFLOP/s", gflops);
  }

  /**
   * The machine with this peak made known to {@link FlopRate}.
   *
   * @param jvm how machines are started
   * @return the same with the peak among the arguments
   */
  public ForkJvm madeKnownTo(ForkJvm jvm) {
    return jvm.with("-D" + FlopRate.PEAK_PROPERTY + "=" + gflops);
  }
}
