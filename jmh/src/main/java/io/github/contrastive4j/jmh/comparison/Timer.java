package io.github.contrastive4j.jmh.comparison;

import io.github.contrastive4j.jmh.fork.ForkJvm;
import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.fork.SingleRun;
import io.github.contrastive4j.kernel.Similarity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Lets the competitors take turns at one shape, so that whatever slows the machine for a while
 * slows all of them.
 */
final class Timer {
  private final ForkJvm jvm;
  private final Effort effort;
  private final Peak peak;

  Timer(ForkJvm jvm, Effort effort, Peak peak) {
    this.jvm = jvm;
    this.effort = effort;
    this.peak = peak;
  }

  /**
   * Measures all of them.
   *
   * @return in the order of {@code entrants}
   * @throws RunnerException if a benchmark fails, for example because results differ
   */
  List<Timing> run(Contest contest, List<Entrant> entrants, Shape shape, int workers)
      throws RunnerException {
    Map<Entrant, ListStatistics> times = new LinkedHashMap<>();
    for (int round = 0; round < effort.rounds(); round++) {
      for (Entrant entrant : entrants) {
        var run =
            new SingleRun(
                entrant.benchmark(), shape.b(), shape.d(), Similarity.RAW_COSINE, workers);
        var iterations = run.measure(jvm, effort.options()).getPrimaryResult().getStatistics();
        ListStatistics pool = times.computeIfAbsent(entrant, e -> new ListStatistics());
        iterations
            .getRawData()
            .forEachRemaining(time -> {
              for (long n = 0; n < time.getValue(); n++) {
                pool.addValue(time.getKey());
              }
            });
      }
    }
    List<Timing> timings = new ArrayList<>();
    times.forEach((entrant, time) ->
        timings.add(
            new Timing(
                contest,
                entrant.library(),
                shape,
                workers,
                time.getPercentile(50),
                time.getMin(),
                time.getMax(),
                time.getN(),
                peak.gflops())));
    return timings;
  }
}
