package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** The truth of a loss on nested prefixes: the weighted sum of those of its prefixes. */
final class Float64Prefixes {
  private static final double TOLERANCE = 3e-6;

  private double loss;
  private double lossSize;
  private double scaleGradient;
  private double scaleGradientBound;
  private double biasGradient;
  private double biasGradientBound;
  private final double[][] anchorGradient;
  private final double[][] candidateGradient;
  private double anchorSize;
  private double candidateSize;
  private double largestLogit = 20;
  private final Float64ContrastiveLoss first;

  Float64Prefixes(
      RankingLoss options,
      RankingBatch batch,
      int[] columns,
      double[] weights,
      double upstream,
      double[] rowUpstream) {
    int d = batch.anchors().columns();
    anchorGradient = new double[batch.anchors().rows()][d];
    candidateGradient = new double[batch.candidates().rows()][d];
    Float64ContrastiveLoss named = null;
    for (int k = 0; k < columns.length; k++) {
      RankingBatch part = batch.prefix(columns[k]);
      Float64ContrastiveLoss truth =
          new Float64ContrastiveLoss(options, part, upstream * weights[k], rowUpstream);
      assertThat(truth.isClear).as("a clear decision of the margin filter").isTrue();
      named = k == 0 ? truth : named;
      loss += weights[k] * truth.loss;
      lossSize += Math.abs(weights[k]) * truth.lossSize;
      scaleGradient += truth.scaleGradient;
      scaleGradientBound += truth.scaleGradientBound;
      biasGradient += truth.biasGradient;
      biasGradientBound += truth.biasGradientBound;
      addUp(anchorGradient, truth.anchorGradient);
      addUp(candidateGradient, truth.candidateGradient);
      anchorSize += truth.anchorSize;
      candidateSize += truth.candidateSize;
      largestLogit = Math.max(largestLogit, truth.largestLogit);
    }
    first = named;
  }

  private static void addUp(double[][] sum, double[][] x) {
    for (int r = 0; r < x.length; r++) {
      for (int k = 0; k < x[r].length; k++) {
        sum[r][k] += x[r][k];
      }
    }
  }

  private double tolerance() {
    return TOLERANCE * largestLogit / 20;
  }

  void checkLoss(double actual) {
    ContrastiveResult.assertNumber("loss", actual, loss, tolerance() * lossSize);
  }

  /** Ranks are those in the prefix that was named first. */
  void checkRanks(RankingReport report) {
    for (int i = 0; i < anchorGradient.length; i++) {
      assertThat(report.rank(i)).isBetween(first.leastRanks[i], first.greatestRanks[i]);
    }
  }

  /** Fails unless all gradients are there, added to a number. */
  void checkGradients(RankingGradients actual, double start) {
    double tolerance = tolerance();
    ContrastiveResult.assertNumber(
        "gradient of the scale", actual.scale(), scaleGradient, tolerance * scaleGradientBound);
    ContrastiveResult.assertNumber(
        "gradient of the bias", actual.bias(), biasGradient, tolerance * biasGradientBound);
    check("anchors", actual.anchors(), anchorGradient, start, tolerance * anchorSize);
    check("candidates", actual.candidates(), candidateGradient, start, tolerance * candidateSize);
  }

  private static void check(
      String name, Matrix actual, double[][] expected, double start, double allowed) {
    double squares = 0;
    for (int r = 0; actual != null && r < expected.length; r++) {
      for (int k = 0; k < expected[r].length; k++) {
        double error = actual.get(r, k) - expected[r][k] - start;
        // Adding to what is there rounds once more.
        error = Math.max(0, Math.abs(error) - Math.ulp((float) start));
        squares += error * error;
      }
    }
    assertThat(Math.sqrt(squares))
        .as("error of the gradient of %s", name)
        .isLessThanOrEqualTo(allowed + RankingResult.SMALLEST);
  }
}
