package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.IndexBags;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Pooling;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A table of embeddings ("table", rows × dimension) of which each example sums or averages the rows
 * that its bag of indices names. The gradient is sparse: it holds the rows that a step has used.
 *
 * <p>An empty bag gives a row of zeros. Under a cosine that is a row without a direction, and the
 * gradient of whatever made it, such as the biases of a tower that has only zeros so far, is as
 * large as norms of at least 1e-12 make it. Give examples that may be empty an index of their own.
 */
public final class EmbeddingBag extends Module {
  private final Parameter table;
  private final Pooling pooling;

  /**
   * Makes a table of normal values with standard deviation 1/√dimension: rows of length about 1.
   *
   * @param rows number of embeddings, at least 1
   * @param dimension columns of an embedding, at least 1
   * @param pooling how the rows of a bag are combined
   * @param random source of the values
   * @throws IllegalArgumentException if a number is out of range
   */
  public EmbeddingBag(int rows, int dimension, Pooling pooling, RandomGenerator random) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows is " + rows + ", expected at least 1");
    }
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension is " + dimension + ", expected at least 1");
    }
    this.pooling = Objects.requireNonNull(pooling, "pooling is null, expected a Pooling");
    Initialization unitRows = Initialization.normal(1 / Math.sqrt(dimension));
    this.table = register("table", Parameter.sparse(unitRows.matrix(rows, dimension, random)));
  }

  /**
   * Makes a table of values that are there, such as those of a trained model.
   *
   * @param table rows × dimension; kept and trained in place
   * @param pooling how the rows of a bag are combined
   * @throws NullPointerException if an argument is null
   */
  public EmbeddingBag(Matrix table, Pooling pooling) {
    this.pooling = Objects.requireNonNull(pooling, "pooling is null, expected a Pooling");
    Objects.requireNonNull(table, "table is null, expected an embedding a row");
    this.table = register("table", Parameter.sparse(table));
  }

  /**
   * Embeds a batch of bags.
   *
   * @param tape where the operation is recorded
   * @param bags B bags of row indices
   * @return B × dimension; 0 for an empty bag
   */
  public Variable forward(Tape tape, IndexBags bags) {
    Objects.requireNonNull(tape, "tape is null, expected the tape of the step");
    return tape.parameter(table).embeddingBag(bags, pooling);
  }

  /** Names the shape of the table and the pooling, as messages do. */
  @Override
  public String toString() {
    Matrix values = table.value();
    return "EmbeddingBag[%d x %d, %s]".formatted(values.rows(), values.columns(), pooling);
  }
}
