package io.github.contrastive4j.kernel.simd.scalar;

import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.Float32Math;
import io.github.contrastive4j.kernel.simd.PanelLayout;

/**
 * Exponentials of a block of score rows and their sums per lane, in loops that the compiler
 * vectorizes: like {@link ScalarProducts}, all that a loop touches lies in one array at constant
 * distances. Only the step from the polynomial to the power goes through integers, which the
 * compiler leaves scalar; it has a loop of its own.
 */
final class ScalarExponentials {
  /** Rows of scores at a time. */
  static final int ROWS = 64;

  private static final int SIZE = ROWS * PANEL;

  /** Exponentials 2^x, x = logit − shift; the logits are at 0, where the caller puts them. */
  static final int POWERS = SIZE;

  /** The shift of each element. */
  private static final int SHIFTS = 2 * SIZE;

  /** Exponents rounded to integers. */
  private static final int ROUNDED = 3 * SIZE;

  /** Σ 2^x of the rows above each element; a row more than there are scores. */
  private static final int SUMS = 4 * SIZE;

  /** Σ 2^x · (logit − centre·shift) of the rows above each element. */
  private static final int MOMENTS = 5 * SIZE + PANEL;

  /** 48 KiB of a thread. */
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[MOMENTS + SIZE + PANEL]);

  private ScalarExponentials() {}

  /** The calling thread's array, with the shifts in place and the sums at zero. */
  static float[] begin(float[] shift, int shiftAt) {
    float[] s = SCRATCH.get();
    for (int j = 0; j < ROWS; j++) {
      System.arraycopy(shift, shiftAt, s, SHIFTS + j * PANEL, PANEL);
    }
    for (int c = 0; c < PANEL; c++) {
      s[SUMS + c] = 0f;
      s[MOMENTS + c] = 0f;
    }
    return s;
  }

  /**
   * Makes exponentials of logits, and adds them to the sums; where the logits were it leaves what
   * moments multiply them by, which is finite.
   */
  static void next(float[] s, int rows, float centre) {
    int length = Math.min(rows, ROWS) * PANEL;
    for (int i = 0; i < length; i++) {
      float logit = s[i];
      float shift = s[i + SHIFTS];
      float x = Math.max(logit - shift, MIN_EXPONENT);
      float rounded = Float32Math.rounded(x);
      s[i] = Math.max(logit, shift + MIN_EXPONENT) - centre * shift;
      s[i + ROUNDED] = rounded;
      s[i + POWERS] = Float32Math.fractionPower(x, rounded);
    }
    for (int i = 0; i < length; i++) {
      s[i + POWERS] = Float32Math.scaled(s[i + POWERS], s[i + ROUNDED]);
    }
    for (int i = 0; i < length; i++) {
      float power = s[i + POWERS];
      s[i + SUMS + PANEL] = s[i + SUMS] + power;
      s[i + MOMENTS + PANEL] = Float32Math.add(power, s[i], s[i + MOMENTS]);
    }
    System.arraycopy(s, SUMS + length, s, SUMS, PANEL);
    System.arraycopy(s, MOMENTS + length, s, MOMENTS, PANEL);
  }

  /** Hands the sums over, in the order of {@link PanelLayout#ROW_SUMS}. */
  static void end(float[] s, float[] sums, int sumsAt) {
    System.arraycopy(s, SUMS, sums, sumsAt, PANEL);
    System.arraycopy(s, MOMENTS, sums, sumsAt + PANEL, PANEL);
  }
}
