package io.github.contrastive4j.jmh.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
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
    Path files = directory.resolve("new");
    Report report = new Report(files, "title\n", results);
    report.prepare();
    report.write();
    assertThat(files.resolve("times.csv")).hasContent(Tables.TIME_NUMBERS.csv(results.times()));
    assertThat(files.resolve("batch.csv")).hasContent(Tables.TIME_NUMBERS.csv(results.curve()));
    assertThat(files.resolve("memory.csv")).hasContent(Tables.MEMORY_NUMBERS.csv(results.memory()));
    assertThat(files.resolve("results.md"))
        .hasContent(
            "```\ntitle\n```\n\n## Times\n\n"
                + Tables.times(results.times()).markdown(results.times())
                + "\n## Time against the batch\n\n"
                + Tables.times(results.curve()).markdown(results.curve())
                + "\n## Memory against the batch\n\n"
                + Tables.MEMORY.markdown(results.memory()));
    assertThat(charts(files))
        .containsExactlyInAnyOrder(
            "times-loss.png", "times-product.png", "batch.png", "memory.png");
    for (String chart : charts(files)) {
      assertThat(ImageIO.read(files.resolve(chart).toFile()).getWidth()).isEqualTo(1100);
    }
  }

  @Test
  void productsThatDoNotFitAreLeftOut() {
    assertThat(Contest.PRODUCT.admits(new Shape(16_384, 256))).isFalse();
    assertThat(Contest.LOSS.admits(new Shape(16_384, 256))).isTrue();
  }

  @Test
  void whoHasOneThreadDoesNotShare() {
    assertThat(Contest.PRODUCT.entrants(1))
        .extracting(Entrant::library)
        .containsExactly(Entrant.OURS, "libtorch", "netlib");
    assertThat(Contest.PRODUCT.entrants(2))
        .extracting(Entrant::library)
        .containsExactly(Entrant.OURS, "libtorch");
  }

  private static List<String> charts(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".png"))
          .toList();
    }
  }
}
