package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_LANES;
import static io.github.contrastive4j.kernel.simd.PanelLayout.COLUMN_STRIDE;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums of the lanes that candidates have while their sums over the anchors are gathered.
 *
 * <p>Vectors are folded: the first fold leaves half a vector of either quantity, and both go
 * through the others as one. The order is fixed, which {@code reduceLanes} does not promise.
 */
final class ColumnLanes {
  private static final VectorShuffle<Float> BY_HALF = by(LANES / 2);
  private static final VectorShuffle<Float> BY_4 = by(Math.min(4, LANES / 2));
  private static final VectorShuffle<Float> BY_2 = by(2);
  private static final VectorShuffle<Float> BY_1 = by(1);
  private static final VectorMask<Float> UPPER_HALF =
      VectorMask.fromLong(SPECIES, -1L << LANES / 2);

  private ColumnLanes() {}

  private static VectorShuffle<Float> by(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ distance);
  }

  static void sum(
      float[] columns, int columnsAt, int rows, double[] sums, int sumsAt, int sumsStride) {
    for (int j = 0; j < rows; j++) {
      int c = columnsAt + j * COLUMN_STRIDE;
      int m = c + COLUMN_LANES;
      FloatVector first = FloatVector.fromArray(SPECIES, columns, c);
      FloatVector second = FloatVector.fromArray(SPECIES, columns, m);
      for (int v = LANES; v < COLUMN_LANES; v += LANES) {
        first = FloatVector.fromArray(SPECIES, columns, c + v).add(first);
        second = FloatVector.fromArray(SPECIES, columns, m + v).add(second);
      }
      FloatVector both =
          first
              .add(first.rearrange(BY_HALF))
              .blend(second.add(second.rearrange(BY_HALF)), UPPER_HALF);
      if (LANES >= 16) {
        both = both.add(both.rearrange(BY_4));
      }
      if (LANES >= 8) {
        both = both.add(both.rearrange(BY_2));
      }
      both = both.add(both.rearrange(BY_1));
      sums[sumsAt + j * sumsStride] = both.lane(0);
      sums[sumsAt + j * sumsStride + 1] = both.lane(LANES / 2);
    }
  }
}
