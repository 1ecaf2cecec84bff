package io.github.contrastive4j.jmh.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.jmh.benchmark.ActivationBenchmark;
import io.github.contrastive4j.jmh.benchmark.LossBenchmark;
import io.github.contrastive4j.jmh.benchmark.Pairs;
import io.github.contrastive4j.jmh.benchmark.ProductBenchmark;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A product of 1000 × 500 and 500 × 1000 numbers is 1e9 operations. */
class FlopRateTest {
  private static final Map<String, String> SHAPE = Map.of("B", "1000", "D", "500");

  private static BenchmarkParams product(Mode mode, int threads, Map<String, String> parameters) {
    return JmhParams.of(ProductBenchmark.class, "abt", mode, threads, parameters);
  }

  @Test
  void addsTheRatesOfAllThreads() {
    assertThat(FlopRate.gflops(product(Mode.AverageTime, 1, SHAPE), 10_000))
        .isEqualTo(100, within(1e-9));
    assertThat(FlopRate.gflops(product(Mode.AverageTime, 3, SHAPE), 10_000))
        .isEqualTo(300, within(1e-9));
  }

  @Test
  void takesAThroughputForASum() {
    assertThat(FlopRate.gflops(product(Mode.Throughput, 3, SHAPE), 1e-4))
        .isEqualTo(100, within(1e-9));
  }

  @Test
  void isUnknownWithoutACount() {
    var activation = JmhParams.of(ActivationBenchmark.class, "forward", Mode.AverageTime, 1, SHAPE);
    assertThat(FlopRate.gflops(activation, 10_000)).isNaN();
  }

  @Test
  void comparesWithThePeakOfAllThatWork() {
    assertThat(FlopRate.fraction(product(Mode.AverageTime, 1, SHAPE), 100, 200)).isEqualTo(0.5);
    var shared = product(Mode.AverageTime, 2, Map.of("workers", "4"));
    assertThat(FlopRate.fraction(shared, 100, 200)).isEqualTo(0.0625);
    assertThat(FlopRate.fraction(shared, 100, Double.NaN)).isNaN();
  }

  @Test
  void findsTheCountOfABenchmarkByName() {
    assertThat(FlopRate.work(LossBenchmark.class.getName() + ".symmetric"))
        .contains(Work.LOSS_FORWARD_BACKWARD);
    assertThat(FlopRate.work(Pairs.class.getName() + ".draw")).isEmpty();
  }
}
