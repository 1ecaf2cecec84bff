package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Passes that look only at which entry is more alike than a limit of its lane. */
final class Selections {
  private Selections() {}

  static void drop(
      boolean inner,
      float[] judge,
      int judgeAt,
      int rows,
      float[] limit,
      int limitAt,
      float[] panel,
      int at) {
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneLimit = FloatVector.fromArray(SPECIES, limit, limitAt + v);
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, judge, judgeAt + j * PANEL + v);
        VectorMask<Float> above =
            inner
                ? score.compare(VectorOperators.GT, laneLimit)
                : score
                    .compare(VectorOperators.LT, laneLimit)
                    .and(score.compare(VectorOperators.GE, 0f));
        int p = at + j * PANEL + v;
        FloatVector entry = FloatVector.fromArray(SPECIES, panel, p);
        entry.blend(Float.NEGATIVE_INFINITY, above).intoArray(panel, p);
      }
    }
  }

  static void countAbove(
      boolean inner,
      float[] panel,
      int at,
      int rows,
      float[] limit,
      int limitAt,
      float[] counts,
      int countsAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneLimit = FloatVector.fromArray(SPECIES, limit, limitAt + v);
      FloatVector count = zero;
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        VectorMask<Float> above =
            inner
                ? score.compare(VectorOperators.GT, laneLimit)
                : score
                    .compare(VectorOperators.LT, laneLimit)
                    .and(score.compare(VectorOperators.GE, 0f));
        count = count.add(zero.blend(1f, above));
      }
      count.intoArray(counts, countsAt + v);
    }
  }
}
