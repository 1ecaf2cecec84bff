package io.github.contrastive4j.kernel;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * Four queries with a document and two hard negatives each, made of sines, as other libraries were
 * given them.
 */
enum GoldenRows {
  QUERIES(t -> Math.sin(1 + 1.7 * t)),
  DOCUMENTS(t -> Math.sin(1 + 1.7 * t) + 0.6 * Math.sin(2.5 + 2.3 * t)),
  NEGATIVES(t -> Math.sin(1 + 1.7 * t) + 0.8 * Math.sin(4.1 + 1.3 * t)),
  MORE_NEGATIVES(t -> Math.sin(1 + 1.7 * t) + 1.1 * Math.sin(5.3 + 0.9 * t));

  private final double[][] rows = new double[4][6];

  GoldenRows(DoubleUnaryOperator element) {
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 6; k++) {
        rows[i][k] = element.applyAsDouble(6 * i + k);
      }
    }
  }

  double[][] rows() {
    return rows;
  }

  /** The rows of some kinds, one below the other. */
  static double[][] stack(GoldenRows... kinds) {
    return Stream.of(kinds).flatMap(kind -> Stream.of(kind.rows)).toArray(double[][]::new);
  }

  static Matrix matrix(double[][] rows) {
    Matrix matrix = Matrix.zeros(rows.length, rows[0].length);
    for (int r = 0; r < rows.length; r++) {
      for (int k = 0; k < rows[r].length; k++) {
        matrix.set(r, k, (float) rows[r][k]);
      }
    }
    return matrix;
  }

  /** The documents, then as many kinds of negatives as asked for. */
  static double[][] candidates(int negatives) {
    GoldenRows[] kinds = {DOCUMENTS, NEGATIVES, MORE_NEGATIVES};
    return stack(Stream.of(kinds).limit(1 + negatives).toArray(GoldenRows[]::new));
  }

  /** A loss that another library was asked for, and what it said. */
  record Golden(String name, RankingLoss loss, int negatives, double value) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The losses whose values are known, by raw cosine. */
  static Stream<Golden> losses() {
    RankingLoss plain = RankingLoss.of(Similarity.RAW_COSINE, 20);
    Hardness hardness = new Hardness(9, Hardness.Negatives.IN_BATCH);
    RankingLoss sigmoid =
        RankingLoss.of(Similarity.RAW_COSINE, 10).withBias(-10).withObjective(Objective.SIGMOID);
    return Stream.of(
        new Golden("pairs", plain, 0, 0.179992107154753),
        new Golden("one hard negative", plain, 1, 0.762282845911251),
        new Golden("two hard negatives", plain, 2, 0.860339443795629),
        new Golden("symmetric", plain.withSymmetric(true), 0, 0.104843443405972),
        new Golden("GTE", plain.withDirections(Directions.GTE), 0, 0.819612214431682),
        new Golden("hardness", plain.withHardness(hardness), 0, 1.73947659604424),
        new Golden("label smoothing", plain.withLabelSmoothing(0.1), 0, 1.70528839836283),
        new Golden("SigLIP", sigmoid, 0, 1.78488170893531));
  }
}
