package io.github.contrastive4j.examples.javadocsearch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.contrastive4j.kernel.Matrix;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 * Saves a trained model to one zip file and loads it again: settings and methods as JSON, arrays as
 * little-endian float32, not compressed, as trained numbers do not shrink.
 */
public final class ModelFile {
  private static final int FORMAT = 1;
  private static final String HEADER = "model.json";
  private static final String METHODS = "methods.json";
  private static final String IDF = "idf.f32";
  private static final String EMBEDDINGS = "embeddings.f32";
  private static final String PARAMETER = "parameters/";
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
      put(zip, IDF, trained.features().idf());
      put(zip, EMBEDDINGS, trained.embeddings().toArray());
      for (Map.Entry<String, Matrix> parameter : trained.model().state().entrySet()) {
        put(zip, PARAMETER + parameter.getKey() + ".f32", parameter.getValue().data());
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void put(ZipOutputStream zip, String name, float[] floats) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    ByteBuffer buffer = newBuffer();
    for (int done = 0; done < floats.length; ) {
      int count = Math.min(buffer.capacity() / Float.BYTES, floats.length - done);
      buffer.asFloatBuffer().put(floats, done, count);
      zip.write(buffer.array(), 0, count * Float.BYTES);
      done += count;
    }
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
      TextFeatures features =
          new TextFeatures(
              header.features(), read(zip, IDF, new float[header.features().buckets()]));
      TwoTowerModel model =
          new TwoTowerModel(header.features().buckets(), header.dimension(), /* seed= */ 0);
      // Straight into the live parameters: a copy of the table would double the heap needed.
      for (Map.Entry<String, Matrix> parameter : model.state().entrySet()) {
        read(zip, PARAMETER + parameter.getKey() + ".f32", parameter.getValue().data());
      }
      List<MethodDeclaration> methods =
          List.of(JSON.readValue(read(zip, METHODS), MethodDeclaration[].class));
      Matrix embeddings = Matrix.zeros(methods.size(), header.dimension());
      read(zip, EMBEDDINGS, embeddings.data());
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

  private static float[] read(ZipFile zip, String name, float[] floats) throws IOException {
    ZipEntry entry = entry(zip, name);
    long expected = (long) floats.length * Float.BYTES;
    if (entry.getSize() != expected) {
      throw new IOException(
          "%s has %d bytes, expected %d".formatted(name, entry.getSize(), expected));
    }
    ByteBuffer buffer = newBuffer();
    try (InputStream in = zip.getInputStream(entry)) {
      for (int done = 0; done < floats.length; ) {
        int count = Math.min(buffer.capacity() / Float.BYTES, floats.length - done);
        if (in.readNBytes(buffer.array(), 0, count * Float.BYTES) < count * Float.BYTES) {
          throw new EOFException(name + " is cut off");
        }
        buffer.asFloatBuffer().get(floats, done, count);
        done += count;
      }
    }
    return floats;
  }

  /** Room for a piece of an array; a large table as a whole is more than a byte array holds. */
  private static ByteBuffer newBuffer() {
    return ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  }
}
