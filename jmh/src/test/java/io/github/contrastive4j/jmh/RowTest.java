package io.github.contrastive4j.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.jmh.benchmark.ActivationBenchmark;
import io.github.contrastive4j.jmh.benchmark.LossBenchmark;
import io.github.contrastive4j.jmh.benchmark.MatryoshkaBenchmark;
import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.rate.JmhParams;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;

class RowTest {
  private static Row of(
      Class<?> type, String method, Map<String, String> parameters, long microseconds) {
    BenchmarkParams params = JmhParams.of(type, method, Mode.AverageTime, 1, parameters);
    IterationResult iteration = new IterationResult(params, JmhParams.ITERATIONS, null);
    long nanoseconds = TimeUnit.MICROSECONDS.toNanos(microseconds);
    iteration.addResult(
        new AverageTimeResult(ResultRole.PRIMARY, method, 1, nanoseconds, TimeUnit.MICROSECONDS));
    BenchmarkResult fork = new BenchmarkResult(params, List.of(iteration));
    return Row.of(new RunResult(params, List.of(fork)), new Peak(100));
  }

  /** 6·1000·1000·500 operations in 30 ms. */
  @Test
  void hasParametersScoreAndRate() {
    Map<String, String> parameters =
        Map.of(
            "B",
            "1000",
            "D",
            "500",
            "similarity",
            "EUCLIDEAN",
            "correlation",
            "0.9",
            "workers",
            "2");
    Row row = of(LossBenchmark.class, "symmetric", parameters, 30_000);
    assertThat(row.benchmark()).isEqualTo("LossBenchmark.symmetric");
    assertThat(row.b()).isEqualTo("1000");
    assertThat(row.d()).isEqualTo("500");
    assertThat(row.variant()).isEqualTo("EUCLIDEAN");
    assertThat(row.correlation()).isEqualTo("0.9");
    assertThat(row.workers()).isEqualTo(2);
    assertThat(row.threads()).isEqualTo(1);
    assertThat(row.score()).isEqualTo(30_000);
    assertThat(row.unit()).isEqualTo("us/op");
    assertThat(row.gflops()).isEqualTo(100, within(1e-9));
    assertThat(row.fraction()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void leavesOutWhatThereIsNot() {
    Row row = of(ActivationBenchmark.class, "forward", Map.of("activation", "GELU"), 5);
    assertThat(row)
        .isEqualTo(
            new Row(
                "ActivationBenchmark.forward",
                "",
                "",
                "GELU",
                "",
                1,
                1,
                5,
                Double.NaN,
                "us/op",
                Double.NaN,
                Double.NaN));
  }

  @Test
  void countsNestedPrefixes() {
    assertThat(of(MatryoshkaBenchmark.class, "x", Map.of("prefixes", "1"), 5).variant())
        .isEqualTo("1 width");
    assertThat(of(MatryoshkaBenchmark.class, "x", Map.of("prefixes", "4"), 5).variant())
        .isEqualTo("4 widths");
  }
}
