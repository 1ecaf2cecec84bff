package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

/**
 * Products whose left operand has many rows, in loops along these rows: long loops are worth wider
 * vectors than the lanes of a panel are.
 *
 * <p>As in {@link ScalarProducts}, all that the inner loop touches lies in one array. At its front
 * are a few columns of left, behind them eight columns of sums, which move along: what the pass
 * over left's columns k and k + 1 reads at {@link #SUMS}, it writes two columns further. All
 * columns of the result wait behind these, and at the end lie the rows of right that are
 * multiplied.
 */
final class TallProducts {
  /** Fewest rows that pay for transposing left. */
  static final int ROWS = 64;

  /** Rows at a time, which is also the distance of two columns. */
  private static final int BLOCK = 256;

  /** Columns of left at a time; with the sums they stay in cache. */
  private static final int DEPTH = 32;

  /** Columns of left that one pass over the sums adds. */
  private static final int STEP = 2;

  /** Columns of sums. */
  private static final int COLUMNS = 8;

  private static final int SUMS = DEPTH * BLOCK;

  private static final int NEXT = SUMS + STEP * BLOCK;

  private static final int RESULT = SUMS + (DEPTH + COLUMNS) * BLOCK;

  /** As many rows of right as there are columns of left; zeros make an odd number even. */
  private static final int FACTORS = RESULT + PANEL * BLOCK;

  /** The pass over column k starts at k · BLOCK; the mask tells the compiler so. */
  private static final int STARTS = DEPTH * BLOCK - 1;

  /** 108 KiB of a thread. */
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[FACTORS + DEPTH * PANEL]);

  private TallProducts() {}

  /**
   * out[r][c] (+)= Σ_k left[r][k] · right[k][c], added up in the order of {@link ScalarProducts}:
   * the result does not depend on how many rows there are.
   */
  static void multiply(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    float[] s = SCRATCH.get();
    for (int done = 0; done < depth; done += ScalarProducts.DEPTH) {
      int length = Math.min(ScalarProducts.DEPTH, depth - done);
      int l = leftAt + done / PANEL * leftStride;
      int x = rightAt + done * PANEL;
      for (int r = 0; r < rows; r += BLOCK) {
        int height = Math.min(BLOCK, rows - r);
        int row = r * PANEL;
        multiply(
            s,
            left,
            l + row,
            leftStride,
            height,
            length,
            right,
            x,
            out,
            outAt + row,
            add || done > 0);
      }
    }
  }

  private static void multiply(
      float[] s,
      float[] left,
      int leftAt,
      int leftStride,
      int height,
      int depth,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      boolean add) {
    ScalarProducts.clear(s, RESULT, RESULT + PANEL * BLOCK);
    for (int k = 0; k < depth; k += DEPTH) {
      int width = Math.min(DEPTH, depth - k);
      transpose(left, leftAt + k / PANEL * leftStride, height, width, s, 0);
      addColumns(s, height, width, right, rightAt + k * PANEL);
    }
    for (int c = 0; c < PANEL; c++) {
      for (int row = 0; row < height; row++) {
        int p = outAt + row * PANEL + c;
        float sum = s[RESULT + c * BLOCK + row];
        // What is there already joins last, so that long sums are added up in blocks.
        out[p] = add ? out[p] + sum : sum;
      }
    }
  }

  /** s[k][r] = x[r][k]. */
  private static void transpose(float[] x, int at, int rows, int columns, float[] s, int to) {
    for (int k = 0; k < columns; k++) {
      for (int r = 0; r < rows; r++) {
        s[to + k * BLOCK + r] = x[at + r * PANEL + k];
      }
    }
  }

  /** Adds the products of some columns of left to all columns of the result. */
  private static void addColumns(float[] s, int rows, int width, float[] right, int rightAt) {
    int padded = width + width % STEP;
    ScalarProducts.clear(s, width * BLOCK, padded * BLOCK);
    System.arraycopy(right, rightAt, s, FACTORS, width * PANEL);
    ScalarProducts.clear(s, FACTORS + width * PANEL, FACTORS + padded * PANEL);
    for (int c = 0; c < PANEL; c += COLUMNS) {
      copyColumns(s, RESULT + c * BLOCK, SUMS, rows);
      for (int k = 0; k < padded; k += STEP) {
        addPair(s, k * BLOCK, rows, FACTORS + k * PANEL + c);
      }
      copyColumns(s, SUMS + padded * BLOCK, RESULT + c * BLOCK, rows);
    }
  }

  private static void copyColumns(float[] s, int from, int to, int rows) {
    for (int c = 0; c < COLUMNS; c++) {
      System.arraycopy(s, from + c * BLOCK, s, to + c * BLOCK, rows);
    }
  }

  private static void addPair(float[] s, int at, int rows, int factors) {
    float a0 = s[factors];
    float a1 = s[factors + 1];
    float a2 = s[factors + 2];
    float a3 = s[factors + 3];
    float a4 = s[factors + 4];
    float a5 = s[factors + 5];
    float a6 = s[factors + 6];
    float a7 = s[factors + 7];
    float b0 = s[factors + PANEL];
    float b1 = s[factors + PANEL + 1];
    float b2 = s[factors + PANEL + 2];
    float b3 = s[factors + PANEL + 3];
    float b4 = s[factors + PANEL + 4];
    float b5 = s[factors + PANEL + 5];
    float b6 = s[factors + PANEL + 6];
    float b7 = s[factors + PANEL + 7];
    int from = at & STARTS;
    int to = from + Math.min(rows, BLOCK);
    for (int i = from; i < to; i++) {
      float a = s[i];
      float b = s[i + BLOCK];
      float c0 = ScalarMath.add(b0, b, ScalarMath.add(a0, a, s[i + SUMS]));
      float c1 = ScalarMath.add(b1, b, ScalarMath.add(a1, a, s[i + SUMS + BLOCK]));
      float c2 = ScalarMath.add(b2, b, ScalarMath.add(a2, a, s[i + SUMS + 2 * BLOCK]));
      float c3 = ScalarMath.add(b3, b, ScalarMath.add(a3, a, s[i + SUMS + 3 * BLOCK]));
      float c4 = ScalarMath.add(b4, b, ScalarMath.add(a4, a, s[i + SUMS + 4 * BLOCK]));
      float c5 = ScalarMath.add(b5, b, ScalarMath.add(a5, a, s[i + SUMS + 5 * BLOCK]));
      float c6 = ScalarMath.add(b6, b, ScalarMath.add(a6, a, s[i + SUMS + 6 * BLOCK]));
      float c7 = ScalarMath.add(b7, b, ScalarMath.add(a7, a, s[i + SUMS + 7 * BLOCK]));
      s[i + NEXT] = c0;
      s[i + NEXT + BLOCK] = c1;
      s[i + NEXT + 2 * BLOCK] = c2;
      s[i + NEXT + 3 * BLOCK] = c3;
      s[i + NEXT + 4 * BLOCK] = c4;
      s[i + NEXT + 5 * BLOCK] = c5;
      s[i + NEXT + 6 * BLOCK] = c6;
      s[i + NEXT + 7 * BLOCK] = c7;
    }
  }
}
