package io.github.contrastive4j.jmh.comparison;

import io.github.contrastive4j.jmh.fork.Peak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The files of a comparison: tables in Markdown, the numbers in CSV, charts in PNG. */
final class Report {
  private final Path directory;
  private final String title;
  private final Results results;

  Report(Path directory, String title, Results results) {
    this.directory = directory;
    this.title = title;
    this.results = results;
  }

  /** What the results hold for: an allocator that is loaded beforehand makes a difference. */
  static String heading(String platform, Peak peak) {
    String preload = System.getenv("LD_PRELOAD");
    return platform
        + "\n"
        + peak.describe()
        + "\n"
        + (preload == null || preload.isEmpty() ? "" : "LD_PRELOAD=" + preload + "\n");
  }

  String title() {
    return title;
  }

  /** Makes the directory, before anything is measured in vain. */
  void prepare() throws IOException {
    Files.createDirectories(directory);
  }

  void write() throws IOException {
    Files.writeString(directory.resolve("times.csv"), Tables.TIME_NUMBERS.csv(results.times()));
    Files.writeString(directory.resolve("batch.csv"), Tables.TIME_NUMBERS.csv(results.curve()));
    Files.writeString(directory.resolve("memory.csv"), Tables.MEMORY_NUMBERS.csv(results.memory()));
    Files.writeString(directory.resolve("results.md"), markdown());
    for (Contest contest : Contest.values()) {
      List<Timing> times = results.times().stream().filter(t -> t.contest() == contest).toList();
      if (!times.isEmpty()) {
        Path file = directory.resolve("times-" + contest.name().toLowerCase(Locale.ROOT) + ".png");
        Charts.times(contest, times, file);
      }
    }
    if (!results.curve().isEmpty()) {
      Charts.curve(results.curve(), directory.resolve("batch.png"));
    }
    if (!results.memory().isEmpty()) {
      Charts.memory(results.memory(), directory.resolve("memory.png"));
    }
  }

  private String markdown() {
    StringBuilder text = new StringBuilder("```\n" + title + "```\n");
    if (!results.times().isEmpty()) {
      text.append("\n## Times\n\n").append(times(results.times()));
    }
    if (!results.curve().isEmpty()) {
      text.append("\n## Time against the batch\n\n").append(times(results.curve()));
    }
    if (!results.memory().isEmpty()) {
      text.append("\n## Memory against the batch\n\n");
      text.append(Tables.MEMORY.markdown(results.memory()));
    }
    return text.toString();
  }

  private static String times(List<Timing> timings) {
    return Tables.times(timings).markdown(timings);
  }
}
