package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Scores of the group against all columns, a tile block at a time, and whatever is to be done with
 * a block while it is in cache: maxima, or exponentials with their sums per row and per column.
 *
 * <p>A task works on a few panels of rows and one chunk of columns; the chunk stays while the
 * panels change. Where half of the scores are {@linkplain MirroredScores copies} of others, all are
 * there before the first is looked at.
 */
final class ScoreStage {
  private final RankingCall call;
  private final BlockScratch scratch;
  private final PackStage pack;
  private final ScoreTiles tiles;
  private final SquaredDistances squared;
  private final AbsoluteDistances absolute;
  private final Exclusions exclusions;
  private final PositiveSums positives;
  private final ScorePasses passes;
  private final MirroredScores mirrored;
  private final PrefixStage prefixes;
  private final Phase scoreOnly = this::score;
  private final Phase scoreAndMaxima =
      (task, worker) -> {
        score(task, worker);
        maxima(task, worker);
      };
  private final Phase scoreAndSums =
      (task, worker) -> {
        score(task, worker);
        sums(task, worker);
      };
  private final Phase sumsAlone = this::sums;
  private final Phase halves = this::compareHalf;

  /** The chunk that each worker has near, or -1. */
  private int[] near = {};

  ScoreStage(
      RankingCall call,
      PackStage pack,
      ScoreTiles tiles,
      SquaredDistances squared,
      AbsoluteDistances absolute,
      Exclusions exclusions,
      PositiveSums positives,
      ScorePasses passes,
      MirroredScores mirrored,
      PrefixStage prefixes) {
    this.call = call;
    this.scratch = call.scratch.block;
    this.pack = pack;
    this.tiles = tiles;
    this.squared = squared;
    this.absolute = absolute;
    this.exclusions = exclusions;
    this.positives = positives;
    this.passes = passes;
    this.mirrored = mirrored;
    this.prefixes = prefixes;
  }

  /** Scores the group, for weights. */
  void score() {
    call.group.weighed = true;
    scoreEach(scoreOnly, true);
  }

  /**
   * Scores the group and takes the maxima.
   *
   * @param weighed whether weights follow
   */
  void scoreAndMaxima(boolean weighed) {
    call.group.weighed = weighed;
    scoreEach(scoreAndMaxima, true);
  }

  /**
   * Scores the group and sums what the objective asks for.
   *
   * @param weighed whether weights follow
   */
  void scoreAndSums(boolean weighed) {
    call.group.weighed = weighed;
    scoreEach(scoreAndSums, weighed || !hasPlaces());
  }

  /** Sums what the objective asks for, of scores that are there. */
  void sums() {
    forEach(sumsAlone);
  }

  private void scoreEach(Phase phase, boolean keepsScores) {
    squared.begin();
    absolute.begin();
    call.group.keepsScores = keepsScores || mirrored.exist() || call.level != null;
    if (mirrored.exist()) {
      forEach(halves);
      absolute.mirror();
    }
    forEach(phase);
  }

  /** Whether the room for the scores of the group holds those of a task for each worker. */
  private boolean hasPlaces() {
    long places = (long) call.crew.size() * call.block.tilePanels();
    long end = call.group.scorePanelAt(0) + places * call.block.chunk() * PANEL;
    return end <= scratch.scores.length;
  }

  private void forEach(Phase phase) {
    int workers = call.crew.size();
    near = near.length >= workers ? near : new int[workers];
    Arrays.fill(near, -1);
    call.crew.forEach(tileBlocks() * call.block.chunks(), phase);
  }

  private int tileBlocks() {
    return call.block.tileBlocks(call.group.panels());
  }

  private int firstPanel(int task) {
    return task % tileBlocks() * call.block.tilePanels();
  }

  private int endPanel(int task) {
    return Math.min(firstPanel(task) + call.block.tilePanels(), call.group.panels());
  }

  private int chunk(int task) {
    return task / tileBlocks();
  }

  /** Has the scores of a task, marked, whether they come now or have come before. */
  private void score(int task, int worker) {
    int chunk = chunk(task);
    int from = firstPanel(task);
    int to = endPanel(task);
    if (!mirrored.exist()) {
      compare(task, worker, call.block.chunkColumn(chunk));
    }
    if (call.level != null) {
      prefixes.score(from, to, chunk);
    }
    for (int panel = from; panel < to; panel++) {
      exclusions.mark(panel, chunk, worker);
      if (call.shape().positives()) {
        positives.take(panel, chunk);
      }
    }
  }

  /** Scores from the diagonal on, and copies of them on the other side. */
  private void compareHalf(int task, int worker) {
    int column = call.block.chunkColumn(chunk(task));
    int end = column + call.block.chunkColumns(chunk(task));
    int first = Math.max(column, firstPanel(task) * PANEL);
    if (first < end) {
      compare(task, worker, first);
      mirrored.copy(firstPanel(task), endPanel(task), first, end);
    }
  }

  /** Compares rows with the columns of a chunk, from one of them on. */
  private void compare(int task, int worker, int column) {
    int chunk = chunk(task);
    int columns = call.block.chunkColumn(chunk) + call.block.chunkColumns(chunk) - column;
    int from = firstPanel(task);
    int to = endPanel(task);
    pack.preparePanels(from, to, worker);
    if (pack.prepareChunk(chunk, worker)) {
      near[worker] = chunk;
    }
    Arrays.fill(
        scratch.scorer,
        call.group.chunkPanel(chunk, from),
        call.group.chunkPanel(chunk, to),
        worker);
    if (call.block.isFar() && near[worker] != chunk) {
      prefetch(column, Panels.paddedRows(columns), worker);
      near[worker] = chunk;
    }
    switch (call.geometry) {
      case INNER_PRODUCT -> tiles.multiply(from, to, column, columns, Panels.DEPTH_BLOCK, worker);
      case SQUARED_DISTANCE -> squared.score(from, to, column, columns, worker);
      case ABSOLUTE_DISTANCE -> absolute.score(from, to, column, columns, worker);
    }
  }

  private void prefetch(int column, int columns, int worker) {
    int panels = Panels.count(call.dimensions());
    int stride = call.block.columnStride();
    int at = call.columnsAt(worker) + column * PANEL;
    Prefetch.read(scratch.columns, at, columns * PANEL, panels, stride);
  }

  private void maxima(int task, int worker) {
    passes.maxima(firstPanel(task), endPanel(task), chunk(task), worker);
  }

  private void sums(int task, int worker) {
    passes.sum(firstPanel(task), endPanel(task), chunk(task), worker);
  }
}
