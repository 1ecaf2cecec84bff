package io.github.contrastive4j.kernel;

/** Two rows, how much they are alike, and the gradient of a loss with respect to their logit. */
final class Float64Pair {
  final double similarity;

  /** ∂loss/∂logit, summed over all softmaxes that the pair takes part in. */
  double weight;

  /** What float32 rounds the weight relative to: the size of what it is a difference of. */
  double mass;

  private final Similarity kind;
  private final double measure;
  private final Float64Row x;
  private final Float64Row y;

  Float64Pair(Similarity kind, Float64Row x, Float64Row y) {
    this.kind = kind;
    this.x = x;
    this.y = y;
    measure = x.measure(kind, y);
    similarity = Float64Row.similarity(kind, measure);
  }

  void add(double contribution, double size) {
    weight += contribution;
    mass += size;
  }

  /** Hands the gradient on to the first row. */
  void propagateToFirst(double scale) {
    if (mass != 0) {
      x.propagate(kind, y, measure, scale * weight, scale * mass);
    }
  }

  /** Hands the gradient on to the second row. */
  void propagateToSecond(double scale) {
    if (mass != 0) {
      y.propagate(kind, x, measure, scale * weight, scale * mass);
    }
  }
}
