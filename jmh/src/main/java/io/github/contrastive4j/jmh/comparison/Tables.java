package io.github.contrastive4j.jmh.comparison;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results as lines of Markdown and of comma-separated values. */
final class Tables {
  private static final double MEBIBYTE = 1 << 20;

  private Tables() {}

  static String timesHeader() {
    return """
    | what                         | B×D        | workers | library       |  time, ms | least, ms | floor, ms | GFLOP/s | of peak | time ÷ ours |
    |:-----------------------------|-----------:|--------:|:--------------|----------:|----------:|----------:|--------:|--------:|------------:|
    """;
  }

  /**
   * A line of the table.
   *
   * @param timing one time
   * @param all times, ours among them
   */
  static String time(Timing timing, List<Timing> all) {
    String ratio =
        timing
            .of(Entrant.OURS, all.stream())
            .map(ours -> format("%.2f", timing.median() / ours.median()))
            .orElse("");
    return format(
        "| %-28s | %10s | %7d | %-13s | %9s | %9s | %9s | %7.1f | %5.1f %% | %11s |%n",
        timing.contest().title(),
        timing.shape(),
        timing.workers(),
        timing.library(),
        milliseconds(timing.median()),
        milliseconds(timing.least()),
        milliseconds(timing.floor()),
        timing.gflops(),
        100 * timing.fraction(),
        ratio);
  }

  /** Three digits that matter, and all before the point. */
  private static String milliseconds(double microseconds) {
    double value = microseconds / 1e3;
    return format(value < 1 ? "%.4f" : value < 100 ? "%.2f" : "%.0f", value);
  }

  static String memoryHeader() {
    return """
    | B×D        | library       | idle, MiB | peak, MiB | added, MiB | by count, MiB |
    |-----------:|:--------------|----------:|----------:|-----------:|--------------:|
    """;
  }

  static String memory(Memory memory) {
    return format(
        "| %10s | %-13s | %9.0f | %9.0f | %10.0f | %13s |%n",
        memory.shape(),
        memory.library(),
        memory.idle() / MEBIBYTE,
        memory.peak() / MEBIBYTE,
        memory.added() / MEBIBYTE,
        memory.planned() == 0 ? "" : format("%.0f", memory.planned() / MEBIBYTE));
  }

  /** All times with full precision. */
  static String timesCsv(List<Timing> timings) {
    return csv(
        "contest,library,B,D,workers,median_us,least_us,most_us,iterations,floor_us,gflops,"
            + "fraction_of_peak",
        timings.stream()
            .map(t ->
                List.of(
                    t.contest(),
                    t.library(),
                    t.shape().b(),
                    t.shape().d(),
                    t.workers(),
                    t.median(),
                    t.least(),
                    t.most(),
                    t.iterations(),
                    t.floor(),
                    t.gflops(),
                    t.fraction())));
  }

  /** All memory in bytes; 0 is unknown. */
  static String memoryCsv(List<Memory> memory) {
    return csv(
        "library,B,D,idle,peak,planned",
        memory.stream()
            .map(m ->
                List.of(
                    m.library(), m.shape().b(), m.shape().d(), m.idle(), m.peak(), m.planned())));
  }

  private static String csv(String header, Stream<? extends List<?>> lines) {
    return lines
        .map(line -> line.stream().map(Object::toString).collect(Collectors.joining(",")))
        .map(line -> line + "\n")
        .collect(Collectors.joining("", header + "\n", ""));
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
