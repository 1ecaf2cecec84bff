package io.github.contrastive4j.jmh.comparison;

import java.util.List;

/**
 * How long one library took for one shape.
 *
 * @param contest what was compared
 * @param library who
 * @param shape of the batch
 * @param workers threads that shared a call
 * @param median of all iterations of all rounds, in microseconds a call
 * @param least the fastest iteration
 * @param most the slowest iteration
 * @param iterations how many there were
 * @param peak GFLOP/s that one worker could do at most
 */
record Timing(
    Contest contest,
    String library,
    Shape shape,
    int workers,
    double median,
    double least,
    double most,
    long iterations,
    double peak) {

  /** GFLOP/s at the median time. */
  double gflops() {
    return contest.flops(shape) / median / 1e3;
  }

  /** Part of the peak of the workers, 0 to 1. */
  double fraction() {
    return gflops() / (peak * workers);
  }

  /** The time at the peak of the workers, in microseconds. */
  double floor() {
    return contest.flops(shape) / (peak * workers) / 1e3;
  }

  /** How many times ours under the same conditions; NaN if ours is not among them. */
  double ratio(List<Timing> all) {
    return all.stream()
        .filter(timing ->
            timing.library.equals(Entrant.OURS)
                && timing.contest == contest
                && timing.shape.equals(shape)
                && timing.workers == workers)
        .mapToDouble(ours -> median / ours.median)
        .findFirst()
        .orElse(Double.NaN);
  }
}
