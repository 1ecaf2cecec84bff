package io.github.contrastive4j.kernel.simd;

/**
 * {@link NormalizationKernels} an element at a time, each in float64: without vectors, for what
 * loops of vectors leave over, and for rows so long or so short that float32 would lose their
 * digits.
 */
public final class Float64Normalization implements NormalizationKernels {
  /** Makes the loops. */
  public Float64Normalization() {}

  @Override
  public double sum(float[] x, int at, int length) {
    // Sums side by side, because one addition would wait for the one before.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k < length - 3; k += 4) {
      s0 += x[at + k];
      s1 += x[at + k + 1];
      s2 += x[at + k + 2];
      s3 += x[at + k + 3];
    }
    for (; k < length; k++) {
      s0 += x[at + k];
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public double squaredDeviations(float[] x, int at, int length, double mean) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k < length - 3; k += 4) {
      double d0 = x[at + k] - mean;
      double d1 = x[at + k + 1] - mean;
      double d2 = x[at + k + 2] - mean;
      double d3 = x[at + k + 3] - mean;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; k < length; k++) {
      double d = x[at + k] - mean;
      s0 += d * d;
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public double weightedDeviations(
      float[] g, int gAt, float[] w, int wAt, float[] x, int xAt, int length, double mean) {
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k < length - 1; k += 2) {
      even += (double) g[gAt + k] * w[wAt + k] * (x[xAt + k] - mean);
      odd += (double) g[gAt + k + 1] * w[wAt + k + 1] * (x[xAt + k + 1] - mean);
    }
    if (k < length) {
      even += (double) g[gAt + k] * w[wAt + k] * (x[xAt + k] - mean);
    }
    return even + odd;
  }

  @Override
  public void standardize(
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      float[] gain,
      int gainAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt) {
    for (int k = 0; k < length; k++) {
      double unit = (x[xAt + k] - mean) * factor;
      y[yAt + k] = (float) (unit * gain[gainAt + k] + bias[biasAt + k]);
    }
  }

  @Override
  public void standardizedGradient(
      float[] dy,
      int dyAt,
      float[] gain,
      int gainAt,
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      double shift,
      double share,
      float[] dx,
      int dxAt,
      boolean add) {
    for (int k = 0; k < length; k++) {
      double unit = (x[xAt + k] - mean) * factor;
      double value = ((double) dy[dyAt + k] * gain[gainAt + k] - shift - unit * share) * factor;
      dx[dxAt + k] = (float) (add ? dx[dxAt + k] + value : value);
    }
  }

  @Override
  public void addParameterGradients(
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      int length,
      double mean,
      double factor,
      float[] gains,
      int gainsAt,
      float[] biases,
      int biasesAt) {
    for (int k = 0; k < length; k++) {
      gains[gainsAt + k] += (float) (dy[dyAt + k] * ((x[xAt + k] - mean) * factor));
      biases[biasesAt + k] += dy[dyAt + k];
    }
  }
}
