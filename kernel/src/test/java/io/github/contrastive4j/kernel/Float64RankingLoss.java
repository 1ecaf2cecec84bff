package io.github.contrastive4j.kernel;

/**
 * The ranking loss and its gradients by its definition, in float64, with plain loops. The truth
 * that the kernel is held against; shares no code with it.
 */
final class Float64RankingLoss {
  private static final double EPSILON = 1e-12;

  final double loss;
  final double[][] anchorGradient;
  final double[][] candidateGradient;
  final double scaleGradient;

  /** Largest absolute logit: rounding errors of float32 logits are proportional to it. */
  final double largestLogit;

  /** Σ|∂loss/∂logit| · largest |similarity|: what the rounding of the scale gradient relates to. */
  final double scaleGradientBound;

  private final Similarity similarity;
  private final double[][] a;
  private final double[][] c;
  private final double[] anchorNorm;
  private final double[] candidateNorm;

  Float64RankingLoss(
      Similarity similarity,
      double scale,
      boolean symmetric,
      double[][] a,
      double[][] c,
      int[] targets,
      double upstream) {
    this.similarity = similarity;
    this.a = a;
    this.c = c;
    anchorNorm = norms(a);
    candidateNorm = norms(c);
    int m = a.length;
    int n = c.length;
    double[][] s = new double[m][n];
    double[][] logit = new double[m][n];
    double largest = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        s[i][j] = similarity(i, j);
        logit[i][j] = scale * s[i][j];
        largest = Math.max(largest, Math.abs(logit[i][j]));
      }
    }
    largestLogit = largest;

    double share = (symmetric ? 0.5 : 1.0) / m;
    double total = 0;
    double[][] g = new double[m][n];
    for (int i = 0; i < m; i++) {
      int t = targets[i];
      total += share * crossEntropy(logit[i], t);
      double[] weight = softmaxMinusOneHot(logit[i], t);
      for (int j = 0; j < n; j++) {
        g[i][j] += share * weight[j];
      }
      if (symmetric) {
        double[] column = new double[m];
        for (int r = 0; r < m; r++) {
          column[r] = logit[r][t];
        }
        total += share * crossEntropy(column, i);
        weight = softmaxMinusOneHot(column, i);
        for (int r = 0; r < m; r++) {
          g[r][t] += share * weight[r];
        }
      }
    }
    loss = total;

    anchorGradient = new double[m][a[0].length];
    candidateGradient = new double[n][a[0].length];
    double scaleSum = 0;
    double weightSum = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double w = upstream * g[i][j];
        scaleSum += w * s[i][j];
        weightSum += Math.abs(w);
        propagate(i, j, scale * w, s[i][j]);
      }
    }
    scaleGradient = scaleSum;
    scaleGradientBound = weightSum * largest / scale;
  }

  private double similarity(int i, int j) {
    double[] x = a[i];
    double[] y = c[j];
    return switch (similarity) {
      case RAW_COSINE -> dot(x, y) / anchorNorm[i] / candidateNorm[j];
      case SHIFTED_COSINE -> 0.5 + 0.5 * (dot(x, y) / anchorNorm[i] / candidateNorm[j]);
      case DOT_PRODUCT -> dot(x, y);
      case EUCLIDEAN, MANHATTAN -> 1 / (1 + distance(x, y));
    };
  }

  /** Adds the derivative of one similarity, times w, to both gradients. */
  private void propagate(int i, int j, double w, double s) {
    double[] x = a[i];
    double[] y = c[j];
    double[] gx = anchorGradient[i];
    double[] gy = candidateGradient[j];
    switch (similarity) {
      case RAW_COSINE -> propagateCosine(i, j, w, s);
      case SHIFTED_COSINE ->
          propagateCosine(i, j, w / 2, dot(x, y) / anchorNorm[i] / candidateNorm[j]);
      case DOT_PRODUCT -> {
        for (int k = 0; k < x.length; k++) {
          gx[k] += w * y[k];
          gy[k] += w * x[k];
        }
      }
      case EUCLIDEAN -> {
        double d = distance(x, y);
        double slope = d == 0 ? 0 : -w / ((1 + d) * (1 + d)) / d;
        for (int k = 0; k < x.length; k++) {
          double step = slope * (x[k] - y[k]);
          gx[k] += step;
          gy[k] -= step;
        }
      }
      case MANHATTAN -> {
        double d = distance(x, y);
        double slope = -w / ((1 + d) * (1 + d));
        for (int k = 0; k < x.length; k++) {
          double step = slope * Math.signum(x[k] - y[k]);
          gx[k] += step;
          gy[k] -= step;
        }
      }
    }
  }

  private void propagateCosine(int i, int j, double w, double cosine) {
    double[] x = a[i];
    double[] y = c[j];
    double nx = anchorNorm[i];
    double ny = candidateNorm[j];
    double cross = w / nx / ny;
    // A clamped norm is a constant: no projection.
    double xBack = nx > EPSILON ? w * cosine / nx / nx : 0;
    double yBack = ny > EPSILON ? w * cosine / ny / ny : 0;
    for (int k = 0; k < x.length; k++) {
      anchorGradient[i][k] += cross * y[k] - xBack * x[k];
      candidateGradient[j][k] += cross * x[k] - yBack * y[k];
    }
  }

  private double distance(double[] x, double[] y) {
    double sum = 0;
    if (similarity == Similarity.MANHATTAN) {
      for (int k = 0; k < x.length; k++) {
        sum += Math.abs(x[k] - y[k]);
      }
      return sum;
    }
    for (int k = 0; k < x.length; k++) {
      sum += (x[k] - y[k]) * (x[k] - y[k]);
    }
    return Math.sqrt(sum);
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  private static double crossEntropy(double[] logits, int target) {
    double max = max(logits);
    double others = 0;
    double ratio = 0;
    for (int j = 0; j < logits.length; j++) {
      others += j == target ? 0 : Math.exp(logits[j] - max);
      ratio += j == target ? 0 : Math.exp(logits[j] - logits[target]);
    }
    double own = Math.exp(logits[target] - max);
    return ratio <= 1 ? Math.log1p(ratio) : max + Math.log(own + others) - logits[target];
  }

  private static double[] softmaxMinusOneHot(double[] logits, int target) {
    double max = max(logits);
    double others = 0;
    double[] weights = new double[logits.length];
    for (int j = 0; j < logits.length; j++) {
      weights[j] = Math.exp(logits[j] - max);
      others += j == target ? 0 : weights[j];
    }
    double all = others + weights[target];
    for (int j = 0; j < logits.length; j++) {
      weights[j] = j == target ? -others / all : weights[j] / all;
    }
    return weights;
  }

  private static double max(double[] values) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  private static double[] norms(double[][] x) {
    double[] norms = new double[x.length];
    for (int r = 0; r < x.length; r++) {
      norms[r] = Math.max(Math.sqrt(dot(x[r], x[r])), EPSILON);
    }
    return norms;
  }
}
