package io.github.contrastive4j.kernel.simd;

/**
 * One row at a time: reductions and exponentials of rows of the caller's, their way into panels and
 * back.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface RowKernels {
  /** Elements that {@link #pairSums} has for its sums and the lanes that they are added up from. */
  int PAIR_SUMS_LENGTH = 24;

  /**
   * Largest element.
   *
   * @param x elements, not NaN
   * @param at first of them
   * @param length number of elements, at least 1
   * @return the maximum
   */
  float max(float[] x, int at, int length);

  /**
   * Σ exp(x − shift) in base e.
   *
   * @param x elements, finite or −∞
   * @param at first of them
   * @param length number of elements
   * @param shift the largest element
   * @return the sum
   */
  double sumOfExponentials(float[] x, int at, int length, float shift);

  /**
   * out = exp(x − shift) · factor in base e.
   *
   * @param x elements, finite or −∞
   * @param at first of them
   * @param length number of elements
   * @param shift the largest element
   * @param factor a factor on all
   * @param out destination; may be {@code x} at the same place
   * @param outAt its first element
   */
  void exponentials(
      float[] x, int at, int length, float shift, float factor, float[] out, int outAt);

  /**
   * y += α·x, rounded after the product and after the sum.
   *
   * @param alpha the factor
   * @param x what is added
   * @param xAt its first element
   * @param y what it is added to; may be {@code x} at the same place
   * @param yAt its first element
   * @param length number of elements
   */
  void addScaled(float alpha, float[] x, int xAt, float[] y, int yAt, int length);

  /**
   * out (+)= Σ factor · row of x, over some rows in their order.
   *
   * @param x rows
   * @param xAt first element of row 0
   * @param xStride distance of two rows
   * @param rows numbers of rows
   * @param rowsAt first of them
   * @param factors a factor for each number, or null for 1
   * @param factorsAt first of them
   * @param count number of rows
   * @param out destination, apart from the rows
   * @param outAt its first element
   * @param length number of columns
   * @param add whether the sum is added to what {@code out} holds
   */
  void sumOfRows(
      float[] x,
      int xAt,
      int xStride,
      int[] rows,
      int rowsAt,
      float[] factors,
      int factorsAt,
      int count,
      float[] out,
      int outAt,
      int length,
      boolean add);

  /**
   * out += factor·(x − y) for squared distances, factor·sign(x − y) for absolute ones; rounded
   * after each operation.
   *
   * @param geometry which of the two
   * @param factor the factor
   * @param x first operand
   * @param xAt its first element
   * @param y second operand
   * @param yAt its first element
   * @param out what it is added to, another array
   * @param outAt its first element
   * @param length number of elements
   */
  void addSlopes(
      Geometry geometry,
      float factor,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] out,
      int outAt,
      int length);

  /**
   * Σ x·y in float64.
   *
   * @param x first operand
   * @param xAt its first element
   * @param y second operand
   * @param yAt its first element
   * @param length number of elements
   * @return the sum; exact products, sums of double rounding
   */
  double dot(float[] x, int xAt, float[] y, int yAt, int length);

  /**
   * Σ x·y, Σ (x−y)² or Σ |x−y| in float64.
   *
   * @param geometry which of the three
   * @param x first operand
   * @param xAt its first element
   * @param y second operand
   * @param yAt its first element
   * @param length number of elements
   * @return the sum
   */
  double sum(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length);

  /**
   * What is to be known of a pair of rows, in float64, in one pass over both: Σ x·x, then the sum
   * of the geometry, then Σ y·y; to the bit what {@link #dot} and {@link #sum} give.
   *
   * @param geometry which of the products and distances
   * @param x first row
   * @param xAt its first element
   * @param y second row
   * @param yAt its first element
   * @param length number of elements
   * @param sums destination of the three sums, {@value #PAIR_SUMS_LENGTH} elements that may be
   *     overwritten
   * @param at first of them
   */
  void pairSums(
      Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length, double[] sums, int at);

  /**
   * Copies one row, times a factor, into panels, and fills the last panel up with zeros. Each
   * element is written once: another worker may write the same at the same time, and a third read.
   *
   * @param x source
   * @param xAt its first element
   * @param length number of elements
   * @param factor the factor, applied with less than one rounding of float32 to itself
   * @param panels destination
   * @param at element (row, 0)
   * @param stride distance of two panels
   */
  void packRow(float[] x, int xAt, int length, double factor, float[] panels, int at, int stride);

  /**
   * Transposes up to PANEL rows, each times its factor, into one panel: panel[k][r] = x[r][k] ·
   * factor[r]. Missing rows become zeros. Nobody may read the panel meanwhile: elements are written
   * more than once.
   *
   * @param x source
   * @param xAt element (0, 0)
   * @param xStride distance of two rows
   * @param rows number of rows, at most PANEL
   * @param length number of columns
   * @param factors a factor per row
   * @param factorAt first of them
   * @param panel destination, length rows
   * @param at its first element
   */
  void packTransposed(
      float[] x,
      int xAt,
      int xStride,
      int rows,
      int length,
      double[] factors,
      int factorAt,
      float[] panel,
      int at);

  /**
   * Σ (gain · panel row) · (yScale · y).
   *
   * @param panels panels
   * @param at element (row, 0)
   * @param stride distance of two panels
   * @param gain factor on the panel row, which brings it into the range of float32
   * @param y second operand
   * @param yAt its first element
   * @param yScale factor on the second operand
   * @param length number of elements
   * @return the sum, of a few float32 partial sums
   */
  double panelDot(
      float[] panels, int at, int stride, float gain, float[] y, int yAt, float yScale, int length);

  /**
   * out (+)= (gain · panel row − projection · (xScale · x)) · outScale.
   *
   * @param panels panels
   * @param at element (row, 0)
   * @param stride distance of two panels
   * @param gain factor on the panel row
   * @param x second term
   * @param xAt its first element
   * @param xScale factor on the second term
   * @param projection length of the second term that is taken away; with 0, x is not read
   * @param outScale factor on the difference
   * @param out destination
   * @param outAt its first element
   * @param length number of elements
   * @param add whether to add to what out holds
   */
  void unpackRow(
      float[] panels,
      int at,
      int stride,
      float gain,
      float[] x,
      int xAt,
      float xScale,
      float projection,
      float outScale,
      float[] out,
      int outAt,
      int length,
      boolean add);

  /**
   * out (+)= gain · panel row + pull · (scale · y − scale · x) − projection · (scale · x).
   *
   * @param panels panels
   * @param at element (row, 0)
   * @param stride distance of two panels
   * @param gain factor on the panel row
   * @param x what is taken away from y, and by itself
   * @param xAt its first element
   * @param y what x is taken from
   * @param yAt its first element
   * @param scale factor on both, a power of two
   * @param pull factor on their difference
   * @param projection how much of x is taken away
   * @param out destination
   * @param outAt its first element
   * @param length number of elements
   * @param add whether to add to what out holds
   */
  void unpackRowOfPair(
      float[] panels,
      int at,
      int stride,
      float gain,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float scale,
      float pull,
      float projection,
      float[] out,
      int outAt,
      int length,
      boolean add);

  /**
   * out += weight · (other − self), all three rows of panels.
   *
   * @param weight the factor
   * @param self what is taken away
   * @param selfAt element (row, 0)
   * @param selfStride distance of two panels
   * @param other what it is taken from
   * @param otherAt element (row, 0)
   * @param otherStride distance of two panels
   * @param out destination
   * @param outAt element (row, 0)
   * @param outStride distance of two panels
   * @param panels number of panels
   */
  void addDifference(
      float weight,
      float[] self,
      int selfAt,
      int selfStride,
      float[] other,
      int otherAt,
      int otherStride,
      float[] out,
      int outAt,
      int outStride,
      int panels);

  /**
   * Panel row += factor·y for inner products, factor·(scale·y − scale·x) for squared and
   * factor·sign(y − x) for absolute distances, with sign(0) = 0.
   *
   * @param geometry which of the three
   * @param x first operand; not read for inner products
   * @param xAt its first element
   * @param y second operand
   * @param yAt its first element
   * @param length number of elements
   * @param scale factor on both operands, a power of two
   * @param factor the factor
   * @param panels panels
   * @param at element (row, 0)
   * @param stride distance of two panels
   */
  void addToPanel(
      Geometry geometry,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int length,
      float scale,
      float factor,
      float[] panels,
      int at,
      int stride);
}
