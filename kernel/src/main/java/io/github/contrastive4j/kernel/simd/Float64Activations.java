package io.github.contrastive4j.kernel.simd;

/**
 * Activations of single numbers and their derivatives, in float64: what loops of vectors leave
 * over.
 *
 * <p>All comes of u = e^−|v|, which cannot overflow: σ(v) is 1/(1 + u) or u/(1 + u), and its
 * derivative u/(1 + u)². The derivative of tanh x is four times that of σ at 2x, and gelu x is x ·
 * σ(v) with v = 2√(2/π) (x + 0.044715 x³).
 */
public final class Float64Activations {
  /** dv/dx at 0. */
  public static final double GELU_SLOPE = 2 * Math.sqrt(2 / Math.PI);

  /** Share of x³ in v. */
  public static final double GELU_CUBE = 0.044715;

  /** Where gelu x is 0 or x, and so far that neither its exponent nor its slope overflow. */
  public static final float GELU_RANGE = 64f;

  /** From |x| to the exponent of u for tanh, in base 2. */
  public static final float TANH_EXPONENT = (float) (-2 * Exp2.LOG2_E);

  /** v in base 2, by the powers of x. */
  public static final float GELU_1 = (float) (GELU_SLOPE * Exp2.LOG2_E);

  /** The same. */
  public static final float GELU_3 = (float) (GELU_SLOPE * Exp2.LOG2_E * GELU_CUBE);

  /** dv/dx, by the powers of x. */
  public static final float SLOPE_0 = (float) GELU_SLOPE;

  /** The same. */
  public static final float SLOPE_2 = (float) (3 * GELU_SLOPE * GELU_CUBE);

  private Float64Activations() {}

  /**
   * The derivative of tanh.
   *
   * @param x any number
   * @return 1 − tanh² x
   */
  public static double tanhDerivative(double x) {
    double u = Math.exp(-2 * Math.abs(x));
    return 4 * u / ((1 + u) * (1 + u));
  }

  /**
   * The Gaussian error linear unit.
   *
   * @param x any number
   * @return gelu x, in its tanh form
   */
  public static double gelu(double x) {
    double bounded = Math.max(x, -GELU_RANGE);
    double v = exponent(Math.min(bounded, GELU_RANGE));
    return bounded * sigmoid(v, Math.exp(-Math.abs(v)));
  }

  /**
   * Its derivative.
   *
   * @param x any number
   * @return gelu' x
   */
  public static double geluDerivative(double x) {
    double bounded = Math.clamp(x, -GELU_RANGE, GELU_RANGE);
    double v = exponent(bounded);
    double u = Math.exp(-Math.abs(v));
    double slope = GELU_SLOPE * (1 + 3 * GELU_CUBE * bounded * bounded);
    return sigmoid(v, u) + bounded * slope * u / ((1 + u) * (1 + u));
  }

  private static double exponent(double x) {
    return GELU_SLOPE * (x + GELU_CUBE * x * x * x);
  }

  private static double sigmoid(double v, double u) {
    return v >= 0 ? 1 / (1 + u) : u / (1 + u);
  }
}
