package io.github.contrastive4j.jmh.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.jmh.benchmark.LossBenchmark;
import io.github.contrastive4j.jmh.benchmark.Pairs;
import org.junit.jupiter.api.Test;

class WorkTest {
  @Test
  void countsTheProductsOfALoss() {
    assertThat(Work.LOSS_FORWARD.flops(1024, 768)).isEqualTo(2.0 * 1024 * 1024 * 768);
    assertThat(Work.LOSS_FORWARD_BACKWARD.flops(1024, 768)).isEqualTo(6.0 * 1024 * 1024 * 768);
  }

  @Test
  void countsBatchesThatAnIntCannotCount() {
    assertThat(Work.PRODUCT.flops(65536, 256)).isEqualTo(Math.pow(2, 1 + 16 + 16 + 8));
  }

  @Test
  void peakFillsWholeTilesAtEveryWidth() {
    for (int lanes = 1; lanes <= 64; lanes *= 2) {
      assertThat(Work.FMA_COUNT % (12 * lanes)).isZero();
      assertThat(Work.FMA_COUNT % (24 * lanes)).isZero();
      assertThat(Work.FMA_COUNT / (24 * lanes) % 2).as("an even number of steps").isZero();
    }
  }

  @Test
  void findsTheCountOfABenchmarkByName() {
    assertThat(FlopRate.work(LossBenchmark.class.getName() + ".symmetric"))
        .contains(Work.LOSS_FORWARD_BACKWARD);
    assertThat(FlopRate.work(Pairs.class.getName() + ".draw")).isEmpty();
  }
}
