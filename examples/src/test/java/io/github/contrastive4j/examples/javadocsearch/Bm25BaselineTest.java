package io.github.contrastive4j.examples.javadocsearch;

import static io.github.contrastive4j.examples.javadocsearch.Methods.method;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.Matrix;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Bm25BaselineTest {
  @Test
  void findsSplitAndStemmedWordsAndScoresAllOthersZero() {
    List<MethodDeclaration> methods =
        List.of(
            method("URLConnection", "openStream", "Opening connections to a place."),
            method("Cart", "removeItems", "The item is removed."),
            method("Order", "submit", "!?"));
    try (Bm25Baseline bm25 = new Bm25Baseline(methods)) {
      Matrix scores = bm25.score(0, 3);
      assertThat(scores.rows()).isEqualTo(3);
      assertThat(scores.get(0, 0)).isPositive();
      assertThat(scores.get(0, 1)).isZero();
      assertThat(scores.get(1, 1)).isPositive();
      assertThat(scores.get(1, 0)).isZero();
      assertThat(scores.get(2, 2)).isZero();
      assertThat(bm25.score(1, 2).get(0, 1)).isEqualTo(scores.get(1, 1));
    }
  }

  @Test
  void ofASentenceWithoutAnEndTheFirstWordsCount() {
    String words =
        IntStream.range(0, 3000).mapToObj("word%d "::formatted).collect(Collectors.joining());
    List<MethodDeclaration> methods =
        List.of(method("Cart", "removeItems", "Removes items " + words), method("A", "b", "."));
    try (Bm25Baseline bm25 = new Bm25Baseline(methods)) {
      Matrix scores = bm25.score(0, 1);
      assertThat(scores.get(0, 0)).isPositive();
      assertThat(scores.get(0, 1)).isZero();
    }
  }
}
