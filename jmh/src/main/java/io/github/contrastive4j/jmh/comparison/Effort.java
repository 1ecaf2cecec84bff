package io.github.contrastive4j.jmh.comparison;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How often and how long each competitor is measured.
 *
 * @param rounds how often all competitors take their turn, each in a fork of its own
 * @param warmups iterations of a fork that do not count
 * @param warmupTime of an iteration, at least one call
 * @param measurements iterations that count
 * @param measurementTime of an iteration, at least one call
 */
record Effort(
    int rounds, int warmups, TimeValue warmupTime, int measurements, TimeValue measurementTime) {

  /**
   * Takes JMH's options -f, -wi, -w, -i and -r.
   *
   * @throws IllegalArgumentException if nothing would be measured
   */
  static Effort of(Options options) {
    Effort effort =
        new Effort(
            options.getForkCount().orElse(3),
            options.getWarmupIterations().orElse(5),
            options.getWarmupTime().orElse(TimeValue.seconds(1)),
            options.getMeasurementIterations().orElse(5),
            options.getMeasurementTime().orElse(TimeValue.milliseconds(300)));
    if (effort.rounds < 1 || effort.measurements < 1) {
      throw new IllegalArgumentException("-f or -i is 0, expected at least one fork and iteration");
    }
    return effort;
  }

  /** Options of a turn. */
  ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .warmupIterations(warmups)
        .warmupTime(warmupTime)
        .measurementIterations(measurements)
        .measurementTime(measurementTime);
  }
}
