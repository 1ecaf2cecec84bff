package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.jmh.rate.Work;
import io.github.contrastive4j.kernel.SimdSupport;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Chains of fused multiply-adds x ← x + one · one and x ← x + minusOne · one in turn, on values
 * that never leave the registers, at the vector width that the kernels use (the preferred one,
 * where they are scalar). Sums grow as those of the products do: where a value is a factor instead,
 * the compiler copies the addend for each step. Kept apart from the benchmark, whose methods are
 * looked up where there is no Vector API.
 */
final class FmaChains {
  private static final VectorSpecies<Float> SPECIES =
      SimdSupport.current().bits() == 0
          ? FloatVector.SPECIES_PREFERRED
          : VectorSpecies.of(float.class, VectorShape.forBitSize(SimdSupport.current().bits()));

  /** Floats in a vector. */
  static final int LANES = SPECIES.length();

  private FmaChains() {}

  /**
   * Twelve chains, for 16 vector registers.
   *
   * @param start a vector for each chain
   * @return the sum of all lanes
   */
  static float twelve(float[] start, float one, float minusOne) {
    FloatVector m = FloatVector.broadcast(SPECIES, minusOne);
    FloatVector p = FloatVector.broadcast(SPECIES, one);
    FloatVector x0 = FloatVector.fromArray(SPECIES, start, 0);
    FloatVector x1 = FloatVector.fromArray(SPECIES, start, LANES);
    FloatVector x2 = FloatVector.fromArray(SPECIES, start, 2 * LANES);
    FloatVector x3 = FloatVector.fromArray(SPECIES, start, 3 * LANES);
    FloatVector x4 = FloatVector.fromArray(SPECIES, start, 4 * LANES);
    FloatVector x5 = FloatVector.fromArray(SPECIES, start, 5 * LANES);
    FloatVector x6 = FloatVector.fromArray(SPECIES, start, 6 * LANES);
    FloatVector x7 = FloatVector.fromArray(SPECIES, start, 7 * LANES);
    FloatVector x8 = FloatVector.fromArray(SPECIES, start, 8 * LANES);
    FloatVector x9 = FloatVector.fromArray(SPECIES, start, 9 * LANES);
    FloatVector x10 = FloatVector.fromArray(SPECIES, start, 10 * LANES);
    FloatVector x11 = FloatVector.fromArray(SPECIES, start, 11 * LANES);
    for (int n = Work.FMA_COUNT / (2 * 12 * LANES); n > 0; n--) {
      x0 = p.fma(p, x0);
      x1 = p.fma(p, x1);
      x2 = p.fma(p, x2);
      x3 = p.fma(p, x3);
      x4 = p.fma(p, x4);
      x5 = p.fma(p, x5);
      x6 = p.fma(p, x6);
      x7 = p.fma(p, x7);
      x8 = p.fma(p, x8);
      x9 = p.fma(p, x9);
      x10 = p.fma(p, x10);
      x11 = p.fma(p, x11);
      x0 = m.fma(p, x0);
      x1 = m.fma(p, x1);
      x2 = m.fma(p, x2);
      x3 = m.fma(p, x3);
      x4 = m.fma(p, x4);
      x5 = m.fma(p, x5);
      x6 = m.fma(p, x6);
      x7 = m.fma(p, x7);
      x8 = m.fma(p, x8);
      x9 = m.fma(p, x9);
      x10 = m.fma(p, x10);
      x11 = m.fma(p, x11);
    }
    return x0.add(x1)
        .add(x2)
        .add(x3)
        .add(x4)
        .add(x5)
        .add(x6)
        .add(x7)
        .add(x8)
        .add(x9)
        .add(x10)
        .add(x11)
        .reduceLanes(VectorOperators.ADD);
  }

  /**
   * Twenty-four chains, for 32 vector registers.
   *
   * @param start a vector for each chain
   * @return the sum of all lanes
   */
  static float twentyFour(float[] start, float one, float minusOne) {
    FloatVector m = FloatVector.broadcast(SPECIES, minusOne);
    FloatVector p = FloatVector.broadcast(SPECIES, one);
    FloatVector x0 = FloatVector.fromArray(SPECIES, start, 0);
    FloatVector x1 = FloatVector.fromArray(SPECIES, start, LANES);
    FloatVector x2 = FloatVector.fromArray(SPECIES, start, 2 * LANES);
    FloatVector x3 = FloatVector.fromArray(SPECIES, start, 3 * LANES);
    FloatVector x4 = FloatVector.fromArray(SPECIES, start, 4 * LANES);
    FloatVector x5 = FloatVector.fromArray(SPECIES, start, 5 * LANES);
    FloatVector x6 = FloatVector.fromArray(SPECIES, start, 6 * LANES);
    FloatVector x7 = FloatVector.fromArray(SPECIES, start, 7 * LANES);
    FloatVector x8 = FloatVector.fromArray(SPECIES, start, 8 * LANES);
    FloatVector x9 = FloatVector.fromArray(SPECIES, start, 9 * LANES);
    FloatVector x10 = FloatVector.fromArray(SPECIES, start, 10 * LANES);
    FloatVector x11 = FloatVector.fromArray(SPECIES, start, 11 * LANES);
    FloatVector x12 = FloatVector.fromArray(SPECIES, start, 12 * LANES);
    FloatVector x13 = FloatVector.fromArray(SPECIES, start, 13 * LANES);
    FloatVector x14 = FloatVector.fromArray(SPECIES, start, 14 * LANES);
    FloatVector x15 = FloatVector.fromArray(SPECIES, start, 15 * LANES);
    FloatVector x16 = FloatVector.fromArray(SPECIES, start, 16 * LANES);
    FloatVector x17 = FloatVector.fromArray(SPECIES, start, 17 * LANES);
    FloatVector x18 = FloatVector.fromArray(SPECIES, start, 18 * LANES);
    FloatVector x19 = FloatVector.fromArray(SPECIES, start, 19 * LANES);
    FloatVector x20 = FloatVector.fromArray(SPECIES, start, 20 * LANES);
    FloatVector x21 = FloatVector.fromArray(SPECIES, start, 21 * LANES);
    FloatVector x22 = FloatVector.fromArray(SPECIES, start, 22 * LANES);
    FloatVector x23 = FloatVector.fromArray(SPECIES, start, 23 * LANES);
    for (int n = Work.FMA_COUNT / (2 * 24 * LANES); n > 0; n--) {
      x0 = p.fma(p, x0);
      x1 = p.fma(p, x1);
      x2 = p.fma(p, x2);
      x3 = p.fma(p, x3);
      x4 = p.fma(p, x4);
      x5 = p.fma(p, x5);
      x6 = p.fma(p, x6);
      x7 = p.fma(p, x7);
      x8 = p.fma(p, x8);
      x9 = p.fma(p, x9);
      x10 = p.fma(p, x10);
      x11 = p.fma(p, x11);
      x12 = p.fma(p, x12);
      x13 = p.fma(p, x13);
      x14 = p.fma(p, x14);
      x15 = p.fma(p, x15);
      x16 = p.fma(p, x16);
      x17 = p.fma(p, x17);
      x18 = p.fma(p, x18);
      x19 = p.fma(p, x19);
      x20 = p.fma(p, x20);
      x21 = p.fma(p, x21);
      x22 = p.fma(p, x22);
      x23 = p.fma(p, x23);
      x0 = m.fma(p, x0);
      x1 = m.fma(p, x1);
      x2 = m.fma(p, x2);
      x3 = m.fma(p, x3);
      x4 = m.fma(p, x4);
      x5 = m.fma(p, x5);
      x6 = m.fma(p, x6);
      x7 = m.fma(p, x7);
      x8 = m.fma(p, x8);
      x9 = m.fma(p, x9);
      x10 = m.fma(p, x10);
      x11 = m.fma(p, x11);
      x12 = m.fma(p, x12);
      x13 = m.fma(p, x13);
      x14 = m.fma(p, x14);
      x15 = m.fma(p, x15);
      x16 = m.fma(p, x16);
      x17 = m.fma(p, x17);
      x18 = m.fma(p, x18);
      x19 = m.fma(p, x19);
      x20 = m.fma(p, x20);
      x21 = m.fma(p, x21);
      x22 = m.fma(p, x22);
      x23 = m.fma(p, x23);
    }
    return x0.add(x1)
        .add(x2)
        .add(x3)
        .add(x4)
        .add(x5)
        .add(x6)
        .add(x7)
        .add(x8)
        .add(x9)
        .add(x10)
        .add(x11)
        .add(x12)
        .add(x13)
        .add(x14)
        .add(x15)
        .add(x16)
        .add(x17)
        .add(x18)
        .add(x19)
        .add(x20)
        .add(x21)
        .add(x22)
        .add(x23)
        .reduceLanes(VectorOperators.ADD);
  }
}
