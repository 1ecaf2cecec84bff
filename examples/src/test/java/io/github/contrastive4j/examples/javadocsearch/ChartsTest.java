package io.github.contrastive4j.examples.javadocsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {
  private static final RetrievalMetrics METRICS = new RetrievalMetrics(0.5, 0.4, 0.8);

  @TempDir Path directory;

  private static void assertImage(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1000);
    assertThat(image.getHeight()).isEqualTo(600);
  }

  @Test
  void drawsTheLearningCurve() throws IOException {
    Path file = directory.resolve("curve.png");
    Charts.learningCurve(
        List.of(new Charts.Epoch(0, Double.NaN, METRICS), new Charts.Epoch(1, 2.5, METRICS)), file);
    assertImage(file);
  }

  @Test
  void drawsTheResults() throws IOException {
    Path file = directory.resolve("results.png");
    Charts.results(Map.of("trained", METRICS, "untrained", METRICS), file);
    assertImage(file);
  }

  @Test
  void aFileThatCannotBeWrittenIsExplained() {
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> Charts.results(Map.of("a", METRICS), directory.resolve("no/x.png")))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.OUTPUT));
  }
}
