package io.github.contrastive4j.jmh.rate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * JMH profiler that adds the arithmetic rate of each benchmark to its results, in every format that
 * JMH writes: {@value #RATE} in GFLOP/s, summed over all threads, and {@value #FRACTION}, the part
 * of what the threads and workers in use could do at most.
 *
 * <p>The rate comes from {@link Counts}; methods without it get no such results. JMH averages the
 * rates of the iterations, which on a disturbed machine is more than the rate of the average time.
 * The peak of one worker is measured by the caller and handed over in the system property {@value
 * #PEAK_PROPERTY}, in GFLOP/s; without it there is no fraction.
 */
public final class FlopRate implements InternalProfiler {
  /** Name of the rate among the secondary results. */
  public static final String RATE = "gflops";

  /** Name of the fraction of the peak among the secondary results. */
  public static final String FRACTION = "peak";

  /** Name of the system property with the peak of one worker. */
  public static final String PEAK_PROPERTY = "contrastive4j.jmh.peak";

  private final double peak = Double.parseDouble(System.getProperty(PEAK_PROPERTY, "NaN"));

  /** Makes a profiler; JMH does so in each fork. */
  public FlopRate() {}

  @Override
  public String getDescription() {
    return "GFLOP/s and fraction of the FMA peak";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    // All is computed from the time that JMH has taken.
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    List<Result<?>> results = new ArrayList<>();
    if (result.getRawPrimaryResults().isEmpty()) {
      return results; // The benchmark has failed, and JMH is about to say why.
    }
    double rate = gflops(benchmark, result.getPrimaryResult().getScore());
    if (rate > 0) {
      results.add(new ScalarResult(RATE, rate, "GFLOP/s", AggregationPolicy.AVG));
    }
    if (rate > 0 && peak > 0) {
      results.add(
          new ScalarResult(
              FRACTION, fraction(benchmark, rate, peak), "of peak", AggregationPolicy.AVG));
    }
    return results;
  }

  /**
   * The rate that a score stands for.
   *
   * @param benchmark what was measured
   * @param score the primary result, in the benchmark's unit
   * @return GFLOP/s of all threads; NaN if the benchmark's operations are not counted
   */
  public static double gflops(BenchmarkParams benchmark, double score) {
    return work(benchmark.getBenchmark())
        .map(work -> work.flops(number(benchmark, "B", 0), number(benchmark, "D", 0)))
        .map(flops -> flops * callsPerNanosecond(benchmark, score))
        .orElse(Double.NaN);
  }

  /**
   * The part of the peak that a rate is.
   *
   * @param benchmark what was measured
   * @param rate GFLOP/s of all threads
   * @param peak GFLOP/s that one thread could do at most
   * @return 0 to 1, where all threads that call and all that share a call could do 1
   */
  public static double fraction(BenchmarkParams benchmark, double rate, double peak) {
    return rate / (peak * benchmark.getThreads() * number(benchmark, "workers", 1));
  }

  /** Calls of all threads together. A throughput is such a sum already; a time is an average. */
  private static double callsPerNanosecond(BenchmarkParams benchmark, double score) {
    double unit = TimeUnit.NANOSECONDS.convert(1, benchmark.getTimeUnit());
    return benchmark.getMode() == Mode.Throughput
        ? score / unit
        : benchmark.getThreads() / (score * unit);
  }

  private static long number(BenchmarkParams benchmark, String parameter, long otherwise) {
    String value = benchmark.getParam(parameter);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /** The count of a benchmark, found by its name "package.Class.method". */
  static Optional<Work> work(String benchmark) {
    int dot = benchmark.lastIndexOf('.');
    String method = benchmark.substring(dot + 1);
    return Stream.of(type(benchmark.substring(0, dot)).getMethods())
        .filter(candidate -> candidate.getName().equals(method))
        .map(candidate -> candidate.getAnnotation(Counts.class))
        .filter(Objects::nonNull)
        .map(Counts::value)
        .findFirst();
  }

  /** A benchmark class, not initialized: that takes the Vector API, which only forks have. */
  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, FlopRate.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("JMH runs " + name + ", which is not there", e);
    }
  }
}
