package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A test collection in the sense of information retrieval: the first sentences of some methods are
 * the queries, the declarations of the same methods are the candidates.
 *
 * <p>The strict reading takes only the documented method itself as the right answer. The lenient
 * one takes every method that is documented with the very same sentence, since no reader of the
 * query could tell them apart.
 */
public final class TestCollection {
  /** Queries scored at a time: enough for a fast matrix product, little memory. */
  private static final int BLOCK = 256;

  private final List<MethodDeclaration> methods;
  private final int[] declarations;
  private final int[] sentences;

  /** A search engine under test. */
  @FunctionalInterface
  public interface Engine {
    /**
     * Scores all candidates of the collection for some queries.
     *
     * @param from index of the first query
     * @param to index after the last query
     * @return (to − from) × candidates, more is better
     */
    Matrix score(int from, int to);
  }

  /**
   * What an engine is worth.
   *
   * @param strict only the documented method itself is right
   * @param lenient every method with the same first sentence is right
   */
  public record Result(RetrievalMetrics strict, RetrievalMetrics lenient) {}

  /**
   * A collection of held-out methods.
   *
   * @param methods queries and candidates
   */
  public TestCollection(List<MethodDeclaration> methods) {
    this.methods = List.copyOf(methods);
    this.declarations = groups(methods.stream().map(m -> m.withSentence("")).toList());
    this.sentences = groups(methods.stream().map(MethodDeclaration::sentence).toList());
  }

  /** Numbers equal keys alike. */
  private static int[] groups(List<?> keys) {
    Map<Object, Integer> known = new HashMap<>();
    int[] groups = new int[keys.size()];
    Arrays.setAll(groups, i -> known.computeIfAbsent(keys.get(i), _ -> known.size()));
    return groups;
  }

  /**
   * The methods behind queries and candidates.
   *
   * @return in the order of queries and candidates
   */
  public List<MethodDeclaration> methods() {
    return methods;
  }

  /**
   * Asks all queries.
   *
   * @param engine the engine under test
   * @return its metrics
   */
  public Result evaluate(Engine engine) {
    int[] strict = new int[methods.size()];
    int[] lenient = new int[methods.size()];
    for (int from = 0; from < methods.size(); from += BLOCK) {
      int to = Math.min(methods.size(), from + BLOCK);
      Matrix scores = engine.score(from, to);
      for (int q = from; q < to; q++) {
        int start = scores.start(q - from);
        strict[q] = RetrievalMetrics.rank(scores.data(), start, declarations, declarations[q]);
        lenient[q] = RetrievalMetrics.rank(scores.data(), start, sentences, sentences[q]);
      }
    }
    return new Result(RetrievalMetrics.ofRanks(strict), RetrievalMetrics.ofRanks(lenient));
  }
}
