package io.github.contrastive4j.kernel.simd;

/**
 * Steps of optimizers on one element, as {@link UpdateKernels} has them. Running values that fade
 * become 0 where float32 has no more normal numbers: rounded to its last digits, those of momentum
 * and AdamW would stay above 0 for ever, and take the processor ten times as long.
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
    v[vAt] = normal(momentum * v[vAt] + g[gAt]);
    w[wAt] -= rate * v[vAt];
  }

  /**
   * a ← a + g², w ← w − rate·g/(√a + ε).
   *
   * @param rate the learning rate
   * @param epsilon ε
   * @param g gradients
   * @param gAt which one
   * @param a sums of squares
   * @param aAt which one
   * @param w values
   * @param wAt which one
   */
  public static void adagrad(
      float rate, float epsilon, float[] g, int gAt, float[] a, int aAt, float[] w, int wAt) {
    a[aAt] += g[gAt] * g[gAt];
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
    m[at] = normal(f.keepMean() * m[at] + f.addMean() * g[gAt]);
    float square = f.keepSquare() * v[at] + f.addSquare() * g[gAt] * g[gAt];
    // While the mean is there, what it is divided by is not to vanish.
    v[at] = m[at] == 0 ? normal(square) : square;
    float root = (float) Math.sqrt(v[at] * f.squareBias());
    w[wAt] = f.keepValue() * w[wAt] - f.rate() * (m[at] * f.meanBias()) / (root + f.epsilon());
  }

  /** The value, or 0 in the place of a subnormal one. */
  private static float normal(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? 0f : value;
  }
}
