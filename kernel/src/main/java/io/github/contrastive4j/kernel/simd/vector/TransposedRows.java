package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.ZEROS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Rows, each times its factor, transposed into a panel.
 *
 * <p>Squares of as many rows as a vector has lanes are transposed by butterflies: step s exchanges
 * the lanes whose numbers have bit s with the neighbour s rows further on, and after the steps 1,
 * 2, 4 … rows are columns. Two steps at a time take four vectors; between the pairs of steps the
 * square lies where it is going to, in the panel. Element by element the same takes two to three
 * times as long, for it is bound by stores, and longer still where a panel is larger than a
 * first-level cache, because each row passes through all of it. In the place of rows that a square
 * lacks there are zeros. Columns that do not fill a square, and factors whose products have to be
 * rounded by way of float64, go element by element.
 */
final class TransposedRows {
  /**
   * Columns between the first steps and the last, which should find a square in cache; no more than
   * there are zeros to read in the place of a row.
   */
  private static final int STRIP = 128;

  private static final VectorShuffle<Float> UP_1 = up(1);
  private static final VectorShuffle<Float> UP_2 = up(2);
  private static final VectorShuffle<Float> UP_4 = up(4);
  private static final VectorShuffle<Float> UP_8 = up(8);
  private static final VectorShuffle<Float> DOWN_1 = down(1);
  private static final VectorShuffle<Float> DOWN_2 = down(2);
  private static final VectorShuffle<Float> DOWN_4 = down(4);
  private static final VectorShuffle<Float> DOWN_8 = down(8);
  private static final VectorMask<Float> HAS_1 = has(1);
  private static final VectorMask<Float> HAS_2 = has(2);
  private static final VectorMask<Float> HAS_4 = has(4);
  private static final VectorMask<Float> HAS_8 = has(8);

  private TransposedRows() {}

  static void pack(
      float[] x,
      int xAt,
      int xStride,
      int rows,
      int length,
      double[] factors,
      int factorAt,
      float[] panel,
      int at) {
    int whole = SPECIES.loopBound(length);
    for (int r = 0; r < PANEL; r += LANES) {
      int from = xAt + r * xStride;
      int some = Math.clamp(rows - r, 0, LANES);
      int done = 0;
      if (inRange(factors, factorAt + r, some)) {
        packSquares(x, from, xStride, some, whole, factors, factorAt + r, panel, at + r);
        done = whole;
      }
      for (int lane = 0; lane < LANES; lane++) {
        double factor = r + lane < rows ? factors[factorAt + r + lane] : 0;
        int row = r + lane < rows ? from + lane * xStride : -1;
        packRest(x, row, done, length, factor, panel, at + r + lane);
      }
    }
  }

  /** Whether all factors of some rows, and what float32 cuts off them, are normal numbers. */
  private static boolean inRange(double[] factors, int at, int rows) {
    for (int r = at; r < at + rows; r++) {
      float high = (float) factors[r];
      if (high != factors[r] && !VectorRows.inRange(high)) {
        return false;
      }
    }
    return true;
  }

  private static void packSquares(
      float[] x,
      int xAt,
      int xStride,
      int rows,
      int length,
      double[] factors,
      int factorAt,
      float[] panel,
      int at) {
    for (int k = 0; k < length; k += STRIP) {
      int columns = Math.min(STRIP, length - k);
      for (int r = 0; r < LANES; r += 4) {
        int to = at + (k + r) * PANEL;
        if (r < rows) {
          int from = xAt + r * xStride + k;
          steps1And2(x, from, xStride, rows - r, columns, factors, factorAt + r, panel, to);
        } else {
          clear(columns, panel, to);
        }
      }
      // Squares of zeros are done.
      for (int c = 0; c < columns && LANES > 4 && rows > 0; c += LANES) {
        int square = at + (k + c) * PANEL;
        if (LANES == 8) {
          step4(panel, square);
        } else {
          steps4And8(panel, square);
        }
      }
    }
  }

  /** Zeros in the place of four rows. */
  private static void clear(int columns, float[] panel, int at) {
    for (int c = 0; c < columns; c += LANES) {
      for (int r = 0; r < 4; r++) {
        FloatVector.zero(SPECIES).intoArray(panel, at + (c + r) * PANEL);
      }
    }
  }

  /** Scales four rows, of which one at least is there, and exchanges between them. */
  private static void steps1And2(
      float[] x,
      int xAt,
      int xStride,
      int rows,
      int columns,
      double[] factors,
      int factorAt,
      float[] panel,
      int at) {
    float[] x1 = rows > 1 ? x : ZEROS;
    float[] x2 = rows > 2 ? x : ZEROS;
    float[] x3 = rows > 3 ? x : ZEROS;
    int at1 = rows > 1 ? xAt + xStride : 0;
    int at2 = rows > 2 ? xAt + 2 * xStride : 0;
    int at3 = rows > 3 ? xAt + 3 * xStride : 0;
    double factor0 = factors[factorAt];
    double factor1 = rows > 1 ? factors[factorAt + 1] : 0;
    double factor2 = rows > 2 ? factors[factorAt + 2] : 0;
    double factor3 = rows > 3 ? factors[factorAt + 3] : 0;
    float high0 = (float) factor0;
    float high1 = (float) factor1;
    float high2 = (float) factor2;
    float high3 = (float) factor3;
    float low0 = (float) (factor0 - high0);
    float low1 = (float) (factor1 - high1);
    float low2 = (float) (factor2 - high2);
    float low3 = (float) (factor3 - high3);
    // An infinite element times a rest of zero would be no number.
    boolean exact = low0 == 0 && low1 == 0 && low2 == 0 && low3 == 0;
    for (int c = 0; c < columns; c += LANES) {
      FloatVector r0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector r1 = FloatVector.fromArray(SPECIES, x1, at1 + c);
      FloatVector r2 = FloatVector.fromArray(SPECIES, x2, at2 + c);
      FloatVector r3 = FloatVector.fromArray(SPECIES, x3, at3 + c);
      FloatVector s0 = r0.mul(high0);
      FloatVector s1 = r1.mul(high1);
      FloatVector s2 = r2.mul(high2);
      FloatVector s3 = r3.mul(high3);
      if (!exact) {
        s0 = r0.mul(low0).add(s0);
        s1 = r1.mul(low1).add(s1);
        s2 = r2.mul(low2).add(s2);
        s3 = r3.mul(low3).add(s3);
      }
      // Products from two branches are of no known class; see the story of the package.
      FloatVector zero = FloatVector.zero(SPECIES);
      s0 = zero.add(s0);
      s1 = zero.add(s1);
      s2 = zero.add(s2);
      s3 = zero.add(s3);
      FloatVector t0 = s0.blend(s1.rearrange(UP_1), HAS_1);
      FloatVector t1 = s0.rearrange(DOWN_1).blend(s1, HAS_1);
      FloatVector t2 = s2.blend(s3.rearrange(UP_1), HAS_1);
      FloatVector t3 = s2.rearrange(DOWN_1).blend(s3, HAS_1);
      int to = at + c * PANEL;
      t0.blend(t2.rearrange(UP_2), HAS_2).intoArray(panel, to);
      t1.blend(t3.rearrange(UP_2), HAS_2).intoArray(panel, to + PANEL);
      t0.rearrange(DOWN_2).blend(t2, HAS_2).intoArray(panel, to + 2 * PANEL);
      t1.rearrange(DOWN_2).blend(t3, HAS_2).intoArray(panel, to + 3 * PANEL);
    }
  }

  /** The last step of a square of eight rows. */
  private static void step4(float[] panel, int at) {
    for (int p = at; p < at + 4 * PANEL; p += PANEL) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, panel, p + 4 * PANEL);
      x0.blend(x1.rearrange(UP_4), HAS_4).intoArray(panel, p);
      x0.rearrange(DOWN_4).blend(x1, HAS_4).intoArray(panel, p + 4 * PANEL);
    }
  }

  /** The last steps of a square of sixteen rows. */
  private static void steps4And8(float[] panel, int at) {
    for (int p = at; p < at + 4 * PANEL; p += PANEL) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, panel, p + 4 * PANEL);
      FloatVector x2 = FloatVector.fromArray(SPECIES, panel, p + 8 * PANEL);
      FloatVector x3 = FloatVector.fromArray(SPECIES, panel, p + 12 * PANEL);
      FloatVector t0 = x0.blend(x1.rearrange(UP_4), HAS_4);
      FloatVector t1 = x0.rearrange(DOWN_4).blend(x1, HAS_4);
      FloatVector t2 = x2.blend(x3.rearrange(UP_4), HAS_4);
      FloatVector t3 = x2.rearrange(DOWN_4).blend(x3, HAS_4);
      t0.blend(t2.rearrange(UP_8), HAS_8).intoArray(panel, p);
      t1.blend(t3.rearrange(UP_8), HAS_8).intoArray(panel, p + 4 * PANEL);
      t0.rearrange(DOWN_8).blend(t2, HAS_8).intoArray(panel, p + 8 * PANEL);
      t1.rearrange(DOWN_8).blend(t3, HAS_8).intoArray(panel, p + 12 * PANEL);
    }
  }

  /** The rest of one row, or zeros where there is none. */
  private static void packRest(
      float[] x, int xAt, int from, int length, double factor, float[] panel, int at) {
    float high = (float) factor;
    float low = (float) (factor - high);
    if (xAt < 0) {
      for (int k = from; k < length; k++) {
        panel[at + k * PANEL] = 0f;
      }
    } else if (high == factor || !VectorRows.inRange(high)) {
      for (int k = from; k < length; k++) {
        panel[at + k * PANEL] = (float) (x[xAt + k] * factor);
      }
    } else {
      for (int k = from; k < length; k++) {
        float value = x[xAt + k];
        panel[at + k * PANEL] = value * low + value * high;
      }
    }
  }

  private static VectorShuffle<Float> up(int step) {
    return SPECIES.shuffleFromOp(lane -> (lane - step) & (LANES - 1));
  }

  private static VectorShuffle<Float> down(int step) {
    return SPECIES.shuffleFromOp(lane -> (lane + step) & (LANES - 1));
  }

  /** The lanes whose numbers have this bit. */
  private static VectorMask<Float> has(int bit) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }
}
