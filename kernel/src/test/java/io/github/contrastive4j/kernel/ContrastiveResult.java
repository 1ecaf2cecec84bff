package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** What one call of a loss with options gave, and the ways to judge it. */
record ContrastiveResult(double value, RankingGradients gradients, RankingReport report) {

  /**
   * Fails unless everything is that of the truth.
   *
   * @param tolerance relative error of numbers and, in the Frobenius norm, of gradients
   */
  void assertCloseTo(Float64ContrastiveLoss truth, double tolerance) {
    assertNumber("loss", value, truth.loss, tolerance * truth.lossSize);
    assertReport(report, truth, tolerance);
    assertGradient(
        "anchors", gradients.anchors(), truth.anchorGradient, tolerance * truth.anchorSize);
    assertGradient(
        "candidates",
        gradients.candidates(),
        truth.candidateGradient,
        tolerance * truth.candidateSize);
    assertGradient(
        "ownNegatives",
        gradients.ownNegatives(),
        truth.ownNegativeGradient,
        // Often those of a single row; see there.
        3 * tolerance * truth.ownNegativeSize);
    assertNumber(
        "gradient of the scale",
        gradients.scale(),
        truth.scaleGradient,
        tolerance * truth.scaleGradientBound);
    assertNumber(
        "gradient of the bias",
        gradients.bias(),
        truth.biasGradient,
        tolerance * truth.biasGradientBound);
  }

  static void assertReport(RankingReport report, Float64ContrastiveLoss truth, double tolerance) {
    int rows = truth.rowLosses.length;
    assertThat(report.size()).as("size of the report").isEqualTo(rows);
    int hits = 0;
    for (int i = 0; i < rows; i++) {
      // Errors of single rows do not make up for one another.
      double allowed = 3 * tolerance * truth.rowSizes[i];
      assertNumber("loss of row " + i, report.loss(i), truth.rowLosses[i], allowed);
      assertThat(report.rank(i))
          .as("rank of row %d", i)
          .isBetween(truth.leastRanks[i], truth.greatestRanks[i]);
      hits += report.rank(i) == 1 ? 1 : 0;
    }
    assertThat(report.accuracy()).as("accuracy").isEqualTo(hits / (double) rows);
  }

  static void assertNumber(String name, double actual, double expected, double allowed) {
    assertThat(Math.abs(actual - expected))
        .as("error of the %s %s, expected %s", name, actual, expected)
        .isLessThanOrEqualTo(allowed + RankingResult.SMALLEST);
  }

  private static void assertGradient(
      String name, Matrix actual, double[][] expected, double allowed) {
    assertThat(RankingResult.error(expected, actual))
        .as("error of the gradient of %s", name)
        .isLessThanOrEqualTo(allowed + RankingResult.SMALLEST);
  }

  /** Fails unless every bit is the same. */
  void assertSameBits(ContrastiveResult other) {
    assertThat(value).as("loss").isEqualTo(other.value);
    assertThat(gradients.scale()).as("gradient of the scale").isEqualTo(other.gradients.scale());
    assertThat(gradients.bias()).as("gradient of the bias").isEqualTo(other.gradients.bias());
    assertSameBits("anchors", gradients.anchors(), other.gradients.anchors());
    assertSameBits("candidates", gradients.candidates(), other.gradients.candidates());
    assertSameBits("ownNegatives", gradients.ownNegatives(), other.gradients.ownNegatives());
    assertThat(report.size()).isEqualTo(other.report.size());
    for (int i = 0; i < report.size(); i++) {
      assertThat(report.loss(i)).as("loss of row %d", i).isEqualTo(other.report.loss(i));
      assertThat(report.rank(i)).as("rank of row %d", i).isEqualTo(other.report.rank(i));
    }
  }

  private static void assertSameBits(String name, Matrix actual, Matrix expected) {
    if (expected != null) {
      assertThat(actual.toArray()).as("gradient of %s", name).isEqualTo(expected.toArray());
    }
  }
}
