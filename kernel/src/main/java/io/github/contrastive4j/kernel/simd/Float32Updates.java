package io.github.contrastive4j.kernel.simd;

/**
 * Steps of optimizers on one element, as {@link UpdateKernels} has them. Subnormal numbers take the
 * processor ten times as long. So running values that fade become 0 where float32 has no more
 * normal numbers: rounded to its last digits, those of momentum and AdamW would stay above 0 for
 * ever. And gradients whose squares would be subnormal, and nothing beside ε, count as 0 in them.
 */
public final class Float32Updates {
  private Float32Updates() {}

  /**
   * v ← μ·v + g, w ← w − rate·v.
   *
   * @param momentum μ
   * @param rate the learning rate
   * @param g gradients
   * @param gAt which one
   * @param v velocities
   * @param vAt which one
   * @param w values
   * @param wAt which one
   */
  public static void momentum(
      float momentum, float rate, float[] g, int gAt, float[] v, int vAt, float[] w, int wAt) {
    v[vAt] = above(Float.MIN_NORMAL, momentum * v[vAt] + g[gAt]);
    w[wAt] -= rate * v[vAt];
  }

  /**
   * a ← a + g², w ← w − rate·g/(√a + ε).
   *
   * @param rate the learning rate
   * @param epsilon ε
   * @param least see {@link #leastGradient}
   * @param g gradients
   * @param gAt which one
   * @param a sums of squares
   * @param aAt which one
   * @param w values
   * @param wAt which one
   */
  public static void adagrad(
      float rate,
      float epsilon,
      float least,
      float[] g,
      int gAt,
      float[] a,
      int aAt,
      float[] w,
      int wAt) {
    float counted = above(least, g[gAt]);
    a[aAt] += counted * counted;
    w[wAt] -= rate * g[gAt] / ((float) Math.sqrt(a[aAt]) + epsilon);
  }

  /**
   * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← (1 − rate·λ)w − rate·m̂/(√v̂ + ε).
   *
   * @param f the numbers of the step
   * @param g gradients
   * @param gAt which one
   * @param m means
   * @param v mean squares
   * @param at which one of both
   * @param w values
   * @param wAt which one
   */
  public static void adamW(
      AdamWFactors f, float[] g, int gAt, float[] m, float[] v, int at, float[] w, int wAt) {
    mean(f, g, gAt, m, at);
    square(f, g, gAt, m, v, at);
    value(f, m, v, at, w, wAt);
  }

  /**
   * m ← β₁m + (1 − β₁)g.
   *
   * @param f the numbers of the step
   * @param g gradients
   * @param gAt which one
   * @param m means
   * @param mAt which one
   */
  public static void mean(AdamWFactors f, float[] g, int gAt, float[] m, int mAt) {
    m[mAt] = above(Float.MIN_NORMAL, f.keepMean() * m[mAt] + f.addMean() * g[gAt]);
  }

  /**
   * v ← β₂v + (1 − β₂)g².
   *
   * @param f the numbers of the step
   * @param g gradients
   * @param gAt which one
   * @param m means after the step
   * @param v mean squares
   * @param at which one of both
   */
  public static void square(AdamWFactors f, float[] g, int gAt, float[] m, float[] v, int at) {
    float counted = above(f.leastGradient(), g[gAt]);
    float square = f.keepSquare() * v[at] + f.addSquare() * counted * counted;
    float least = Float.MIN_NORMAL - f.besideMean() * Math.signum(Math.abs(m[at]));
    v[at] = above(least, square);
  }

  /**
   * w ← (1 − rate·λ)w − rate·m̂/(√v̂ + ε).
   *
   * @param f the numbers of the step
   * @param m means
   * @param v mean squares
   * @param at which one of both
   * @param w values
   * @param wAt which one
   */
  public static void value(AdamWFactors f, float[] m, float[] v, int at, float[] w, int wAt) {
    float root = (float) Math.sqrt(v[at] * f.squareBias());
    w[wAt] = f.keepValue() * w[wAt] - f.rate() * (m[at] * f.meanBias()) / (root + f.epsilon());
  }

  /**
   * Up to which size gradients count as 0 in squares: where these are no normal numbers, and the
   * root of one does not change a digit of ε, that of a million not a millionth of it.
   *
   * @param share factor on squares
   * @param epsilon ε
   * @return a power of two, or 0 if ε is so small that all squares count
   */
  public static float leastGradient(double share, double epsilon) {
    double root = Math.sqrt(Float.MIN_NORMAL / share);
    float least = Math.scalb(1f, Math.getExponent(Math.nextDown(root)) + 1);
    return least <= 0x1p-24 * epsilon ? least : 0;
  }

  /**
   * The value, or 0 if it is not above a power of two, or 0, in size. Without a comparison, which
   * keeps the compiler from making vectors: what is added to {@code least}·2²⁴ vanishes there.
   */
  private static float above(float least, float value) {
    float limit = 0x1p24f * least;
    return value * Math.signum((Math.abs(value) + limit) - limit) + 0f;
  }
}
