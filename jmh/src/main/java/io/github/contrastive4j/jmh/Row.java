package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.rate.FlopRate;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The result of one benchmark with one set of parameters.
 *
 * @param benchmark class and method
 * @param b rows, or empty
 * @param d columns, or empty
 * @param variant name of the similarity, option, activation or rule, or number of nested prefixes,
 *     or empty
 * @param correlation expected cosine of an anchor and its positive, or empty
 * @param workers threads that share a call
 * @param threads threads that call
 * @param score what JMH measured, in {@code unit}
 * @param error half the width of JMH's 99.9 % confidence interval; NaN if there is none
 * @param unit for example us/op
 * @param gflops GFLOP/s of all threads; NaN if nothing is counted
 * @param fraction part of the peak, 0 to 1; NaN if unknown
 */
record Row(
    String benchmark,
    String b,
    String d,
    String variant,
    String correlation,
    int workers,
    int threads,
    double score,
    double error,
    String unit,
    double gflops,
    double fraction) {

  /** Reads a result of JMH; the rate is that of the average time. */
  static Row of(RunResult run, Peak peak) {
    BenchmarkParams params = run.getParams();
    String name = params.getBenchmark();
    int type = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
    Result<?> primary = run.getPrimaryResult();
    double gflops = FlopRate.gflops(params, primary.getScore());
    return new Row(
        name.substring(type + 1),
        param(params, "B", ""),
        param(params, "D", ""),
        variant(params),
        param(params, "correlation", ""),
        Integer.parseInt(param(params, "workers", "1")),
        params.getThreads(),
        primary.getScore(),
        primary.getScoreError(),
        primary.getScoreUnit(),
        gflops,
        FlopRate.fraction(params, gflops, peak.gflops()));
  }

  private static String param(BenchmarkParams params, String name, String otherwise) {
    return Objects.requireNonNullElse(params.getParam(name), otherwise);
  }

  private static String variant(BenchmarkParams params) {
    String prefixes = params.getParam("prefixes");
    String width = prefixes == null ? "" : prefixes + (prefixes.equals("1") ? " width" : " widths");
    return Stream.of("similarity", "option", "activation", "rule")
        .map(params::getParam)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(width);
  }
}
