package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.Float64Activations.GELU_1;
import static io.github.contrastive4j.kernel.simd.Float64Activations.GELU_3;
import static io.github.contrastive4j.kernel.simd.Float64Activations.GELU_RANGE;
import static io.github.contrastive4j.kernel.simd.Float64Activations.SLOPE_0;
import static io.github.contrastive4j.kernel.simd.Float64Activations.SLOPE_2;
import static io.github.contrastive4j.kernel.simd.Float64Activations.TANH_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;

import io.github.contrastive4j.kernel.simd.ActivationKernels;
import io.github.contrastive4j.kernel.simd.Float32Math;
import io.github.contrastive4j.kernel.simd.Float64Activations;
import io.github.contrastive4j.kernel.simd.RandomBits;

/**
 * Activations by the formulas of {@link Float64Activations} in float32, one element at a time: the
 * compiler vectorizes no exponentials. No branch is on a sign or a random number, which would be
 * mispredicted every other time.
 */
final class ScalarActivations implements ActivationKernels {
  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int k = 0; k < length; k++) {
      y[yAt + k] = tanh(x[xAt + k]);
    }
  }

  @Override
  public void tanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add) {
    for (int k = 0; k < length; k++) {
      float value = dy[dyAt + k] * tanhDerivative(x[xAt + k]);
      dx[dxAt + k] = add ? dx[dxAt + k] + value : value;
    }
  }

  @Override
  public void gelu(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int k = 0; k < length; k++) {
      y[yAt + k] = gelu(x[xAt + k]);
    }
  }

  @Override
  public void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add) {
    for (int k = 0; k < length; k++) {
      float value = dy[dyAt + k] * geluDerivative(x[xAt + k]);
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
    for (int k = 0; k < length; k++) {
      int isDropped = RandomBits.areBelow(key, index + k, dropped);
      float value = x[xAt + k] * Float.intBitsToFloat(bits & ~isDropped);
      y[yAt + k] = add ? y[yAt + k] + value : value;
    }
  }

  /** u in its parts, p + p·q: 1 − u would cancel near 0. */
  private static float tanh(float x) {
    float exponent = Math.max(Math.abs(x) * TANH_EXPONENT, MIN_EXPONENT);
    float rounded = Float32Math.rounded(exponent);
    float q = Float32Math.fractionPowerMinus1(exponent, rounded);
    float p = Float32Math.scaled(1f, rounded);
    float size = Float32Math.add(-q, p, 1 - p) / (1 + Float32Math.add(q, p, p));
    return Math.copySign(size, x);
  }

  private static float tanhDerivative(float x) {
    float exponent = Math.max(Math.abs(x) * TANH_EXPONENT, MIN_EXPONENT);
    float rounded = Float32Math.rounded(exponent);
    float q = Float32Math.fractionPowerMinus1(exponent, rounded);
    float p = Float32Math.scaled(1f, rounded);
    float u = Float32Math.add(q, p, p);
    float half = 2 / (1 + u);
    return u * half * half;
  }

  private static float gelu(float x) {
    float low = x < -GELU_RANGE ? -GELU_RANGE : x;
    float u = geluPower(low > GELU_RANGE ? GELU_RANGE : low);
    return low * (ifNegative(x, u) / (1 + u));
  }

  private static float geluDerivative(float x) {
    float low = x < -GELU_RANGE ? -GELU_RANGE : x;
    float bounded = low > GELU_RANGE ? GELU_RANGE : low;
    float u = geluPower(bounded);
    float share = 1 / (1 + u);
    float slope = Float32Math.add(SLOPE_2 * bounded, bounded, SLOPE_0);
    float change = u * share * share;
    return Float32Math.add(slope * bounded, change, ifNegative(x, u) * share);
  }

  private static float geluPower(float bounded) {
    float slope = Float32Math.add(GELU_3 * bounded, bounded, GELU_1);
    return Float32Math.exp2(-Math.abs(bounded) * slope);
  }

  /** A number where x has a sign, else 1. */
  private static float ifNegative(float x, float value) {
    int sign = Float.floatToRawIntBits(x) >> 31;
    int bits = Float.floatToRawIntBits(value) & sign | Float.floatToRawIntBits(1f) & ~sign;
    return Float.intBitsToFloat(bits);
  }
}
