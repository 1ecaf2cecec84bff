package io.github.contrastive4j.jmh.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Shape SHAPE = new Shape(1000, 500);
  private static final Timing OURS = timing(Contest.LOSS, Entrant.OURS, 30_000);
  private static final Timing THEIRS = timing(Contest.LOSS, "libtorch", 45_000);

  private static Timing timing(Contest contest, String library, double microseconds) {
    return new Timing(contest, library, SHAPE, 1, microseconds, 29_000, 50_000, 15, 200);
  }

  @Test
  void ratesAreThoseOfTheMedian() {
    assertThat(OURS.gflops()).isEqualTo(100, within(1e-9));
    assertThat(OURS.fraction()).isEqualTo(0.5, within(1e-12));
    assertThat(OURS.floor()).isEqualTo(15_000, within(1e-6));
  }

  @Test
  void comparesWithOursUnderTheSameConditions() {
    Timing elsewhere = new Timing(Contest.LOSS, Entrant.OURS, SHAPE, 2, 1, 1, 1, 15, 200);
    Timing larger =
        new Timing(Contest.LOSS, Entrant.OURS, new Shape(1000, 501), 1, 1, 1, 1, 15, 200);
    Timing symmetric = timing(Contest.SYMMETRIC, Entrant.OURS, 1);
    assertThat(THEIRS.ratio(List.of(symmetric, elsewhere, larger, OURS, THEIRS))).isEqualTo(1.5);
    assertThat(THEIRS.ratio(List.of(symmetric, elsewhere, larger, THEIRS))).isNaN();
  }

  @Test
  void writesTablesNumbersAndCharts(@TempDir Path directory) throws IOException {
    Results results = new Results();
    results.times().addAll(List.of(OURS, THEIRS));
    results.times().add(timing(Contest.PRODUCT, Entrant.OURS, 0.5));
    results.curve().add(OURS);
    results.memory().add(new Memory(Entrant.OURS, SHAPE, 10, 10, 5));
    results.memory().add(new Memory("libtorch", SHAPE, 10, 20, Double.NaN));
    new Report(directory.resolve("new"), "title\n", results).prepare();
    new Report(directory.resolve("new"), "title\n", results).write();
    try (var files = Files.list(directory.resolve("new"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "results.md",
              "times.csv",
              "batch.csv",
              "memory.csv",
              "times-loss.png",
              "times-product.png",
              "batch.png",
              "memory.png");
    }
  }

  @Test
  void productsThatDoNotFitAreLeftOut() {
    assertThat(Contest.PRODUCT.admits(new Shape(16_384, 256))).isFalse();
    assertThat(Contest.LOSS.admits(new Shape(16_384, 256))).isTrue();
    assertThat(Contest.PRODUCT.entrants(2)).extracting(Entrant::library).doesNotContain("netlib");
  }
}
