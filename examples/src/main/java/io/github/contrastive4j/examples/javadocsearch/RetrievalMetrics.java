package io.github.contrastive4j.examples.javadocsearch;

/**
 * How well a system ranks: averages over queries of what the rank of the right answer is worth.
 *
 * @param mrrAt10 mean reciprocal rank, 0 for ranks beyond 10
 * @param recallAt1 share of queries whose answer comes first
 * @param recallAt10 share of queries whose answer is among the first ten
 */
public record RetrievalMetrics(double mrrAt10, double recallAt1, double recallAt10) {
  private static final int CUTOFF = 10;

  /**
   * Averages ranks.
   *
   * @param ranks for each query the rank of its answer, from 1 on
   * @return the metrics; all 0 if there are no queries
   */
  public static RetrievalMetrics ofRanks(int[] ranks) {
    double reciprocal = 0;
    double first = 0;
    double firstTen = 0;
    for (int rank : ranks) {
      if (rank <= CUTOFF) {
        reciprocal += 1.0 / rank;
        firstTen++;
      }
      if (rank == 1) {
        first++;
      }
    }
    double queries = Math.max(1, ranks.length);
    return new RetrievalMetrics(reciprocal / queries, first / queries, firstTen / queries);
  }

  /**
   * The rank of the best right answer. Ties are broken against it: wrong candidates with the same
   * score count as better.
   *
   * @param scores a score for each candidate, more is better
   * @param offset index of the first candidate's score
   * @param groups the group of each candidate
   * @param right the group whose candidates are right
   * @return 1 + the number of wrong candidates that no right one beats
   */
  public static int rank(float[] scores, int offset, int[] groups, int right) {
    float best = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < groups.length; c++) {
      if (groups[c] == right) {
        best = Math.max(best, scores[offset + c]);
      }
    }
    int rank = 1;
    for (int c = 0; c < groups.length; c++) {
      // Written so that a NaN counts as better, too.
      if (groups[c] != right && !(scores[offset + c] < best)) {
        rank++;
      }
    }
    return rank;
  }
}
