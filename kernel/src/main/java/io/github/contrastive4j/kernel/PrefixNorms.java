package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.team.Crew;
import java.util.Arrays;

/** Norms of nested prefixes of the rows of a batch, of all prefixes in one pass over each row. */
final class PrefixNorms {
  private int[] columns = {};
  private int anchorRows;
  private int candidateRows;
  private double[][] anchors = {};
  private double[][] candidates = {};
  private double[][] ownNegatives = {};

  /** Bytes of the norms of so many prefixes. */
  static long bytes(RankingBatch batch, int prefixes) {
    long rows = (long) batch.anchors().rows() + batch.candidates().rows();
    return Double.BYTES * prefixes * (rows + RankingShape.queue(batch) + ownNegatives(batch));
  }

  /**
   * Measures all rows.
   *
   * @param ends columns of each prefix, ascending
   */
  void measure(RankingBatch batch, int[] ends, Crew crew) {
    columns = ends;
    int n = batch.candidates().rows();
    int queue = RankingShape.queue(batch);
    anchorRows = batch.anchors().rows();
    candidateRows = n + queue;
    anchors = reserved(anchors, anchorRows);
    candidates = reserved(candidates, candidateRows);
    ownNegatives = reserved(ownNegatives, ownNegatives(batch));
    measure(batch.anchors(), anchors, 0, crew);
    measure(batch.candidates(), candidates, 0, crew);
    measure(batch.queue(), candidates, n, crew);
    measure(batch.ownNegatives(), ownNegatives, 0, crew);
  }

  private static int ownNegatives(RankingBatch batch) {
    return batch.ownNegatives() == null ? 0 : batch.ownNegatives().rows();
  }

  private double[][] reserved(double[][] old, int rows) {
    boolean fits = old.length == columns.length && old[0].length >= rows;
    return fits ? old : new double[columns.length][rows];
  }

  private void measure(Matrix x, double[][] norms, int at, Crew crew) {
    if (x == null) {
      return;
    }
    RowTasks.forEach(crew, x, r -> measureRow(x, r, norms, at + r));
  }

  private void measureRow(Matrix x, int row, double[][] norms, int to) {
    double squares = 0;
    int from = x.start(row);
    for (int k = 0; k < columns.length; k++) {
      int end = x.start(row) + columns[k];
      squares += SimdProvider.kernels().rows().dot(x.data(), from, x.data(), from, end - from);
      norms[k][to] = Math.sqrt(squares);
      from = end;
    }
  }

  /** The most by which the norms of the prefixes of two rows differ. */
  double largestRatio() {
    return largestRatio(anchors, anchorRows) * largestRatio(candidates, candidateRows);
  }

  private static double largestRatio(double[][] norms, int rows) {
    double largest = 1;
    for (int r = 0; r < rows; r++) {
      largest = Math.max(largest, PrefixLevel.ratio(norms[norms.length - 1][r], norms[0][r]));
    }
    return largest;
  }

  /** Puts the norms of the prefix of some columns where those of a call belong. */
  void copyTo(RankingScratch scratch, RankingBatch batch) {
    int k = Arrays.binarySearch(columns, batch.anchors().columns());
    int queue = RankingShape.queue(batch);
    System.arraycopy(anchors[k], 0, scratch.anchors.norm, 0, batch.anchors().rows());
    System.arraycopy(
        candidates[k], 0, scratch.candidates.norm, 0, batch.candidates().rows() + queue);
    if (batch.ownNegatives() != null) {
      System.arraycopy(ownNegatives[k], 0, scratch.own.norm, 0, batch.ownNegatives().rows());
    }
  }
}
