package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.kernel.Matrix;
import java.util.List;

/** Answers questions with a trained model: the methods whose declarations are nearest to them. */
public final class SearchEngine {
  private final SearchModel trained;
  private final Tape tape;
  private final EmbeddingIndex index;

  /**
   * A method that was found.
   *
   * @param method the method
   * @param cosine its similarity to the query, in [−1, 1]
   */
  public record Answer(MethodDeclaration method, float cosine) {}

  /**
   * An engine.
   *
   * @param trained the model and the methods that it knows
   * @param tape lends its memory and threads; nobody else may use it during a call
   */
  public SearchEngine(SearchModel trained, Tape tape) {
    this.trained = trained;
    this.tape = tape;
    this.index = new EmbeddingIndex(trained.embeddings(), tape.workspace(), tape.parallelism());
  }

  /**
   * Searches.
   *
   * @param query plain English
   * @param count number of methods wanted
   * @return at most that many, best first; none if the query has neither letters nor digits
   */
  public List<Answer> search(String query, int count) {
    FeatureBag bag = trained.features().query(query);
    if (bag.size() == 0) {
      return List.of();
    }
    Matrix embedding = trained.model().embedQueries(tape, List.of(bag));
    return index.nearest(embedding, count).stream()
        .map(hit -> new Answer(trained.methods().get(hit.index()), hit.cosine()))
        .toList();
  }
}
