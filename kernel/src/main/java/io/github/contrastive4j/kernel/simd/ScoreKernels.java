package io.github.contrastive4j.kernel.simd;

/**
 * Passes over one score panel while it is in cache: maxima, exponentials with their sums, weights.
 * See {@link PanelLayout}.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface ScoreKernels {
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
}
