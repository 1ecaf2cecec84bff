package io.github.contrastive4j.autograd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.contrastive4j.autograd.IndexBags;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Pooling;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.loss.EmbeddingQueue;
import io.github.contrastive4j.autograd.nn.EmbeddingBag;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.autograd.nn.Sequential;
import io.github.contrastive4j.autograd.optim.Adagrad;
import io.github.contrastive4j.autograd.optim.AdamW;
import io.github.contrastive4j.autograd.optim.LearningRate;
import io.github.contrastive4j.autograd.optim.Optimizer;
import io.github.contrastive4j.kernel.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final IndexBags BAGS = IndexBags.of(new int[][] {{0, 2}, {1}, {2, 4, 4}});

  @TempDir private Path directory;

  /** A table and a tower with an optimizer each. */
  private static final class Training {
    private final EmbeddingBag table;
    private final Sequential tower;
    private final Optimizer tableOptimizer;
    private final Optimizer towerOptimizer;

    Training(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      table = new EmbeddingBag(6, 4, Pooling.SUM, random);
      tower = Sequential.mlp(Variable::tanh, random, 4, 5, 3);
      tableOptimizer = new Adagrad(table.parameters(), LearningRate.constant(0.1));
      towerOptimizer = new AdamW(tower.parameters(), LearningRate.constant(0.01));
    }

    void train(int steps) {
      Tape tape = new Tape();
      for (int step = 0; step < steps; step++) {
        tape.reset();
        Variable y = tower.forward(table.forward(tape, BAGS));
        y.multiply(y).sum().backward();
        for (Optimizer optimizer : List.of(tableOptimizer, towerOptimizer)) {
          optimizer.step();
          optimizer.zeroGradients();
        }
      }
    }

    Checkpoint checkpoint() {
      return new Checkpoint()
          .with("table", table)
          .with("tower", tower)
          .with("tableOptimizer", tableOptimizer)
          .with("towerOptimizer", towerOptimizer);
    }

    float[][] values() {
      return Stream.of(table, tower)
          .flatMap(module -> module.parameters().stream())
          .map(parameter -> parameter.value().toArray())
          .toArray(float[][]::new);
    }
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  static Module module(int rows, int columns) {
    return new Module() {
      {
        register("x", Parameter.dense(Matrix.zeros(rows, columns)));
      }
    };
  }

  @Test
  void trainingGoesOnToTheBit() throws IOException {
    Training whole = new Training(1);
    whole.train(7);
    whole.checkpoint().write(file("seven.npz"));
    whole.train(5);
    Training other = new Training(2);
    other.train(1);
    other.checkpoint().read(file("seven.npz"));
    assertThat(other.towerOptimizer.steps()).isEqualTo(7);
    other.train(5);
    assertThat(other.values()).isDeepEqualTo(whole.values());
  }

  @Test
  void aPartIsReadAlone() throws IOException {
    Training training = new Training(1);
    training.train(3);
    training.checkpoint().write(file("all.npz"));
    Training service = new Training(2);
    new Checkpoint()
        .with("table", service.table)
        .with("tower", service.tower)
        .read(file("all.npz"));
    assertThat(service.values()).isDeepEqualTo(training.values());
    assertThat(service.towerOptimizer.steps()).isZero();
  }

  @Test
  void theNamesAreThoseOfModulesAndParameters() throws IOException {
    Training training = new Training(1);
    training.checkpoint().write(file("names.npz"));
    try (ZipFile zip = new ZipFile(file("names.npz").toFile())) {
      assertThat(zip.stream().map(Object::toString))
          .contains(
              "table/table.npy",
              "tower/0.weight.npy",
              "tower/2.bias.npy",
              "tableOptimizer/Adagrad/0.npy",
              "towerOptimizer/AdamW/7.npy",
              "towerOptimizer/AdamW/steps.npy")
          .hasSize(5 + 1 + 8 + 2);
    }
  }

  @Test
  void namesMayLookLikeSuffixes() throws IOException {
    Module outer =
        new Module() {
          {
            register("npy", module(2, 1));
            register("é", Parameter.dense(Matrix.zeros(1, 1)));
          }
        };
    outer.state().get("npy.x").set(1, 0, 3);
    new Checkpoint().with("a.npy", outer).write(file("names.npz"));
    outer.state().get("npy.x").set(1, 0, 4);
    new Checkpoint().with("a.npy", outer).read(file("names.npz"));
    assertThat(outer.state().get("npy.x").get(1, 0)).isEqualTo(3);
  }

  @Test
  void aFileIsReplaced() throws IOException {
    Training training = new Training(1);
    training.checkpoint().write(file("twice.npz"));
    training.train(1);
    training.checkpoint().write(file("twice.npz"));
    Training other = new Training(2);
    other.checkpoint().read(file("twice.npz"));
    assertThat(other.values()).isDeepEqualTo(training.values());
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void filesThatDoNotFitAreRefusedBeforeAnythingChanges() throws IOException {
    Training training = new Training(1);
    training.checkpoint().write(file("whole.npz"));
    Training other = new Training(2);
    float[][] before = other.values();
    assertThatIOException()
        .isThrownBy(() -> other.checkpoint().with("more", module(1, 1)).read(file("whole.npz")))
        .withMessageEndingWith(
            "whole.npz, with the parts [table, tower, tableOptimizer, towerOptimizer], does not"
                + " fit: missing [more/x.npy], unknown []");
    Optimizer adagrad = new Adagrad(other.tower.parameters(), LearningRate.constant(1));
    assertThatIOException()
        .isThrownBy(() ->
            new Checkpoint()
                .with("table", other.table)
                .with("towerOptimizer", adagrad)
                .read(file("whole.npz")))
        .withMessageContaining(
            "missing [towerOptimizer/Adagrad/0.npy, towerOptimizer/Adagrad/1.npy,")
        .withMessageContaining("unknown [towerOptimizer/AdamW/0.npy, towerOptimizer/AdamW/1.npy,");
    Optimizer fewer = new AdamW(other.tower.parameters().subList(0, 2), LearningRate.constant(1));
    assertThatIOException()
        .isThrownBy(() -> new Checkpoint().with("towerOptimizer", fewer).read(file("whole.npz")))
        .withMessageContaining("missing [], unknown [towerOptimizer/AdamW/4.npy,");
    new Checkpoint().with("table", training.table).with("m", module(2, 3)).write(file("m.npz"));
    assertThatIOException()
        .isThrownBy(() ->
            new Checkpoint().with("table", other.table).with("m", module(3, 2)).read(file("m.npz")))
        .withMessageContaining("m/x of ")
        .withMessageEndingWith("the array is <f4 [2, 3], expected [3, 2]");
    assertThat(other.values()).isDeepEqualTo(before);
  }

  @Test
  void damagedFilesAreRefusedBeforeAnythingChanges() throws IOException {
    Training training = new Training(1);
    training.train(259);
    training.checkpoint().write(file("whole.npz"));
    byte[] bytes = Files.readAllBytes(file("whole.npz"));
    Training other = new Training(2);
    float[][] before = other.values();
    Files.write(file("short.npz"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatIOException()
        .isThrownBy(() -> other.checkpoint().read(file("short.npz")))
        .withMessageStartingWith(file("short.npz") + " is damaged: ");
    for (byte[] array : List.of(bytesOf(training.table.state().get("table")), bytesOf(259))) {
      int at = indexOf(bytes, array);
      for (int k = at; k < at + array.length; k++) {
        byte[] damaged = bytes.clone();
        damaged[k] ^= 0x15;
        Files.write(file("damaged.npz"), damaged);
        assertThatIOException()
            .isThrownBy(() -> other.checkpoint().read(file("damaged.npz")))
            .withMessageEndingWith("it is damaged");
        assertThat(other.values()).isDeepEqualTo(before);
        assertThat(other.towerOptimizer.steps()).isZero();
      }
    }
    assertThatIOException()
        .isThrownBy(() -> other.checkpoint().read(file("none.npz")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
    assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Training training = new Training(1);
    training.checkpoint().write(file("secret.npz"));
    for (String some : List.of("rw-------", "rw-rw-rw-", "rw-r-----")) {
      Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(some);
      Files.setPosixFilePermissions(file("secret.npz"), permissions);
      training.checkpoint().write(file("secret.npz"));
      assertThat(Files.getPosixFilePermissions(file("secret.npz"))).isEqualTo(permissions);
    }
  }

  @Test
  void matricesOfTheCallerAreReadInPlace() throws IOException {
    Training training = new Training(1);
    Matrix corpus = Matrix.copyOf(new float[][] {{1, 2}, {3, 4}});
    training.checkpoint().with("corpus", corpus).write(file("corpus.npz"));
    Matrix read = Matrix.zeros(2, 2);
    new Checkpoint().with("corpus", read).read(file("corpus.npz"));
    assertThat(read.toArray()).containsExactly(1, 2, 3, 4);
    assertThatIOException()
        .isThrownBy(() -> new Checkpoint().with("other", read).read(file("corpus.npz")))
        .withMessageEndingWith("does not fit: missing [other.npy], unknown []");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> training.checkpoint().with("table", corpus))
        .withMessage("name is \"table\", expected one that is not there yet");
    for (String name : List.of("x".repeat(256), "\ud800")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Checkpoint().with(name, corpus))
          .withMessage(
              "name has "
                  + name.length()
                  + " characters, expected at most 255 that UTF-8 can encode");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> new Checkpoint().with("m", (Matrix) null))
        .withMessageStartingWith("matrix is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new Checkpoint().with("q", (EmbeddingQueue) null))
        .withMessageStartingWith("queue is null");
  }

  private static byte[] bytesOf(Matrix matrix) {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * matrix.rows() * matrix.columns()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(matrix.toArray());
    return bytes.array();
  }

  private static byte[] bytesOf(long number) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  private static int indexOf(byte[] all, byte[] part) {
    int at = 0;
    while (!Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
      at++;
    }
    return at;
  }

  /** What the losses did not reach is trained by its moments alone. */
  @Test
  void parametersThatStepsDoNotReachGoOnToTheBit() throws IOException {
    Training whole = new Training(1);
    whole.train(3);
    whole.checkpoint().write(file("three.npz"));
    whole.towerOptimizer.step();
    Training other = new Training(2);
    other.checkpoint().read(file("three.npz"));
    other.towerOptimizer.step();
    assertThat(other.values()).isDeepEqualTo(whole.values());
  }

  @Test
  void aWriteThatFailsLeavesTheFileAndNothingElse() throws IOException {
    Training training = new Training(1);
    training.checkpoint().write(file("good.npz"));
    byte[] good = Files.readAllBytes(file("good.npz"));
    Module longName =
        new Module() {
          {
            register("long".repeat(20_000), Parameter.dense(Matrix.zeros(1, 1)));
          }
        };
    Checkpoint impossible = new Checkpoint().with("m", longName).with("t", training.table);
    assertThatIllegalArgumentException().isThrownBy(() -> impossible.write(file("good.npz")));
    assertThat(Files.readAllBytes(file("good.npz"))).isEqualTo(good);
    assertThatIOException()
        .isThrownBy(() -> training.checkpoint().write(file("no/folder.npz")))
        .withMessage(
            "%s: %s is no directory, expected where to write"
                .formatted(file("no/folder.npz"), file("no").toAbsolutePath()));
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Training training = new Training(1);
    training.checkpoint().write(file("target.npz"));
    Files.createSymbolicLink(file("link.npz"), file("target.npz"));
    training.train(1);
    training.checkpoint().write(file("link.npz"));
    assertThat(file("link.npz")).isSymbolicLink();
    Training other = new Training(2);
    other.checkpoint().read(file("target.npz"));
    assertThat(other.values()).isDeepEqualTo(training.values());
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Module module = module(1, 1);
    Checkpoint checkpoint = new Checkpoint().with("m", module);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoint.with("m", module))
        .withMessage("name is \"m\", expected one that is not there yet");
    for (String name : List.of("", "a/b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> checkpoint.with(name, module))
          .withMessage("name is \"" + name + "\", expected one that is not empty and has no slash");
    }
    for (String name : List.of(".", "..", "a\0b", "a\nb")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> checkpoint.with(name, module))
          .withMessage(
              "name is \"" + name + "\", expected neither . nor .. and no control characters");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.with(null, module))
        .withMessageStartingWith("name is null");
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.with("n", (Module) null))
        .withMessageStartingWith("module is null");
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.with("n", (Optimizer) null))
        .withMessageStartingWith("optimizer is null");
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.write((Path) null))
        .withMessageStartingWith("file is null");
    assertThatNullPointerException()
        .isThrownBy(() -> checkpoint.read((Path) null))
        .withMessageStartingWith("file is null");
  }
}
