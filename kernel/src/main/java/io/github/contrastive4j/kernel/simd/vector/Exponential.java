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
  static final float ROUNDER = 0x1.8p23f;

  // Coefficients of the polynomial, by the power of r; that of 1 is 1.
  static final float C1 = 6.9314718246e-1f;
  static final float C2 = 2.4022646248e-1f;
  static final float C3 = 5.5503286421e-2f;
  static final float C4 = 9.6184890717e-3f;
  static final float C5 = 1.3399930904e-3f;
  static final float C6 = 1.5345812426e-4f;

  private Exponential() {}

  /**
   * 2^x for x in [−126, 127]: x = n + r with n the nearest integer, 2^r by a minimax polynomial of
   * degree 6 on [−½, ½] (0.66 ulp, mean error 0), n added to the exponent field. −127 gives an
   * exact 0.
   */
  static FloatVector exp2(FloatVector x) {
    // Adding 1.5 · 2^23 leaves the rounded integer in the low bits of the mantissa.
    FloatVector rounded = x.add(ROUNDER);
    FloatVector r = x.sub(rounded.sub(ROUNDER));
    FloatVector p = FloatVector.broadcast(SPECIES, C6);
    p = p.fma(r, FloatVector.broadcast(SPECIES, C5));
    p = p.fma(r, FloatVector.broadcast(SPECIES, C4));
    p = p.fma(r, FloatVector.broadcast(SPECIES, C3));
    p = p.fma(r, FloatVector.broadcast(SPECIES, C2));
    p = p.fma(r, FloatVector.broadcast(SPECIES, C1));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1f));
    return p.reinterpretAsInts()
        .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }
}
