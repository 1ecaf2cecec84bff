package io.github.contrastive4j.kernel.simd;

/**
 * One row at a time: its mean and variance, its way to mean 0 and variance 1, and that of a
 * gradient back.
 *
 * <p>Arguments are trusted: callers have checked shapes. Where an element is NaN or infinite, or
 * the factor NaN, results are as arithmetic has them. Instances have no state and are safe to
 * share.
 */
public interface NormalizationKernels {
  /**
   * Σ x in float64.
   *
   * @param x elements
   * @param at first of them
   * @param length number of elements
   * @return the sum
   */
  double sum(float[] x, int at, int length);

  /**
   * Σ (x − mean)² in float64.
   *
   * @param x elements
   * @param at first of them
   * @param length number of elements
   * @param mean what is taken away
   * @return the sum
   */
  double squaredDeviations(float[] x, int at, int length, double mean);

  /**
   * Σ g·w·(x − mean) in float64.
   *
   * @param g first factor
   * @param gAt its first element
   * @param w second factor
   * @param wAt its first element
   * @param x third factor
   * @param xAt its first element
   * @param length number of elements
   * @param mean what is taken away
   * @return the sum
   */
  double weightedDeviations(
      float[] g, int gAt, float[] w, int wAt, float[] x, int xAt, int length, double mean);

  /**
   * y = (x − mean) · factor · gain + bias.
   *
   * @param x elements
   * @param xAt first of them
   * @param length number of elements
   * @param mean the mean of the row
   * @param factor the reciprocal of its deviation
   * @param gain a factor for each element
   * @param gainAt first of them
   * @param bias a term for each element
   * @param biasAt first of them
   * @param y destination; may be {@code x} at the same place
   * @param yAt its first element
   */
  void standardize(
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      float[] gain,
      int gainAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt);

  /**
   * dx (+)= (dy · gain − shift − (x − mean) · factor · share) · factor.
   *
   * @param dy incoming gradient
   * @param dyAt its first element
   * @param gain a factor for each element
   * @param gainAt first of them
   * @param x elements
   * @param xAt first of them
   * @param length number of elements
   * @param mean the mean of the row
   * @param factor the reciprocal of its deviation
   * @param shift the mean of dy · gain
   * @param share the mean of dy · gain · (x − mean) · factor
   * @param dx destination; may be {@code dy} at the same place where it is overwritten
   * @param dxAt its first element
   * @param add whether to add to what it holds
   */
  void standardizedGradient(
      float[] dy,
      int dyAt,
      float[] gain,
      int gainAt,
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      double shift,
      double share,
      float[] dx,
      int dxAt,
      boolean add);

  /**
   * gains += dy · (x − mean) · factor, and biases += dy, in float32.
   *
   * @param dy incoming gradient
   * @param dyAt its first element
   * @param x elements
   * @param xAt first of them
   * @param length number of elements
   * @param mean the mean of the row
   * @param factor the reciprocal of its deviation
   * @param gains sums for gains, not in the arrays of dy and x
   * @param gainsAt first of them
   * @param biases sums for biases, not in the arrays of dy and x
   * @param biasesAt first of them
   */
  void addParameterGradients(
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      float[] gains,
      int gainsAt,
      float[] biases,
      int biasesAt);
}
