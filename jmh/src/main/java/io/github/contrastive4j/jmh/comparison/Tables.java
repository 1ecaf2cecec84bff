package io.github.contrastive4j.jmh.comparison;

import io.github.contrastive4j.jmh.table.Column;
import io.github.contrastive4j.jmh.table.Table;
import java.util.List;
import java.util.Locale;

/** Results as people read them, and all numbers for programs. */
final class Tables {
  /** Memory, for people. */
  static final Table<Memory> MEMORY =
      new Table<>(
          List.of(
              Column.of("B×D", 10, Memory::shape),
              Column.of("library", -13, Memory::library),
              Column.of("idle, MiB", 9, memory -> memory.idle() / Memory.MEBIBYTE, "%.0f"),
              Column.of("peak, MiB", 9, memory -> memory.peak() / Memory.MEBIBYTE, "%.0f"),
              Column.of("added, MiB", 10, memory -> memory.added() / Memory.MEBIBYTE, "%.0f"),
              Column.of(
                  "by count, MiB", 13, memory -> memory.planned() / Memory.MEBIBYTE, "%.0f")));

  /** Memory in bytes. */
  static final Table<Memory> MEMORY_NUMBERS =
      new Table<>(
          List.of(
              Column.of("library", Memory::library),
              Column.of("B", memory -> memory.shape().b()),
              Column.of("D", memory -> memory.shape().d()),
              Column.of("idle", Memory::idle),
              Column.of("peak", Memory::peak),
              Column.of("planned", 1, Memory::planned, "%.0f")));

  /** Times in microseconds. */
  static final Table<Timing> TIME_NUMBERS =
      new Table<>(
          List.of(
              Column.of("contest", Timing::contest),
              Column.of("library", Timing::library),
              Column.of("B", timing -> timing.shape().b()),
              Column.of("D", timing -> timing.shape().d()),
              Column.of("workers", Timing::workers),
              Column.of("median_us", Timing::median),
              Column.of("least_us", Timing::least),
              Column.of("most_us", Timing::most),
              Column.of("iterations", Timing::iterations),
              Column.of("floor_us", Timing::floor),
              Column.of("gflops", Timing::gflops),
              Column.of("fraction_of_peak", Timing::fraction)));

  private Tables() {}

  /**
   * Times, for people.
   *
   * @param all times that there are when a line is written, ours among them
   */
  static Table<Timing> times(List<Timing> all) {
    return new Table<>(
        List.of(
            Column.of("what", -28, timing -> timing.contest().title()),
            Column.of("B×D", 10, Timing::shape),
            Column.of("workers", 7, Timing::workers),
            Column.of("library", -13, Timing::library),
            Column.of("time, ms", 9, Timing::median, Tables::milliseconds),
            Column.of("least, ms", 9, Timing::least, Tables::milliseconds),
            Column.of("floor, ms", 9, Timing::floor, Tables::milliseconds),
            Column.of("GFLOP/s", 7, Timing::gflops, "%.1f"),
            Column.of("of peak", 7, timing -> 100 * timing.fraction(), "%.1f %%"),
            Column.of("time ÷ ours", 11, timing -> timing.ratio(all), "%.2f")));
  }

  /** Three digits that matter, and all before the point. */
  private static String milliseconds(double microseconds) {
    double value = microseconds / 1e3;
    String format = value < 1 ? "%.4f" : value < 100 ? "%.2f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
