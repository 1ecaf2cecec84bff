package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The floor under all times: independent fused multiply-adds on values that never leave the
 * registers, at the vector width that the kernels use (the preferred one, where they are scalar).
 *
 * <p>Twelve chains fit 16 vector registers and cover 2 units of latency 4 to 6; processors with
 * more units have more registers, and need more chains. The peak is the faster of the two. With
 * JMH's {@code -t n}, n threads do so at once, which shows what clock and shared units leave to
 * each.
 *
 * <p>Steps add 1 and −1 in turn. The values keep changing, are exact in float32, never become
 * subnormal, and are back where they began after an even number of steps.
 */
public class FmaPeak extends TimedBenchmark {
  private static final int CHAINS = 24;

  private float[] start;
  private float one;
  private float minusOne;

  /** Makes the starting values, all different, and checks that both loops return them. */
  @Setup
  public void setUp() {
    start = new float[CHAINS * FmaChains.LANES];
    one = 1;
    minusOne = -1;
    for (int i = 0; i < start.length; i++) {
      start[i] = (i + 1) / 4096f;
    }
    Check.close("sum of 12 chains", twelveChains(), sumOfStart(12), 0);
    Check.close("sum of 24 chains", twentyFourChains(), sumOfStart(24), 0);
  }

  /** 1/4096 + 2/4096 + …, exact in float32 in any order. */
  private static double sumOfStart(int chains) {
    double count = chains * FmaChains.LANES;
    return count * (count + 1) / 2 / 4096;
  }

  /**
   * Twelve chains, for 16 vector registers.
   *
   * @return the sum of all lanes
   */
  @Benchmark
  @Counts(Work.FMA_PEAK)
  public float twelveChains() {
    return FmaChains.twelve(start, one, minusOne);
  }

  /**
   * Twenty-four chains, for 32 vector registers.
   *
   * @return the sum of all lanes
   */
  @Benchmark
  @Counts(Work.FMA_PEAK)
  public float twentyFourChains() {
    return FmaChains.twentyFour(start, one, minusOne);
  }
}
