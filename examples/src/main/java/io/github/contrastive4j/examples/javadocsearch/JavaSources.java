package io.github.contrastive4j.examples.javadocsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Java files to learn from: those of the running JDK, or of any directory, zip or sources jar.
 *
 * <p>Archives are opened as file systems, so all kinds of source look alike from here on. Files of
 * an archive can be read until {@link #close()}.
 */
public final class JavaSources implements AutoCloseable {

  private final String description;
  private final List<Path> files;
  private final boolean apiOnly;
  private final FileSystem archive;

  private JavaSources(String description, List<Path> files, boolean apiOnly, FileSystem archive) {
    this.description = description;
    this.files = List.copyOf(files);
    this.apiOnly = apiOnly;
    this.archive = archive;
  }

  /**
   * Opens the sources that came with the running JDK.
   *
   * @return the public modules' files in {@code lib/src.zip}
   * @throws JobException with {@link ExitCode#SOURCES} if this Java runtime has no sources
   */
  public static JavaSources ofRunningJdk() {
    Path home = Path.of(System.getProperty("java.home"));
    return ofJdk(home);
  }

  /** The folders of src.zip that hold public API, such as {@code /java.base/java/util}. */
  private static Set<String> exportedPackages() {
    return ModuleFinder.ofSystem().findAll().stream()
        .map(ModuleReference::descriptor)
        .flatMap(module ->
            module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(exports -> "/" + module.name() + "/" + exports.source().replace('.', '/')))
        .collect(Collectors.toSet());
  }

  static JavaSources ofJdk(Path home) {
    Path zip = home.resolve("lib").resolve("src.zip");
    if (!Files.isRegularFile(zip)) {
      throw new JobException(
          ExitCode.SOURCES,
          "the running Java has no sources: "
              + zip
              + " does not exist. Run a full JDK (on Debian and Ubuntu: package"
              + " openjdk-25-source; Temurin brings it), or name other sources with --sources.");
    }
    Set<String> exported = exportedPackages();
    return open(
        zip,
        "JDK " + Runtime.version().feature() + " (" + zip + ")",
        true,
        file -> exported.contains(file.getParent().toString()));
  }

  /**
   * Opens any Java sources.
   *
   * @param path a directory, or a zip or jar with Java files
   * @return all its Java files
   * @throws JobException with {@link ExitCode#SOURCES} if the path cannot be read or has no Java
   *     files
   */
  public static JavaSources of(Path path) {
    return open(path, path.toString(), false, file -> true);
  }

  private static JavaSources open(
      Path path, String description, boolean apiOnly, Predicate<Path> filter) {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw new JobException(
          ExitCode.SOURCES,
          "the running Java has no compiler to parse with (module jdk.compiler): use a full JDK");
    }
    if (!Files.exists(path)) {
      throw new JobException(ExitCode.SOURCES, "no such sources: " + path);
    }
    FileSystem archive = null;
    try {
      List<Path> files;
      if (Files.isDirectory(path)) {
        files = javaFiles(path, filter);
      } else {
        archive = FileSystems.newFileSystem(path);
        files = javaFiles(archive.getPath("/"), filter);
      }
      if (files.isEmpty()) {
        throw new JobException(ExitCode.SOURCES, "no Java files in " + path);
      }
      return new JavaSources(description, files, apiOnly, archive);
    } catch (IOException | UncheckedIOException | ProviderNotFoundException e) {
      closeQuietly(archive);
      throw new JobException(
          ExitCode.SOURCES,
          "cannot read "
              + path
              + ", expected a directory, zip or jar with Java files: "
              + reason(e),
          e);
    } catch (JobException e) {
      closeQuietly(archive);
      throw e;
    }
  }

  private static List<Path> javaFiles(Path root, Predicate<Path> filter) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(JavaSources::isJavaFile).filter(filter).sorted().toList();
    }
  }

  private static boolean isJavaFile(Path path) {
    Path fileName = path.getFileName();
    if (fileName == null) {
      return false;
    }
    String name = fileName.toString();
    return name.endsWith(".java")
        && !name.equals("package-info.java")
        && !name.equals("module-info.java")
        && Files.isRegularFile(path);
  }

  private static String reason(Exception e) {
    return e instanceof ProviderNotFoundException ? "not a zip or jar" : e.getMessage();
  }

  private static void closeQuietly(FileSystem archive) {
    if (archive != null) {
      try {
        archive.close();
      } catch (IOException e) {
        // The error that is about to be reported matters more.
      }
    }
  }

  /**
   * The Java files, in a stable order.
   *
   * @return at least one path
   */
  public List<Path> files() {
    return files;
  }

  /**
   * What these sources are, for people.
   *
   * @return a name and a path
   */
  public String description() {
    return description;
  }

  /**
   * Whether only the public API of these sources is of interest.
   *
   * @return true for the JDK, false for the user's own code
   */
  public boolean apiOnly() {
    return apiOnly;
  }

  @Override
  public void close() {
    closeQuietly(archive);
  }
}
