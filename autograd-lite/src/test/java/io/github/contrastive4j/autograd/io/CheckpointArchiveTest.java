package io.github.contrastive4j.autograd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.kernel.Matrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of archives that other programs have written, and of many parts. */
class CheckpointArchiveTest {
  @TempDir private Path directory;

  private Path file(String name) {
    return directory.resolve(name);
  }

  @Test
  void anEntryWithoutItsSuffixIsUnknown() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file("bare.npz")))) {
      zip.putNextEntry(new ZipEntry("m/x"));
      Npy.write(Matrix.zeros(1, 1), zip);
    }
    assertThatIOException()
        .isThrownBy(
            () -> new Checkpoint().with("m", CheckpointTest.module(1, 1)).read(file("bare.npz")))
        .withMessageEndingWith(
            ", with the parts [m], does not fit: missing [m/x.npy], unknown [m/x]");
  }

  @Test
  void whatOtherProgramsPutIntoAnArchiveIsLeftAlone() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file("zipped.npz")))) {
      for (String name : List.of("m/", ".npy", "/", "//", "m/x.npy")) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          Npy.write(Matrix.copyOf(new float[][] {{7}}), zip);
        }
      }
    }
    Module module = CheckpointTest.module(1, 1);
    new Checkpoint().with("m", module).read(file("zipped.npz"));
    assertThat(module.state().get("x").toArray()).containsExactly(7);
    assertThatIOException()
        .isThrownBy(() -> new Checkpoint().with("n", module).read(file("zipped.npz")))
        .withMessageEndingWith(
            ", with the parts [, m], does not fit: missing [n/x.npy], unknown []");
  }

  @Test
  void ofManyNamesTheFirstAreNamed() throws IOException {
    Checkpoint many = new Checkpoint();
    for (int k = 10; k < 24; k++) {
      many.with("m" + k, Matrix.zeros(1, 1));
    }
    many.write(file("many.npz"));
    assertThatIOException()
        .isThrownBy(
            () -> new Checkpoint().with("n", CheckpointTest.module(1, 1)).read(file("many.npz")))
        .withMessageContaining(
            "with the parts [m10, m11, m12, m13, m14, m15, m16, m17 and 6 more], does not fit");
  }

  @Test
  void aByteBehindAnArrayIsDamage() throws IOException {
    Matrix x = Matrix.copyOf(new float[][] {{1, 2}});
    for (int more : new int[] {0, 1}) {
      Path file = directory.resolve("more.npz");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.putNextEntry(new ZipEntry("x.npy"));
        Npy.write(x, zip);
        zip.write(more);
      }
      assertThatIOException()
          .isThrownBy(() -> new Checkpoint().with("x", x).read(file))
          .withMessageEndingWith("it is damaged");
    }
  }

  @Test
  void namesThatAreShorterThanTheSuffixAreNamed() throws IOException {
    Path file = directory.resolve("short.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("abc"));
      zip.putNextEntry(new ZipEntry("README"));
    }
    assertThatIOException()
        .isThrownBy(() -> new Checkpoint().with("x", Matrix.zeros(1, 1)).read(file))
        .withMessageContaining("with the parts [abc, README], does not fit");
  }

  @Test
  void theRootIsNoFile() {
    assertThatIOException()
        .isThrownBy(() -> new Checkpoint().with("x", Matrix.zeros(1, 1)).write(Path.of("/")));
  }

  /** That count what is written, and whether they are closed. */
  private static final class Store extends ByteArrayOutputStream {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void otherStoresHaveTheBytesOfAFile() throws IOException {
    Matrix x = Matrix.copyOf(new float[][] {{1, 2}});
    Checkpoint checkpoint = new Checkpoint().with("x", x);
    Path file = directory.resolve("x.npz");
    checkpoint.write(file);
    Store store = new Store();
    checkpoint.write(store);
    assertThat(store.size()).isEqualTo((int) Files.size(file));
    assertThat(store.closed).isFalse();
    x.set(0, 0, 7);
    checkpoint.read(new ByteArrayInputStream(store.toByteArray()));
    assertThat(x.toArray()).containsExactly(1, 2);
    byte[] half = Arrays.copyOf(store.toByteArray(), store.size() / 2);
    assertThatIOException()
        .isThrownBy(() -> checkpoint.read(new ByteArrayInputStream(half)))
        .withMessageStartingWith("the stream is damaged: ");
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.read((InputStream) null))
        .withMessageStartingWith("in is null");
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.write((OutputStream) null))
        .withMessageStartingWith("out is null");
  }

  @Test
  void filesOfOtherFileSystemsAreReadToo() throws IOException {
    Matrix x = Matrix.copyOf(new float[][] {{1, 2}});
    Path archive = directory.resolve("models.jar");
    try (FileSystem jar = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      new Checkpoint().with("x", x).write(jar.getPath("x.npz"));
      x.set(0, 0, 7);
      new Checkpoint().with("x", x).read(jar.getPath("x.npz"));
      assertThat(x.toArray()).containsExactly(1, 2);
      assertThatIOException()
          .isThrownBy(() -> new Checkpoint().with("y", x).read(jar.getPath("x.npz")))
          .withMessageStartingWith("x.npz, with the parts [x], does not fit: ");
    }
  }
}
