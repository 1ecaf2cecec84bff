package io.github.contrastive4j.examples.javadocsearch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.contrastive4j.autograd.io.Npy;
import io.github.contrastive4j.kernel.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Saves a trained model to one zip file and loads it again: settings and methods as JSON, matrices
 * in NumPy's format, not compressed, as trained numbers do not shrink.
 */
public final class ModelFile {
  private static final int FORMAT = 2;
  private static final String HEADER = "model.json";
  private static final String METHODS = "methods.json";
  private static final String IDF = "idf.npy";
  private static final String EMBEDDINGS = "embeddings.npy";
  private static final String PARAMETER = "parameters/%s.npy";
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Header(int format, int dimension, FeatureSettings features) {}

  private ModelFile() {}

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
      Path unfinished = directory.resolve(file.getFileName() + ".unfinished");
      try {
        write(trained, unfinished);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new JobException(ExitCode.OUTPUT, "cannot write " + file + ": " + e, e);
    }
  }

  private static void write(SearchModel trained, Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      FeatureSettings settings = trained.features().settings();
      Header header = new Header(FORMAT, trained.model().dimension(), settings);
      put(zip, HEADER, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(header));
      put(zip, METHODS, JSON.writeValueAsBytes(trained.methods()));
      put(zip, IDF, row(trained.features().idf()));
      put(zip, EMBEDDINGS, trained.embeddings());
      for (Map.Entry<String, Matrix> parameter : trained.model().state().entrySet()) {
        put(zip, PARAMETER.formatted(parameter.getKey()), parameter.getValue());
      }
    }
  }

  private static Matrix row(float[] values) {
    return Matrix.of(values, 1, values.length);
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void put(ZipOutputStream zip, String name, Matrix matrix) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    Npy.write(matrix, zip);
    zip.closeEntry();
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
      float[] idf = new float[header.features().buckets()];
      read(zip, IDF, row(idf));
      TextFeatures features = new TextFeatures(header.features(), idf);
      TwoTowerModel model =
          new TwoTowerModel(header.features().buckets(), header.dimension(), /* seed= */ 0);
      // Straight into the live parameters: a copy of the table would double the heap needed.
      for (Map.Entry<String, Matrix> parameter : model.state().entrySet()) {
        read(zip, PARAMETER.formatted(parameter.getKey()), parameter.getValue());
      }
      List<MethodDeclaration> methods =
          List.of(JSON.readValue(read(zip, METHODS), MethodDeclaration[].class));
      Matrix embeddings = Matrix.zeros(methods.size(), header.dimension());
      read(zip, EMBEDDINGS, embeddings);
      return new SearchModel(features, model, methods, embeddings);
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new JobException(ExitCode.MODEL, file + " is damaged: train again", e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.MODEL, "cannot read " + file + " as a model: " + e.getMessage(), e);
    }
  }

  private static ZipEntry entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no entry " + name);
    }
    return entry;
  }

  private static byte[] read(ZipFile zip, String name) throws IOException {
    return zip.getInputStream(entry(zip, name)).readAllBytes();
  }

  private static void read(ZipFile zip, String name, Matrix matrix) throws IOException {
    try (InputStream in = zip.getInputStream(entry(zip, name))) {
      Npy.read(in, matrix);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }
}
