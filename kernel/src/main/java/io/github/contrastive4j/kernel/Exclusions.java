package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import io.github.contrastive4j.kernel.simd.Geometry;
import java.util.Arrays;

/**
 * Marks the scores that do not count, with −∞: the targets, whose share comes from the float64
 * logit; what shares an id or is dropped as too much alike; a row's own; and the lanes of the last
 * panel that stand for no row.
 */
final class Exclusions {
  private final RankingCall call;
  private final AnchorScratch anchors;
  private final BlockScratch scratch;
  private final WorkerScratch workers;
  private final IdFilter ids;
  private final GuideCosines guide;

  Exclusions(RankingCall call, IdFilter ids, GuideCosines guide) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.scratch = call.scratch.block;
    this.workers = call.scratch.workers;
    this.ids = ids;
    this.guide = guide;
  }

  /** Marks the scores of one panel and chunk. */
  void mark(int panel, int chunk, int worker) {
    int from = call.block.chunkColumn(chunk);
    int to = from + call.block.chunkColumns(chunk);
    if (call.block.kind() == Kind.MAIN && call.loss.marginFilter().isOn()) {
      drop(panel, from, to, worker);
    }
    // Where the first column of the block would be, if the chunk's had all others around them.
    int origin = call.group.scoreAt(panel, from) - from * PANEL;
    if (ids.kinds() > 0 && !positives()) {
      excludeIds(panel, origin, from, to);
    }
    excludeOwn(panel, origin, from, to);
    excludePadding(panel, origin, from, to);
  }

  private boolean positives() {
    return call.shape().positives();
  }

  /**
   * Too much alike, in the judge's eyes: a copy of the scores, in which positives look harmless.
   */
  private void drop(int panel, int from, int to, int worker) {
    float[] judge = workers.scores;
    int judgeAt = worker * WorkerScratch.SCORES;
    Geometry geometry = call.geometry;
    int at = call.group.scoreAt(panel, from);
    if (guide.judges()) {
      guide.score(panel, from, to - from, judge, judgeAt);
      geometry = Geometry.INNER_PRODUCT;
    } else {
      System.arraycopy(scratch.scores, at, judge, judgeAt, (to - from) * PANEL);
    }
    if (positives()) {
      boolean inner = geometry == Geometry.INNER_PRODUCT;
      float harmless = inner ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
        fill(
            judge,
            judgeAt - from * PANEL + lane,
            call.group.panelRow(panel) + lane,
            from,
            to,
            harmless);
      }
    }
    call.scoreKernels.drop(
        geometry,
        judge,
        judgeAt,
        to - from,
        anchors.dropLimit,
        call.group.panelRow(panel),
        scratch.scores,
        at);
  }

  private void excludeIds(int panel, int origin, int from, int to) {
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      fill(
          scratch.scores,
          origin + lane,
          call.group.panelRow(panel) + lane,
          from,
          to,
          Float.NEGATIVE_INFINITY);
    }
  }

  /** Writes a value wherever a column of a run shares an id with a row. */
  private void fill(float[] panel, int at, int row, int from, int to, float value) {
    int first = call.block.firstColumn();
    for (int kind = 0; kind < ids.kinds(); kind++) {
      IdIndex index = ids.columns(kind);
      long id = ids.row(kind, row);
      int end = index.first(id, first + to);
      for (int p = index.first(id, first + from); p < end; p++) {
        panel[at + (index.column(p) - first) * PANEL] = value;
      }
    }
  }

  private void excludeOwn(int panel, int origin, int from, int to) {
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int row = call.group.panelRow(panel) + lane;
      int at = origin + lane;
      switch (call.block.kind()) {
        case MAIN -> {
          exclude(at, call.target(row), from, to);
          for (int entry = 0; entry < call.ownCandidates(); entry++) {
            exclude(at, call.batch.hardNegative(row, entry), from, to);
          }
        }
        case QUERIES -> exclude(at, row, from, to);
        case DOCUMENTS -> {
          exclude(at, row, from, to);
          for (int number = 0; number < call.batch.candidatesEach() - 1; number++) {
            exclude(at, call.batch.hardNegative(row, number), from, to);
          }
        }
      }
    }
  }

  private void exclude(int at, int column, int from, int to) {
    int j = column - call.block.firstColumn();
    if (j >= from && j < to) {
      scratch.scores[at + j * PANEL] = Float.NEGATIVE_INFINITY;
    }
  }

  private void excludePadding(int panel, int origin, int from, int to) {
    int lanes = call.group.panelRows(panel);
    for (int j = from; lanes < PANEL && j < to; j++) {
      int end = origin + (j + 1) * PANEL;
      Arrays.fill(scratch.scores, end - PANEL + lanes, end, Float.NEGATIVE_INFINITY);
    }
  }
}
