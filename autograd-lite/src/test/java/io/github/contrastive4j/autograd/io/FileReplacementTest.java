package io.github.contrastive4j.autograd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.contrastive4j.kernel.Matrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
}
