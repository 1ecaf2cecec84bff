package io.github.contrastive4j.examples.javadocsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes Java files whose Javadoc and declarations say the same in different words, so that only
 * training can find out what belongs together.
 */
final class SynonymSources {
  private static final String[][] VERBS = {
    {"Fetches", "read"}, {"Alters", "modify"}, {"Discards", "remove"}, {"Shows", "print"},
    {"Verifies", "check"}, {"Builds", "create"}, {"Halts", "stop"}, {"Launches", "start"},
  };
  private static final String[][] NOUNS = {
    {"hue", "Color"}, {"magnitude", "Size"}, {"title", "Name"}, {"cost", "Price"},
    {"customer", "Buyer"}, {"picture", "Image"}, {"deadline", "DueDate"}, {"place", "Location"},
  };

  private SynonymSources() {}

  static void write(Path directory, int classes) throws IOException {
    Files.createDirectories(directory);
    for (int c = 0; c < classes; c++) {
      StringBuilder source = new StringBuilder("package demo;\nclass Item%d {\n".formatted(c));
      for (int k = 0; k < 8; k++) {
        String[] verb = VERBS[(c + k) % VERBS.length];
        String[] noun = NOUNS[(c / VERBS.length + 3 * k) % NOUNS.length];
        source.append(
            "  /** %s the %s. */\n  void %s%s() {}\n"
                .formatted(verb[0], noun[0], verb[1], noun[1]));
      }
      Files.writeString(directory.resolve("Item%d.java".formatted(c)), source.append("}\n"));
    }
  }
}
