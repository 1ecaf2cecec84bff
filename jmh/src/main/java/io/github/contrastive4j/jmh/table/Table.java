package io.github.contrastive4j.jmh.table;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table in Markdown that is also pleasant in a terminal, or of comma-separated values. Widths of
 * columns are fixed, so that lines can be printed as results come in.
 *
 * @param columns from left to right
 * @param <T> what a row is about
 */
public record Table<T>(List<Column<T>> columns) {
  /**
   * Title and rule in Markdown.
   *
   * @return two lines
   */
  public String header() {
    return line(Column::title)
        + columns.stream().map(Column::rule).collect(Collectors.joining("|", "|", "|\n"));
  }

  /**
   * A row in Markdown.
   *
   * @param row what it is about
   * @return a line
   */
  public String line(T row) {
    return line((Column<T> column) -> column.cell(row));
  }

  /**
   * The whole table in Markdown.
   *
   * @param rows what it is about
   * @return a line for each, below the header
   */
  public String markdown(List<T> rows) {
    return rows.stream().map(this::line).collect(Collectors.joining("", header(), ""));
  }

  /**
   * The whole table as comma-separated values.
   *
   * @param rows what it is about
   * @return a line for each, below the titles
   */
  public String csv(List<T> rows) {
    return rows.stream()
        .map(row -> values(column -> column.cell(row)))
        .collect(Collectors.joining("", values(Column::title), ""));
  }

  private String line(Function<Column<T>, String> cell) {
    return columns.stream()
        .map(column -> column.padded(cell.apply(column)))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String values(Function<Column<T>, String> cell) {
    return columns.stream().map(cell).collect(Collectors.joining(",", "", "\n"));
  }
}
