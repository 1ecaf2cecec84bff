package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.kernel.Matrix;
import java.util.List;

/**
 * All that answering a query takes, and all that is saved.
 *
 * @param features how text is read, with the document frequencies
 * @param model the trained towers
 * @param methods the methods that can be found
 * @param embeddings their embeddings, methods × dimension, rows of length 1
 */
public record SearchModel(
    TextFeatures features,
    TwoTowerModel model,
    List<MethodDeclaration> methods,
    Matrix embeddings) {

  /** Checks that there is an embedding for each method. */
  public SearchModel {
    methods = List.copyOf(methods);
    if (embeddings.rows() != methods.size() || embeddings.columns() != model.dimension()) {
      throw new IllegalArgumentException(
          "embeddings is %d x %d, expected %d x %d"
              .formatted(
                  embeddings.rows(), embeddings.columns(), methods.size(), model.dimension()));
    }
  }
}
