package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

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
    return switch (kind) {
      case RAW_COSINE -> cosine(other);
      case SHIFTED_COSINE -> 0.5 + 0.5 * cosine(other);
      case DOT_PRODUCT -> dot(x, other.x);
      case EUCLIDEAN, MANHATTAN -> 1 / (1 + distance(kind, other));
    };
  }

  private double cosine(Float64Row other) {
    return dot(x, other.x) / norm / other.norm;
  }

  /**
   * Adds the gradient of the similarity to another row, times a weight, to this row's gradient.
   *
   * @param s the similarity
   * @param mass what float32 rounds the weight relative to
   */
  void propagate(Similarity kind, Float64Row other, double s, double weight, double mass) {
    double steepest =
        switch (kind) {
          case RAW_COSINE -> propagateCosine(other, s, weight);
          case SHIFTED_COSINE -> propagateCosine(other, cosine(other), weight / 2) / 2;
          case DOT_PRODUCT -> propagate(other, weight, 0, other.norm);
          case EUCLIDEAN, MANHATTAN -> propagateDistance(kind, other, s, weight);
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

  private double propagateDistance(Similarity kind, Float64Row other, double s, double weight) {
    double[] y = other.x;
    if (kind == Similarity.MANHATTAN) {
      // The slope of Manhattan is the same at any distance.
      double slope = s * s;
      for (int k = 0; k < x.length; k++) {
        gradient[k] += weight * slope * Math.signum(y[k] - x[k]);
      }
      return slope * Math.sqrt(x.length);
    }
    double d = distance(kind, other);
    double slope = d == 0 ? s * s : s * s / d;
    for (int k = 0; k < x.length; k++) {
      gradient[k] += weight * slope * (y[k] - x[k]);
    }
    return s * s;
  }

  private double distance(Similarity kind, Float64Row other) {
    return kind == Similarity.MANHATTAN
        ? sum(x, other.x, (a, b) -> Math.abs(a - b))
        : Math.sqrt(sum(x, other.x, (a, b) -> (a - b) * (a - b)));
  }

  static double dot(double[] x, double[] y) {
    return sum(x, y, (a, b) -> a * b);
  }

  /** Four sums side by side, because one addition would wait for the one before. */
  private static double sum(double[] x, double[] y, DoubleBinaryOperator term) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 4 <= x.length; k += 4) {
      s0 += term.applyAsDouble(x[k], y[k]);
      s1 += term.applyAsDouble(x[k + 1], y[k + 1]);
      s2 += term.applyAsDouble(x[k + 2], y[k + 2]);
      s3 += term.applyAsDouble(x[k + 3], y[k + 3]);
    }
    for (; k < x.length; k++) {
      s0 += term.applyAsDouble(x[k], y[k]);
    }
    return s0 + s1 + s2 + s3;
  }

  static double largestNorm(Float64Row[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> row.norm).max().orElse(0);
  }
}
