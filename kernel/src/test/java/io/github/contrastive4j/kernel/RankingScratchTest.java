package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingScratchTest {
  private static RankingPlan plan(int rows) {
    RankingBatch batch = RankingBatch.of(Matrix.zeros(rows, 5), Matrix.zeros(rows, 5));
    RankingLoss loss = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    return RankingPlan.of(RankingShape.of(loss, batch, true), Workspace.DEFAULT_BUDGET);
  }

  @Test
  void lanesWithoutARowHaveNoFactorsOfALargerCall() {
    RankingScratch scratch = new RankingScratch();
    AnchorScratch anchors = scratch.anchors;
    scratch.reserve(plan(64), 1);
    for (float[] lanes : new float[][] {anchors.shift, anchors.factor, anchors.smoothing}) {
      Arrays.fill(lanes, Float.POSITIVE_INFINITY);
    }
    scratch.reserve(plan(12), 1);
    for (float[] lanes : new float[][] {anchors.shift, anchors.factor, anchors.smoothing}) {
      assertThat(Arrays.copyOfRange(lanes, 12, 32)).containsOnly(0f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RAW_COSINE, false, 0, 100, 100, 1",
    "RAW_COSINE, true, 0.1, 300, 700, 3",
    "EUCLIDEAN, true, 0, 100, 900, 2",
    "MANHATTAN, false, 0.1, 5000, 33, 2"
  })
  void whatIsAnnouncedIsWhatIsTaken(
      Similarity similarity, boolean symmetric, double smoothing, int m, int n, int workers)
      throws IllegalAccessException {
    RankingLoss loss =
        RankingLoss.of(similarity, 20).withSymmetric(symmetric).withLabelSmoothing(smoothing);
    RankingShape shape = RankingShape.of(loss, m, n, 40, true);
    RankingPlan plan = RankingPlan.of(shape, Workspace.DEFAULT_BUDGET);
    RankingScratch scratch = new RankingScratch();
    scratch.reserve(plan, workers);
    assertThat(bytes(scratch)).isEqualTo(plan.bytes(workers));
  }

  @Test
  void prefixesShareBlocksButNotWhatIsKnownOfRows() throws IllegalAccessException {
    RankingScratch widest = new RankingScratch();
    RankingScratch narrower = new RankingScratch(widest);
    widest.reserve(plan(64), 2);
    assertThat(narrower.block.scores).isSameAs(widest.block.scores).isNotEmpty();
    assertThat(narrower.workers.gradients).isSameAs(widest.workers.gradients).isNotEmpty();
    assertThat(bytes(narrower.anchors) + bytes(narrower.candidates) + bytes(narrower.own)).isZero();
  }

  private static long bytes(RankingScratch scratch) throws IllegalAccessException {
    return bytes(scratch.anchors)
        + bytes(scratch.candidates)
        + bytes(scratch.own)
        + bytes(scratch.block)
        + bytes(scratch.distances)
        + bytes(scratch.workers);
  }

  /** Bytes of all arrays that can be reached. */
  private static long bytes(Object holder) throws IllegalAccessException {
    long bytes = 0;
    for (Field field : holder.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        Object value = field.get(holder);
        bytes += value.getClass().isArray() ? arrayBytes(value) : bytes(value);
      }
    }
    return bytes;
  }

  private static long arrayBytes(Object array) {
    long element =
        switch (array) {
          case float[] _, int[] _ -> 4;
          case double[] _, long[] _ -> 8;
          case short[] _ -> 2;
          default -> 1;
        };
    return element * Array.getLength(array);
  }
}
