package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Float32Math;

/**
 * Products in loops along many rows of left, or along several panels of right: a loop pays for some
 * single iterations before and after its vectors, which take as long as 160 lanes do in vectors, so
 * that the lanes of one panel would hardly be worth it.
 *
 * <p>As in {@link ScalarProducts}, all that the inner loop touches lies in one array. At its front
 * are the lanes, a line for each term of the sums; behind them eight lines of sums, which move
 * along: what the pass over the lines k and k + 1 reads at {@link #SUMS}, it writes two lines
 * further. At the end lie the factors, one row of a panel for each line. Lanes are prepared once
 * for all that they are multiplied with.
 *
 * <p>Results are added up in the order of {@link ScalarProducts}: they do not depend on how many
 * rows and panels there are.
 */
final class WideProducts {
  /** Fewest rows that pay for transposing left. */
  static final int ROWS = 64;

  /** Lanes at a time, which is also the distance of two lines. */
  private static final int BLOCK = 512;

  /** Terms at a time. */
  private static final int DEPTH = ScalarProducts.DEPTH;

  /** Lines that one pass over the sums adds. */
  private static final int STEP = 2;

  /** Lines of sums. */
  private static final int LINES = 8;

  private static final int SUMS = DEPTH * BLOCK;

  private static final int NEXT = SUMS + STEP * BLOCK;

  private static final int FACTORS = SUMS + (DEPTH + LINES) * BLOCK;

  /** The pass over line k starts at k · BLOCK; the mask tells the compiler so. */
  private static final int STARTS = DEPTH * BLOCK - 1;

  /** 544 KiB of a thread. */
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[FACTORS + DEPTH * PANEL]);

  private WideProducts() {}

  /** out[r][c] (+)= Σ_k left[r][k] · right[k][c], with lanes along r. */
  static void multiplyAlongRows(
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int panels,
      boolean add) {
    float[] s = SCRATCH.get();
    for (int r = 0; r < rows; r += BLOCK) {
      int height = Math.min(BLOCK, rows - r);
      for (int done = 0; done < depth; done += DEPTH) {
        int width = Math.min(DEPTH, depth - done);
        int from = leftAt + done / PANEL * leftStride + r * PANEL;
        transpose(left, from, leftStride, height, s, 0, BLOCK, width);
        for (int panel = 0; panel < panels; panel++) {
          copyFactors(right, rightAt + panel * rightStride + done * PANEL, s, width);
          int o = outAt + panel * outStride + r * PANEL;
          for (int c = 0; c < PANEL; c += LINES) {
            int sums = multiplyLines(s, height, width, c);
            storeTransposed(s, sums, height, out, o + c, add || done > 0);
          }
        }
      }
    }
  }

  /**
   * out[r][c] (+)= Σ_k left[r][k] · right[k][c], or left[k][r] in the place of left[r][k], with
   * lanes along c.
   */
  static void multiplyAlongPanels(
      boolean transposed,
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      int depth,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride,
      int panels,
      boolean add) {
    float[] s = SCRATCH.get();
    int most = BLOCK / PANEL;
    for (int panel = 0; panel < panels; panel += most) {
      int count = Math.min(most, panels - panel);
      int o = outAt + panel * outStride;
      for (int done = 0; done < depth; done += DEPTH) {
        int width = Math.min(DEPTH, depth - done);
        int at = rightAt + panel * rightStride + done * PANEL;
        gather(right, at, rightStride, count, s, width);
        for (int r = 0; r < rows; r += LINES) {
          if (r % PANEL == 0) {
            if (transposed) {
              int from = leftAt + r / PANEL * leftStride + done * PANEL;
              copyFactors(left, from, s, width);
            } else {
              int from = leftAt + done / PANEL * leftStride + r * PANEL;
              int height = Math.min(PANEL, rows - r);
              transpose(left, from, leftStride, height, s, FACTORS, PANEL, width);
            }
          }
          int sums = multiplyLines(s, count * PANEL, width, r % PANEL);
          for (int line = 0; line < Math.min(LINES, rows - r); line++) {
            int row = o + (r + line) * PANEL;
            scatter(s, sums + line * BLOCK, count, out, row, outStride, add || done > 0);
          }
        }
      }
    }
  }

  /**
   * Columns of left become lanes or factors, a line each. What else a line holds of earlier ones
   * goes into sums that nobody stores.
   */
  private static void transpose(
      float[] left, int at, int stride, int rows, float[] s, int to, int line, int width) {
    for (int k = 0; k < width; k++) {
      int from = at + k / PANEL * stride + k % PANEL;
      for (int r = 0; r < rows; r++) {
        s[to + k * line + r] = left[from + r * PANEL];
      }
    }
    clearOdd(s, to, line, width);
  }

  /** Rows of some panels of right become lines. */
  private static void gather(float[] right, int at, int stride, int panels, float[] s, int width) {
    for (int panel = 0; panel < panels; panel++) {
      for (int k = 0; k < width; k++) {
        int from = at + panel * stride + k * PANEL;
        System.arraycopy(right, from, s, k * BLOCK + panel * PANEL, PANEL);
      }
    }
    clearOdd(s, 0, BLOCK, width);
  }

  private static void copyFactors(float[] panel, int at, float[] s, int width) {
    System.arraycopy(panel, at, s, FACTORS, width * PANEL);
    clearOdd(s, FACTORS, PANEL, width);
  }

  /** Fills the line up to a whole step with zeros. */
  private static void clearOdd(float[] s, int at, int line, int width) {
    ScalarProducts.clear(s, at + width * line, at + wholeSteps(width) * line);
  }

  private static int wholeSteps(int width) {
    return width + width % STEP;
  }

  /** Multiplies all lines with eight columns of factors; returns where the eight sums are. */
  private static int multiplyLines(float[] s, int lanes, int width, int column) {
    for (int line = SUMS; line < SUMS + LINES * BLOCK; line += BLOCK) {
      ScalarProducts.clear(s, line, line + lanes);
    }
    int padded = wholeSteps(width);
    for (int k = 0; k < padded; k += STEP) {
      addPair(s, k * BLOCK, lanes, FACTORS + k * PANEL + column);
    }
    return SUMS + padded * BLOCK;
  }

  /** Eight lines become eight columns. What is there already joins last: sums are in blocks. */
  private static void storeTransposed(
      float[] s, int at, int height, float[] out, int outAt, boolean add) {
    for (int r = 0; r < height; r++) {
      for (int line = 0; line < LINES; line++) {
        int o = outAt + r * PANEL + line;
        float sum = s[at + line * BLOCK + r];
        out[o] = add ? out[o] + sum : sum;
      }
    }
  }

  /** A line becomes a row of some panels. */
  private static void scatter(
      float[] s, int at, int panels, float[] out, int outAt, int stride, boolean add) {
    for (int panel = 0; panel < panels; panel++) {
      int from = at + panel * PANEL;
      int to = outAt + panel * stride;
      if (add) {
        for (int c = 0; c < PANEL; c++) {
          out[to + c] += s[from + c];
        }
      } else {
        System.arraycopy(s, from, out, to, PANEL);
      }
    }
  }

  private static void addPair(float[] s, int at, int lanes, int factors) {
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
    int to = from + Math.min(lanes, BLOCK);
    for (int i = from; i < to; i++) {
      float a = s[i];
      float b = s[i + BLOCK];
      float c0 = Float32Math.add(b0, b, Float32Math.add(a0, a, s[i + SUMS]));
      float c1 = Float32Math.add(b1, b, Float32Math.add(a1, a, s[i + SUMS + BLOCK]));
      float c2 = Float32Math.add(b2, b, Float32Math.add(a2, a, s[i + SUMS + 2 * BLOCK]));
      float c3 = Float32Math.add(b3, b, Float32Math.add(a3, a, s[i + SUMS + 3 * BLOCK]));
      float c4 = Float32Math.add(b4, b, Float32Math.add(a4, a, s[i + SUMS + 4 * BLOCK]));
      float c5 = Float32Math.add(b5, b, Float32Math.add(a5, a, s[i + SUMS + 5 * BLOCK]));
      float c6 = Float32Math.add(b6, b, Float32Math.add(a6, a, s[i + SUMS + 6 * BLOCK]));
      float c7 = Float32Math.add(b7, b, Float32Math.add(a7, a, s[i + SUMS + 7 * BLOCK]));
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
