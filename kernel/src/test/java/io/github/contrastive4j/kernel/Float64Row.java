package io.github.contrastive4j.kernel;

import java.util.Arrays;

/** One embedding in float64, and the gradient of a loss with respect to it. */
final class Float64Row {
  private static final double EPSILON = 1e-12;

  final double[] gradient;

  /** Σ over pairs of the squared size of what float32 rounds their gradients relative to. */
  double squaredSize;

  private final double[] x;
  private final double norm;

  private Float64Row(double[] x, double[] gradient) {
    this.x = x;
    this.gradient = gradient;
    norm = Math.max(Math.sqrt(dot(x, x)), EPSILON);
  }

  static Float64Row[] of(double[][] x, double[][] gradients) {
    Float64Row[] rows = new Float64Row[x.length];
    for (int r = 0; r < x.length; r++) {
      rows[r] = new Float64Row(x[r], gradients[r]);
    }
    return rows;
  }

  double similarity(Similarity kind, Float64Row other) {
    return similarity(kind, measure(kind, other));
  }

  /** What the similarity is a function of: the cosine, the dot product or the distance. */
  double measure(Similarity kind, Float64Row other) {
    return switch (kind) {
      case RAW_COSINE, SHIFTED_COSINE -> dot(x, other.x) / norm / other.norm;
      case DOT_PRODUCT -> dot(x, other.x);
      case EUCLIDEAN -> euclidean(other);
      case MANHATTAN -> manhattan(other);
    };
  }

  static double similarity(Similarity kind, double measure) {
    return switch (kind) {
      case RAW_COSINE, DOT_PRODUCT -> measure;
      case SHIFTED_COSINE -> 0.5 + 0.5 * measure;
      case EUCLIDEAN, MANHATTAN -> 1 / (1 + measure);
    };
  }

  /**
   * Adds the gradient of the similarity to another row, times a weight, to this row's gradient.
   *
   * @param measure what the similarity is a function of
   * @param mass what float32 rounds the weight relative to
   */
  void propagate(Similarity kind, Float64Row other, double measure, double weight, double mass) {
    double steepest =
        switch (kind) {
          case RAW_COSINE -> propagateCosine(other, measure, weight);
          case SHIFTED_COSINE -> propagateCosine(other, measure, weight / 2) / 2;
          case DOT_PRODUCT -> propagate(other, weight, 0, other.norm);
          case EUCLIDEAN -> propagateEuclidean(other, measure, weight);
          case MANHATTAN -> propagateManhattan(other, measure, weight);
        };
    squaredSize += mass * mass * steepest * steepest;
  }

  /** Returns how steep the similarity is at most, as the others do. */
  private double propagateCosine(Float64Row other, double cosine, double weight) {
    // A clamped norm is a constant: no projection.
    double back = norm > EPSILON ? cosine / norm / norm : 0;
    return propagate(other, weight / norm / other.norm, weight * back, 1 / norm);
  }

  private double propagate(Float64Row other, double forth, double back, double steepest) {
    double[] y = other.x;
    for (int k = 0; k < x.length; k++) {
      gradient[k] += forth * y[k] - back * x[k];
    }
    return steepest;
  }

  private double propagateEuclidean(Float64Row other, double distance, double weight) {
    double[] y = other.x;
    double slope = slope(distance);
    double factor = weight * (distance == 0 ? slope : slope / distance);
    for (int k = 0; k < x.length; k++) {
      gradient[k] += factor * (y[k] - x[k]);
    }
    return slope;
  }

  private double propagateManhattan(Float64Row other, double distance, double weight) {
    double[] y = other.x;
    // Each dimension counts alike, however far apart the rows are.
    double slope = slope(distance);
    for (int k = 0; k < x.length; k++) {
      gradient[k] += weight * slope * Math.signum(y[k] - x[k]);
    }
    return slope * Math.sqrt(x.length);
  }

  /** How much the similarity grows when the distance shrinks. */
  private static double slope(double distance) {
    double similarity = 1 / (1 + distance);
    return similarity * similarity;
  }

  private double euclidean(Float64Row other) {
    double[] y = other.x;
    double even = 0;
    double odd = 0;
    for (int k = 1; k < x.length; k += 2) {
      even += (y[k - 1] - x[k - 1]) * (y[k - 1] - x[k - 1]);
      odd += (y[k] - x[k]) * (y[k] - x[k]);
    }
    double last = last(other);
    return Math.sqrt(even + odd + last * last);
  }

  private double manhattan(Float64Row other) {
    double[] y = other.x;
    double even = 0;
    double odd = 0;
    for (int k = 1; k < x.length; k += 2) {
      even += Math.abs(y[k - 1] - x[k - 1]);
      odd += Math.abs(y[k] - x[k]);
    }
    return even + odd + Math.abs(last(other));
  }

  /** The last difference where the number of elements is odd, or 0. */
  private double last(Float64Row other) {
    int last = x.length - 1;
    return x.length % 2 == 1 ? other.x[last] - x[last] : 0;
  }

  /** Several sums side by side, here and above, because one addition would wait for another. */
  static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 4 <= x.length; k += 4) {
      s0 += x[k] * y[k];
      s1 += x[k + 1] * y[k + 1];
      s2 += x[k + 2] * y[k + 2];
      s3 += x[k + 3] * y[k + 3];
    }
    for (; k < x.length; k++) {
      s0 += x[k] * y[k];
    }
    return s0 + s1 + s2 + s3;
  }

  static double largestNorm(Float64Row[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> row.norm).max().orElse(0);
  }
}
