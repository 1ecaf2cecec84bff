package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.Exp2;
import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.simd.Processor;

/** Arithmetic that the loops share. */
final class ScalarMath {
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
    return x + Exp2.ROUNDER;
  }

  /** 2^(x − n). */
  static float fractionPower(float x, float rounded) {
    float r = x - (rounded - Exp2.ROUNDER);
    return add(fractionSlope(r), r, 1f);
  }

  /** 2^(x − n) − 1, of which 1 would leave fewer digits. */
  static float fractionPowerMinus1(float x, float rounded) {
    float r = x - (rounded - Exp2.ROUNDER);
    return fractionSlope(r) * r;
  }

  private static float fractionSlope(float r) {
    float p = add(Exp2.C6, r, Exp2.C5);
    p = add(p, r, Exp2.C4);
    p = add(p, r, Exp2.C3);
    p = add(p, r, Exp2.C2);
    return add(p, r, Exp2.C1);
  }

  /** power · 2^n: n is added to the exponent field, and −127 gives an exact 0. */
  static float scaled(float power, float rounded) {
    int bits = Float.floatToRawIntBits(power) + (Float.floatToRawIntBits(rounded) << 23);
    return Float.intBitsToFloat(bits);
  }
}
