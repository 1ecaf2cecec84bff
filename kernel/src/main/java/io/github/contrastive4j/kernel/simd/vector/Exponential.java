package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential function of a vector, in instructions that every processor has: its bits are the
 * same everywhere, and no call leaves the loop.
 */
final class Exponential {
  /** Pushes the fraction out of the mantissa, so that what remains is rounded to an integer. */
  private static final float ROUNDER = 0x1.8p23f;

  private Exponential() {}

  /**
   * 2^x for x in [−127, 127]: x = n + r with n the nearest integer, 2^r by a minimax polynomial of
   * degree 6 on [−½, ½] (0.66 ulp, mean error 0), n added to the exponent field. −127 gives an
   * exact 0.
   */
  static FloatVector exp2(FloatVector x) {
    // Adding 1.5 · 2^23 leaves the rounded integer in the low bits of the mantissa.
    FloatVector rounded = x.add(ROUNDER);
    FloatVector r = x.sub(rounded.sub(ROUNDER));
    FloatVector p = FloatVector.broadcast(SPECIES, 1.5345812426e-4f);
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3399930904e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 9.6184890717e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 5.5503286421e-2f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 2.4022646248e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 6.9314718246e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1f));
    return p.reinterpretAsInts()
        .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }
}
