package io.github.contrastive4j.kernel.simd;

/**
 * The layout of matrices inside the library.
 *
 * <p>A matrix is stored in <em>column panels</em> {@value #PANEL} wide: element (r, c) lives at
 * {@code at + (c / PANEL) * stride + r * PANEL + c % PANEL}. A row of a panel is two cache lines;
 * rows of one panel follow each other, so a tile walks through memory front to back, and the
 * distance of neighbouring rows is a compile-time constant. The same panel serves as either operand
 * of a product.
 *
 * <p>Scores are stored transposed: the rows of a score panel are candidates, its {@value #PANEL}
 * lanes are anchors, so that everything per anchor (maximum, sum, shift) is a vertical vector
 * operation. Logits are in base 2 (multiplied by log₂e), which saves a multiplication per
 * exponential.
 */
public final class PanelLayout {
  /** Width of a column panel in elements. */
  public static final int PANEL = 32;

  /** Rows of panels come in multiples of this, so that tiles need no remainder loop. */
  public static final int ROW_STEP = 4;

  /**
   * Element of an array at which packed data begin. A long array lies where a region of the heap
   * begins, under the usual collector: so this is where a cache line of 64 bytes begins. A vector
   * that lies on two lines takes two loads.
   */
  public static final int ORIGIN = (64 - Processor.arrayHeader()) / Float.BYTES;

  /** Partial sums kept per candidate while column sums are gathered. */
  public static final int COLUMN_LANES = 16;

  /**
   * Distance of two candidates' partial sums: those of one quantity (E, or logits), then those of
   * another (those of the moment, or the number of entries).
   */
  public static final int COLUMN_STRIDE = 2 * COLUMN_LANES;

  /**
   * Sums per lane that a pass over a score panel may write, PANEL values each: exponentials and
   * totals write the first two, sigmoids all three.
   */
  public static final int ROW_SUMS = 3;

  /** What a pass for totals writes of them: Σ logit and the number of entries. */
  public static final int ROW_TOTALS = 2;

  /** Exponents (base 2) below this give an exact 0, which is also what −∞ gives. */
  public static final float MIN_EXPONENT = -127f;

  private PanelLayout() {}
}
