package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.RankingBlock.Kind;
import java.util.ArrayList;
import java.util.List;

/** Which columns share an id with a row, kind by kind, without comparing all of them. */
final class IdFilter {
  /** What is done with a positive beside the target. */
  @FunctionalInterface
  interface PositiveAction {
    /**
     * Takes one of them.
     *
     * @param panel panel of the group
     * @param lane lane of the panel
     * @param column column of the block
     */
    void accept(int panel, int lane, int column);
  }

  private final RankingCall call;
  private final List<IdIndex> candidates = new ArrayList<>();
  private final List<IdIndex> anchors = new ArrayList<>();

  IdFilter(RankingCall call) {
    this.call = call;
  }

  /** Takes the ids of the batch in. */
  void build() {
    List<RankingIds> ids = call.batch.ids();
    for (int kind = 0; kind < ids.size(); kind++) {
      if (anchors.size() == kind) {
        anchors.add(new IdIndex());
      }
      if (candidates.size() == kind) {
        candidates.add(new IdIndex());
      }
      candidates.get(kind).build(ids.get(kind).candidates());
      if (call.shape().queries()) {
        anchors.get(kind).build(ids.get(kind).anchors());
      }
    }
  }

  int kinds() {
    return call.batch.ids().size();
  }

  /** Index of one kind over the columns of the block's kind. */
  IdIndex columns(int kind) {
    return call.block.kind() == Kind.QUERIES ? anchors.get(kind) : candidates.get(kind);
  }

  /** Id of one kind of a row of the block. */
  long row(int kind, int row) {
    RankingIds ids = call.batch.ids().get(kind);
    boolean documents = call.block.kind() == Kind.DOCUMENTS;
    return documents ? ids.candidates()[call.target(row)] : ids.anchors()[row];
  }

  /** Whether an anchor and a candidate share an id. */
  boolean matches(int anchor, int candidate) {
    return matchesBefore(kinds(), anchor, candidate);
  }

  /**
   * Visits the positives of a panel's rows in a run of columns, the targets left out; a column that
   * shares several kinds of ids once.
   */
  void forEachPositive(int panel, int from, int to, PositiveAction action) {
    int first = call.block.firstColumn();
    for (int lane = 0; lane < call.group.panelRows(panel); lane++) {
      int row = call.group.panelRow(panel) + lane;
      for (int kind = 0; kind < kinds(); kind++) {
        IdIndex index = columns(kind);
        long id = row(kind, row);
        int end = index.first(id, first + to);
        for (int p = index.first(id, first + from); p < end; p++) {
          int j = index.column(p);
          if (j != call.target(row) && !matchesBefore(kind, row, j)) {
            action.accept(panel, lane, j - first);
          }
        }
      }
    }
  }

  private boolean matchesBefore(int kind, int anchor, int candidate) {
    List<RankingIds> ids = call.batch.ids();
    for (int k = 0; k < kind; k++) {
      if (ids.get(k).anchors()[anchor] == ids.get(k).candidates()[candidate]) {
        return true;
      }
    }
    return false;
  }
}
