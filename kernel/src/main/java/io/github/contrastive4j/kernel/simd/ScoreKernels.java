package io.github.contrastive4j.kernel.simd;

/**
 * Passes over one score panel while it is in cache: maxima, exponentials and sigmoids with their
 * sums, what they weigh, and the choice of entries. See {@link PanelLayout}.
 *
 * <p>An entry is a logit (inner products), a packed squared distance, or a packed absolute distance
 * d; the logit is κ / (1 + unit·d) for distances. An excluded entry is −∞ in every geometry.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface ScoreKernels {
  /**
   * Turns inner products into squared distances: panel[j][lane] = rowSquares[lane] +
   * columnSquares[j] − 2·panel[j][lane].
   *
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param rowSquares PANEL squared norms
   * @param rowAt first of them
   * @param columnSquares a squared norm per row
   * @param columnAt first of them
   * @param share part of both squares that a squared distance should exceed
   * @return the least of what squared distances exceed their part by; negative where one does not
   */
  float squaredDistances(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float share);

  /**
   * Tells which squared distances do not exceed their part of both squares by more than a bound.
   *
   * @param panel score panel of squared distances
   * @param at its first element
   * @param rows number of rows
   * @param rowSquares PANEL squared norms
   * @param rowAt first of them
   * @param columnSquares a squared norm per row
   * @param columnAt first of them
   * @param share part of both squares, a power of two
   * @param bound what it is to be exceeded by
   * @param lanes for each row the lanes that are near, as bits
   * @param lanesAt its first element
   */
  void nearLanes(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float share,
      float bound,
      int[] lanes,
      int lanesAt);

  /**
   * max[lane] = maximum of max[lane] and the logits of that lane; columnMax likewise per row.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry, positive
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
   * @param centre what moments are taken about: 1 for the shifts, 0 for 0
   * @param sums out, 2 × PANEL values: Σ E and Σ E·(logit − centre·shift) of each lane
   * @param sumsAt first of them
   * @param columns running sums per row: COLUMN_LANES partial sums of E, then as many of the
   *     moment; null if not wanted
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
      float centre,
      float[] sums,
      int sumsAt,
      float[] columns,
      int columnsAt);

  /**
   * Column sums where no common shift exists: adds E and E·(slope·logit − centre·columnShift[j]),
   * where E = 2^x and x = slope·logit − columnShift[j], rounded once, to the partial sums of each
   * row, without changing the panel.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param slope factor on the logits, positive
   * @param columnShift a shift per row
   * @param shiftAt first of them
   * @param centre what moments are taken about: 1 for the shifts, 0 for 0
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
      float slope,
      float[] columnShift,
      int shiftAt,
      float centre,
      float[] columns,
      int columnsAt);

  /**
   * Weights where no common shift exists: panel[j][lane] = f · (rowFactor[lane]·2^(logit −
   * rowShift[lane]) + columnFactor[j]·2^(columnSlope·logit − columnShift[j]) − rowSmoothing[lane] −
   * columnSmoothing[j]), with f as in {@link #exponentials}; 0 where excluded, or where what f is
   * to be multiplied by is less than a least weight.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param rowShift PANEL shifts; exponents are at most 100
   * @param rowFactor PANEL factors
   * @param rowSmoothing PANEL terms to take away
   * @param rowAt first of all three
   * @param columnSlope factor on the logits in the column term, positive
   * @param columnShift a shift per row; exponents are at most 100
   * @param columnFactor a factor per row; null for no column term, then the other two are not read
   * @param columnSmoothing a term per row to take away
   * @param columnAt first of all three
   * @param least the least weight that counts, without its sign and f
   */
  void weights(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] rowShift,
      float[] rowFactor,
      float[] rowSmoothing,
      int rowAt,
      float columnSlope,
      float[] columnShift,
      float[] columnFactor,
      float[] columnSmoothing,
      int columnAt,
      float least);

  /**
   * Replaces scores by weights f·σ, where σ = 2^x / (1 + 2^x), x = logit + bias rounded to float32,
   * and f is as in {@link #exponentials}. Excluded entries, and those with x below MIN_EXPONENT,
   * give 0 and add nothing.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param bias what is added to the logits, in base 2
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param sums out, 3 × PANEL values: Σ log₂(1 + 2^x), Σ σ·logit and Σ σ of each lane
   * @param sumsAt first of them
   */
  void sigmoids(
      Geometry geometry,
      float kappa,
      float unit,
      float bias,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt);

  /**
   * Sums of logits, and how many there are.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param sums out, 2 × PANEL values: Σ logit and the number of entries that are not excluded, of
   *     each lane
   * @param sumsAt first of them
   */
  void totals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt);

  /**
   * Adds logits, and how many there are, to the partial sums of each row.
   *
   * @param geometry what the panel holds
   * @param kappa κ of the geometry
   * @param unit factor from packed distances to real ones
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param columns running sums per row: COLUMN_LANES partial sums of the logits, then as many of
   *     the number of entries that are not excluded
   * @param columnsAt first of them
   */
  void columnTotals(
      Geometry geometry,
      float kappa,
      float unit,
      float[] panel,
      int at,
      int rows,
      float[] columns,
      int columnsAt);

  /**
   * Adds up the partial sums of each row, of both quantities: sums[j·stride] = Σ E and
   * sums[j·stride + 1] the moment, or what else was gathered.
   *
   * @param columns partial sums as in {@link #exponentials} or {@link #columnTotals}
   * @param columnsAt first of them
   * @param rows number of rows
   * @param sums out, two values per row
   * @param sumsAt first of them
   * @param sumsStride distance of two rows
   */
  void sumColumns(
      float[] columns, int columnsAt, int rows, double[] sums, int sumsAt, int sumsStride);

  /**
   * Excludes the entries that a panel judges more alike than the limit of their lane: a larger
   * inner product, or a smaller distance. What is excluded in the judging panel is not more alike
   * than anything.
   *
   * @param geometry what the judging panel holds
   * @param judge panel that judges; may be {@code panel} at the same place
   * @param judgeAt its first element
   * @param rows number of rows
   * @param limit PANEL limits, in the unit of the judging panel
   * @param limitAt first of them
   * @param panel score panel whose entries become −∞
   * @param at its first element
   */
  void drop(
      Geometry geometry,
      float[] judge,
      int judgeAt,
      int rows,
      float[] limit,
      int limitAt,
      float[] panel,
      int at);

  /**
   * counts[lane] = number of entries that are not excluded and more alike than the limit of the
   * lane: a larger inner product, or a smaller distance.
   *
   * @param geometry what the panel holds
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows, at most 2^24, so that counts are exact
   * @param limit PANEL limits, in the unit of the panel
   * @param limitAt first of them
   * @param counts out, PANEL values
   * @param countsAt first of them
   */
  void countAbove(
      Geometry geometry,
      float[] panel,
      int at,
      int rows,
      float[] limit,
      int limitAt,
      float[] counts,
      int countsAt);
}
