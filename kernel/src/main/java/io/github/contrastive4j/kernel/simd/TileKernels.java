package io.github.contrastive4j.kernel.simd;

/**
 * The leaf loops of the library on plain arrays: everything that is worth a vector instruction.
 *
 * <p><b>Layout.</b> Inside the library a matrix is stored in <em>column panels</em> {@value #PANEL}
 * wide: element (r, c) lives at {@code at + (c / PANEL) * stride + r * PANEL + c % PANEL}. A row of
 * a panel is two cache lines; rows of one panel follow each other, so a tile walks through memory
 * front to back, and the distance of neighbouring rows is a compile-time constant. The same panel
 * serves as either operand of a product.
 *
 * <p><b>Panels of scores.</b> Scores are stored transposed: the rows of a score panel are
 * candidates, its {@value #PANEL} lanes are anchors, so that everything per anchor (maximum, sum,
 * shift) is a vertical vector operation.
 *
 * <p>Logits are in base 2 (multiplied by log₂e), which saves a multiplication per exponential.
 *
 * <p>Arguments are trusted: callers have checked shapes. Row counts named {@code paddedRows} are
 * multiples of {@value #ROW_STEP}. Instances have no state and are safe to share.
 */
public interface TileKernels {
  /** Width of a column panel in elements. */
  int PANEL = 32;

  /** Rows of panels come in multiples of this, so that tiles need no remainder loop. */
  int ROW_STEP = 4;

  /** Partial sums kept per candidate while column sums are gathered. */
  int COLUMN_LANES = 16;

  /** Values that {@link #exponentials} adds per lane: Σ E, then Σ E·exponent. */
  int ROW_SUMS = 2;

  /** Exponents (base 2) below this give an exact 0, which is also what −∞ gives. */
  float MIN_EXPONENT = -127f;

  /**
   * The instruction set in words.
   *
   * @return for example "Vector API, 512 bit"
   */
  String description();

  /**
   * Vector width.
   *
   * @return bits, 0 for scalar code that is left to the compiler
   */
  int bits();

  // Tiles ----------------------------------------------------------------------------------------

  /**
   * out[r][c] (+)= Σ_k left[r][k] · right[k][c] for one output panel.
   *
   * @param left panels of rows × depth
   * @param leftAt element (0, 0)
   * @param leftStride distance of two panels
   * @param paddedRows rows of left and out
   * @param depth length of the sums
   * @param right one panel of depth rows
   * @param rightAt its first element
   * @param out one panel of rows
   * @param outAt its first element
   * @param add whether to add to what out holds
   */
  void multiply(
      float[] left,
      int leftAt,
      int leftStride,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add);

  /**
   * out[r][c] (+)= Σ_k left[k][r] · right[k][c], with left one panel, so rows ≤ PANEL.
   *
   * @param left one panel of depth rows
   * @param leftAt its first element
   * @param paddedRows rows of out, columns of left that are used
   * @param depth length of the sums
   * @param right one panel of depth rows
   * @param rightAt its first element
   * @param out one panel of rows
   * @param outAt its first element
   * @param add whether to add to what out holds
   */
  void multiplyTransposed(
      float[] left,
      int leftAt,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add);

  /**
   * out[r][c] (+)= Σ_k (left[r][k] − right[k][c])², or Σ_k |left[r][k] − right[k][c]|.
   *
   * @param geometry which of the two distances
   * @param left panels of rows × depth
   * @param leftAt element (0, 0)
   * @param leftStride distance of two panels
   * @param paddedRows rows of left and out
   * @param depth length of the sums
   * @param right one panel of depth rows
   * @param rightAt its first element
   * @param out one panel of rows
   * @param outAt its first element
   * @param add whether to add to what out holds
   */
  void distances(
      Geometry geometry,
      float[] left,
      int leftAt,
      int leftStride,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add);

  /**
   * out[r][c] (+)= Σ_k w[r][k] · g(self[r][c] − other[k][c]), where g is the identity for squared
   * and the sign for absolute distances.
   *
   * @param geometry which of the two distances
   * @param weights panels of rows × depth; or, transposed, one panel of depth rows
   * @param weightsAt element (0, 0)
   * @param weightsStride distance of two panels; 0 says that the weights are transposed, w[k][r]
   * @param paddedRows rows of out and self
   * @param depth length of the sums
   * @param self one panel of rows
   * @param selfAt its first element
   * @param other one panel of depth rows
   * @param otherAt its first element
   * @param out one panel of rows
   * @param outAt its first element
   * @param add whether to add to what out holds
   */
  void distanceGradients(
      Geometry geometry,
      float[] weights,
      int weightsAt,
      int weightsStride,
      int paddedRows,
      int depth,
      float[] self,
      int selfAt,
      float[] other,
      int otherAt,
      float[] out,
      int outAt,
      boolean add);

  // Score panels ---------------------------------------------------------------------------------

  /**
   * max[lane] = maximum of max[lane] and the logits of that lane; columnMax likewise per row.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param max running maxima, PANEL values
   * @param maxAt first of them
   * @param columnMax running maxima per row, or null
   * @param columnAt first of them
   */
  void maxima(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] max,
      int maxAt,
      float[] columnMax,
      int columnAt);

  /**
   * Replaces scores by weights E·f, where x = logit − shift[lane], E = 2^x, and f is 1 for inner
   * products and the derivative factor of the distance otherwise: s²/d for squared, s² for absolute
   * distances, with s = 1/(1 + unit·d); 0 where d = 0 has no direction. Excluded entries hold −∞
   * and give 0.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param shift PANEL shifts
   * @param shiftAt first of them
   * @param sums out, ROW_SUMS × PANEL values: Σ E and Σ E·x of each lane
   * @param sumsAt first of them
   * @param columns running sums per row: COLUMN_LANES partial sums of E, then as many of E·x; null
   *     if not wanted
   * @param columnsAt first of them
   */
  void exponentials(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] shift,
      int shiftAt,
      float[] sums,
      int sumsAt,
      float[] columns,
      int columnsAt);

  /**
   * panel[j][lane] *= rowFactor[lane] + columnFactor[j].
   *
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param rowFactor PANEL factors
   * @param rowAt first of them
   * @param columnFactor a factor per row
   * @param columnAt first of them
   */
  void weigh(
      float[] panel,
      int at,
      int rows,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt);

  /**
   * Column sums where no common shift exists: adds E and E·x with x = logit − columnShift[j] to the
   * partial sums of each row, without changing the panel.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param columnShift a shift per row
   * @param shiftAt first of them
   * @param columns running sums as in {@link #exponentials}
   * @param columnsAt first of them
   */
  void columnExponentials(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] columnShift,
      int shiftAt,
      float[] columns,
      int columnsAt);

  /**
   * Weights where no common shift exists: panel[j][lane] = f · (rowFactor[lane]·2^(logit −
   * rowShift[lane]) + columnFactor[j]·2^(logit − columnShift[j])).
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param rowShift PANEL shifts
   * @param rowFactor PANEL factors
   * @param rowAt first of both
   * @param columnShift a shift per row
   * @param columnFactor a factor per row
   * @param columnAt first of both
   */
  void weighBoth(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] rowShift,
      float[] rowFactor,
      int rowAt,
      float[] columnShift,
      float[] columnFactor,
      int columnAt);

  // Rows of logits -------------------------------------------------------------------------------

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

  // Rows of the caller's matrices ----------------------------------------------------------------

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
   * Σ (x−y)² or Σ |x−y| in float64.
   *
   * @param geometry which of the two
   * @param x first operand
   * @param xAt its first element
   * @param y second operand
   * @param yAt its first element
   * @param length number of elements
   * @return the sum
   */
  double distance(Geometry geometry, float[] x, int xAt, float[] y, int yAt, int length);

  /**
   * Copies one row, times a factor, into panels, and fills the last panel up with zeros.
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
   * factor[r]. Missing rows become zeros.
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
}
