package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;

/**
 * What an {@link EmbeddingQueue} has to know to go on where it was, its free rows included. Arrays
 * are kept, not copied; equality is that of their identities.
 *
 * @param rows all rows, capacity × dimension
 * @param ids an id for each row
 * @param size how many rows are filled, from the first on
 * @param next the row that is filled next: the first free one, or the oldest if there is none
 */
public record EmbeddingQueueState(Matrix rows, long[] ids, int size, int next) {

  /**
   * Checks the numbers.
   *
   * @throws NullPointerException if {@code rows} or {@code ids} is null
   * @throws IllegalArgumentException if there is not an id for each row, or a number is out of
   *     range
   */
  public EmbeddingQueueState {
    Objects.requireNonNull(rows, "rows is null, expected those of the queue");
    Objects.requireNonNull(ids, "ids is null, expected an id for each row");
    int capacity = rows.rows();
    if (ids.length != capacity) {
      throw new IllegalArgumentException(
          "ids has %d elements, expected one for each of %d rows".formatted(ids.length, capacity));
    }
    if (size < 0 || size > capacity) {
      throw new IllegalArgumentException(
          "size is %d, expected 0 to the capacity %d".formatted(size, capacity));
    }
    boolean fits = size < capacity ? next == size : next >= 0 && next < capacity;
    if (!fits) {
      throw new IllegalArgumentException(
          "next is %d, expected %s"
              .formatted(
                  next, size < capacity ? "the size " + size : "a row in [0, " + capacity + ")"));
    }
  }
}
