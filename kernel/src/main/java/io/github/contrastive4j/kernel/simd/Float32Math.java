package io.github.contrastive4j.kernel.simd;

/** Arithmetic on one element, for scalar loops and for what vectors leave over. */
public final class Float32Math {
  /** Without the instruction, Math.fma would emulate it with big decimals. */
  private static final boolean FUSED = Processor.fusesMultiplyAdd();

  private Float32Math() {}

  /**
   * a · b + c, in one rounding where the processor has an instruction for it.
   *
   * @param a first factor
   * @param b second factor
   * @param c summand
   * @return the sum
   */
  public static float add(float a, float b, float c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /**
   * The exponential of {@link Exp2}, with the bits that it has in vectors.
   *
   * @param x up to 127
   * @return 2^x; 0 for the smallest exponent and below
   */
  public static float exp2(float x) {
    float bounded = Math.max(x, PanelLayout.MIN_EXPONENT);
    float rounded = rounded(bounded);
    return scaled(fractionPower(bounded, rounded), rounded);
  }

  /**
   * The nearest integer n.
   *
   * @param x an exponent
   * @return n in the low bits of the mantissa
   */
  public static float rounded(float x) {
    return x + Exp2.ROUNDER;
  }

  /**
   * 2^(x − n).
   *
   * @param x an exponent
   * @param rounded n, as {@link #rounded} has it
   * @return about √½ to √2
   */
  public static float fractionPower(float x, float rounded) {
    float r = x - (rounded - Exp2.ROUNDER);
    return add(fractionSlope(r), r, 1f);
  }

  /**
   * 2^(x − n) − 1, of which 1 would leave fewer digits.
   *
   * @param x an exponent
   * @param rounded n, as {@link #rounded} has it
   * @return the difference
   */
  public static float fractionPowerMinus1(float x, float rounded) {
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

  /**
   * power · 2^n: n is added to the exponent field, and −127 gives an exact 0.
   *
   * @param power a power of a fraction
   * @param rounded n, as {@link #rounded} has it
   * @return the product
   */
  public static float scaled(float power, float rounded) {
    int bits = Float.floatToRawIntBits(power) + (Float.floatToRawIntBits(rounded) << 23);
    return Float.intBitsToFloat(bits);
  }
}
