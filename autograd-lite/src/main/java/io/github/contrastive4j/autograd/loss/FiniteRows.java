package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.kernel.Matrix;

/**
 * The check that rows to be kept for later are numbers: later nobody would know where they came
 * from.
 */
final class FiniteRows {
  private FiniteRows() {}

  /** Throws if one of some rows of a matrix has NaN or ∞. */
  static void require(String name, Matrix x, int from, int to) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < x.columns(); c++) {
        if (!Float.isFinite(x.get(r, c))) {
          throw new IllegalArgumentException(
              "%s[%d][%d] is %s, expected a finite number".formatted(name, r, c, x.get(r, c)));
        }
      }
    }
  }
}
