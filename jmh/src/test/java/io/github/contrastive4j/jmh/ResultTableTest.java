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
  void linesUpAndLeavesUnknownNumbersEmpty() {
    assertThat(ResultTable.TABLE.markdown(List.of(LOSS, BARE)))
        .isEqualTo(
            """
            | benchmark                             |     B |    D | variant         | correlation | workers | threads |     score |        ± | unit  | GFLOP/s | of peak |
            |:--------------------------------------|------:|-----:|:----------------|------------:|--------:|--------:|----------:|---------:|:------|--------:|--------:|
            | L.forward                             |  1024 |  768 | EUCLIDEAN       |        0.95 |       2 |       1 |     12346 |     7.89 | us/op |   200.0 |  87.5 % |
            | L.bare                                |       |      |                 |             |       1 |       1 |      0.50 |          | us/op |         |         |
            """);
  }
}
