package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.table.Column;
import io.github.contrastive4j.jmh.table.Table;
import java.util.List;
import java.util.Locale;

/** Results as people read them. */
final class ResultTable {
  static final Table<Row> TABLE =
      new Table<>(
          List.of(
              Column.of("benchmark", -37, Row::benchmark),
              Column.of("B", 5, Row::b),
              Column.of("D", 4, Row::d),
              Column.of("variant", -15, Row::variant),
              Column.of("correlation", 11, Row::correlation),
              Column.of("workers", 7, Row::workers),
              Column.of("threads", 7, Row::threads),
              Column.of("score", 9, Row::score, ResultTable::digits),
              Column.of("±", 8, Row::error, ResultTable::digits),
              Column.of("unit", -5, Row::unit),
              Column.of("GFLOP/s", 7, Row::gflops, "%.1f"),
              Column.of("of peak", 7, row -> 100 * row.fraction(), "%.1f %%")));

  private ResultTable() {}

  /** Three or four digits that matter. */
  private static String digits(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1000 ? "%.2f" : "%.0f", value);
  }
}
