package io.github.contrastive4j.examples.javadocsearch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.contrastive4j.autograd.io.Checkpoint;
import io.github.contrastive4j.kernel.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Saves a trained model to one zip file and loads it again: a {@link Checkpoint} of all matrices,
 * with settings and methods as JSON beside them.
 */
public final class ModelFile {
  private static final int FORMAT = 3;
  private static final String HEADER = "model.json";
  private static final String METHODS = "methods.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Header(int format, int dimension, FeatureSettings features) {}

  private ModelFile() {}

  /** What of a model lies in matrices. */
  private static Checkpoint matrices(float[] idf, TwoTowerModel model, Matrix embeddings) {
    return new Checkpoint()
        .with("idf", Matrix.of(idf, 1, idf.length))
        .with("model", model)
        .with("embeddings", embeddings);
  }

  /**
   * Saves a model. An old file is replaced only when the new one is complete.
   *
   * @param trained the model
   * @param file where to
   * @throws JobException with {@link ExitCode#OUTPUT} if the file cannot be written
   */
  public static void save(SearchModel trained, Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      Path unfinished = Files.createTempFile(directory, file.getFileName() + ".", ".unfinished");
      try {
        write(trained, unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new JobException(ExitCode.OUTPUT, "cannot write " + file + ": " + e, e);
    }
  }

  private static void write(SearchModel trained, Path file) throws IOException {
    TextFeatures features = trained.features();
    matrices(features.idf(), trained.model(), trained.embeddings()).write(file);
    Header header = new Header(FORMAT, trained.model().dimension(), features.settings());
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.write(
          zip.getPath(HEADER), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(header));
      Files.write(zip.getPath(METHODS), JSON.writeValueAsBytes(trained.methods()));
    }
  }

  /**
   * Loads a model.
   *
   * @param file a file written by {@link #save}
   * @return the model
   * @throws JobException with {@link ExitCode#MODEL} if the file is missing, damaged or of another
   *     version
   */
  public static SearchModel load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new JobException(
          ExitCode.MODEL,
          "no model at " + file + ": train one first, or name another with --model");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Header header = JSON.readValue(read(zip, HEADER), Header.class);
      if (header.format() != FORMAT) {
        throw new JobException(
            ExitCode.MODEL,
            "%s has format %d, expected %d: train again".formatted(file, header.format(), FORMAT));
      }
      List<MethodDeclaration> methods =
          List.of(JSON.readValue(read(zip, METHODS), MethodDeclaration[].class));
      float[] idf = new float[header.features().buckets()];
      TwoTowerModel model = new TwoTowerModel(idf.length, header.dimension(), /* seed= */ 0);
      Matrix embeddings = Matrix.zeros(methods.size(), header.dimension());
      matrices(idf, model, embeddings).read(file);
      TextFeatures features = new TextFeatures(header.features(), idf);
      return new SearchModel(features, model, methods, embeddings);
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new JobException(ExitCode.MODEL, file + " is damaged: train again", e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.MODEL, "cannot read " + file + " as a model: " + e.getMessage(), e);
    }
  }

  /** An entry as it was written. */
  private static byte[] read(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no entry " + name);
    }
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      byte[] bytes = in.readAllBytes();
      if (sum.getValue() != entry.getCrc()) {
        throw new IOException(name + " is damaged");
      }
      return bytes;
    }
  }
}
