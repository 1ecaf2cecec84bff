package io.github.contrastive4j.autograd.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An archive of arrays that is read: NumPy's {@code .npz}. */
final class NpzFile implements Closeable {
  /** What the name of each array ends in. */
  static final String SUFFIX = ".npy";

  private final ZipFile zip;
  private final String name;

  /**
   * Opens a file of the default file system.
   *
   * @param name how messages call it
   */
  NpzFile(Path file, String name) throws IOException {
    this.name = name;
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new IOException("%s is damaged: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** How messages call it. */
  String name() {
    return name;
  }

  /** The names of all entries, without those of directories that another program has put there. */
  Stream<String> entries() {
    return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName);
  }

  /** Reads an array. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads to its end. */
    T read(InputStream in) throws IOException;
  }

  /**
   * Reads an array that is there, has nothing behind it and is as it was written.
   *
   * @param array its name, without the suffix
   */
  <T> T read(String array, Reader<T> reader) throws IOException {
    ZipEntry entry = zip.getEntry(array + SUFFIX);
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      T result = reader.read(in);
      if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
        throw new IOException("it is damaged");
      }
      return result;
    } catch (IOException e) {
      throw new IOException("%s of %s: %s".formatted(array, name, e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
