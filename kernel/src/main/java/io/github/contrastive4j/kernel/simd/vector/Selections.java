package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes that look only at which entries are more alike than the limit of their lane.
 *
 * <p>Distances are negated, so that more alike is larger in every geometry. Sign and bound are
 * scalars, so that one loop serves all and no vectors meet from two sides.
 */
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
    float sign = inner ? 1f : -1f;
    float least = inner ? Float.NEGATIVE_INFINITY : 0f;
    for (int v = 0; v < PANEL; v += LANES) {
      FloatVector laneLimit = FloatVector.fromArray(SPECIES, limit, limitAt + v);
      FloatVector bound = laneLimit.mul(sign);
      for (int j = 0; j < rows; j++) {
        FloatVector score = FloatVector.fromArray(SPECIES, judge, judgeAt + j * PANEL + v);
        VectorMask<Float> excluded = score.compare(VectorOperators.LT, least);
        FloatVector key = score.mul(sign).blend(Float.NEGATIVE_INFINITY, excluded);
        int p = at + j * PANEL + v;
        FloatVector entry = FloatVector.fromArray(SPECIES, panel, p);
        entry
            .blend(Float.NEGATIVE_INFINITY, key.compare(VectorOperators.GT, bound))
            .intoArray(panel, p);
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
    for (int v = 0; v < PANEL; v += LANES) {
      countInLanes(inner, panel, at + v, rows, limit, limitAt + v, counts, countsAt + v);
    }
  }

  private static void countInLanes(
      boolean inner,
      float[] panel,
      int at,
      int rows,
      float[] limit,
      int limitAt,
      float[] counts,
      int countsAt) {
    float sign = inner ? 1f : -1f;
    float least = inner ? Float.NEGATIVE_INFINITY : 0f;
    FloatVector bound = FloatVector.fromArray(SPECIES, limit, limitAt).mul(sign);
    FloatVector count = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      FloatVector score = FloatVector.fromArray(SPECIES, panel, at + j * PANEL);
      VectorMask<Float> excluded = score.compare(VectorOperators.LT, least);
      FloatVector key = score.mul(sign).blend(Float.NEGATIVE_INFINITY, excluded);
      VectorMask<Float> above = key.compare(VectorOperators.GT, bound);
      count = FloatVector.zero(SPECIES).blend(1f, above).add(count);
    }
    FloatVector.zero(SPECIES).add(count).intoArray(counts, countsAt);
  }
}
