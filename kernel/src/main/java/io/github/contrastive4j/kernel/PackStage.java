package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Second stage: rows of the caller, normalized where the similarity asks for it, into the panels
 * that the tiles read. Candidates are packed once; anchors group by group, transposed for the
 * scores (with the scale folded in, so that scores come out as logits in base 2) and upright for
 * the gradient of the candidates.
 */
final class PackStage {
  private static final int BLOCK = 32;

  private final RankingCall call;
  private final Phase candidatesAndAnchors = (task, worker) -> pack(task, candidateBlocks());
  private final Phase anchorsAlone = (task, worker) -> pack(task, 0);

  PackStage(RankingCall call) {
    this.call = call;
  }

  /** Packs all candidates and the transposed anchors of the group. */
  void packCandidatesAndGroup() {
    call.crew.forEach(candidateBlocks() + call.groupPanels(), candidatesAndAnchors);
  }

  /** Packs the transposed anchors of the group. */
  void packGroup() {
    call.crew.forEach(call.groupPanels(), anchorsAlone);
  }

  private int candidateBlocks() {
    return Math.ceilDiv(call.plan.candidates(), BLOCK);
  }

  private void pack(int task, int candidateTasks) {
    if (task < candidateTasks) {
      packCandidates(task * BLOCK);
    } else {
      packTransposed(task - candidateTasks);
    }
  }

  private void packCandidates(int from) {
    Matrix c = call.candidates;
    int stride = call.plan.candidateStride();
    int to = Math.min(from + BLOCK, c.rows());
    float[] panels = call.scratch.candidates;
    for (int j = from; j < to; j++) {
      double factor =
          call.cosine() ? 1 / L2Normalization.divisor(call.scratch.candidateNorm[j]) : 1;
      factor /= call.unit;
      call.rows.packRow(c.data(), c.start(j), c.columns(), factor, panels, j * PANEL, stride);
    }
    for (int j = to; to == c.rows() && j < Panels.paddedRows(to); j++) {
      clearRow(panels, j * PANEL, stride);
    }
  }

  private void clearRow(float[] panels, int at, int stride) {
    for (int p = 0; p < Panels.count(call.plan.dimensions()); p++) {
      Arrays.fill(panels, at + p * stride, at + p * stride + PANEL, 0f);
    }
  }

  private void packTransposed(int panel) {
    Matrix a = call.anchors;
    int first = call.panelAnchor(panel);
    int rows = call.panelAnchors(panel);
    double[] factor = call.scratch.anchorFactor;
    for (int i = first; i < first + rows; i++) {
      factor[i] = anchorFactor(i) * (call.inner() ? call.kappa : 1);
    }
    int length = a.columns();
    float[] transposed = call.scratch.anchorsTransposed;
    call.rows.packTransposed(
        a.data(),
        a.start(first),
        a.rowStride(),
        rows,
        length,
        factor,
        first,
        transposed,
        panel * length * PANEL);
  }

  /**
   * Packs the upright anchors of one panel of the group. Where scores are not weighed, the weight
   * of a row goes into its anchor.
   */
  void packUpright(int panel) {
    Matrix a = call.anchors;
    int first = call.panelAnchor(panel);
    int rows = call.panelAnchors(panel);
    int stride = call.plan.groupStride();
    float[] panels = call.scratch.anchors;
    for (int r = 0; r < rows; r++) {
      int i = first + r;
      double weight = call.weighsScores() ? 1 : call.scratch.rowFactor[i];
      int at = (panel * PANEL + r) * PANEL;
      call.rows.packRow(
          a.data(), a.start(i), a.columns(), anchorFactor(i) * weight, panels, at, stride);
    }
    for (int r = rows; r < Panels.paddedRows(rows); r++) {
      clearRow(panels, (panel * PANEL + r) * PANEL, stride);
    }
  }

  private double anchorFactor(int i) {
    return call.cosine() ? 1 / L2Normalization.divisor(call.scratch.anchorNorm[i]) : 1 / call.unit;
  }
}
