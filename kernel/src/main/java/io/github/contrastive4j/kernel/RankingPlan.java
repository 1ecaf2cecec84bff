package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_SUMS;

/**
 * How a problem of one shape is cut into blocks, and what memory that takes. Depends on the shape
 * and the budget alone, never on the number of threads, so that sums always add up in one order.
 *
 * <p>Anchors come in groups of whole panels; the scores of one group against all candidates are in
 * memory at a time. Candidates come in chunks of {@link #CHUNK}.
 *
 * @param anchors M
 * @param candidates N
 * @param dimensions D
 * @param symmetric whether column sums are needed
 * @param gradients whether anything is propagated back
 * @param groupPanels panels of anchors in a group
 * @param tilePanels panels of anchors that one score task works on
 * @param bytes scratch memory, without the partial sums of each worker
 */
record RankingPlan(
    int anchors,
    int candidates,
    int dimensions,
    boolean symmetric,
    boolean gradients,
    int groupPanels,
    int tilePanels,
    long bytes) {

  /** Candidates scored by one task; a chunk of them, one depth block long, fits a 256 KiB cache. */
  static final int CHUNK = 256;

  /** Score memory beyond which a group does not get faster: about one core's share of a cache. */
  private static final long SCORE_BYTES = 16L << 20;

  /** Anchors below which the gradient of the candidates is read and written too often. */
  private static final int GROUP_ANCHORS = 256;

  private static final int MAX_TILE_PANELS = 8;

  /** Score tasks to aim at: enough for many workers, few enough to reuse what is packed. */
  private static final int TASKS = 64;

  /** Rows of a gradient that one task completes: a multiple of every tile height. */
  static final int GRADIENT_ROWS = 96;

  /** Bytes of the arrays of {@link RankingScratch} that have an element per anchor. */
  private static final int ANCHOR_BYTES = 7 * Double.BYTES + 2 * Float.BYTES;

  /** Bytes of the arrays of {@link RankingScratch} that have an element per candidate. */
  private static final int CANDIDATE_BYTES = 4 * Double.BYTES + Integer.BYTES + 2 * Float.BYTES;

  static RankingPlan of(
      int anchors,
      int candidates,
      int dimensions,
      boolean symmetric,
      boolean gradients,
      long budget) {
    int chunks = chunks(candidates);
    long copy = 4L * Panels.size(candidates, dimensions);
    int allPanels = Panels.count(anchors);
    int longest = Math.max(Panels.stride(candidates), PANEL * (dimensions + 2 * PANEL));
    int panels = Math.clamp(Panels.MAX_ARRAY / longest, 1, allPanels);
    long fixed = copy + ANCHOR_BYTES * (long) anchors + CANDIDATE_BYTES * (long) candidates;
    long perPanel = 4L * groupFloats(candidates, dimensions, chunks, gradients);
    long columnBlock = symmetric ? 2L * Double.BYTES * candidates : 0;
    long limit = 8L * ((long) anchors + candidates) * dimensions + budget;
    long wanted = Math.max(SCORE_BYTES / (4L * Panels.stride(candidates)), GROUP_ANCHORS / PANEL);
    // Column sums come before any weight. Where all scores fit, none is computed twice.
    boolean together = panels == allPanels && (symmetric && gradients || panels <= wanted);
    long columns = columnBlock / tilePanels(panels, chunks) + 1;
    if (!together || panels > (limit - fixed) / (perPanel + columns)) {
      // Several groups: the gradient of the candidates has to last from one to the next.
      fixed += gradients ? copy : 0;
      columns = columnBlock;
      panels = Math.clamp(Math.min(wanted, (limit - fixed) / (perPanel + columns)), 1, panels);
    }
    return new RankingPlan(
        anchors,
        candidates,
        dimensions,
        symmetric,
        gradients,
        panels,
        tilePanels(panels, chunks),
        fixed + (perPanel + columns) * panels);
  }

  private static int tilePanels(int panels, int chunks) {
    return Math.clamp((long) panels * chunks / TASKS, 1, MAX_TILE_PANELS);
  }

  /** Floats of everything that a group has per panel of anchors. */
  private static long groupFloats(int candidates, int dimensions, int chunks, boolean gradients) {
    long packed = (gradients ? 2L : 1L) * PANEL * (dimensions + PANEL);
    long sums = (long) chunks * (ROW_SUMS + 1) * PANEL;
    return Panels.stride(candidates) + packed + sums;
  }

  /** Floats of the partial column sums that each worker keeps. */
  static int columnSumsPerWorker() {
    return CHUNK * COLUMN_STRIDE;
  }

  /** Floats of the block of gradients that each worker keeps. */
  int gradientsPerWorker() {
    return gradients ? Panels.size(GRADIENT_ROWS, dimensions) : 0;
  }

  int groups() {
    return Math.ceilDiv(Panels.count(anchors), groupPanels);
  }

  int chunks() {
    return chunks(candidates);
  }

  private static int chunks(int candidates) {
    return Math.ceilDiv(candidates, CHUNK);
  }

  /** Blocks of panels that score tasks of a group work on. */
  int tileBlocks(int panels) {
    return Math.ceilDiv(panels, tilePanels);
  }

  int groupStride() {
    return Panels.stride(Math.min(anchors, groupPanels * PANEL));
  }

  int candidateStride() {
    return Panels.stride(candidates);
  }
}
