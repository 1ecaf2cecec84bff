package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RankingBatchTest {

  /** In whatever order they come. */
  @Test
  void eachChangeLeavesTheOthers() {
    Matrix own = Matrix.zeros(6, 4);
    Matrix queue = Matrix.zeros(2, 4);
    Matrix guide = Matrix.zeros(3, 2);
    double[] weights = {1, 2, 3};
    int[] targets = {2, 1, 0};
    List<UnaryOperator<RankingBatch>> changes =
        List.of(
            b -> b.withOwnNegatives(own),
            b -> b.withIds(new long[3], new long[5]),
            b -> b.withIds(new int[3], new int[5]),
            b -> b.withWeights(weights),
            b -> b.withGuide(guide, Matrix.zeros(5, 2)),
            b -> b.withQueue(queue));
    for (int first = 0; first < changes.size(); first++) {
      // Ids and the guide have to know of the queue.
      RankingBatch changed =
          new RankingBatch(Matrix.zeros(3, 4), Matrix.zeros(3, 4), targets).withQueue(queue);
      for (int k = 0; k < changes.size(); k++) {
        changed = changes.get((first + k) % changes.size()).apply(changed);
      }
      assertThat(changed)
          .returns(targets, RankingBatch::targets)
          .returns(queue, RankingBatch::queue)
          .returns(weights, RankingBatch::weights)
          .returns(own, RankingBatch::ownNegatives);
      assertThat(changed.ids()).hasSize(2);
      assertThat(changed.guide().anchors()).isSameAs(guide);
    }
  }
}
