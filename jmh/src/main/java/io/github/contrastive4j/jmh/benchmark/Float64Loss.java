package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.util.stream.DoubleStream;

/**
 * The ranking loss as plain float64 loops over the definition, with candidate i the positive of
 * anchor i. Shares no code with the kernels.
 */
final class Float64Loss {
  private final RankingLoss loss;

  Float64Loss(RankingLoss loss) {
    this.loss = loss;
  }

  /**
   * The rows of x + step · direction.
   *
   * @param x a dense matrix
   * @param step factor
   * @param direction a dense matrix of the same shape
   * @return rows in float64
   */
  static double[][] sum(Matrix x, double step, Matrix direction) {
    double[][] rows = new double[x.rows()][x.columns()];
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < x.columns(); k++) {
        rows[r][k] = x.get(r, k) + step * direction.get(r, k);
      }
    }
    return rows;
  }

  /**
   * The loss of anchors (M × D) and candidates (N × D), N ≥ M.
   *
   * @return the mean over the anchors, or the mean of both directions
   */
  double at(double[][] anchors, double[][] candidates) {
    int m = anchors.length;
    double[][] a = cosine() ? normalized(anchors) : anchors;
    double[][] c = cosine() ? normalized(candidates) : candidates;
    double[][] logits = new double[m][c.length];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < c.length; j++) {
        logits[i][j] = loss.scale() * similarity(a[i], c[j]);
      }
    }
    double rows = 0;
    double columns = 0;
    for (int i = 0; i < m; i++) {
      double[] column = new double[m];
      for (int k = 0; k < m; k++) {
        column[k] = logits[k][i];
      }
      rows += logSumExp(logits[i]) - logits[i][i];
      columns += logSumExp(column) - logits[i][i];
    }
    return (loss.symmetric() ? (rows + columns) / 2 : rows) / m;
  }

  private boolean cosine() {
    return loss.similarity() == Similarity.RAW_COSINE
        || loss.similarity() == Similarity.SHIFTED_COSINE;
  }

  private static double[][] normalized(double[][] rows) {
    double[][] units = new double[rows.length][];
    for (int r = 0; r < rows.length; r++) {
      double norm = Math.sqrt(inner(rows[r], rows[r]));
      units[r] = DoubleStream.of(rows[r]).map(x -> x / norm).toArray();
    }
    return units;
  }

  private double similarity(double[] x, double[] y) {
    return switch (loss.similarity()) {
      case SHIFTED_COSINE -> (1 + inner(x, y)) / 2;
      case RAW_COSINE, DOT_PRODUCT -> inner(x, y);
      case EUCLIDEAN -> 1 / (1 + Math.sqrt(squaredDistance(x, y)));
      case MANHATTAN -> 1 / (1 + absoluteDistance(x, y));
    };
  }

  private static double inner(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  private static double squaredDistance(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += (x[k] - y[k]) * (x[k] - y[k]);
    }
    return sum;
  }

  private static double absoluteDistance(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += Math.abs(x[k] - y[k]);
    }
    return sum;
  }

  private static double logSumExp(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum);
  }
}
