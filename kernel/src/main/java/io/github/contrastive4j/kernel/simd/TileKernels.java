package io.github.contrastive4j.kernel.simd;

/**
 * Products and distances of panels, a register tile at a time. See {@link PanelLayout}. Row counts
 * named {@code paddedRows} are multiples of {@link PanelLayout#ROW_STEP}.
 *
 * <p>Arguments are trusted: callers have checked shapes. Instances have no state and are safe to
 * share.
 */
public interface TileKernels {
  /**
   * out[r][c] (+)= Σ_k left[r][k] · right[k][c].
   *
   * @param left panels of rows × depth
   * @param leftAt element (0, 0)
   * @param leftStride distance of two panels
   * @param paddedRows rows of left and out
   * @param depth length of the sums
   * @param right panels of depth rows
   * @param rightAt element (0, 0)
   * @param rightStride distance of two panels
   * @param out panels of rows
   * @param outAt element (0, 0)
   * @param outStride distance of two panels
   * @param columns columns of right and out; what pads them to whole panels may be written too
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
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add);

  /**
   * out[r][c] (+)= Σ_k left[k][r] · right[k][c].
   *
   * @param left panels of depth × rows
   * @param leftAt element (0, 0)
   * @param leftStride distance of two panels
   * @param paddedRows rows of out, columns of left that are used
   * @param depth length of the sums
   * @param right panels of depth rows
   * @param rightAt element (0, 0)
   * @param rightStride distance of two panels
   * @param out panels of rows
   * @param outAt element (0, 0)
   * @param outStride distance of two panels
   * @param columns columns of right and out; what pads them to whole panels may be written too
   * @param add whether to add to what out holds
   */
  void multiplyTransposed(
      float[] left,
      int leftAt,
      int leftStride,
      int paddedRows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add);

  /**
   * The most rows for which {@link #multiplyUnpacked} is the better way: for more both sides are
   * packed.
   *
   * @return at least 1
   */
  int unpackedRows();

  /**
   * out[r][c] (+)= Σ_k left[r][k] · right[k][c], where all lie as the caller has them. A row of out
   * does not depend on the others.
   *
   * @param left rows × depth
   * @param leftAt element (0, 0)
   * @param leftStride distance of two rows
   * @param rows rows of left and out
   * @param depth length of the sums
   * @param right depth × columns
   * @param rightAt element (0, 0)
   * @param rightStride distance of two rows
   * @param out rows × columns
   * @param outAt element (0, 0)
   * @param outStride distance of two rows
   * @param columns columns of right and out
   * @param add whether to add to what out holds
   */
  void multiplyUnpacked(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int columns,
      boolean add);

  /**
   * out[r][c] (+)= Σ_k (left[r][k] − right[k][c])², or Σ_k |left[r][k] − right[k][c]|, for one
   * panel of out.
   *
   * @param geometry which of the two distances
   * @param look whether to find out if elements are equal; loops may leave it, and do for squared
   *     distances
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
   * @return whether an element of left and the one of right that it is compared with may be equal;
   *     true where nobody has looked
   */
  boolean distances(
      Geometry geometry,
      boolean look,
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
   * out[r][c] (+)= Σ_k w[r][k] · g(other[k][c] − self[r][c]), where g is the identity for squared
   * and the sign for absolute distances; for one panel of out.
   *
   * <p>Where no two elements are equal the sign is 1 − 2 · [self[r][c] > other[k][c]]. Then the
   * second term alone is added, a comparison and an addition; the first, Σ_k w[r][k], is one number
   * for all columns of a row, and left to the caller.
   *
   * @param geometry which of the two distances
   * @param distinct whether that is to be done: where {@link #distances} has found all elements to
   *     differ
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
      boolean distinct,
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
}
