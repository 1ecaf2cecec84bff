package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** What one call of a ranking loss gave, and the ways to judge it. */
record RankingResult(
    double loss, Matrix anchorGradient, Matrix candidateGradient, double scaleGradient) {

  /** Below this, exponentials and elements of gradients leave the range of float32. */
  static final double SMALLEST = 1e-30;

  /**
   * Fails unless loss and gradients are those of the truth.
   *
   * @param tolerance relative error of the loss and, in the Frobenius norm, of the gradients
   */
  void assertCloseTo(Float64ContrastiveLoss truth, double tolerance) {
    assertThat(Math.abs(loss - truth.loss))
        .as("error of loss %s, expected %s", loss, truth.loss)
        .isLessThanOrEqualTo(tolerance * truth.loss + SMALLEST);
    assertThat(relativeError(truth.anchorGradient, anchorGradient))
        .as("error of the gradient of anchors")
        .isLessThanOrEqualTo(tolerance);
    assertThat(relativeError(truth.candidateGradient, candidateGradient))
        .as("error of the gradient of candidates")
        .isLessThanOrEqualTo(tolerance);
    assertThat(Math.abs(scaleGradient - truth.scaleGradient))
        .as(
            "error of the gradient of the scale %s, expected %s",
            scaleGradient, truth.scaleGradient)
        .isLessThanOrEqualTo(tolerance * truth.scaleGradientBound + SMALLEST);
  }

  /** Fails unless every bit is the same. */
  void assertSameBits(RankingResult other) {
    assertThat(loss).as("loss").isEqualTo(other.loss);
    assertThat(scaleGradient).as("gradient of the scale").isEqualTo(other.scaleGradient);
    assertThat(anchorGradient.toArray())
        .as("gradient of anchors")
        .isEqualTo(other.anchorGradient.toArray());
    assertThat(candidateGradient.toArray())
        .as("gradient of candidates")
        .isEqualTo(other.candidateGradient.toArray());
  }

  void assertFinite() {
    assertThat(loss).isFinite();
    assertThat(scaleGradient).isFinite();
    for (Matrix gradient : new Matrix[] {anchorGradient, candidateGradient}) {
      for (float value : gradient.toArray()) {
        assertThat(value).isFinite();
      }
    }
  }

  /** ‖actual − expected‖ / ‖expected‖ over all elements. */
  static double relativeError(double[][] expected, Matrix actual) {
    double norm =
        Math.sqrt(Arrays.stream(expected).mapToDouble(row -> Float64Row.dot(row, row)).sum());
    return Math.max(error(expected, actual) - SMALLEST, 0) / Math.max(norm, SMALLEST);
  }

  /** ‖actual − expected‖ over all elements. */
  static double error(double[][] expected, Matrix actual) {
    double sum = 0;
    for (int r = 0; r < expected.length; r++) {
      for (int k = 0; k < expected[r].length; k++) {
        double difference = actual.get(r, k) - expected[r][k];
        sum += difference * difference;
      }
    }
    return Math.sqrt(sum);
  }

  /** The same of two results. */
  static double relativeError(Matrix expected, Matrix actual) {
    return relativeError(Float64Batch.doubles(expected), actual);
  }
}
