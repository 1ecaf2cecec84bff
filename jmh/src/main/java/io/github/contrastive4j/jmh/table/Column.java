package io.github.contrastive4j.jmh.table;

import java.util.Locale;
import java.util.function.Function;

/**
 * A column of a table: a title, and what it says of each row. Of an unknown number, which is NaN,
 * it says nothing.
 *
 * @param <T> what a row is about
 */
public final class Column<T> {
  private final String title;
  private final int width;
  private final Function<T, String> cell;

  private Column(String title, int width, Function<T, String> cell) {
    this.title = title;
    this.width = width;
    this.cell = cell;
  }

  /**
   * A column for people, of values as they read best.
   *
   * @param title above the column
   * @param width characters of a cell in Markdown; negative to align to the left
   * @param value of a row
   * @param text of a value that is known
   * @param <T> what a row is about
   * @param <V> what a value is
   * @return the column
   */
  public static <T, V> Column<T> of(
      String title, int width, Function<T, V> value, Function<V, String> text) {
    return new Column<>(
        title,
        width,
        row -> {
          V known = value.apply(row);
          return known.equals(Double.NaN) ? "" : text.apply(known);
        });
  }

  /**
   * A column for people, of values in one format.
   *
   * @param title above the column
   * @param width characters of a cell in Markdown; negative to align to the left
   * @param value of a row
   * @param format of a value that is known, as in {@link String#format}
   * @param <T> what a row is about
   * @return the column
   */
  public static <T> Column<T> of(String title, int width, Function<T, ?> value, String format) {
    return of(title, width, value::apply, known -> String.format(Locale.ROOT, format, known));
  }

  /**
   * A column for people, of words and counts.
   *
   * @param title above the column
   * @param width characters of a cell in Markdown; negative to align to the left
   * @param value of a row
   * @param <T> what a row is about
   * @return the column
   */
  public static <T> Column<T> of(String title, int width, Function<T, ?> value) {
    return of(title, width, value, "%s");
  }

  /**
   * A column for programs: nothing is padded, and numbers have full precision.
   *
   * @param title above the column
   * @param value of a row
   * @param <T> what a row is about
   * @return the column
   */
  public static <T> Column<T> of(String title, Function<T, ?> value) {
    return of(title, 1, value);
  }

  String title() {
    return title;
  }

  String cell(T row) {
    return cell.apply(row);
  }

  /** A cell or title as wide as the column. */
  String padded(String text) {
    return String.format(Locale.ROOT, "%" + width + "s", text);
  }

  /** What divides the title from the cells. */
  String rule() {
    return width < 0 ? ":" + "-".repeat(1 - width) : "-".repeat(1 + width) + ":";
  }
}
