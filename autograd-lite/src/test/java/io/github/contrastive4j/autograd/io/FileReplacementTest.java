package io.github.contrastive4j.autograd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.contrastive4j.kernel.Matrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How a checkpoint gets its file. */
class FileReplacementTest {
  @TempDir private Path directory;

  /** As a trainer does that is to end; before it begins, and meanwhile. */
  @Test
  void whoIsInterruptedWritesAllTheSame() throws Exception {
    Matrix corpus = Matrix.zeros(2000, 1000);
    Arrays.fill(corpus.data(), 0.5f);
    Checkpoint checkpoint = new Checkpoint().with("corpus", corpus);
    Path file = directory.resolve("interrupted.npz");
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .unstarted(() -> {
              Thread.currentThread().interrupt();
              assertThatCode(() -> checkpoint.write(file)).doesNotThrowAnyException();
              stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
    writer.start();
    for (int k = 0; k < 3; k++) {
      Thread.sleep(1);
      writer.interrupt();
    }
    writer.join();
    assertThat(stillInterrupted).isTrue();
    Matrix read = Matrix.zeros(2000, 1000);
    new Checkpoint().with("corpus", read).read(file);
    assertThat(read.data()).isEqualTo(corpus.data());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileOfAnotherFileSystemIsReplaced() throws Exception {
    Path archive = directory.resolve("archive.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path file = zip.getPath("m.npz");
      Matrix read = Matrix.zeros(1, 2);
      for (float value : new float[] {1, 2}) {
        Matrix written = Matrix.copyOf(new float[][] {{value, -value}});
        new Checkpoint().with("m", written).write(file);
        new Checkpoint().with("m", read).read(file);
        assertThat(read.data()).isEqualTo(written.data());
      }
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeIsWrittenTo() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Matrix written = Matrix.copyOf(new float[][] {{1, 2}, {3, 4}});
    Matrix read = Matrix.zeros(2, 2);
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              try (InputStream in = Files.newInputStream(pipe)) {
                new Checkpoint().with("m", read).read(in);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    new Checkpoint().with("m", written).write(pipe);
    reader.join();
    assertThat(read.data()).isEqualTo(written.data());
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  /** Where the process may not give a file to a group, the new one has the group of the process. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void theGroupOfAFileIsKept() throws Exception {
    Path file = directory.resolve("group.npz");
    Checkpoint checkpoint = new Checkpoint().with("m", Matrix.zeros(1, 1));
    checkpoint.write(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    int status = new ProcessBuilder("chgrp", "1", file.toString()).start().waitFor();
    Object group = Files.getAttribute(file, "unix:gid");
    assertThat(group.equals(1)).isEqualTo(status == 0);
    checkpoint.write(file);
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(group);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void theSameValuesAreTheSameBytesAtAnyTime() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Checkpoint().with("m", Matrix.zeros(1, 1)).write(bytes);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(zip.getNextEntry().getTimeLocal()).isEqualTo("1980-01-01T00:00:00");
    }
  }
}
