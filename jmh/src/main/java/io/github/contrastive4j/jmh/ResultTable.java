package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.fork.Peak;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Results as a Markdown table that is also pleasant in a terminal. Column widths are fixed, so that
 * lines can be printed as results come in.
 */
final class ResultTable {
  /** A column; negative widths align to the left. */
  private record Column(String title, int width, Function<Row, String> text) {

    String padded(String cell) {
      return String.format(Locale.ROOT, "%" + width + "s", cell);
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("benchmark", -37, Row::benchmark),
          new Column("B", 5, Row::b),
          new Column("D", 4, Row::d),
          new Column("variant", -15, Row::variant),
          new Column("correlation", 11, Row::correlation),
          new Column("workers", 7, row -> "" + row.workers()),
          new Column("threads", 7, row -> "" + row.threads()),
          new Column("score", 9, row -> number(row.score())),
          new Column("±", 8, row -> number(row.error())),
          new Column("unit", -5, Row::unit),
          new Column("GFLOP/s", 7, row -> decimal(row.gflops())),
          new Column(
              "of peak",
              7,
              row -> Double.isNaN(row.fraction()) ? "" : decimal(100 * row.fraction()) + " %"));

  private ResultTable() {}

  /** What the results hold for, above the table. */
  static String heading(String platform, Peak peak) {
    return String.format(
        Locale.ROOT, "%s%nFMA peak of one worker: %.1f GFLOP/s%n", platform, peak.gflops());
  }

  /** Title and ruler. */
  static String header() {
    return line(Column::title)
        + COLUMNS.stream()
            .map(column ->
                column.width() < 0
                    ? ":" + "-".repeat(1 - column.width())
                    : "-".repeat(1 + column.width()) + ":")
            .collect(Collectors.joining("|", "|", "|\n"));
  }

  /** One result. */
  static String line(Row row) {
    return line((Column column) -> column.text().apply(row));
  }

  /** The whole table. */
  static String markdown(List<Row> rows) {
    return header() + rows.stream().map(ResultTable::line).collect(Collectors.joining());
  }

  private static String line(Function<Column, String> cell) {
    return COLUMNS.stream()
        .map(column -> column.padded(cell.apply(column)))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Three or four digits that matter. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 1000 ? "%.2f" : "%.0f", value);
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.1f", value);
  }
}
