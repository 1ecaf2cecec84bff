package io.github.contrastive4j.autograd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.contrastive4j.autograd.loss.EmbeddingQueue;
import io.github.contrastive4j.kernel.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues of embeddings in a checkpoint. */
class QueueCheckpointTest {
  @TempDir private Path directory;

  private Path file(String name) {
    return directory.resolve(name);
  }

  @Test
  void aQueueGoesOnToTheBit() throws IOException {
    EmbeddingQueue whole = new EmbeddingQueue(5, 2);
    whole.enqueue(Matrix.copyOf(new float[][] {{1, 2}, {3, 4}, {5, 6}}), new long[] {1, 2, 3});
    new Checkpoint().with("queue", whole).write(file("three.npz"));
    Matrix four = Matrix.copyOf(new float[][] {{7, 8}, {9, 1}, {2, 3}, {4, 5}});
    whole.enqueue(four, new long[] {4, 5, 6, 7});
    new Checkpoint().with("queue", whole).write(file("full.npz"));
    EmbeddingQueue three = new EmbeddingQueue(5, 2);
    new Checkpoint().with("queue", three).read(file("three.npz"));
    assertThat(three.size()).isEqualTo(3);
    three.enqueue(four, new long[] {4, 5, 6, 7});
    EmbeddingQueue full = new EmbeddingQueue(5, 2);
    full.enqueue(four, new long[] {8, 8, 8, 8});
    new Checkpoint().with("queue", full).read(file("full.npz"));
    for (EmbeddingQueue queue : List.of(whole, three, full)) {
      queue.enqueue(four.rowRange(0, 1), new long[] {9});
      assertThat(queue.ids()).containsExactly(6, 7, 9, 4, 5);
      assertThat(queue.matrix().toArray()).containsExactly(2, 3, 4, 5, 7, 8, 7, 8, 9, 1);
    }
  }

  /** Numbers of a file whose sums are right, as another program may have written it. */
  @Test
  void placesThatNoQueueHasAreRefusedBeforeAnythingChanges() throws IOException {
    EmbeddingQueue queue = new EmbeddingQueue(2, 1);
    queue.enqueue(Matrix.copyOf(new float[][] {{1}}), new long[] {1});
    Checkpoint checkpoint = new Checkpoint().with("queue", queue);
    for (long[] places : new long[][] {{3, 0}, {-1, 0}, {1, 0}, {2, 1L << 32}, {1L << 32, 0}}) {
      Path file = file("places.npz");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.putNextEntry(new ZipEntry("queue/rows.npy"));
        Npy.write(Matrix.copyOf(new float[][] {{5}, {6}}), zip);
        zip.putNextEntry(new ZipEntry("queue/ids.npy"));
        Npy.writeNumbers(new long[] {5, 6}, zip);
        zip.putNextEntry(new ZipEntry("queue/places.npy"));
        Npy.writeNumbers(places, zip);
      }
      assertThatIOException()
          .isThrownBy(() -> checkpoint.read(file))
          .withMessageStartingWith("queue of " + file + ": ")
          .withMessageContaining(", expected ");
      assertThat(queue.matrix().toArray()).containsExactly(1);
      assertThat(queue.ids()).containsExactly(1);
    }
  }
}
