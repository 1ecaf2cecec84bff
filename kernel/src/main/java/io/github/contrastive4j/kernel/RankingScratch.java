package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

import java.util.Arrays;

/**
 * The arrays of one ranking problem. Kept between calls and replaced where a problem needs longer
 * ones. Logits, shifts and moments are in base 2; E is 2^(logit − shift).
 */
final class RankingScratch {
  /** Without any room. */
  static final RankingScratch NONE = new RankingScratch();

  // Packed matrices of the block at hand. Rows are transposed until their scores are there, and
  // then upright in the same place, which is near.
  float[] columns = {};
  float[] columnGradients = {};
  float[] rows = {};

  /** Of a small batch: the call in which a worker has packed a part for itself. */
  long[] packed = {};

  float[] scores = {};
  float[] guideColumns = {};
  float[] guideRows = {};

  /** Gradients of the rows of a group, which last from one stretch of columns to the next. */
  float[] rowGradients = {};

  // Of the block at hand where distances come from products.
  float[] rowSquares = {};
  float[] columnSquares = {};
  float[] rowMass = {};
  double[] columnMass = {};
  boolean[] nearSquares = {};
  byte[] nearCounts = {};
  short[] nearEntries = {};
  float[] nearWeights = {};

  // Per chunk and panel of the group.
  float[] rowSums = {};
  float[] chunkMaxima = {};
  float[] rowTotals = {};
  float[] rowCounts = {};
  double[] positives = {};

  /** The worker who scores them. */
  int[] scorer = {};

  // Per anchor: inputs.
  double[] anchorNorm = {};
  double[] guideNorm = {};
  double[] targetSum = {};
  double[] target = {};
  double[] targetDerivative = {};
  double[] coefficient = {};
  float[] dropLimit = {};
  float[] rankLimit = {};

  // Per anchor: sums over what competes with its positive.
  final OnlineSoftmax rowState = new OnlineSoftmax();
  double[] total = {};
  double[] plainTotal = {};
  double[] entries = {};
  double[] positiveTotal = {};
  int[] positiveCount = {};
  int[] rank = {};

  // Per anchor: results.
  double[] sum = {};
  double[] rowLoss = {};
  double[] rowWeight = {};
  double[] targetWeight = {};
  double[] columnTargetWeight = {};
  double[] scaleGradient = {};
  double[] biasGradient = {};
  float[] rowShift = {};
  float[] rowFactor = {};
  float[] rowSmoothing = {};

  // Per candidate and row of the queue.
  double[] candidateNorm = {};
  double[] guideCandidateNorm = {};
  final OnlineSoftmax columnState = new OnlineSoftmax();
  double[] columnTotal = {};
  double[] columnEntries = {};
  double[] columnTargets = {};
  double[] columnTargetTotal = {};
  double[] columnWeight = {};
  int[] columnPairs = {};

  // The same; where anchors compete with anchors, of anchor j, whose positive is candidate j.
  float[] columnShift = {};
  float[] columnFactor = {};
  float[] columnSmoothing = {};

  // Per negative of one anchor's own.
  double[] ownNorm = {};
  double[] ownLogit = {};
  double[] ownDerivative = {};
  double[] ownWeight = {};

  // Per block of rows and column; per worker.
  double[] columnBlocks = {};
  float[] columnLanes = {};
  float[] columnTotalLanes = {};
  float[] gradientBlocks = {};
  float[] scoreCopies = {};
  float[] massLanes = {};
  int[] nearLanes = {};
  int[] partner = {};
  float[] partnerWeight = {};
  double[] pairSums = {};
  double[] panelFactors = {};

  /** Zeros, a factor per column where columns have none. */
  float[] noFactors = {};

  /**
   * Makes room for a plan. What is long enough already stays.
   *
   * @throws IllegalArgumentException if an array would be too long for Java
   * @throws OutOfMemoryError if the heap is too small
   */
  void reserve(RankingPlan plan, int workers) {
    RankingShape shape = plan.shape();
    reserveRows(shape);
    int n = shape.negatives();
    targetSum = doubles(targetSum, shape.anchors());
    candidateNorm = doubles(candidateNorm, n);
    reserveFactors(shape);
    if (shape.columns()) {
      reserveColumns(n);
      columnLanes = floats(columnLanes, (long) workers * RankingPlan.columnSumsPerWorker());
      if (shape.smoothing()) {
        columnTotalLanes =
            floats(columnTotalLanes, (long) workers * RankingPlan.columnSumsPerWorker());
      }
    }
    long own = (long) shape.anchors() * shape.own();
    ownNorm = doubles(ownNorm, (long) shape.anchors() * shape.ownNegatives());
    ownLogit = doubles(ownLogit, own);
    ownDerivative = doubles(ownDerivative, own);
    ownWeight = doubles(ownWeight, own);
    gradientBlocks = floats(gradientBlocks, (long) workers * plan.gradientsPerWorker());
    scoreCopies = floats(scoreCopies, (long) workers * RankingPlan.scoresPerWorker());
    pairSums = doubles(pairSums, (long) workers * RankingPlan.pairSumsPerWorker());
    panelFactors = doubles(panelFactors, (long) workers * RankingPlan.panelFactorsPerWorker());
    if (shape.squared() || shape.prefixes() > 1) {
      massLanes = floats(massLanes, (long) workers * RankingPlan.massPerWorker());
    }
    if (shape.squared()) {
      nearLanes = ints(nearLanes, (long) workers * PANEL);
      partner = ints(partner, (long) workers * NearPairs.SIDE);
      partnerWeight = floats(partnerWeight, (long) workers * NearPairs.SIDE);
    }
    int copies = plan.copiesPerWorker(workers) ? workers : 1;
    reserveBlocks(plan.scratch(), copies, shape);
  }

  /** Works in the arrays of another that have no element per anchor or candidate. */
  void shareBlocks(RankingScratch other) {
    columns = other.columns;
    columnGradients = other.columnGradients;
    rows = other.rows;
    scores = other.scores;
    packed = other.packed;
    rowGradients = other.rowGradients;
    rowSums = other.rowSums;
    chunkMaxima = other.chunkMaxima;
    scorer = other.scorer;
    rowTotals = other.rowTotals;
    positives = other.positives;
    noFactors = other.noFactors;
    columnBlocks = other.columnBlocks;
    columnLanes = other.columnLanes;
    columnTotalLanes = other.columnTotalLanes;
    gradientBlocks = other.gradientBlocks;
    scoreCopies = other.scoreCopies;
    massLanes = other.massLanes;
    pairSums = other.pairSums;
    panelFactors = other.panelFactors;
  }

  /** Makes room for the sums of rows and columns alone. */
  void reserveSums(RankingShape shape) {
    reserveRows(shape);
    reserveFactors(shape);
    if (shape.columns()) {
      reserveColumns(shape.negatives());
    }
  }

  private void reserveRows(RankingShape shape) {
    int m = shape.anchors();
    int lanes = Panels.count(m) * PANEL;
    anchorNorm = doubles(anchorNorm, m);
    target = doubles(target, m);
    targetDerivative = doubles(targetDerivative, m);
    coefficient = doubles(coefficient, m);
    rowState.reserve(m);
    total = doubles(total, m);
    plainTotal = doubles(plainTotal, m);
    sum = doubles(sum, m);
    entries = doubles(entries, m);
    rowLoss = doubles(rowLoss, m);
    rowWeight = doubles(rowWeight, m);
    targetWeight = doubles(targetWeight, m);
    columnTargetWeight = doubles(columnTargetWeight, shape.columns() ? m : 0);
    scaleGradient = doubles(scaleGradient, m);
    biasGradient = doubles(biasGradient, m);
    rowShift = floats(rowShift, lanes);
    rowFactor = floats(rowFactor, lanes);
    rowSmoothing = floats(rowSmoothing, lanes);
    dropLimit = floats(dropLimit, lanes);
    // Scores of lanes without a row are −∞; what a larger call has left there must not meet them.
    Arrays.fill(rowShift, m, lanes, 0);
    Arrays.fill(rowFactor, m, lanes, 0);
    Arrays.fill(rowSmoothing, m, lanes, 0);
    if (shape.positives()) {
      positiveTotal = doubles(positiveTotal, m);
      positiveCount = ints(positiveCount, m);
    }
    if (shape.ranks()) {
      rankLimit = floats(rankLimit, lanes);
      rank = ints(rank, m);
    }
    if (shape.guide() > 0) {
      guideNorm = doubles(guideNorm, m);
      guideCandidateNorm = doubles(guideCandidateNorm, shape.negatives());
    }
  }

  private void reserveFactors(RankingShape shape) {
    int n = shape.weighsColumns() ? shape.negatives() : 0;
    columnShift = floats(columnShift, n);
    columnFactor = floats(columnFactor, n);
    columnSmoothing = floats(columnSmoothing, n);
  }

  private void reserveColumns(int n) {
    columnState.reserve(n);
    columnTargets = doubles(columnTargets, n);
    columnTargetTotal = doubles(columnTargetTotal, n);
    columnWeight = doubles(columnWeight, n);
    columnPairs = ints(columnPairs, n);
    columnTotal = doubles(columnTotal, n);
    columnEntries = doubles(columnEntries, n);
  }

  /** Makes room for the arrays of blocks alone, with as many packed copies of each. */
  void reserveBlocks(BlockScratch lengths, int copies, RankingShape shape) {
    columns = floats(columns, copies * lengths.columns());
    columnGradients = floats(columnGradients, lengths.columnGradients());
    rowGradients = floats(rowGradients, lengths.rowGradients());
    rows = floats(rows, copies * lengths.rows());
    scores = floats(scores, lengths.scores());
    packed = longs(packed, copies * lengths.marks());
    rowSums = floats(rowSums, lengths.lanes() * ROW_SUMS);
    chunkMaxima = floats(chunkMaxima, lengths.lanes());
    scorer = ints(scorer, lengths.lanes() / PANEL);
    noFactors = floats(noFactors, lengths.width());
    columnBlocks = doubles(columnBlocks, lengths.columnBlocks());
    if (shape.squared()) {
      rowSquares = floats(rowSquares, copies * lengths.rowSquares());
      rowMass = floats(rowMass, lengths.panels() * PANEL);
      columnSquares = floats(columnSquares, copies * lengths.columnSquares());
      columnMass = doubles(columnMass, lengths.width());
      reserveNear(lengths.nearLists(), lengths.nearEntries());
    }
    if (shape.smoothing()) {
      rowTotals = floats(rowTotals, 2 * lengths.lanes());
    }
    if (shape.ranks()) {
      rowCounts = floats(rowCounts, lengths.lanes());
    }
    if (shape.positives()) {
      positives = doubles(positives, Exclusions.POSITIVE_SUMS * lengths.lanes());
    }
    guideColumns = floats(guideColumns, lengths.guideColumns());
    guideRows = floats(guideRows, lengths.guideRows());
  }

  private static float[] floats(float[] old, long length) {
    return old.length >= length ? old : new float[index(length)];
  }

  private static double[] doubles(double[] old, long length) {
    return old.length >= length ? old : new double[index(length)];
  }

  private static long[] longs(long[] old, long length) {
    return old.length >= length ? old : new long[index(length)];
  }

  private static int[] ints(int[] old, long length) {
    return old.length >= length ? old : new int[index(length)];
  }

  private void reserveNear(long lists, long entries) {
    nearSquares = nearSquares.length >= lists ? nearSquares : new boolean[index(lists)];
    nearCounts = nearCounts.length >= lists ? nearCounts : new byte[index(lists)];
    nearEntries = nearEntries.length >= entries ? nearEntries : new short[index(entries)];
    nearWeights = floats(nearWeights, entries);
  }

  private static int index(long length) {
    if (length > Panels.MAX_ARRAY) {
      throw new IllegalArgumentException(
          "scratch of %d elements does not fit a Java array, expected a smaller batch"
              .formatted(length));
    }
    return (int) length;
  }
}
