package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What it takes beside products to have squared distances from them: norms, and which pairs are too
 * near for that.
 */
final class ProductDistances {
  private ProductDistances() {}

  static float squaredDistances(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float share) {
    float least = Float.POSITIVE_INFINITY;
    for (int v = 0; v < PANEL; v += LANES) {
      float margin =
          squaredDistancesOfLanes(
              panel, at + v, rows, rowSquares, rowAt + v, columnSquares, columnAt, -share);
      least = Math.min(least, margin);
    }
    return least;
  }

  private static float squaredDistancesOfLanes(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float minusShare) {
    FloatVector laneSquare = FloatVector.fromArray(SPECIES, rowSquares, rowAt);
    FloatVector least = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    for (int j = 0; j < rows; j++) {
      int p = at + j * PANEL;
      FloatVector squares = laneSquare.add(columnSquares[columnAt + j]);
      FloatVector product = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector distance = product.fma(FloatVector.broadcast(SPECIES, -2f), squares);
      distance.intoArray(panel, p);
      FloatVector margin = squares.fma(FloatVector.broadcast(SPECIES, minusShare), distance);
      least = margin.blend(least, margin.compare(VectorOperators.GE, least));
    }
    return FloatVector.zero(SPECIES).add(least).reduceLanes(VectorOperators.MIN);
  }

  static void nearLanes(
      float[] panel,
      int at,
      int rows,
      float[] rowSquares,
      int rowAt,
      float[] columnSquares,
      int columnAt,
      float minusShare,
      float bound,
      int[] lanes,
      int lanesAt) {
    for (int j = 0; j < rows; j++) {
      long near = 0;
      for (int v = 0; v < PANEL; v += LANES) {
        FloatVector squares =
            FloatVector.fromArray(SPECIES, rowSquares, rowAt + v).add(columnSquares[columnAt + j]);
        FloatVector distance = FloatVector.fromArray(SPECIES, panel, at + j * PANEL + v);
        FloatVector margin = squares.fma(FloatVector.broadcast(SPECIES, minusShare), distance);
        near |= margin.compare(VectorOperators.LE, bound).toLong() << v;
      }
      lanes[lanesAt + j] = (int) near;
    }
  }
}
