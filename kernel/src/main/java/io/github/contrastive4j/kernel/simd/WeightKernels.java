package io.github.contrastive4j.kernel.simd;

/**
 * Passes over one panel of weights: factors of its rows and lanes, and sums over either. See {@link
 * PanelLayout}.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface WeightKernels {
  /**
   * panel[j][lane] *= rowFactor[lane] + columnFactor[j]; 0 in the place of what is less than a
   * least weight.
   *
   * @param panel score panel
   * @param at its first element
   * @param rows number of rows
   * @param rowFactor PANEL factors
   * @param rowAt first of them
   * @param columnFactor a factor per row
   * @param columnAt first of them
   * @param least the least weight that counts, without its sign
   */
  void weigh(
      float[] panel,
      int at,
      int rows,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt,
      float least);

  /**
   * out[j][lane] = factor·rowFactor[lane]·columnFactor[j]·panel[j][lane], or that added to it.
   *
   * @param panel score panel or panel of weights
   * @param at its first element
   * @param rows number of rows
   * @param factor factor on all entries
   * @param rowFactor PANEL factors
   * @param rowAt first of them
   * @param columnFactor a factor per row
   * @param columnAt first of them
   * @param out a panel; may be {@code panel} at the same place
   * @param outAt its first element
   * @param add whether to add to what is there
   */
  void scale(
      float[] panel,
      int at,
      int rows,
      float factor,
      float[] rowFactor,
      int rowAt,
      float[] columnFactor,
      int columnAt,
      float[] out,
      int outAt,
      boolean add);

  /**
   * sums[lane] += Σ_j panel[j][lane].
   *
   * @param panel panel of weights
   * @param at its first element
   * @param rows number of rows
   * @param sums running sums, PANEL values
   * @param sumsAt first of them
   */
  void addLaneSums(float[] panel, int at, int rows, float[] sums, int sumsAt);

  /**
   * Adds up each row in COLUMN_LANES partial sums.
   *
   * @param panel panel of weights
   * @param at its first element
   * @param rows number of rows
   * @param columns running sums, COLUMN_LANES values per row
   * @param columnsAt first of them
   */
  void addColumnSums(float[] panel, int at, int rows, float[] columns, int columnsAt);

  /**
   * sums[lane] += Σ_j weights[j][lane]·scores[j][lane]. Excluded scores add nothing.
   *
   * @param weights panel of weights
   * @param at its first element
   * @param scores score panel of inner products
   * @param scoresAt its first element
   * @param rows number of rows
   * @param sums running sums, PANEL values
   * @param sumsAt first of them
   */
  void addLaneDots(
      float[] weights, int at, float[] scores, int scoresAt, int rows, float[] sums, int sumsAt);

  /**
   * Adds up weights[j][lane]·scores[j][lane] of each row in COLUMN_LANES partial sums. Excluded
   * scores add nothing.
   *
   * @param weights panel of weights
   * @param at its first element
   * @param scores score panel of inner products
   * @param scoresAt its first element
   * @param rows number of rows
   * @param columns running sums, COLUMN_LANES values per row
   * @param columnsAt first of them
   */
  void addColumnDots(
      float[] weights,
      int at,
      float[] scores,
      int scoresAt,
      int rows,
      float[] columns,
      int columnsAt);
}
