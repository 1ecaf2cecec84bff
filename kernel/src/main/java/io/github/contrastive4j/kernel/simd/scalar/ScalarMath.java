package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.Processor;

/** Arithmetic that the loops share. */
final class ScalarMath {
  /** Pushes the fraction out of the mantissa, so that what remains is rounded to an integer. */
  private static final float ROUNDER = 0x1.8p23f;

  /** Without the instruction, Math.fma would emulate it with big decimals. */
  private static final boolean FUSED = Processor.fusesMultiplyAdd();

  private ScalarMath() {}

  /** a · b + c, in one rounding where the processor has an instruction for it. */
  static float add(float a, float b, float c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /** 2^x for x up to 127; 0 for the smallest exponent and below. */
  static float exp2(float x) {
    float bounded = Math.max(x, PanelLayout.MIN_EXPONENT);
    float rounded = rounded(bounded);
    return scaled(fractionPower(bounded, rounded), rounded);
  }

  /** The nearest integer n, in the low bits of the mantissa. */
  static float rounded(float x) {
    return x + ROUNDER;
  }

  /** 2^(x − n) by a minimax polynomial of degree 6 on [−½, ½] (0.66 ulp). */
  static float fractionPower(float x, float rounded) {
    float r = x - (rounded - ROUNDER);
    float p = add(1.5345812426e-4f, r, 1.3399930904e-3f);
    p = add(p, r, 9.6184890717e-3f);
    p = add(p, r, 5.5503286421e-2f);
    p = add(p, r, 2.4022646248e-1f);
    p = add(p, r, 6.9314718246e-1f);
    return add(p, r, 1f);
  }

  /** power · 2^n: n is added to the exponent field, and −127 gives an exact 0. */
  static float scaled(float power, float rounded) {
    int bits = Float.floatToRawIntBits(power) + (Float.floatToRawIntBits(rounded) << 23);
    return Float.intBitsToFloat(bits);
  }
}
