package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * Fifth and sixth stage: the products of the weights with candidates and anchors, and from their
 * panels the gradients in the caller's arrays, projected and scaled where rows were normalized.
 *
 * <p>A task owns some rows of one gradient and adds up in a fixed order: over all candidates for
 * anchors, over the groups one after the other for candidates. What is complete within the task
 * stays in a block of its worker's; only the gradient of the candidates over several groups has
 * panels of its own.
 */
final class BackwardStage {
  /** Panels of anchors that share what is read of the candidates. */
  private static final int ANCHOR_PANELS = RankingPlan.GRADIENT_ROWS / PANEL;

  private final RankingCall call;
  private final Phase products = this::multiply;
  private boolean first;
  private boolean last;

  BackwardStage(RankingCall call) {
    this.call = call;
  }

  /**
   * Propagates the weights of a group.
   *
   * @param firstGroup whether the gradient of the candidates starts here
   * @param lastGroup whether it is complete afterwards
   */
  void run(boolean firstGroup, boolean lastGroup) {
    first = firstGroup;
    last = lastGroup;
    int tasks = anchorTasks();
    if (call.gradients.candidates() != null) {
      int rows = RankingPlan.GRADIENT_ROWS;
      tasks += Math.ceilDiv(call.plan.candidates(), rows);
    }
    call.crew.forEach(tasks, products);
  }

  private int anchorTasks() {
    if (call.gradients.anchors() == null) {
      return 0;
    }
    return Math.ceilDiv(call.groupPanels(), anchorPanels());
  }

  private int anchorPanels() {
    return Math.clamp(call.groupPanels() / 8, 1, ANCHOR_PANELS);
  }

  private void multiply(int task, int worker) {
    int anchorTasks = anchorTasks();
    int block = worker * call.plan.gradientsPerWorker();
    if (task < anchorTasks) {
      int from = task * anchorPanels();
      multiplyAnchors(from, Math.min(from + anchorPanels(), call.groupPanels()), block);
    } else {
      int from = (task - anchorTasks) * RankingPlan.GRADIENT_ROWS;
      int rows = Math.min(RankingPlan.GRADIENT_ROWS, call.plan.candidates() - from);
      multiplyCandidates(from, rows, block);
    }
  }

  private void multiplyAnchors(int from, int to, int block) {
    int n = call.plan.candidates();
    int stride = Panels.stride(RankingPlan.GRADIENT_ROWS);
    for (int j = 0; j < n; j += Panels.DEPTH_BLOCK) {
      int depth = Math.min(Panels.DEPTH_BLOCK, n - j);
      for (int d = 0; d < Panels.count(call.plan.dimensions()); d++) {
        for (int panel = from; panel < to; panel++) {
          anchorTile(panel, d, j, depth, block + d * stride + (panel - from) * PANEL * PANEL);
        }
      }
    }
    float[] blocks = call.scratch.gradientBlocks;
    for (int panel = from; panel < to; panel++) {
      int anchor = call.panelAnchor(panel);
      for (int r = 0; r < call.panelAnchors(panel); r++) {
        unpackAnchor(anchor + r, blocks, block + ((panel - from) * PANEL + r) * PANEL, stride);
      }
    }
  }

  private void anchorTile(int panel, int d, int j, int depth, int out) {
    RankingScratch s = call.scratch;
    TileKernels tiles = call.tiles;
    int rows = Panels.paddedRows(call.panelAnchors(panel));
    int weights = call.scorePanel(panel) + j * PANEL;
    int candidates = d * call.plan.candidateStride() + j * PANEL;
    float[] blocks = s.gradientBlocks;
    boolean add = j > 0;
    if (call.inner()) {
      tiles.multiplyTransposed(
          s.scores, weights, rows, depth, s.candidates, candidates, blocks, out, add);
    } else {
      int self = d * call.plan.groupStride() + panel * PANEL * PANEL;
      tiles.distanceGradients(
          call.geometry,
          s.scores,
          weights,
          0,
          rows,
          depth,
          s.anchors,
          self,
          s.candidates,
          candidates,
          blocks,
          out,
          add);
    }
  }

  private void multiplyCandidates(int from, int rows, int block) {
    boolean oneGroup = first && last;
    float[] out = oneGroup ? call.scratch.gradientBlocks : call.scratch.candidateGradients;
    int outAt = oneGroup ? block : from * PANEL;
    int stride = oneGroup ? Panels.stride(RankingPlan.GRADIENT_ROWS) : call.plan.candidateStride();
    int m = call.groupAnchors;
    for (int i = 0; i < m; i += Panels.DEPTH_BLOCK) {
      int depth = Math.min(Panels.DEPTH_BLOCK, m - i);
      for (int d = 0; d < Panels.count(call.plan.dimensions()); d++) {
        candidateTile(from, Panels.paddedRows(rows), d, i, depth, out, outAt + d * stride);
      }
    }
    for (int r = 0; last && r < rows; r++) {
      unpackCandidate(from + r, out, outAt + r * PANEL, stride);
    }
  }

  private void candidateTile(int from, int rows, int d, int i, int depth, float[] out, int outAt) {
    RankingScratch s = call.scratch;
    TileKernels tiles = call.tiles;
    int stride = call.plan.candidateStride();
    int weights = call.scorePanel(i / PANEL) + from * PANEL;
    int anchors = d * call.plan.groupStride() + i * PANEL;
    boolean add = i > 0 || !first;
    if (call.inner()) {
      tiles.multiply(s.scores, weights, stride, rows, depth, s.anchors, anchors, out, outAt, add);
    } else {
      int self = d * stride + from * PANEL;
      tiles.distanceGradients(
          call.geometry,
          s.scores,
          weights,
          stride,
          rows,
          depth,
          s.candidates,
          self,
          s.anchors,
          anchors,
          out,
          outAt,
          add);
    }
  }

  private void unpackAnchor(int i, float[] panels, int at, int stride) {
    double gain = gain();
    if (!call.weighsScores()) {
      gain *= call.scratch.rowFactor[i];
    }
    double norm = call.scratch.anchorNorm[i];
    unpack(panels, at, stride, gain, call.anchors, i, norm, call.gradients.anchors());
  }

  private void unpackCandidate(int j, float[] panels, int at, int stride) {
    double norm = call.scratch.candidateNorm[j];
    unpack(panels, at, stride, gain(), call.candidates, j, norm, call.gradients.candidates());
  }

  /** Factor from the products to gradients with respect to (normalized) rows. */
  private double gain() {
    double share = call.gradients.upstream() / call.plan.anchors();
    double slope = call.logitSlope() * (call.plan.symmetric() ? share / 2 : share);
    // A longer distance is a smaller similarity.
    return call.inner() ? slope : -slope;
  }

  /** ∂x = (∂x̂ − ⟨∂x̂, x̂⟩ x̂)/‖x‖; without the projection where the norm was clamped. */
  private void unpack(
      float[] panels, int at, int stride, double gain, Matrix x, int row, double norm, Matrix out) {
    RowKernels rows = call.rows;
    int length = x.columns();
    float xScale = 1;
    float projection = 0;
    float outScale = 1;
    if (call.cosine()) {
      outScale = (float) (1 / L2Normalization.divisor(norm));
      if (norm > L2Normalization.EPSILON) {
        xScale = outScale;
        projection =
            (float)
                rows.panelDot(
                    panels, at, stride, (float) gain, x.data(), x.start(row), xScale, length);
      }
    }
    rows.unpackRow(
        panels,
        at,
        stride,
        (float) gain,
        x.data(),
        x.start(row),
        xScale,
        projection,
        outScale,
        out.data(),
        out.start(row),
        length,
        call.gradients.update() == Update.ACCUMULATE);
  }
}
