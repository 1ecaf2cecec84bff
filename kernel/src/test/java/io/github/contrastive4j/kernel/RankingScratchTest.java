package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RankingScratchTest {
  private static RankingPlan plan(int rows) {
    RankingBatch batch = RankingBatch.of(Matrix.zeros(rows, 5), Matrix.zeros(rows, 5));
    RankingLoss loss = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    return RankingPlan.of(RankingShape.of(loss, batch, true), Workspace.DEFAULT_BUDGET);
  }

  @Test
  void lanesWithoutARowHaveNoFactorsOfALargerCall() {
    RankingScratch scratch = new RankingScratch();
    scratch.reserve(plan(64), 1);
    for (float[] lanes :
        new float[][] {scratch.rowShift, scratch.rowFactor, scratch.rowSmoothing}) {
      Arrays.fill(lanes, Float.POSITIVE_INFINITY);
    }
    scratch.reserve(plan(12), 1);
    for (float[] lanes :
        new float[][] {scratch.rowShift, scratch.rowFactor, scratch.rowSmoothing}) {
      assertThat(Arrays.copyOfRange(lanes, 12, 32)).containsOnly(0f);
    }
  }
}
