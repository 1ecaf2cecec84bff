package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.Exp2.C1;
import static io.github.contrastive4j.kernel.simd.Exp2.C2;
import static io.github.contrastive4j.kernel.simd.Exp2.C3;
import static io.github.contrastive4j.kernel.simd.Exp2.C4;
import static io.github.contrastive4j.kernel.simd.Exp2.C5;
import static io.github.contrastive4j.kernel.simd.Exp2.C6;
import static io.github.contrastive4j.kernel.simd.Exp2.ROUNDER;
import static io.github.contrastive4j.kernel.simd.Float64Activations.GELU_1;
import static io.github.contrastive4j.kernel.simd.Float64Activations.GELU_3;
import static io.github.contrastive4j.kernel.simd.Float64Activations.GELU_RANGE;
import static io.github.contrastive4j.kernel.simd.Float64Activations.SLOPE_0;
import static io.github.contrastive4j.kernel.simd.Float64Activations.SLOPE_2;
import static io.github.contrastive4j.kernel.simd.Float64Activations.TANH_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.ActivationKernels;
import io.github.contrastive4j.kernel.simd.Exp2;
import io.github.contrastive4j.kernel.simd.Float64Activations;
import io.github.contrastive4j.kernel.simd.RandomBits;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations by the formulas of {@link Float64Activations}, with u as a power of two. {@link Exp2}
 * is written out in the loops: see {@link VectorScores}. For tanh it stays in its parts, u = p +
 * p·q with p a power of two and q = 2^r − 1: 1 − u would cancel near 0 where (1 − p) − p·q does
 * not, and NaN, whose exponent field must not be added to, comes through by q.
 */
final class VectorActivations implements ActivationKernels {
  private static final int SIGN = 0x80000000;

  /** Bits of 1, to which an exponent is added. */
  private static final int ONE_BITS = 0x3f800000;

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector in = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector exponent = in.abs().mul(TANH_EXPONENT);
      exponent = exponent.blend(MIN_EXPONENT, exponent.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = exponent.add(ROUNDER);
      FloatVector r = exponent.sub(rounded.sub(ROUNDER));
      FloatVector q = FloatVector.broadcast(SPECIES, C6);
      q = q.fma(r, FloatVector.broadcast(SPECIES, C5));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C4));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C3));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C2));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C1));
      q = q.mul(r);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      FloatVector p =
          (FloatVector)
              power.lanewise(VectorOperators.ADD, ONE_BITS).convertShape(FLOATS, SPECIES, 0);
      FloatVector u = q.fma(p, p);
      FloatVector oneMinusU = q.neg().fma(p, FloatVector.broadcast(SPECIES, 1f).sub(p));
      Vector<Integer> size = oneMinusU.div(u.add(1f)).convertShape(BITS, INTS, 0);
      Vector<Integer> sign = in.convertShape(BITS, INTS, 0).lanewise(VectorOperators.AND, SIGN);
      FloatVector signed =
          (FloatVector) size.lanewise(VectorOperators.OR, sign).convertShape(FLOATS, SPECIES, 0);
      signed.intoArray(y, yAt + k);
    }
    for (; k < length; k++) {
      y[yAt + k] = (float) Math.tanh(x[xAt + k]);
    }
  }

  @Override
  public void tanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector in = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector exponent = in.abs().mul(TANH_EXPONENT);
      exponent = exponent.blend(MIN_EXPONENT, exponent.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = exponent.add(ROUNDER);
      FloatVector r = exponent.sub(rounded.sub(ROUNDER));
      FloatVector q = FloatVector.broadcast(SPECIES, C6);
      q = q.fma(r, FloatVector.broadcast(SPECIES, C5));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C4));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C3));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C2));
      q = q.fma(r, FloatVector.broadcast(SPECIES, C1));
      q = q.mul(r);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      FloatVector p =
          (FloatVector)
              power.lanewise(VectorOperators.ADD, ONE_BITS).convertShape(FLOATS, SPECIES, 0);
      FloatVector u = q.fma(p, p);
      FloatVector half = FloatVector.broadcast(SPECIES, 2f).div(u.add(1f));
      FloatVector derivative = u.mul(half).mul(half);
      FloatVector value = FloatVector.fromArray(SPECIES, dy, dyAt + k).mul(derivative);
      if (add) {
        FloatVector.fromArray(SPECIES, dx, dxAt + k).add(value).intoArray(dx, dxAt + k);
      } else {
        value.intoArray(dx, dxAt + k);
      }
    }
    for (; k < length; k++) {
      float value = (float) (dy[dyAt + k] * Float64Activations.tanhDerivative(x[xAt + k]));
      dx[dxAt + k] = add ? dx[dxAt + k] + value : value;
    }
  }

  @Override
  public void gelu(float[] x, int xAt, float[] y, int yAt, int length) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector in = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector low = in.blend(-GELU_RANGE, in.compare(VectorOperators.LT, -GELU_RANGE));
      FloatVector bounded = low.blend(GELU_RANGE, low.compare(VectorOperators.GT, GELU_RANGE));
      // Not by the square, which would be subnormal for tiny elements.
      FloatVector slope = bounded.mul(GELU_3).fma(bounded, FloatVector.broadcast(SPECIES, GELU_1));
      FloatVector exponent = bounded.abs().neg().mul(slope);
      exponent = exponent.blend(MIN_EXPONENT, exponent.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = exponent.add(ROUNDER);
      FloatVector r = exponent.sub(rounded.sub(ROUNDER));
      FloatVector u = FloatVector.broadcast(SPECIES, C6);
      u = u.fma(r, FloatVector.broadcast(SPECIES, C5));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C4));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C3));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C2));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C1));
      u = u.fma(r, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = u.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      u = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      VectorMask<Float> negative = in.compare(VectorOperators.LT, 0f);
      FloatVector one = FloatVector.broadcast(SPECIES, 1f);
      FloatVector sigmoid = one.blend(u, negative).div(u.add(1f));
      low.mul(sigmoid).intoArray(y, yAt + k);
    }
    for (; k < length; k++) {
      y[yAt + k] = (float) Float64Activations.gelu(x[xAt + k]);
    }
  }

  @Override
  public void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add) {
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      FloatVector in = FloatVector.fromArray(SPECIES, x, xAt + k);
      FloatVector low = in.blend(-GELU_RANGE, in.compare(VectorOperators.LT, -GELU_RANGE));
      FloatVector bounded = low.blend(GELU_RANGE, low.compare(VectorOperators.GT, GELU_RANGE));
      // Not by the square, which would be subnormal for tiny elements.
      FloatVector steep = bounded.mul(GELU_3).fma(bounded, FloatVector.broadcast(SPECIES, GELU_1));
      FloatVector exponent = bounded.abs().neg().mul(steep);
      exponent = exponent.blend(MIN_EXPONENT, exponent.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = exponent.add(ROUNDER);
      FloatVector r = exponent.sub(rounded.sub(ROUNDER));
      FloatVector u = FloatVector.broadcast(SPECIES, C6);
      u = u.fma(r, FloatVector.broadcast(SPECIES, C5));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C4));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C3));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C2));
      u = u.fma(r, FloatVector.broadcast(SPECIES, C1));
      u = u.fma(r, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = u.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      u = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      VectorMask<Float> negative = in.compare(VectorOperators.LT, 0f);
      FloatVector one = FloatVector.broadcast(SPECIES, 1f);
      FloatVector share = one.div(u.add(1f));
      FloatVector sigmoid = one.blend(u, negative).mul(share);
      FloatVector change = u.mul(share).mul(share);
      FloatVector slope =
          bounded.mul(SLOPE_2).fma(bounded, FloatVector.broadcast(SPECIES, SLOPE_0));
      FloatVector derivative = slope.mul(bounded).fma(change, sigmoid);
      FloatVector value = FloatVector.fromArray(SPECIES, dy, dyAt + k).mul(derivative);
      if (add) {
        FloatVector.fromArray(SPECIES, dx, dxAt + k).add(value).intoArray(dx, dxAt + k);
      } else {
        value.intoArray(dx, dxAt + k);
      }
    }
    for (; k < length; k++) {
      float value = (float) (dy[dyAt + k] * Float64Activations.geluDerivative(x[xAt + k]));
      dx[dxAt + k] = add ? dx[dxAt + k] + value : value;
    }
  }

  @Override
  public void dropout(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      long key,
      int index,
      int dropped,
      float kept,
      boolean add) {
    int bits = Float.floatToRawIntBits(kept);
    IntVector steps = IntVector.zero(INTS).addIndex(1).mul(RandomBits.STEP).add((int) key);
    int k = 0;
    for (; k <= length - LANES; k += LANES) {
      IntVector u = steps.add((index + k) * RandomBits.STEP);
      u = u.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, u);
      u = u.mul(RandomBits.FACTOR_1);
      u = u.lanewise(VectorOperators.LSHR, 15).lanewise(VectorOperators.XOR, u);
      u = u.mul(RandomBits.FACTOR_2);
      u = u.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, u);
      u = u.lanewise(VectorOperators.XOR, (int) (key >>> 32));
      u = u.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, u);
      u = u.mul(RandomBits.FACTOR_1);
      u = u.lanewise(VectorOperators.LSHR, 15).lanewise(VectorOperators.XOR, u);
      u = u.mul(RandomBits.FACTOR_2);
      u = u.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, u);
      IntVector isKept =
          u.lanewise(VectorOperators.LSHR, 8).sub(dropped).lanewise(VectorOperators.ASHR, 31).not();
      FloatVector factor =
          (FloatVector) isKept.lanewise(VectorOperators.AND, bits).convertShape(FLOATS, SPECIES, 0);
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + k).mul(factor);
      if (add) {
        FloatVector.fromArray(SPECIES, y, yAt + k).add(value).intoArray(y, yAt + k);
      } else {
        value.intoArray(y, yAt + k);
      }
    }
    for (; k < length; k++) {
      int isDropped = RandomBits.areBelow(key, index + k, dropped);
      float value = x[xAt + k] * Float.intBitsToFloat(bits & ~isDropped);
      y[yAt + k] = add ? y[yAt + k] + value : value;
    }
  }
}
