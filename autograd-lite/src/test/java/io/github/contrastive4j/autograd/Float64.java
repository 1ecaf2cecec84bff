package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Similarity;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Plain float64 loops: the truth that operations are held against. Shares no code with them. */
public final class Float64 {
  private Float64() {}

  public static double[][] map(double[][] x, DoubleUnaryOperator f) {
    double[][] y = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      y[r] = new double[x[r].length];
      for (int c = 0; c < x[r].length; c++) {
        y[r][c] = f.applyAsDouble(x[r][c]);
      }
    }
    return y;
  }

  /**
   * Applies f to each element of x and its partner in y, whose single row or column is repeated.
   */
  public static double[][] zip(double[][] x, double[][] y, DoubleBinaryOperator f) {
    double[][] z = new double[x.length][x[0].length];
    for (int r = 0; r < x.length; r++) {
      for (int c = 0; c < x[r].length; c++) {
        double[] row = y[y.length == 1 ? 0 : r];
        z[r][c] = f.applyAsDouble(x[r][c], row[row.length == 1 ? 0 : c]);
      }
    }
    return z;
  }

  public static double[][] matmul(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  public static double[][] transpose(double[][] x) {
    double[][] y = new double[x[0].length][x.length];
    for (int r = 0; r < x.length; r++) {
      for (int c = 0; c < x[r].length; c++) {
        y[c][r] = x[r][c];
      }
    }
    return y;
  }

  public static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  public static double[][] normalizeRows(double[][] x) {
    double[][] y = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      double norm = Math.max(Math.sqrt(dot(x[r], x[r])), 1e-12);
      y[r] = map(new double[][] {x[r]}, v -> v / norm)[0];
    }
    return y;
  }

  public static double logSumExp(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double v : x) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v - max);
    }
    return max + Math.log(sum);
  }

  public static double crossEntropy(double[][] logits, int[] targets) {
    double sum = 0;
    for (int r = 0; r < logits.length; r++) {
      sum += logSumExp(logits[r]) - logits[r][targets[r]];
    }
    return sum / logits.length;
  }

  public static double similarity(Similarity similarity, double[] x, double[] y) {
    double cosine = dot(normalizeRows(new double[][] {x})[0], normalizeRows(new double[][] {y})[0]);
    return switch (similarity) {
      case SHIFTED_COSINE -> (1 + cosine) / 2;
      case RAW_COSINE -> cosine;
      case DOT_PRODUCT -> dot(x, y);
      case EUCLIDEAN -> 1 / (1 + euclidean(x, y));
      case MANHATTAN -> 1 / (1 + manhattan(x, y));
    };
  }

  public static double euclidean(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += (x[k] - y[k]) * (x[k] - y[k]);
    }
    return Math.sqrt(sum);
  }

  public static double manhattan(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += Math.abs(x[k] - y[k]);
    }
    return sum;
  }

  /** The ranking loss of rows of a against rows of c, the row of the positives in targets. */
  public static double rankingLoss(
      Similarity similarity,
      double scale,
      boolean symmetric,
      double[][] a,
      double[][] c,
      int[] targets) {
    double[][] logits = new double[a.length][c.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < c.length; j++) {
        logits[i][j] = scale * similarity(similarity, a[i], c[j]);
      }
    }
    double rows = crossEntropy(logits, targets);
    if (!symmetric) {
      return rows;
    }
    double[][] columns = new double[a.length][];
    int[] anchors = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      columns[i] = transpose(logits)[targets[i]];
      anchors[i] = i;
    }
    return (rows + crossEntropy(columns, anchors)) / 2;
  }
}
