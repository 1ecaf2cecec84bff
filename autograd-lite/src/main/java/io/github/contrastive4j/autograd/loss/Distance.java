package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Transpose;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.RowDistance;
import io.github.contrastive4j.kernel.Similarity;
import java.util.Arrays;
import java.util.Objects;

/**
 * How two embeddings x and y are compared: as a distance, and as a similarity, which is larger for
 * embeddings that are more alike.
 *
 * <p>All four forms are differentiable operations on a tape. The row-wise forms compare row i of x
 * with row i of y, the matrix forms every row of x with every row of y. They are the definitions,
 * for evaluation and for losses of one's own; the ranking loss has the same similarities fused in
 * the kernel, see {@link #kernelSimilarity()}.
 */
public enum Distance {
  /**
   * Row-wise: similarity cos(x, y), in [−1, 1] up to rounding, and distance 1 − cos. Matrix:
   * similarity (1 + cos)/2, in [0, 1], and distance (1 − cos)/2. As in Quaterion, only the matrix
   * forms are shifted into [0, 1]. Norms are clamped from below by 1e-12, and elements have to be
   * finite.
   */
  COSINE("cosine", Similarity.SHIFTED_COSINE),
  /**
   * Distance ‖x − y‖₂, with subgradient 0 where it is 0, and similarity 1/(1 + distance), in (0,
   * 1].
   */
  EUCLIDEAN("euclidean", Similarity.EUCLIDEAN),
  /**
   * Distance Σ|xₖ − yₖ|, with sign(0) = 0 in its gradient, and similarity 1/(1 + distance), in (0,
   * 1].
   */
  MANHATTAN("manhattan", Similarity.MANHATTAN),
  /** Similarity x·y and distance −x·y, both unbounded and of either sign. */
  DOT_PRODUCT("dot_product", Similarity.DOT_PRODUCT);

  private final String metricName;
  private final Similarity kernelSimilarity;

  Distance(String metricName, Similarity kernelSimilarity) {
    this.metricName = metricName;
    this.kernelSimilarity = kernelSimilarity;
  }

  /**
   * Looks a distance up by its name.
   *
   * @param name "cosine", "euclidean", "manhattan" or "dot_product"
   * @return the distance
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Distance byName(String name) {
    for (Distance distance : values()) {
      if (distance.metricName.equals(name)) {
        return distance;
      }
    }
    throw new IllegalArgumentException(
        "the distance name is %s, expected one of %s"
            .formatted(name, Arrays.stream(values()).map(Distance::metricName).toList()));
  }

  /** The distance that a kernel's similarity belongs to: both cosines are cosines. */
  static Distance of(Similarity similarity) {
    return switch (similarity) {
      case SHIFTED_COSINE, RAW_COSINE -> COSINE;
      case DOT_PRODUCT -> DOT_PRODUCT;
      case EUCLIDEAN -> EUCLIDEAN;
      case MANHATTAN -> MANHATTAN;
    };
  }

  /** {@return the name in configurations, such as "dot_product"} */
  public String metricName() {
    return metricName;
  }

  /** {@return the kernel's similarity that equals {@link #similarityMatrix}} */
  public Similarity kernelSimilarity() {
    return kernelSimilarity;
  }

  /**
   * Similarity of row i of x and row i of y.
   *
   * @param x R × D
   * @param y R × D
   * @return R × 1
   * @throws IllegalArgumentException if the shapes differ
   */
  public Variable similarity(Variable x, Variable y) {
    requireSameShape(x, y);
    return switch (this) {
      case COSINE -> x.normalizeRows().multiply(y.normalizeRows()).sumRows();
      case EUCLIDEAN, MANHATTAN -> distance(x, y).add(1).reciprocal();
      case DOT_PRODUCT -> x.multiply(y).sumRows();
    };
  }

  /**
   * Distance of row i of x and row i of y.
   *
   * @param x R × D
   * @param y R × D
   * @return R × 1
   * @throws IllegalArgumentException if the shapes differ
   */
  public Variable distance(Variable x, Variable y) {
    requireSameShape(x, y);
    return switch (this) {
      case COSINE -> similarity(x, y).scale(-1).add(1);
      case EUCLIDEAN -> RowDistances.paired(RowDistance.EUCLIDEAN, x, y);
      case MANHATTAN -> RowDistances.paired(RowDistance.MANHATTAN, x, y);
      case DOT_PRODUCT -> similarity(x, y).scale(-1);
    };
  }

  /**
   * Similarity of every row of x and every row of y.
   *
   * @param x R × D
   * @param y N × D, N at least 1; may be x itself
   * @return R × N
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Variable similarityMatrix(Variable x, Variable y) {
    requireSameColumns(x, y);
    return switch (this) {
      case COSINE -> cosines(x, 0.5, y).add(0.5);
      case EUCLIDEAN, MANHATTAN -> distanceMatrix(x, y).add(1).reciprocal();
      case DOT_PRODUCT -> x.matmul(y, Transpose.RIGHT);
    };
  }

  /**
   * Distance of every row of x and every row of y.
   *
   * @param x R × D
   * @param y N × D, N at least 1; may be x itself
   * @return R × N
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Variable distanceMatrix(Variable x, Variable y) {
    requireSameColumns(x, y);
    return switch (this) {
      case COSINE -> cosines(x, -0.5, y).add(0.5);
      case EUCLIDEAN -> RowDistances.matrix(RowDistance.EUCLIDEAN, x, y);
      case MANHATTAN -> RowDistances.matrix(RowDistance.MANHATTAN, x, y);
      case DOT_PRODUCT -> similarityMatrix(x, y).scale(-1);
    };
  }

  /** Cosines times a factor, which rows take, not the matrix of all pairs. */
  private static Variable cosines(Variable x, double factor, Variable y) {
    return x.normalizeRows().scale(factor).matmul(y.normalizeRows(), Transpose.RIGHT);
  }

  private static void requireSameShape(Variable x, Variable y) {
    requireSameColumns(x, y);
    if (y.rows() != x.rows()) {
      throw new IllegalArgumentException(
          "y has %d rows, expected %d as x".formatted(y.rows(), x.rows()));
    }
  }

  private static void requireSameColumns(Variable x, Variable y) {
    Objects.requireNonNull(x, "x is null, expected a variable");
    Objects.requireNonNull(y, "y is null, expected a variable");
    if (y.columns() != x.columns()) {
      throw new IllegalArgumentException(
          "y has %d columns, expected %d as x".formatted(y.columns(), x.columns()));
    }
  }
}
