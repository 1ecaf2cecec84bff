package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.MatrixProduct;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Update;
import io.github.contrastive4j.kernel.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Exact nearest-neighbour search by cosine over embeddings of length 1. */
public final class EmbeddingIndex {
  private final Matrix embeddings;
  private final Workspace workspace;
  private final Parallelism parallelism;

  /**
   * A candidate that was found.
   *
   * @param index row of the candidate
   * @param cosine its similarity to the query, in [−1, 1]
   */
  public record Hit(int index, float cosine) {}

  /**
   * An index over embeddings.
   *
   * @param embeddings candidates × dimension, rows of length 1; not copied
   * @param workspace scratch; nobody else may use it during a call
   * @param parallelism who works
   */
  public EmbeddingIndex(Matrix embeddings, Workspace workspace, Parallelism parallelism) {
    this.embeddings = embeddings;
    this.workspace = workspace;
    this.parallelism = parallelism;
  }

  /**
   * Compares queries with all candidates.
   *
   * @param queries queries × dimension, rows of length 1
   * @return cosines, queries × candidates
   */
  public Matrix scores(Matrix queries) {
    Matrix scores = Matrix.zeros(queries.rows(), embeddings.rows());
    MatrixProduct.abt(queries, embeddings, scores, Update.OVERWRITE, workspace, parallelism);
    return scores;
  }

  /**
   * The candidates most similar to one query.
   *
   * @param query 1 × dimension, of length 1
   * @param count number of candidates wanted
   * @return at most that many, the most similar first
   */
  public List<Hit> nearest(Matrix query, int count) {
    Matrix scores = scores(query);
    return IntStream.range(0, embeddings.rows())
        .mapToObj(c -> new Hit(c, scores.get(0, c)))
        .sorted(Comparator.comparingDouble(Hit::cosine).reversed())
        .limit(count)
        .toList();
  }
}
