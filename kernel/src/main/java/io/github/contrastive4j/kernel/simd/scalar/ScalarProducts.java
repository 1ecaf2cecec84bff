package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_STEP;

import io.github.contrastive4j.kernel.simd.Float32Math;

/**
 * Products of panels in the one form of loop that the compiler vectorizes by itself.
 *
 * <p>The compiler packs neighbouring iterations only if it can prove that no store of one is a load
 * of the next. Two arrays, or two places in one, whose distance is not a constant could be the same
 * memory, so a plain {@code out[o + c] += a * right[x + c]} stays scalar. Here everything that the
 * inner loop touches lies in one array, at constant distances from the loop variable itself. The
 * right panel is copied to its front; behind it the sums move along: the sums up to row k of the
 * panel are read {@link #SUMS} behind that row, and written two rows further.
 *
 * <p>Four rows of sums and two rows of the panel are what still fits the compiler's limit on the
 * size of a loop that it unrolls.
 */
final class ScalarProducts {
  /** Rows of the right panel that are copied at a time; with the sums they stay in cache. */
  static final int DEPTH = 128;

  /** Rows of the panel that one pass over the sums adds. */
  private static final int STEP = 2;

  /** Distance of a row of the panel and the sums up to it. */
  private static final int SUMS = (DEPTH + STEP) * PANEL;

  /** Where the sums are written, which is where the next pass reads them. */
  private static final int NEXT = SUMS + STEP * PANEL;

  /** The pass over row k starts at k · PANEL; the mask tells the compiler so. */
  private static final int STARTS = DEPTH * PANEL - 1;

  private static final int TILE = ROW_STEP * PANEL;

  /** Panel rows and sums of a thread, 34 KiB. */
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[SUMS + DEPTH * PANEL + TILE]);

  private ScalarProducts() {}

  /**
   * out[r][c] (+)= Σ_k left[r][k] · right[k][c].
   *
   * @param leftRow distance of two rows of left
   * @param leftStep distance of two elements of a row of left
   * @param leftStride distance of the elements k and k + PANEL of a row of left
   */
  static void multiply(
      float[] left,
      int leftAt,
      int leftRow,
      int leftStep,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    float[] s = SCRATCH.get();
    for (int done = 0; done < depth; done += DEPTH) {
      int width = Math.min(DEPTH, depth - done);
      int padded = width + width % STEP;
      System.arraycopy(right, rightAt + done * PANEL, s, 0, width * PANEL);
      clear(s, width * PANEL, padded * PANEL);
      int block = leftAt + done / PANEL * leftStride;
      for (int r = 0; r < rows; r += ROW_STEP) {
        int o = outAt + r * PANEL;
        clear(s, SUMS, SUMS + TILE);
        tile(left, block + r * leftRow, leftRow, leftStep, leftStride, width, s);
        int sums = SUMS + padded * PANEL;
        if (add || done > 0) {
          // What is there already joins last, so that long sums are added up in blocks.
          for (int i = 0; i < TILE; i++) {
            out[o + i] += s[sums + i];
          }
        } else {
          System.arraycopy(s, sums, out, o, TILE);
        }
      }
    }
  }

  /** Adds the rows of the panel to four rows of sums. */
  private static void tile(
      float[] left, int leftAt, int row, int step, int stride, int width, float[] s) {
    int second = leftAt + row;
    int third = second + row;
    int fourth = third + row;
    int k = 0;
    for (; k < width - 1; k += STEP) {
      int l = k / PANEL * stride + k % PANEL * step;
      accumulate(
          s,
          k * PANEL,
          left[leftAt + l],
          left[leftAt + l + step],
          left[second + l],
          left[second + l + step],
          left[third + l],
          left[third + l + step],
          left[fourth + l],
          left[fourth + l + step]);
    }
    if (k < width) {
      int l = k / PANEL * stride + k % PANEL * step;
      accumulate(
          s,
          k * PANEL,
          left[leftAt + l],
          0f,
          left[second + l],
          0f,
          left[third + l],
          0f,
          left[fourth + l],
          0f);
    }
  }

  private static void accumulate(
      float[] s,
      int at,
      float a00,
      float a01,
      float a10,
      float a11,
      float a20,
      float a21,
      float a30,
      float a31) {
    int from = at & STARTS;
    for (int i = from; i < from + PANEL; i++) {
      float b0 = s[i];
      float b1 = s[i + PANEL];
      float c0 = Float32Math.add(a01, b1, Float32Math.add(a00, b0, s[i + SUMS]));
      float c1 = Float32Math.add(a11, b1, Float32Math.add(a10, b0, s[i + SUMS + PANEL]));
      float c2 = Float32Math.add(a21, b1, Float32Math.add(a20, b0, s[i + SUMS + 2 * PANEL]));
      float c3 = Float32Math.add(a31, b1, Float32Math.add(a30, b0, s[i + SUMS + 3 * PANEL]));
      s[i + NEXT] = c0;
      s[i + NEXT + PANEL] = c1;
      s[i + NEXT + 2 * PANEL] = c2;
      s[i + NEXT + 3 * PANEL] = c3;
    }
  }

  static void clear(float[] s, int from, int to) {
    for (int i = from; i < to; i++) {
      s[i] = 0f;
    }
  }
}
