package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.util.function.IntToDoubleFunction;

/** Four pairs with two hard negatives each, whose losses are known from float64 arithmetic. */
final class GoldenBatch {
  static final int ROWS = 4;
  static final int COLUMNS = 6;

  /** Loss of the pairs alone, raw cosine, scale 20. */
  static final double PAIRS = 0.179992107154753;

  static final RankingLoss LOSS = RankingLoss.of(Similarity.RAW_COSINE, 20);

  private GoldenBatch() {}

  static Matrix anchors() {
    return matrix(GoldenBatch::anchor);
  }

  static Matrix positives() {
    return matrix(t -> anchor(t) + 0.6 * Math.sin(2.5 + 2.3 * t));
  }

  static Matrix firstNegatives() {
    return matrix(t -> anchor(t) + 0.8 * Math.sin(4.1 + 1.3 * t));
  }

  static Matrix secondNegatives() {
    return matrix(t -> anchor(t) + 1.1 * Math.sin(5.3 + 0.9 * t));
  }

  private static double anchor(int t) {
    return Math.sin(1.0 + 1.7 * t);
  }

  private static Matrix matrix(IntToDoubleFunction element) {
    Matrix matrix = Matrix.zeros(ROWS, COLUMNS);
    for (int t = 0; t < ROWS * COLUMNS; t++) {
      matrix.data()[t] = (float) element.applyAsDouble(t);
    }
    return matrix;
  }
}
