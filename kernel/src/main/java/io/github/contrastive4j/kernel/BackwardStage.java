package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.TileKernels.PANEL;

import io.github.contrastive4j.kernel.simd.TileKernels;
import io.github.contrastive4j.kernel.team.Phase;

/**
 * Fifth and sixth stage: the products of the weights with candidates and anchors, and from their
 * panels the gradients in the caller's arrays, projected and scaled where rows were normalized.
 *
 * <p>A task owns some rows of one gradient and adds up in a fixed order: over all candidates for
 * anchors, over the groups one after the other for candidates.
 */
final class BackwardStage {
  /** Panels of anchors that share what is read of the candidates. */
  private static final int ANCHOR_PANELS = 4;

  /** Candidates of a task: a multiple of every tile height. */
  private static final int CANDIDATE_ROWS = 96;

  private final RankingCall call;
  private final Phase products = (task, worker) -> multiply(task);
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
      tasks += (call.plan.candidates() + CANDIDATE_ROWS - 1) / CANDIDATE_ROWS;
    }
    call.crew.forEach(tasks, products);
  }

  private int anchorTasks() {
    if (call.gradients.anchors() == null) {
      return 0;
    }
    return (call.groupPanels() + anchorPanels() - 1) / anchorPanels();
  }

  private int anchorPanels() {
    return Math.clamp(call.groupPanels() / 8, 1, ANCHOR_PANELS);
  }

  private void multiply(int task) {
    int anchorTasks = anchorTasks();
    if (task < anchorTasks) {
      int from = task * anchorPanels();
      multiplyAnchors(from, Math.min(from + anchorPanels(), call.groupPanels()));
    } else {
      int from = (task - anchorTasks) * CANDIDATE_ROWS;
      multiplyCandidates(from, Math.min(CANDIDATE_ROWS, call.plan.candidates() - from));
    }
  }

  private void multiplyAnchors(int from, int to) {
    int n = call.plan.candidates();
    for (int j = 0; j < n; j += Panels.DEPTH_BLOCK) {
      int depth = Math.min(Panels.DEPTH_BLOCK, n - j);
      for (int d = 0; d < Panels.count(call.plan.dimensions()); d++) {
        for (int panel = from; panel < to; panel++) {
          anchorTile(panel, d, j, depth);
        }
      }
    }
    for (int panel = from; panel < to; panel++) {
      int anchor = call.panelAnchor(panel);
      for (int r = 0; r < call.panelAnchors(panel); r++) {
        unpackAnchor(anchor + r, (panel * PANEL + r) * PANEL);
      }
    }
  }

  private void anchorTile(int panel, int d, int j, int depth) {
    RankingScratch s = call.scratch;
    TileKernels kernels = call.kernels;
    int rows = Panels.paddedRows(call.panelAnchors(panel));
    int weightsAt = call.scorePanel(panel) + j * PANEL;
    int candidatesAt = d * call.plan.candidateStride() + j * PANEL;
    int at = d * call.plan.groupStride() + panel * PANEL * PANEL;
    if (call.inner()) {
      kernels.multiplyTransposed(
          s.scores,
          weightsAt,
          rows,
          depth,
          s.candidates,
          candidatesAt,
          s.anchorGradients,
          at,
          j > 0);
    } else {
      kernels.distanceGradients(
          call.geometry,
          s.scores,
          weightsAt,
          0,
          rows,
          depth,
          s.anchors,
          at,
          s.candidates,
          candidatesAt,
          s.anchorGradients,
          at,
          j > 0);
    }
  }

  private void multiplyCandidates(int from, int rows) {
    int m = call.groupAnchors;
    for (int i = 0; i < m; i += Panels.DEPTH_BLOCK) {
      int depth = Math.min(Panels.DEPTH_BLOCK, m - i);
      for (int d = 0; d < Panels.count(call.plan.dimensions()); d++) {
        candidateTile(from, Panels.paddedRows(rows), d, i, depth);
      }
    }
    for (int j = from; last && j < from + rows; j++) {
      unpackCandidate(j);
    }
  }

  private void candidateTile(int from, int rows, int d, int i, int depth) {
    RankingScratch s = call.scratch;
    TileKernels kernels = call.kernels;
    int stride = call.plan.candidateStride();
    int weightsAt = call.scorePanel(i / PANEL) + from * PANEL;
    int anchorsAt = d * call.plan.groupStride() + i * PANEL;
    int at = d * stride + from * PANEL;
    boolean add = i > 0 || !first;
    if (call.inner()) {
      kernels.multiply(
          s.scores,
          weightsAt,
          stride,
          rows,
          depth,
          s.anchors,
          anchorsAt,
          s.candidateGradients,
          at,
          add);
    } else {
      kernels.distanceGradients(
          call.geometry,
          s.scores,
          weightsAt,
          stride,
          rows,
          depth,
          s.candidates,
          at,
          s.anchors,
          anchorsAt,
          s.candidateGradients,
          at,
          add);
    }
  }

  private void unpackAnchor(int i, int at) {
    double gain = gain();
    if (!call.weighsScores()) {
      gain *= call.scratch.rowFactor[i];
    }
    unpack(
        call.scratch.anchorGradients,
        at,
        call.plan.groupStride(),
        gain,
        call.anchors,
        i,
        call.scratch.anchorNorm[i],
        call.gradients.anchors());
  }

  private void unpackCandidate(int j) {
    unpack(
        call.scratch.candidateGradients,
        j * PANEL,
        call.plan.candidateStride(),
        gain(),
        call.candidates,
        j,
        call.scratch.candidateNorm[j],
        call.gradients.candidates());
  }

  /** Factor from the products to gradients with respect to (normalized) rows. */
  private double gain() {
    double share = call.gradients.upstream() / call.plan.anchors();
    double slope = call.logitSlope() * (call.symmetric ? share / 2 : share);
    // A longer distance is a smaller similarity.
    return call.inner() ? slope : -slope;
  }

  /** ∂x = (∂x̂ − ⟨∂x̂, x̂⟩ x̂)/‖x‖; without the projection where the norm was clamped. */
  private void unpack(
      float[] panels, int at, int stride, double gain, Matrix x, int row, double norm, Matrix out) {
    TileKernels kernels = call.kernels;
    int length = x.columns();
    float xScale = 1;
    float projection = 0;
    float outScale = 1;
    if (call.cosine()) {
      outScale = (float) (1 / MeasureStage.clamp(norm));
      if (norm > L2Normalization.EPSILON) {
        xScale = outScale;
        projection =
            (float)
                kernels.panelDot(
                    panels, at, stride, (float) gain, x.data(), x.start(row), xScale, length);
      }
    }
    kernels.unpackRow(
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
