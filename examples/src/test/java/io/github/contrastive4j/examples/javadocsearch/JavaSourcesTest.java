package io.github.contrastive4j.examples.javadocsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaSourcesTest {
  private static final String SOURCE = "class A { /** Runs. */ void run() {} }";

  @TempDir Path directory;

  private static Path zip(Path file, String... entries) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(SOURCE.getBytes());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static void assertRefused(Path path, String message) {
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> JavaSources.of(path))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCES));
  }

  @Test
  void directoriesZipsAndJarsLookAlike() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("b"));
    Files.writeString(tree.resolve("b/A.java"), SOURCE);
    Files.writeString(tree.resolve("b/package-info.java"), "package b;");
    Files.writeString(tree.resolve("b/A.txt"), "text");
    Path jar = zip(directory.resolve("x-sources.jar"), "b/A.java", "META-INF/MANIFEST.MF");
    Path zip = zip(directory.resolve("x.zip"), "module-info.java", "b/A.java");
    for (Path path : List.of(tree, jar, zip)) {
      try (JavaSources sources = JavaSources.of(path)) {
        assertThat(sources.files()).hasSize(1);
        assertThat(sources.apiOnly()).isFalse();
        assertThat(new MethodExtractor(1, false).extract(sources.files())).hasSize(1);
      }
    }
  }

  @Test
  void ofAJdkTakesTheExportedPackagesOnly() throws IOException {
    zip(
        directory.resolve("lib/src.zip"),
        "java.base/java/util/A.java",
        "java.base/jdk/internal/misc/B.java",
        "unknown.module/java/util/C.java");
    try (JavaSources sources = JavaSources.ofJdk(directory)) {
      assertThat(sources.files()).hasToString("[/java.base/java/util/A.java]");
      assertThat(sources.apiOnly()).isTrue();
    }
  }

  @Test
  void aJdkWithoutSourcesIsExplained() {
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> JavaSources.ofJdk(directory))
        .withMessageContaining("src.zip")
        .withMessageContaining("--sources")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCES));
  }

  @Test
  void whatCannotBeReadIsExplained() throws IOException {
    assertRefused(directory.resolve("nowhere"), "no such sources");
    assertRefused(Files.createDirectory(directory.resolve("empty")), "no Java files");
    assertRefused(Files.writeString(directory.resolve("a.txt"), "text"), "cannot read");
    assertRefused(Files.writeString(directory.resolve("a.zip"), "no zip"), "cannot read");
    assertRefused(zip(directory.resolve("b.zip"), "A.txt"), "no Java files");
  }
}
