package io.github.contrastive4j.jmh.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final Shape SHAPE = new Shape(1000, 500);
  private static final List<Timing> TIMINGS =
      List.of(
          new Timing(Contest.LOSS, Entrant.OURS, SHAPE, 1, 30_000, 29_000, 50_000, 15, 200),
          new Timing(Contest.LOSS, "libtorch", SHAPE, 1, 450_000, 999, 500_000, 15, 200),
          new Timing(Contest.PRODUCT, "netlib", SHAPE, 2, 10_000, 900, 20_000, 5, 100));
  private static final List<Memory> MEMORY =
      List.of(
          new Memory(Entrant.OURS, SHAPE, 50 << 20, 80 << 20, 20 << 20),
          new Memory("libtorch", SHAPE, 100 << 20, 130 << 20, Double.NaN));

  @Test
  void readWell() {
    assertThat(Tables.times(TIMINGS).markdown(TIMINGS))
        .isEqualTo(
            """
            | what                         |        B×D | workers | library       |  time, ms | least, ms | floor, ms | GFLOP/s | of peak | time ÷ ours |
            |:-----------------------------|-----------:|--------:|:--------------|----------:|----------:|----------:|--------:|--------:|------------:|
            | loss and gradients           |   1000×500 |       1 | contrastive4j |     30.00 |     29.00 |     15.00 |   100.0 |  50.0 % |        1.00 |
            | loss and gradients           |   1000×500 |       1 | libtorch      |       450 |    0.9990 |     15.00 |     6.7 |   3.3 % |       15.00 |
            | A·Cᵀ alone                   |   1000×500 |       2 | netlib        |     10.00 |    0.9000 |      5.00 |   100.0 |  50.0 % |             |
            """);
    assertThat(Tables.MEMORY.markdown(MEMORY))
        .isEqualTo(
            """
            |        B×D | library       | idle, MiB | peak, MiB | added, MiB | by count, MiB |
            |-----------:|:--------------|----------:|----------:|-----------:|--------------:|
            |   1000×500 | contrastive4j |        50 |        80 |         30 |            20 |
            |   1000×500 | libtorch      |       100 |       130 |         30 |               |
            """);
  }

  @Test
  void haveAllNumbers() {
    assertThat(Tables.TIME_NUMBERS.csv(TIMINGS))
        .isEqualTo(
            """
            contest,library,B,D,workers,median_us,least_us,most_us,iterations,floor_us,gflops,fraction_of_peak
            LOSS,contrastive4j,1000,500,1,30000.0,29000.0,50000.0,15,15000.0,100.0,0.5
            LOSS,libtorch,1000,500,1,450000.0,999.0,500000.0,15,15000.0,6.666666666666667,0.03333333333333333
            PRODUCT,netlib,1000,500,2,10000.0,900.0,20000.0,5,5000.0,100.0,0.5
            """);
    assertThat(Tables.MEMORY_NUMBERS.csv(MEMORY))
        .isEqualTo(
            """
            library,B,D,idle,peak,planned
            contrastive4j,1000,500,52428800,83886080,20971520
            libtorch,1000,500,104857600,136314880,
            """);
  }
}
