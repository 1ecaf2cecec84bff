package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Hands the gradients of logits on to rows, scale and bias. */
final class Float64Sums {
  double scaleGradient;
  double biasGradient;
  double mass;

  private final double scale;

  Float64Sums(double scale) {
    this.scale = scale;
  }

  void propagate(Float64Pair[][] all) {
    for (Float64Pair[] row : all) {
      for (Float64Pair pair : row) {
        scaleGradient += pair.weight * pair.similarity;
        biasGradient += pair.weight;
        mass += pair.mass;
      }
    }
    // A row has its gradient from one thread at a time, in the order of its pairs.
    Arrays.stream(all)
        .parallel()
        .forEach(row -> {
          for (Float64Pair pair : row) {
            pair.propagateToFirst(scale);
          }
        });
    IntStream.range(0, all.length == 0 ? 0 : all[0].length)
        .parallel()
        .forEach(j -> {
          for (Float64Pair[] row : all) {
            row[j].propagateToSecond(scale);
          }
        });
  }
}
