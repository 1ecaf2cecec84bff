package io.github.contrastive4j.jmh.rate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

/** What JMH says of a benchmark that it has run. */
public final class JmhParams {
  /** Iterations whose number does not matter. */
  public static final IterationParams ITERATIONS =
      new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.seconds(1), 1);

  private JmhParams() {}

  /**
   * One fork, scores in microseconds.
   *
   * @param type class of the benchmark
   * @param method its name
   * @param mode time or throughput
   * @param threads that call
   * @param parameters values by name
   * @return what JMH would say
   */
  public static BenchmarkParams of(
      Class<?> type, String method, Mode mode, int threads, Map<String, String> parameters) {
    String name = type.getName() + "." + method;
    WorkloadParams workload = new WorkloadParams();
    parameters.forEach((parameter, value) -> workload.put(parameter, value, 0));
    return new BenchmarkParams(
        name,
        name,
        true,
        threads,
        new int[] {threads},
        List.of(),
        1,
        0,
        ITERATIONS,
        ITERATIONS,
        mode,
        workload,
        TimeUnit.MICROSECONDS,
        1,
        "java",
        List.of(),
        "",
        "",
        "",
        "",
        TimeValue.minutes(1));
  }
}
