package io.github.contrastive4j.jmh.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TableTest {
  private record Fruit(String name, int count, double weight) {}

  private static final List<Fruit> FRUIT =
      List.of(new Fruit("pear", 7, 1234.5), new Fruit("fig", 10, Double.NaN));

  @Test
  void alignsAndRules() {
    Table<Fruit> table =
        new Table<>(
            List.of(
                Column.of("fruit", -6, Fruit::name),
                Column.of("n", 3, Fruit::count),
                Column.of("g", 6, Fruit::weight, "%.1f"),
                Column.of("kg", 10, Fruit::weight, grams -> grams / 1000 + " kg")));
    assertThat(table.markdown(FRUIT))
        .isEqualTo(
            """
            | fruit  |   n |      g |         kg |
            |:-------|----:|-------:|-----------:|
            | pear   |   7 | 1234.5 |  1.2345 kg |
            | fig    |  10 |        |            |
            """);
    assertThat(table.header() + table.line(FRUIT.get(0)) + table.line(FRUIT.get(1)))
        .isEqualTo(table.markdown(FRUIT));
  }

  @Test
  void separatesByCommas() {
    Table<Fruit> table =
        new Table<>(
            List.of(
                Column.of("fruit", Fruit::name),
                Column.of("g", Fruit::weight),
                Column.of("rounded", 9, Fruit::weight, "%.0f"),
                Column.of("n", Fruit::count)));
    assertThat(table.csv(FRUIT))
        .isEqualTo(
            """
            fruit,g,rounded,n
            pear,1234.5,1235,7
            fig,,,10
            """);
  }

  @Test
  void writesDecimalPointsInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      Column<Double> column = Column.of("x", 1, x -> x, "%.1f");
      assertThat(column.cell(0.5)).isEqualTo("0.5");
    } finally {
      Locale.setDefault(before);
    }
  }
}
