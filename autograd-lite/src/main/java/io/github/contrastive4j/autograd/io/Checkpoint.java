package io.github.contrastive4j.autograd.io;

import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.autograd.optim.Optimizer;
import io.github.contrastive4j.autograd.optim.OptimizerState;
import io.github.contrastive4j.kernel.Matrix;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What training has to store to go on later, and a service to answer: the parameters of modules,
 * the states of optimizers and other matrices, each under a name of its own.
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
 * does not tell. Whether a parameter is frozen is not in the file, and neither is an {@link
 * io.github.contrastive4j.autograd.loss.EmbeddingQueue}. Not safe for use while a thread trains or
 * answers with the same parameters.
 */
public final class Checkpoint {
  private static final String SUFFIX = ".npy";
  private static final String STEPS = "/steps";

  /** Names in a message. */
  private static final int MOST_NAMES = 8;

  private final Map<String, Module> modules = new LinkedHashMap<>();
  private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
  private final Map<String, Matrix> others = new LinkedHashMap<>();

  /** Makes a checkpoint of nothing. */
  public Checkpoint() {}

  /**
   * Adds the parameters of a module.
   *
   * @param name a name of its own, not empty, without a slash
   * @param module whose parameters are written, and read into
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, Module module) {
    Objects.requireNonNull(module, "module is null, expected what has parameters");
    requireName(name);
    modules.put(name, module);
    return this;
  }

  /**
   * Adds the state of an optimizer.
   *
   * @param name a name of its own, not empty, without a slash
   * @param optimizer whose steps and running values are written, and read into
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, Optimizer optimizer) {
    Objects.requireNonNull(optimizer, "optimizer is null, expected what has a state");
    requireName(name);
    optimizers.put(name, optimizer);
    return this;
  }

  /**
   * Adds a matrix, such as the embeddings of a corpus.
   *
   * @param name a name of its own, not empty, without a slash
   * @param matrix what is written, and read into
   * @return this
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Checkpoint with(String name, Matrix matrix) {
    Objects.requireNonNull(matrix, "matrix is null, expected what is to be stored");
    requireName(name);
    others.put(name, matrix);
    return this;
  }

  private void requireName(String name) {
    Objects.requireNonNull(name, "name is null, expected one of its own");
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected one that is not empty and has no slash");
    }
    if (isPart(name) || others.containsKey(name)) {
      throw new IllegalArgumentException(
          "name is \"" + name + "\", expected one that is not there yet");
    }
  }

  /**
   * Writes all values, even if the thread is interrupted. A file that is there is replaced when the
   * new one is complete, which has its permissions. Until then that one lies beside it, under a
   * longer name that ends in {@code .unfinished}; a process that was killed leaves it there.
   *
   * @param file where to
   * @throws NullPointerException if {@code file} is null
   * @throws IOException if it cannot be written; then a file that is there is as it was
   */
  public void write(Path file) throws IOException {
    Objects.requireNonNull(file, "file is null, expected where to write");
    FileReplacement.write(file, this::write);
  }

  private void write(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      write(zip);
    }
  }

  private void write(ZipOutputStream zip) throws IOException {
    for (Map.Entry<String, Matrix> matrix : matrices().entrySet()) {
      put(zip, matrix.getKey(), out -> Npy.write(matrix.getValue(), out));
    }
    for (Map.Entry<String, Optimizer> optimizer : optimizers.entrySet()) {
      OptimizerState state = optimizer.getValue().state();
      put(zip, steps(optimizer.getKey(), state), out -> Npy.writeNumbers(numbers(state), out));
    }
  }

  /** The steps of an optimizer, and behind them those that have updated each parameter. */
  private static long[] numbers(OptimizerState state) {
    LongStream updates = state.updates().stream().mapToLong(Long::longValue);
    return LongStream.concat(LongStream.of(state.steps()), updates).toArray();
  }

  @FunctionalInterface
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static void put(ZipOutputStream zip, String name, Writer writer) throws IOException {
    zip.putNextEntry(new ZipEntry(name + SUFFIX));
    writer.write(zip);
    zip.closeEntry();
  }

  /**
   * Reads all values.
   *
   * @param file what {@link #write} wrote, with these names and perhaps others; of the default file
   *     system
   * @throws NullPointerException if {@code file} is null
   * @throws IOException if the file cannot be read or is damaged, or has under one of the names
   *     other parameters, matrices of other shapes, or the state of another kind of optimizer; then
   *     nothing has been changed, unless the file changes while it is read
   */
  public void read(Path file) throws IOException {
    Objects.requireNonNull(file, "file is null, expected what has been written");
    Map<String, Matrix> matrices = matrices();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      requireNames(zip, matrices.keySet());
      Map<Optimizer, OptimizerState> states = new LinkedHashMap<>();
      for (Map.Entry<String, Optimizer> optimizer : optimizers.entrySet()) {
        OptimizerState old = optimizer.getValue().state();
        String name = steps(optimizer.getKey(), old);
        long[] numbers = take(zip, name, in -> Npy.readNumbers(in, 1 + old.updates().size()));
        states.put(optimizer.getValue(), stateOf(numbers, old));
      }
      for (Map.Entry<String, Matrix> matrix : matrices.entrySet()) {
        take(zip, matrix.getKey(), in -> check(in, matrix.getValue()));
      }
      for (Map.Entry<String, Matrix> matrix : matrices.entrySet()) {
        take(zip, matrix.getKey(), in -> readInto(in, matrix.getValue()));
      }
      // Their running values have been read into them.
      states.forEach(Optimizer::load);
    } catch (ZipException e) {
      throw new IOException("%s is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** A part that is in the file as another one was is not to be taken for it. */
  private void requireNames(ZipFile zip, Set<String> matrices) throws IOException {
    Set<String> expected = new TreeSet<>();
    matrices.forEach(name -> expected.add(name + SUFFIX));
    optimizers.forEach((name, optimizer) -> expected.add(steps(name, optimizer.state()) + SUFFIX));
    Set<String> present = new TreeSet<>();
    arrays(zip)
        .filter(name -> expected.contains(name) || isPart(beforeSlash(name)))
        .forEach(present::add);
    if (!present.equals(expected)) {
      throw new IOException(
          "%s, with the parts %s, does not fit: missing %s, unknown %s"
              .formatted(
                  zip.getName(),
                  some(arrays(zip).map(Checkpoint::part).distinct()),
                  some(without(expected, present)),
                  some(without(present, expected))));
    }
  }

  /** The names of a file, without those of directories that another program has put there. */
  private static Stream<String> arrays(ZipFile zip) {
    return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName);
  }

  /** The name that a module, an optimizer or a matrix has. */
  private static String part(String name) {
    if (name.contains("/")) {
      return beforeSlash(name);
    }
    boolean whole = name.endsWith(SUFFIX);
    return whole ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static String beforeSlash(String name) {
    return name.substring(0, Math.max(name.indexOf('/'), 0));
  }

  private boolean isPart(String name) {
    return modules.containsKey(name) || optimizers.containsKey(name);
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
    Map<String, Matrix> matrices = new LinkedHashMap<>(others);
    modules.forEach((name, module) ->
        module.state().forEach((parameter, value) -> matrices.put(name + "/" + parameter, value)));
    optimizers.forEach((name, optimizer) -> {
      OptimizerState state = optimizer.state();
      List<Matrix> values = state.values();
      for (int k = 0; k < values.size(); k++) {
        matrices.put(name + "/" + state.optimizer() + "/" + k, values.get(k));
      }
    });
    return matrices;
  }

  /** Names the kind: the running values of another one mean something else. */
  private static String steps(String name, OptimizerState state) {
    return name + "/" + state.optimizer() + STEPS;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /** Reads an array of the file that has nothing behind it and is as it was written. */
  private static <T> T take(ZipFile zip, String name, Reader<T> reader) throws IOException {
    ZipEntry entry = zip.getEntry(name + SUFFIX);
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      T array = reader.read(in);
      if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
        throw new IOException("it is damaged");
      }
      return array;
    } catch (IOException e) {
      throw new IOException("%s of %s: %s".formatted(name, zip.getName(), e.getMessage()), e);
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

  /** The state with the steps of the file in the place of its own. */
  private static OptimizerState stateOf(long[] numbers, OptimizerState old) throws IOException {
    List<Long> updates = Arrays.stream(numbers).skip(1).boxed().toList();
    try {
      return new OptimizerState(old.optimizer(), numbers[0], updates, old.values());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
