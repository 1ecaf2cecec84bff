package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.IndexBags;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Pooling;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.nn.EmbeddingBag;
import io.github.contrastive4j.autograd.nn.Linear;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The model: queries and declarations are weighted sums of rows of one shared embedding table,
 * followed by a projection of each tower's own. A query and a declaration are compared by the
 * cosine.
 *
 * <p>Because the table is shared and the projections start as the identity, the untrained model is
 * not arbitrary: texts with common features have a large cosine from the beginning, as in a random
 * projection of their feature vectors.
 */
public final class TwoTowerModel extends Module {
  /** Texts embedded at a time outside of training. */
  private static final int BLOCK = 1024;

  private final EmbeddingBag table;
  private final Linear queryProjection;
  private final Linear declarationProjection;
  private final int dimension;

  /**
   * An untrained model.
   *
   * @param buckets rows of the table
   * @param dimension columns of an embedding
   * @param seed of the table's random values
   */
  public TwoTowerModel(int buckets, int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    this.dimension = dimension;
    this.table = register("table", new EmbeddingBag(buckets, dimension, Pooling.SUM, random));
    this.queryProjection = register("query", Linear.identity(dimension));
    this.declarationProjection = register("declaration", Linear.identity(dimension));
  }

  /**
   * The query tower.
   *
   * @param tape where the operations are recorded
   * @param bags B bags of features
   * @return B × dimension, not normalized
   */
  public Variable queries(Tape tape, IndexBags bags) {
    return queryProjection.forward(table.forward(tape, bags));
  }

  /**
   * The declaration tower.
   *
   * @param tape where the operations are recorded
   * @param bags B bags of features
   * @return B × dimension, not normalized
   */
  public Variable declarations(Tape tape, IndexBags bags) {
    return declarationProjection.forward(table.forward(tape, bags));
  }

  /**
   * Parameters of the table, which want a large learning rate: each step touches few rows.
   *
   * @return the sparse parameters
   */
  public Collection<Parameter> tableParameters() {
    return table.parameters();
  }

  /**
   * Parameters of the projections, which want a small learning rate: each step touches all of them.
   *
   * @return the dense parameters
   */
  public Collection<Parameter> projectionParameters() {
    return parameters().stream().filter(parameter -> !parameter.isSparse()).toList();
  }

  /**
   * Columns of an embedding.
   *
   * @return dimension
   */
  public int dimension() {
    return dimension;
  }

  /**
   * Embeds queries without recording.
   *
   * @param tape lends its memory; reset by this method
   * @param bags features of the queries
   * @return queries × dimension, rows of length 1
   */
  public Matrix embedQueries(Tape tape, List<FeatureBag> bags) {
    return embed(tape, bags, this::queries);
  }

  /**
   * Embeds declarations without recording.
   *
   * @param tape lends its memory; reset by this method
   * @param bags features of the declarations
   * @return declarations × dimension, rows of length 1
   */
  public Matrix embedDeclarations(Tape tape, List<FeatureBag> bags) {
    return embed(tape, bags, this::declarations);
  }

  @FunctionalInterface
  private interface Tower {
    Variable forward(Tape tape, IndexBags bags);
  }

  private Matrix embed(Tape tape, List<FeatureBag> bags, Tower tower) {
    Matrix out = Matrix.zeros(bags.size(), dimension);
    for (int from = 0; from < bags.size(); from += BLOCK) {
      int to = Math.min(bags.size(), from + BLOCK);
      IndexBags block = FeatureBag.join(bags.subList(from, to));
      tape.reset();
      Matrix unit = tape.noGrad(() -> tower.forward(tape, block).normalizeRows()).value();
      unit.copyTo(out.rowRange(from, to));
    }
    tape.reset();
    return out;
  }
}
