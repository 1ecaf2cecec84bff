package io.github.contrastive4j.jmh.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkTest {
  @Test
  void countsWhatTheMathematicsAsksFor() {
    assertThat(counts(10, 3))
        .containsExactly(
            entry(Work.FMA_PEAK, 1_572_864.0),
            entry(Work.NORMALIZE, 90.0),
            entry(Work.NORMALIZE_BACKWARD, 150.0),
            entry(Work.TILES, 1920.0),
            entry(Work.PRODUCT, 600.0),
            entry(Work.SPARSE_PRODUCT, 1920.0),
            entry(Work.LOG_SUM_EXP, 400.0),
            entry(Work.SOFTMAX, 500.0),
            entry(Work.LOSS_FORWARD, 600.0),
            entry(Work.LOSS_FORWARD_BACKWARD, 1800.0));
  }

  private static Map<Work, Double> counts(long b, long d) {
    Map<Work, Double> counts = new EnumMap<>(Work.class);
    for (Work work : Work.values()) {
      counts.put(work, work.flops(b, d));
    }
    return counts;
  }

  @Test
  void countsBatchesThatALongCannotCount() {
    assertThat(Work.PRODUCT.flops(4_000_000_000L, 1)).isEqualTo(3.2e19);
  }

  @Test
  void peakFillsWholeTilesAtEveryWidth() {
    for (int lanes = 1; lanes <= 64; lanes *= 2) {
      assertThat(Work.FMA_COUNT % (12 * lanes)).isZero();
      assertThat(Work.FMA_COUNT % (24 * lanes)).isZero();
      assertThat(Work.FMA_COUNT / (24 * lanes) % 2).as("an even number of steps").isZero();
    }
  }
}
