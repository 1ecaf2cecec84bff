package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.Exp2;

/** Exponentials, logarithms and losses of single numbers in float64, without cancellation. */
final class Exponents {
  static final double LN2 = Math.log(2);
  static final double LOG2_E = Exp2.LOG2_E;

  private Exponents() {}

  /** 2^x. An exponent of 0 is common, where a reference is right already, and quick. */
  static double exp2(double x) {
    return x == 0 ? 1 : Math.exp(x * LN2);
  }

  /** log₂ x. */
  static double log2(double x) {
    return Math.log(x) / LN2;
  }

  /** 2^x / (1 + 2^x). */
  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + exp2(-x)) : exp2(x) / (1 + exp2(x));
  }

  /** log₂(1 + 2^x). */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(exp2(-Math.abs(x))) / LN2;
  }

  /**
   * −ln(own / (own + rest)) without cancellation at either end.
   *
   * @param own 2^exponent
   * @param rest sum of the other exponentials; with own a finite and positive number
   * @param exponent in the place of log₂ own where that is small or rounded to 0
   * @return at least 0
   */
  static double negativeLogShare(double own, double rest, double exponent) {
    return own >= rest ? Math.log1p(rest / own) : Math.log(own + rest) - LN2 * exponent;
  }
}
