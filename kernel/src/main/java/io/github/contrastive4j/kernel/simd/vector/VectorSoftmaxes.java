package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.DOUBLES;

import io.github.contrastive4j.kernel.simd.SoftmaxKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmaxes from their sums, as many at a time as a vector has doubles. Exponential and logarithm
 * are power series as long as float64 has digits, in instructions that every processor has: {@link
 * Math} takes one number a call, and no processor has an instruction for its log1p.
 */
final class VectorSoftmaxes implements SoftmaxKernels {
  private static final double LN2 = Math.log(2);

  /** Exponents below this count as −∞. */
  private static final double LEAST = -1000;

  /** Pushes the fraction out of the mantissa, so that what remains is rounded to an integer. */
  private static final double ROUNDER = 0x1.8p52;

  // 2^r = Σ (r ln 2)^k / k!
  private static final double C2 = LN2 * LN2 / 2;
  private static final double C3 = C2 * LN2 / 3;
  private static final double C4 = C3 * LN2 / 4;
  private static final double C5 = C4 * LN2 / 5;
  private static final double C6 = C5 * LN2 / 6;
  private static final double C7 = C6 * LN2 / 7;
  private static final double C8 = C7 * LN2 / 8;
  private static final double C9 = C8 * LN2 / 9;
  private static final double C10 = C9 * LN2 / 10;
  private static final double C11 = C10 * LN2 / 11;
  private static final double C12 = C11 * LN2 / 12;
  private static final double C13 = C12 * LN2 / 13;

  private static final int MANTISSA = 52;

  private static final long SQRT_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));

  /** Sign and exponent of a double. */
  private static final long EXPONENT_FIELD = -1L << MANTISSA;

  /** A power of two below which integers are the low bits of their sum with it. */
  private static final double INTEGERS = 0x1p52;

  /** Makes exponents of doubles positive. */
  private static final int BIAS = 2048;

  /**
   * 2^x for |x| up to 1000: x = n + r with n the nearest integer, n added to the exponent field.
   */
  @Override
  public void targetExponentials(
      double[] logits, double[] references, int at, int length, double[] out) {
    for (int i = at; i < at + length; i += DOUBLES.length()) {
      DoubleVector reference = DoubleVector.fromArray(DOUBLES, references, i);
      DoubleVector exponent = DoubleVector.fromArray(DOUBLES, logits, i).sub(reference);
      VectorMask<Double> none = exponent.compare(VectorOperators.LT, LEAST);
      DoubleVector x = exponent.blend(LEAST, none);
      DoubleVector rounded = x.add(ROUNDER);
      DoubleVector r = x.sub(rounded.sub(ROUNDER));
      DoubleVector p = DoubleVector.broadcast(DOUBLES, C13);
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C12));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C11));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C10));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C9));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C8));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C7));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C6));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C5));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C4));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C3));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, C2));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, LN2));
      p = p.fma(r, DoubleVector.broadcast(DOUBLES, 1));
      p.reinterpretAsLongs()
          .add(rounded.reinterpretAsLongs().lanewise(VectorOperators.LSHL, MANTISSA))
          .reinterpretAsDoubles()
          .blend(0, none)
          .intoArray(out, i);
    }
  }

  /**
   * ln(1 + rest / own) where own is the larger one, with what 1 + rest / own has rounded off, and
   * otherwise ln(own + rest) − ln 2 · exponent. ln u = k ln 2 + ln m with m from √½ to √2, and ln m
   * = 2 artanh s with s = (m − 1) / (m + 1).
   */
  @Override
  public void targetLosses(
      double[] logits,
      double[] references,
      double[] own,
      double[] rest,
      int at,
      int length,
      double[] out) {
    for (int i = at; i < at + length; i += DOUBLES.length()) {
      DoubleVector reference = DoubleVector.fromArray(DOUBLES, references, i);
      DoubleVector exponent = DoubleVector.fromArray(DOUBLES, logits, i).sub(reference);
      DoubleVector e = DoubleVector.fromArray(DOUBLES, own, i);
      DoubleVector others = DoubleVector.fromArray(DOUBLES, rest, i);
      VectorMask<Double> dominant = e.compare(VectorOperators.GE, others);
      DoubleVector ratio = others.div(e);
      DoubleVector u = others.add(e).blend(ratio.add(1), dominant);
      DoubleVector cut = ratio.sub(u.sub(1)).div(u);
      DoubleVector start = exponent.mul(-LN2).blend(cut, dominant);

      LongVector bits = u.reinterpretAsLongs();
      LongVector above = bits.sub(SQRT_HALF);
      LongVector power = above.lanewise(VectorOperators.AND, EXPONENT_FIELD);
      DoubleVector f = bits.sub(power).reinterpretAsDoubles().sub(1);
      DoubleVector k =
          above
              .lanewise(VectorOperators.LSHR, MANTISSA)
              .add(BIAS)
              .lanewise(VectorOperators.AND, 2 * BIAS - 1)
              .lanewise(VectorOperators.OR, Double.doubleToRawLongBits(INTEGERS))
              .reinterpretAsDoubles()
              .sub(INTEGERS + BIAS);

      DoubleVector s = f.div(f.add(2));
      DoubleVector z = s.mul(s);
      DoubleVector p = DoubleVector.broadcast(DOUBLES, 1 / 21.0);
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 19.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 17.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 15.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 13.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 11.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 9.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 7.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 5.0));
      p = p.fma(z, DoubleVector.broadcast(DOUBLES, 1 / 3.0));
      DoubleVector twice = s.add(s);
      DoubleVector ln = p.mul(z).fma(twice, twice);
      k.fma(DoubleVector.broadcast(DOUBLES, LN2), ln.add(start)).intoArray(out, i);
    }
  }
}
