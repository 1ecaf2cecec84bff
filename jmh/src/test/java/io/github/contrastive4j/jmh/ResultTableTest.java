package io.github.contrastive4j.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  private static final Row LOSS =
      new Row(
          "L.forward",
          "1024",
          "768",
          "EUCLIDEAN",
          "0.95",
          2,
          1,
          12345.6,
          7.89,
          "us/op",
          199.96,
          0.875);
  private static final Row BARE =
      new Row("L.bare", "", "", "", "", 1, 1, 0.5, Double.NaN, "us/op", Double.NaN, Double.NaN);

  @Test
  void linesUp() {
    List<String> lines = ResultTable.markdown(List.of(LOSS, BARE)).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
    assertThat(lines.get(2).split("\\|"))
        .extracting(String::strip)
        .containsExactly(
            "",
            "L.forward",
            "1024",
            "768",
            "EUCLIDEAN",
            "0.95",
            "2",
            "1",
            "12346",
            "7.89",
            "us/op",
            "200.0",
            "87.5 %");
  }

  @Test
  void rulesHoldOnlyMarkdown() {
    assertThat(ResultTable.header().lines().toList().get(1)).matches("\\|([:-]-+[:-]\\|)+");
  }

  @Test
  void leavesUnknownNumbersEmpty() {
    assertThat(ResultTable.line(BARE)).doesNotContain("NaN").doesNotContain("%");
  }
}
