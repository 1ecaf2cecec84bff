package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.Exp2.C1;
import static io.github.contrastive4j.kernel.simd.Exp2.C2;
import static io.github.contrastive4j.kernel.simd.Exp2.C3;
import static io.github.contrastive4j.kernel.simd.Exp2.C4;
import static io.github.contrastive4j.kernel.simd.Exp2.C5;
import static io.github.contrastive4j.kernel.simd.Exp2.C6;
import static io.github.contrastive4j.kernel.simd.Exp2.ROUNDER;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.Exp2;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/** The exponential function of a vector; see {@link Exp2}. No call leaves the loop. */
final class Exponential {
  private Exponential() {}

  /** 2^x for x in [−126, 127]; −127 gives an exact 0. */
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
    Vector<Integer> bits = p.convertShape(BITS, INTS, 0);
    Vector<Integer> power = rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
    return (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
  }
}
