package io.github.contrastive4j.autograd.io;

import io.github.contrastive4j.autograd.loss.EmbeddingQueue;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.autograd.optim.Optimizer;
import io.github.contrastive4j.kernel.Matrix;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What training has to store to go on later, and a service to answer: the parameters of modules,
 * the states of optimizers, queues of embeddings and other matrices, each under a name of its own.
 *
 * <pre>{@code
 * Checkpoint checkpoint =
 *     new Checkpoint().with("tower", tower).with("optimizer", optimizer);
 * checkpoint.write(file);
 * }</pre>
 *
 * <p>The file is NumPy's archive, {@code .npz}: {@code numpy.load(file)} has {@code
 * "tower/0.weight"}, and {@code numpy.savez} writes what can be read here. Reading takes what has
 * been named, whole, and leaves other parts of the file alone; so a service reads a tower from a
 * file that has the optimizer too. Values are read into the parameters where they lie: the memory
 * of one copy is enough. An optimizer has to have its parameters in the same order, which the file
 * does not tell. Whether a parameter is frozen is not in the file. Not safe for use while a thread
 * trains or answers with the same parameters.
 */
public final class Checkpoint {
  /** Characters of a name; with those of the arrays in it, an archive has room for 2¹⁶ bytes. */
  private static final int LONGEST_NAME = 255;

  /** The first time that an archive knows. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Names in a message. */
  private static final int MOST_NAMES = 8;

  private final Map<String, CheckpointPart> parts = new LinkedHashMap<>();

  /** Makes a checkpoint of nothing. */
  public Checkpoint() {}

  /**
   * Adds the parameters of a module.
   *
   * @param name a name of its own, not empty, without a slash or control characters, not . or ..
   * @param module whose parameters are written, and read into
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, Module module) {
    Objects.requireNonNull(module, "module is null, expected what has parameters");
    return with(name, new CheckpointPart.OfModule(module));
  }

  /**
   * Adds the state of an optimizer.
   *
   * @param name a name of its own, not empty, without a slash or control characters, not . or ..
   * @param optimizer whose steps and running values are written, and read into
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, Optimizer optimizer) {
    Objects.requireNonNull(optimizer, "optimizer is null, expected what has a state");
    return with(name, new CheckpointPart.OfOptimizer(optimizer));
  }

  /**
   * Adds a queue of embeddings.
   *
   * @param name a name of its own, not empty, without a slash or control characters, not . or ..
   * @param queue whose rows and ids are written, and read into; the file has as many as its
   *     capacity
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, EmbeddingQueue queue) {
    Objects.requireNonNull(queue, "queue is null, expected what has embeddings");
    return with(name, new CheckpointPart.OfQueue(queue));
  }

  /**
   * Adds a matrix, such as the embeddings of a corpus.
   *
   * @param name a name of its own, not empty, without a slash or control characters, not . or ..
   * @param matrix what is written, and read into
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, Matrix matrix) {
    Objects.requireNonNull(matrix, "matrix is null, expected what is to be stored");
    return with(name, new CheckpointPart.OfMatrix(matrix));
  }

  private Checkpoint with(String name, CheckpointPart part) {
    Objects.requireNonNull(name, "name is null, expected one of its own");
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected one that is not empty and has no slash");
    }
    // Other programs would make folders of them, or cut names short.
    if (name.equals(".") || name.equals("..") || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected neither . nor .. and no control characters");
    }
    if (name.length() > LONGEST_NAME || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "name has %d characters, expected at most %d that UTF-8 can encode"
              .formatted(name.length(), LONGEST_NAME));
    }
    if (parts.putIfAbsent(name, part) != null) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected one that is not there yet");
    }
    return this;
  }

  /**
   * Writes all values, even if the thread is interrupted; the same values as the same bytes. A file
   * that is there is replaced when the new one is complete, which has its permissions, and its
   * group and owner as far as the process may give them. Until then the new one lies beside it,
   * under a longer name that ends in {@code .unfinished}; a process that was killed leaves it
   * there. A pipe or a device is written to, a link is followed; one that leads nowhere is
   * replaced.
   *
   * @param file where to
   * @throws NullPointerException if {@code file} is null
   * @throws IOException if it cannot be written; then a file that is there is as it was
   */
  public void write(Path file) throws IOException {
    Objects.requireNonNull(file, "file is null, expected where to write");
    FileReplacement.write(file, this::write);
  }

  /**
   * Writes what a file would have, for another store than a file system.
   *
   * @param out where to; flushed, and left open
   * @throws NullPointerException if {@code out} is null
   * @throws IOException if it cannot be written
   */
  public void write(OutputStream out) throws IOException {
    Objects.requireNonNull(out, "out is null, expected where to write");
    try (ZipOutputStream zip = new ZipOutputStream(new Unclosed(out))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, Matrix> matrix : matrices().entrySet()) {
        put(zip, matrix.getKey(), to -> Npy.write(matrix.getValue(), to));
      }
      for (Map.Entry<String, long[]> numbers : numbers().entrySet()) {
        put(zip, numbers.getKey(), to -> Npy.writeNumbers(numbers.getValue(), to));
      }
    }
  }

  /** A stream that is left open. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  @FunctionalInterface
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static void put(ZipOutputStream zip, String name, Writer writer) throws IOException {
    ZipEntry entry = new ZipEntry(name + NpzFile.SUFFIX);
    // The same values are the same bytes, whenever they are written.
    entry.setTimeLocal(EPOCH);
    zip.putNextEntry(entry);
    writer.write(zip);
    zip.closeEntry();
  }

  /**
   * Reads all values.
   *
   * @param file what {@link #write} wrote, with these names and perhaps others
   * @throws NullPointerException if {@code file} is null
   * @throws IOException if the file cannot be read or is damaged, or has under one of the names
   *     other parameters, matrices of other shapes, or the state of another kind of optimizer; then
   *     nothing has been changed, unless the file changes while it is read
   */
  public void read(Path file) throws IOException {
    Objects.requireNonNull(file, "file is null, expected what has been written");
    if (file.getFileSystem() == FileSystems.getDefault()) {
      read(file, file.toString());
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        read(in, file.toString());
      }
    }
  }

  /**
   * Reads all values of a stream, such as a resource of the class path, by way of a temporary file.
   *
   * @param in what {@link #write} wrote, to its end; left open
   * @throws NullPointerException if {@code in} is null
   * @throws IOException as {@link #read(Path)}
   */
  public void read(InputStream in) throws IOException {
    read(Objects.requireNonNull(in, "in is null, expected what has been written"), "the stream");
  }

  private void read(InputStream in, String name) throws IOException {
    Path copy = Files.createTempFile("checkpoint", ".npz");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      read(copy, name);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private void read(Path file, String name) throws IOException {
    Map<String, Matrix> matrices = matrices();
    try (NpzFile arrays = new NpzFile(file, name)) {
      requireNames(arrays, matrices.keySet(), numbers().keySet());
      List<Runnable> restorations = new ArrayList<>();
      for (Map.Entry<String, CheckpointPart> part : parts.entrySet()) {
        restorations.add(restoration(arrays, part.getKey(), part.getValue()));
      }
      for (Map.Entry<String, Matrix> matrix : matrices.entrySet()) {
        arrays.read(matrix.getKey(), in -> check(in, matrix.getValue()));
      }
      for (Map.Entry<String, Matrix> matrix : matrices.entrySet()) {
        arrays.read(matrix.getKey(), in -> readInto(in, matrix.getValue()));
      }
      restorations.forEach(Runnable::run);
    }
  }

  /** A part that is in the file as another one was is not to be taken for it. */
  private void requireNames(NpzFile arrays, Set<String> matrices, Set<String> numbers)
      throws IOException {
    Set<String> expected = new TreeSet<>();
    matrices.forEach(name -> expected.add(name + NpzFile.SUFFIX));
    numbers.forEach(name -> expected.add(name + NpzFile.SUFFIX));
    Set<String> present = new TreeSet<>();
    arrays
        .entries()
        .filter(name -> expected.contains(name) || parts.containsKey(beforeSlash(name)))
        .forEach(present::add);
    if (!present.equals(expected)) {
      throw new IOException(
          "%s, with the parts %s, does not fit: missing %s, unknown %s"
              .formatted(
                  arrays.name(),
                  some(arrays.entries().map(Checkpoint::part).distinct()),
                  some(without(expected, present)),
                  some(without(present, expected))));
    }
  }

  /** The name that a module, an optimizer or a matrix has. */
  private static String part(String name) {
    if (name.contains("/")) {
      return beforeSlash(name);
    }
    boolean whole = name.endsWith(NpzFile.SUFFIX);
    return whole ? name.substring(0, name.length() - NpzFile.SUFFIX.length()) : name;
  }

  private static String beforeSlash(String name) {
    return name.substring(0, Math.max(name.indexOf('/'), 0));
  }

  private static Stream<String> without(Set<String> names, Set<String> others) {
    return names.stream().filter(name -> !others.contains(name));
  }

  /** The first names, and how many more there are. */
  private static String some(Stream<String> names) {
    List<String> all = names.toList();
    int more = all.size() - MOST_NAMES;
    String first = String.join(", ", all.subList(0, Math.min(all.size(), MOST_NAMES)));
    return more > 0 ? "[%s and %d more]".formatted(first, more) : "[%s]".formatted(first);
  }

  private static Matrix readInto(InputStream in, Matrix target) throws IOException {
    Npy.read(in, target);
    return target;
  }

  /** Everything that lies in matrices, under its name in the file. */
  private Map<String, Matrix> matrices() {
    Map<String, Matrix> all = new LinkedHashMap<>();
    parts.forEach(
        (name, part) -> part.matrices().forEach((array, value) -> all.put(name + array, value)));
    return all;
  }

  /** Everything else. */
  private Map<String, long[]> numbers() {
    Map<String, long[]> all = new LinkedHashMap<>();
    parts.forEach(
        (name, part) -> part.numbers().forEach((array, value) -> all.put(name + array, value)));
    return all;
  }

  /** Reads the numbers of a part. */
  private static Runnable restoration(NpzFile arrays, String name, CheckpointPart part)
      throws IOException {
    Map<String, long[]> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> own : part.numbers().entrySet()) {
      int count = own.getValue().length;
      numbers.put(own.getKey(), arrays.read(name + own.getKey(), in -> Npy.readNumbers(in, count)));
    }
    try {
      return part.restoration(numbers);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s of %s: %s".formatted(name, arrays.name(), e.getMessage()), e);
    }
  }

  /** Looks at all of a matrix before the first of all is read. */
  private static Matrix check(InputStream in, Matrix expected) throws IOException {
    Npy.requireShape(NpyHeader.read(in), expected);
    try {
      in.skipNBytes((long) expected.rows() * expected.columns() * Float.BYTES);
    } catch (EOFException e) {
      throw new EOFException("it ends too early");
    }
    return expected;
  }
}
