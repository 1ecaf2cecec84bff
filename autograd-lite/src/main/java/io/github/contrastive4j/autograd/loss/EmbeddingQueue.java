package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * The embeddings of the last batches, as further negatives that get no gradient: the queue of MoCo,
 * He et al., arXiv 1911.05722, filled from a momentum encoder there and from the trained one in
 * cross-batch memory, Wang et al., arXiv 1912.06798.
 *
 * <p>A ring of a fixed number of rows. Row r of {@link #matrix()} and element r of {@link #ids()}
 * belong together. Rows come in at 0, 1, 2 … as long as there is room, so that the oldest is row 0;
 * from then on each new row takes the place of the oldest, wherever that is. Enqueue a batch after
 * its own backward pass: before, its positives would be negatives too, and rows would change that
 * the pass may still read. {@link GradCache#embeddings} has the rows of its steps, and {@link
 * io.github.contrastive4j.autograd.nn.Module#follow} makes a momentum encoder.
 *
 * <p>All memory is allocated at construction; enqueuing allocates nothing. A {@link
 * io.github.contrastive4j.autograd.io.Checkpoint} stores it. Not safe for use by several threads.
 */
public final class EmbeddingQueue {
  private final Matrix rows;
  private final long[] ids;
  private int size;
  private int next;

  /**
   * Makes an empty queue.
   *
   * @param capacity rows that it can hold, at least 1
   * @param dimension columns of an embedding, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public EmbeddingQueue(int capacity, int dimension) {
    require(capacity >= 1, "capacity", capacity, "at least %d", 1);
    require(dimension >= 1, "dimension", dimension, "at least %d", 1);
    this.rows = Matrix.zeros(capacity, dimension);
    this.ids = new long[capacity];
  }

  /**
   * Copies a batch in, over the oldest rows where there is no room.
   *
   * @param batch at most capacity rows of the dimension
   * @param batchIds an id for each row, for {@link #ids()}
   * @throws IllegalArgumentException if a shape does not fit, an element is not finite, or the
   *     batch is memory of this queue; nothing has changed then
   */
  public void enqueue(Matrix batch, long[] batchIds) {
    Objects.requireNonNull(batch, "batch is null, expected rows of embeddings");
    Objects.requireNonNull(batchIds, "batchIds is null, expected an id for each row");
    int n = batch.rows();
    require(n <= capacity(), "rows of batch", n, "at most the capacity %d", capacity());
    int columns = batch.columns();
    require(columns == dimension(), "columns of batch", columns, "the dimension %d", dimension());
    require(batchIds.length == n, "length of batchIds", batchIds.length, "%d, one for each row", n);
    if (batch.overlaps(rows)) {
      throw new IllegalArgumentException(
          "batch is memory of this queue, expected a matrix of its own");
    }
    FiniteRows.require("batch", batch, 0, n);
    for (int r = 0; r < n; r++) {
      System.arraycopy(batch.data(), batch.start(r), rows.data(), rows.start(next), dimension());
      ids[next] = batchIds[r];
      next = next + 1 == capacity() ? 0 : next + 1;
    }
    size = Math.min(capacity(), size + n);
  }

  /** {@return the rows that are filled, {@link #size()} × dimension; a live view} */
  public Matrix matrix() {
    return rows.rowRange(0, size);
  }

  /** {@return a copy of the ids of the rows of {@link #matrix()}} */
  public long[] ids() {
    return Arrays.copyOf(ids, size);
  }

  /**
   * The ids of candidates and, behind them, of this queue, as {@link
   * io.github.contrastive4j.kernel.RankingBatch#withIds} wants them.
   *
   * @param candidateIds an id per candidate
   * @return a new array
   */
  public long[] idsBehind(long[] candidateIds) {
    Objects.requireNonNull(candidateIds, "candidateIds is null, expected an id per candidate");
    long[] all = Arrays.copyOf(candidateIds, candidateIds.length + size);
    System.arraycopy(ids, 0, all, candidateIds.length, size);
    return all;
  }

  /** {@return the number of rows that are filled: grows until it is the capacity} */
  public int size() {
    return size;
  }

  /** {@return the number of rows that fit} */
  public int capacity() {
    return rows.rows();
  }

  /** {@return the columns of an embedding} */
  public int dimension() {
    return rows.columns();
  }

  /** Forgets all rows. */
  public void clear() {
    size = 0;
    next = 0;
  }

  /**
   * What is to be stored to go on later.
   *
   * @return all rows, live, and copies of everything else
   */
  public EmbeddingQueueState state() {
    return new EmbeddingQueueState(rows, ids.clone(), size, next);
  }

  /**
   * Goes on where a queue of the same capacity and dimension was.
   *
   * @param state what {@link #state()} gave; copied
   * @throws NullPointerException if {@code state} is null
   * @throws IllegalArgumentException if the capacity or the dimension differs; then nothing has
   *     been changed
   */
  public void load(EmbeddingQueueState state) {
    Objects.requireNonNull(state, "state is null, expected what a queue has stored");
    Matrix stored = state.rows();
    if (stored.rows() != capacity() || stored.columns() != dimension()) {
      throw new IllegalArgumentException(
          "rows of state are %d x %d, expected %d x %d"
              .formatted(stored.rows(), stored.columns(), capacity(), dimension()));
    }
    stored.copyTo(rows);
    System.arraycopy(state.ids(), 0, ids, 0, ids.length);
    size = state.size();
    next = state.next();
  }

  /** Makes no message, which takes memory, unless it is needed. */
  private static void require(boolean holds, String name, int value, String expected, int number) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s is %d, expected %s".formatted(name, value, expected.formatted(number)));
    }
  }
}
