package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

/**
 * The arrays of one ranking problem. Kept between calls and replaced where a problem needs longer
 * ones. Logits, shifts and moments are in base 2; E is 2^(logit − shift).
 */
final class RankingScratch {
  // Packed matrices.
  float[] candidates = {};
  float[] candidateGradients = {};
  float[] anchorsTransposed = {};
  float[] anchors = {};
  float[] scores = {};

  // Per chunk and panel of the group.
  float[] rowSums = {};
  float[] chunkMaxima = {};

  // Per anchor.
  double[] anchorNorm = {};
  double[] anchorFactor = {};
  double[] target = {};
  double[] targetDerivative = {};
  double[] rowOthers = {};
  double[] rowLoss = {};
  double[] scaleGradient = {};
  float[] rowShift = {};
  float[] rowFactor = {};

  // Per candidate.
  double[] candidateNorm = {};
  double[] columnOthers = {};
  double[] columnMoment = {};
  double[] columnTargets = {};
  int[] columnPairs = {};
  float[] columnShift = {};
  float[] columnFactor = {};

  // Per block of anchors and candidate; per worker.
  double[] columnBlocks = {};
  float[] columnLanes = {};
  float[] gradientBlocks = {};

  /**
   * Makes room for a plan. What is long enough already stays.
   *
   * @throws IllegalArgumentException if an array would be too long for Java
   * @throws OutOfMemoryError if the heap is too small
   */
  void reserve(RankingPlan plan, int workers) {
    int m = plan.anchors();
    int lanes = Panels.count(m) * PANEL;
    int n = plan.candidates();
    int d = plan.dimensions();
    int panels = plan.groupPanels();
    int chunks = plan.chunks();
    int groupRows = Math.min(m, panels * PANEL);

    candidates = floats(candidates, Panels.size(n, d));
    anchorsTransposed = floats(anchorsTransposed, (long) panels * d * PANEL);
    scores = floats(scores, (long) panels * plan.candidateStride());
    rowSums = floats(rowSums, (long) chunks * panels * ROW_SUMS * PANEL);
    chunkMaxima = floats(chunkMaxima, (long) chunks * panels * PANEL);
    anchorNorm = doubles(anchorNorm, m);
    anchorFactor = doubles(anchorFactor, m);
    target = doubles(target, m);
    targetDerivative = doubles(targetDerivative, m);
    rowOthers = doubles(rowOthers, m);
    rowLoss = doubles(rowLoss, m);
    scaleGradient = doubles(scaleGradient, m);
    rowShift = floats(rowShift, lanes);
    rowFactor = floats(rowFactor, lanes);
    candidateNorm = doubles(candidateNorm, n);
    columnFactor = floats(columnFactor, n);
    if (plan.gradients()) {
      if (plan.groups() > 1) {
        candidateGradients = floats(candidateGradients, Panels.size(n, d));
      }
      gradientBlocks = floats(gradientBlocks, (long) workers * plan.gradientsPerWorker());
      anchors = floats(anchors, Panels.size(groupRows, d));
    }
    if (plan.symmetric()) {
      columnOthers = doubles(columnOthers, n);
      columnMoment = doubles(columnMoment, n);
      columnTargets = doubles(columnTargets, n);
      columnShift = floats(columnShift, n);
      if (columnPairs.length < n) {
        columnPairs = new int[n];
      }
      columnBlocks = doubles(columnBlocks, 2L * plan.tileBlocks(panels) * n);
      columnLanes = floats(columnLanes, (long) workers * RankingPlan.columnSumsPerWorker());
    }
  }

  private static float[] floats(float[] old, long length) {
    return old.length >= length ? old : new float[index(length)];
  }

  private static double[] doubles(double[] old, long length) {
    return old.length >= length ? old : new double[index(length)];
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
