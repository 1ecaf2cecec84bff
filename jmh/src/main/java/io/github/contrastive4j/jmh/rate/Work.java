package io.github.contrastive4j.jmh.rate;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import java.util.function.DoubleBinaryOperator;

/**
 * Floating-point operations that one call of a benchmark is credited with, for B rows and D
 * columns.
 *
 * <p>What the mathematics asks for is counted, not what an implementation does: products that are
 * computed twice to save memory count once, and all similarities count alike, so that rates can be
 * compared. A fused multiply-add is two operations. An exponential or a division is one operation
 * and takes many times as long; the fraction of peak of a stage made of them is low for that
 * reason.
 */
public enum Work {
  /** Independent fused multiply-adds in registers: {@value #FMA_COUNT} of them a call. */
  FMA_PEAK((b, d) -> 2 * Work.FMA_COUNT),
  /** Square, add and divide for each element: 3·B·D. */
  NORMALIZE((b, d) -> 3 * b * d),
  /** A dot product, a projection and a division for each element: 5·B·D. */
  NORMALIZE_BACKWARD((b, d) -> 5 * b * d),
  /** B × {@value PanelLayout#PANEL} sums of D products: 2·B·D·{@value PanelLayout#PANEL}. */
  TILES((b, d) -> 2 * b * d * PanelLayout.PANEL),
  /** One product of B × D and B × B numbers: 2·B·B·D. */
  PRODUCT((b, d) -> 2 * b * b * d),
  /**
   * A multiply-add for each of {@value #BAG} elements in a row, and each column: 2·B·D·{@value
   * #BAG}.
   */
  SPARSE_PRODUCT((b, d) -> 2 * b * d * Work.BAG),
  /** Maximum, subtraction, exponential and sum for each logit: 4·B·B. */
  LOG_SUM_EXP((b, d) -> 4 * b * b),
  /** As log-sum-exp, and a multiplication: 5·B·B. */
  SOFTMAX((b, d) -> 5 * b * b),
  /** The product that gives the similarities: 2·B·B·D. */
  LOSS_FORWARD((b, d) -> 2 * b * b * d),
  /** The product of the similarities and one for each of the two gradients: 6·B·B·D. */
  LOSS_FORWARD_BACKWARD((b, d) -> 6 * b * b * d);

  /** Fused multiply-adds in one call of the peak benchmark, a multiple of every vector tile. */
  public static final int FMA_COUNT = 24 * 64 * 512;

  /** Elements in each row of the sparse matrix of a sparse product. */
  public static final int BAG = 32;

  private final DoubleBinaryOperator count;

  Work(DoubleBinaryOperator count) {
    this.count = count;
  }

  /**
   * The operations of one call.
   *
   * @param b rows of anchors and of candidates
   * @param d columns
   * @return the count
   */
  public double flops(long b, long d) {
    return count.applyAsDouble(b, d);
  }
}
