package io.github.contrastive4j.examples.javadocsearch;

import static io.github.contrastive4j.examples.javadocsearch.Methods.method;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.Matrix;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RetrievalMetricsTest {
  private static final int[] DISTINCT = {0, 1, 2, 3};

  @Test
  void averagesRanks() {
    RetrievalMetrics metrics = RetrievalMetrics.ofRanks(new int[] {1, 2, 10, 11});
    assertThat(metrics.mrrAt10()).isCloseTo((1 + 0.5 + 0.1) / 4, Offset.offset(1e-12));
    assertThat(metrics.recallAt1()).isEqualTo(0.25);
    assertThat(metrics.recallAt10()).isEqualTo(0.75);
    assertThat(RetrievalMetrics.ofRanks(new int[0])).isEqualTo(new RetrievalMetrics(0, 0, 0));
  }

  @Test
  void ranksByScore() {
    float[] scores = {9, 9, 0.3f, 0.9f, 0.1f, 0.5f};
    assertThat(RetrievalMetrics.rank(scores, 2, DISTINCT, 1)).isEqualTo(1);
    assertThat(RetrievalMetrics.rank(scores, 2, DISTINCT, 0)).isEqualTo(3);
  }

  @Test
  void tiesAndNaNsCountAgainstTheAnswer() {
    assertThat(RetrievalMetrics.rank(new float[4], 0, DISTINCT, 0)).isEqualTo(4);
    assertThat(RetrievalMetrics.rank(new float[] {1, Float.NaN, 0, 0}, 0, DISTINCT, 0))
        .isEqualTo(2);
    assertThat(RetrievalMetrics.rank(new float[] {Float.NaN, 0, 0, 0}, 0, DISTINCT, 0))
        .isEqualTo(4);
  }

  @Test
  void theBestRightCandidateCountsAndRightOnesDoNotStandInEachOthersWay() {
    float[] scores = {0.1f, 0.8f, 0.9f, 0.85f};
    assertThat(RetrievalMetrics.rank(scores, 0, new int[] {7, 7, 5, 6}, 7)).isEqualTo(3);
    assertThat(RetrievalMetrics.rank(scores, 0, new int[] {7, 5, 7, 7}, 7)).isEqualTo(1);
  }

  @Test
  void lenientTakesEveryMethodWithTheSameSentence() {
    TestCollection collection =
        new TestCollection(
            List.of(
                method("A", "close", "Closes it."),
                method("B", "close", "Closes it."),
                method("C", "open", "Opens it.")));
    // An engine that always prefers B, then A, then C.
    TestCollection.Result result =
        collection.evaluate((from, to) -> {
          Matrix scores = Matrix.zeros(to - from, 3);
          for (int q = 0; q < to - from; q++) {
            scores.set(q, 0, 2);
            scores.set(q, 1, 3);
            scores.set(q, 2, 1);
          }
          return scores;
        });
    assertThat(result.strict().mrrAt10())
        .isCloseTo((1 / 2.0 + 1 + 1 / 3.0) / 3, Offset.offset(1e-12));
    assertThat(result.lenient().mrrAt10()).isCloseTo((1 + 1 + 1 / 3.0) / 3, Offset.offset(1e-12));
  }
}
