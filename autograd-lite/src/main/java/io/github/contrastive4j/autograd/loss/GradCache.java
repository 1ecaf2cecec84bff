package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains on batches whose encoders' intermediate results do not fit into memory: gradient caching.
 * Gao et al., arXiv 2101.06983.
 *
 * <p>A step encodes the batch chunk by chunk without recording; computes the loss of all embeddings
 * and its gradients with respect to them; then encodes each chunk again, recording, and propagates
 * its rows of those gradients. Parameters get the gradients of the whole batch, for the memory of
 * one chunk and one more forward pass.
 *
 * <p>The embeddings and their gradients, rows × D each, are kept between steps for reuse. Not safe
 * for use by several threads.
 */
public final class GradCache {
  /** Two encodings of a chunk differ by rounding at most, in units of its largest element. */
  private static final double REPLAY_TOLERANCE = 1e-3;

  private final int chunkRows;
  private final List<Cache> caches = new ArrayList<>();

  /** Towers whose embeddings are those of the last step. */
  private int encoded;

  /**
   * Makes a helper.
   *
   * @param chunkRows rows that an encoder is given at once, the last chunk of a batch apart; at
   *     least 1
   * @throws IllegalArgumentException if the number is out of range
   */
  public GradCache(int chunkRows) {
    if (chunkRows < 1) {
      throw new IllegalArgumentException("chunkRows is " + chunkRows + ", expected at least 1");
    }
    this.chunkRows = chunkRows;
  }

  /** Encodes a part of the batch. */
  @FunctionalInterface
  public interface ChunkEncoder {
    /**
     * Encodes rows. Called twice for each range, unless the tower is frozen, and must return the
     * same both times. {@link io.github.contrastive4j.autograd.nn.Dropout} draws the same numbers
     * both times; what else is random takes them from {@link Tape#randomOr}.
     *
     * @param tape an empty tape, to which parameters and inputs are to be brought
     * @param from first row of the batch, inclusive
     * @param to last row, exclusive
     * @return (to − from) × D, each row depending on its own input alone
     */
    Variable encode(Tape tape, int from, int to);
  }

  /** Computes the loss of a whole batch. */
  @FunctionalInterface
  public interface BatchLoss {
    /**
     * Computes the loss. Other parameters than the encoders', such as a {@link
     * io.github.contrastive4j.autograd.nn.LogitScale}, may be brought onto the tape.
     *
     * @param embeddings what each tower made of all of its rows, in the order of the towers, on one
     *     tape
     * @return a scalar
     */
    Variable loss(List<Variable> embeddings);
  }

  /**
   * One side of the batch: anchors, positives, or hard negatives.
   *
   * @param rows number of rows, at least 1
   * @param encoder encodes a range of them
   * @param frozen whether nothing of it is trained: it encodes once, and the loss has its
   *     embeddings as constants
   */
  public record Tower(int rows, ChunkEncoder encoder, boolean frozen) {
    /**
     * A tower that is trained.
     *
     * @param rows number of rows, at least 1
     * @param encoder encodes a range of them
     * @throws NullPointerException if the encoder is null
     * @throws IllegalArgumentException if there are no rows
     */
    public Tower(int rows, ChunkEncoder encoder) {
      this(rows, encoder, false);
    }

    /**
     * Checks the arguments.
     *
     * @throws NullPointerException if the encoder is null
     * @throws IllegalArgumentException if there are no rows
     */
    public Tower {
      if (rows < 1) {
        throw new IllegalArgumentException("rows of a tower is " + rows + ", expected at least 1");
      }
      Objects.requireNonNull(encoder, "encoder is null, expected what encodes a chunk");
    }

    /**
     * A tower of which nothing is trained, such as a frozen one.
     *
     * @param rows number of rows, at least 1
     * @param encoder encodes a range of them, once
     * @return the tower
     * @throws NullPointerException if the encoder is null
     * @throws IllegalArgumentException if there are no rows
     */
    public static Tower frozen(int rows, ChunkEncoder encoder) {
      return new Tower(rows, encoder, true);
    }
  }

  /** All embeddings of a tower and their gradients, in memory that outlives tape steps. */
  private static final class Cache {
    private float[] embeddings = {};
    private float[] gradients = {};
    private int rows;
    private int columns;

    void reserve(int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
      embeddings = atLeast(embeddings, Math.multiplyExact(rows, columns));
      gradients = atLeast(gradients, Math.multiplyExact(rows, columns));
    }

    Matrix embeddings() {
      return Matrix.of(embeddings, rows, columns);
    }

    Matrix gradients() {
      return Matrix.of(gradients, rows, columns);
    }

    private static float[] atLeast(float[] array, int length) {
      return array.length < length ? new float[length] : array;
    }
  }

  /**
   * Adds the gradients of the loss to those of all parameters that it depends on.
   *
   * @param tape reset before each chunk, and after the step
   * @param seed the randomness of this step: with another one, encoders draw other numbers
   * @param loss the loss of all embeddings
   * @param towers at least one; they may share parameters
   * @return the loss
   * @throws IllegalArgumentException if there are no towers, an encoder returns a wrong number of
   *     rows or columns or what is not finite, a variable is on another tape, or the loss is no
   *     scalar
   * @throws IllegalStateException if an encoder did not return the same twice, within 1/1000 of the
   *     largest element of a chunk, or the loss depends on nothing that is trained. After an
   *     exception some gradients may have been added, and are to be zeroed
   */
  public double step(Tape tape, long seed, BatchLoss loss, Tower... towers) {
    Objects.requireNonNull(tape, "tape is null, expected where chunks are recorded");
    Objects.requireNonNull(loss, "loss is null, expected the loss of all embeddings");
    Objects.requireNonNull(towers, "towers is null, expected at least one");
    if (towers.length == 0) {
      throw new IllegalArgumentException("towers is empty, expected at least one");
    }
    for (int k = 0; k < towers.length; k++) {
      if (towers[k] == null) {
        throw new NullPointerException("towers[" + k + "] is null, expected a tower");
      }
    }
    while (caches.size() < towers.length) {
      caches.add(new Cache());
    }
    encoded = 0;
    SplittableRandom first = new SplittableRandom(seed);
    for (int k = 0; k < towers.length; k++) {
      encode(tape, towers[k], caches.get(k), first.split());
    }
    double value = propagateLoss(tape, loss, towers);
    SplittableRandom second = new SplittableRandom(seed);
    for (int k = 0; k < towers.length; k++) {
      SplittableRandom random = second.split();
      if (!towers[k].frozen()) {
        propagate(tape, towers[k], caches.get(k), random);
      }
    }
    tape.reset();
    encoded = towers.length;
    return value;
  }

  /**
   * The embeddings of the last step, such as for an {@link EmbeddingQueue}.
   *
   * @param tower which of the towers of the step, from 0 on
   * @return rows of the tower × D, in memory that the next step overwrites
   * @throws IndexOutOfBoundsException if the last step had no such tower, or did not come to its
   *     end
   */
  public Matrix embeddings(int tower) {
    if (tower < 0 || tower >= encoded) {
      throw new IndexOutOfBoundsException(
          "tower is %d, expected one of the last step, in [0, %d)".formatted(tower, encoded));
    }
    return caches.get(tower).embeddings();
  }

  /** The first pass: all embeddings of a tower, without recording. */
  private void encode(Tape tape, Tower tower, Cache cache, SplittableRandom random) {
    for (int from = 0; from < tower.rows(); from += chunkRows) {
      int to = Math.min(tower.rows(), from + chunkRows);
      int start = from;
      SplittableRandom chunkRandom = random.split();
      tape.reset();
      Variable chunk = tape.noGrad(() -> encode(tape, tower, start, to, chunkRandom));
      if (from == 0) {
        cache.reserve(tower.rows(), chunk.columns());
      }
      Matrix all = cache.embeddings();
      requireShape(chunk, from, to, all.columns());
      chunk.value().copyTo(all.rowRange(from, to));
      FiniteRows.require("encodings", all, from, to);
    }
  }

  private static Variable encode(
      Tape tape, Tower tower, int from, int to, SplittableRandom random) {
    Variable chunk = tape.withRandom(random, () -> tower.encoder().encode(tape, from, to));
    Objects.requireNonNull(chunk, "an encoder returned null, expected embeddings");
    requireTape("the encoding", chunk, tape);
    return chunk;
  }

  private double propagateLoss(Tape tape, BatchLoss loss, Tower... towers) {
    tape.reset();
    List<Variable> variables =
        IntStream.range(0, towers.length)
            .mapToObj(k -> onTape(tape, towers[k], caches.get(k).embeddings()))
            .toList();
    Variable value =
        Objects.requireNonNull(loss.loss(variables), "the loss is null, expected a scalar");
    requireTape("the loss", value, tape);
    if (!value.requiresGradient()) {
      throw new IllegalStateException(
          "the loss depends on nothing that is trained, expected a tower that is not frozen, or"
              + " another parameter, outside of Tape.noGrad");
    }
    value.backward();
    for (int k = 0; k < towers.length; k++) {
      if (!towers[k].frozen()) {
        variables.get(k).gradient().copyTo(caches.get(k).gradients());
      }
    }
    return value.scalar();
  }

  private static Variable onTape(Tape tape, Tower tower, Matrix embeddings) {
    return tower.frozen() ? tape.constant(embeddings) : tape.variable(embeddings);
  }

  /** The second pass: each chunk of a tower again, recording. */
  private void propagate(Tape tape, Tower tower, Cache cache, SplittableRandom random) {
    Matrix embeddings = cache.embeddings();
    Matrix gradients = cache.gradients();
    for (int from = 0; from < tower.rows(); from += chunkRows) {
      int to = Math.min(tower.rows(), from + chunkRows);
      tape.reset();
      Variable chunk = encode(tape, tower, from, to, random.split());
      requireShape(chunk, from, to, embeddings.columns());
      requireReplay(chunk.value(), embeddings.rowRange(from, to), from);
      if (chunk.requiresGradient()) {
        chunk.backward(gradients.rowRange(from, to));
      }
    }
  }

  private static void requireTape(String name, Variable variable, Tape tape) {
    if (variable.tape() != tape) {
      throw new IllegalArgumentException(
          name + " is on another tape, expected that of the step, which carries the gradients");
    }
  }

  private static void requireShape(Variable chunk, int from, int to, int columns) {
    if (chunk.rows() != to - from || chunk.columns() != columns) {
      throw new IllegalArgumentException(
          "the encoding of rows %d to %d is %d x %d, expected %d x %d"
              .formatted(from, to, chunk.rows(), chunk.columns(), to - from, columns));
    }
  }

  /** Gradients of other embeddings than those of the loss would be wrong without a sign of it. */
  private static void requireReplay(Matrix second, Matrix first, int from) {
    float largest = 0;
    float difference = 0;
    for (int r = 0; r < first.rows(); r++) {
      for (int c = 0; c < first.columns(); c++) {
        largest = Math.max(largest, Math.abs(first.get(r, c)));
        difference = Math.max(difference, Math.abs(first.get(r, c) - second.get(r, c)));
      }
    }
    if (!(difference <= REPLAY_TOLERANCE * largest)) {
      throw new IllegalStateException(
          "the encodings of the chunk from row %d differ by %s, expected the same twice: all"
                  .formatted(from, difference)
              + " randomness must come from Tape.randomOr");
    }
  }
}
