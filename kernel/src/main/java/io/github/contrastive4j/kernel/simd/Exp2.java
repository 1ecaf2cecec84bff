package io.github.contrastive4j.kernel.simd;

/**
 * 2^x for x in [−126, 127], in instructions that every processor has, so that its bits are the same
 * everywhere: x = n + r with n the nearest integer, 2^r = 1 + C1·r + … + C6·r⁶ by a minimax
 * polynomial on [−½, ½] (0.66 ulp, mean error 0), n added to the exponent field. −127 gives an
 * exact 0. The loops have it written out.
 */
public final class Exp2 {
  /** From exponents in base e to those in base 2. */
  public static final double LOG2_E = 1 / Math.log(2);

  /** Pushes the fraction out of the mantissa, so that what remains is rounded to an integer. */
  public static final float ROUNDER = 0x1.8p23f;

  /** Coefficient of r. */
  public static final float C1 = 6.9314718246e-1f;

  /** Coefficient of r². */
  public static final float C2 = 2.4022646248e-1f;

  /** Coefficient of r³. */
  public static final float C3 = 5.5503286421e-2f;

  /** Coefficient of r⁴. */
  public static final float C4 = 9.6184890717e-3f;

  /** Coefficient of r⁵. */
  public static final float C5 = 1.3399930904e-3f;

  /** Coefficient of r⁶. */
  public static final float C6 = 1.5345812426e-4f;

  private Exp2() {}
}
