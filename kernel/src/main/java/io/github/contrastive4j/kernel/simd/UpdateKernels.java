package io.github.contrastive4j.kernel.simd;

/**
 * Steps of optimizers. Every element is rounded after each operation as {@link Float32Updates}
 * says, so results are the same to the bit in all implementations and wherever elements are cut
 * apart.
 *
 * <p>Arguments of the updates are trusted: callers have checked ranges. Instances have no state and
 * are safe to share, and so are the updates.
 */
public interface UpdateKernels {
  /**
   * v ← μ·v + g, w ← w − rate·v.
   *
   * @param momentum μ
   * @param rate the learning rate
   * @return the update, with v as state
   */
  ElementUpdate momentum(float momentum, float rate);

  /**
   * a ← a + g², w ← w − rate·g/(√a + ε).
   *
   * @param rate the learning rate
   * @param epsilon ε
   * @return the update, with a as state
   */
  ElementUpdate adagrad(float rate, float epsilon);

  /**
   * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← (1 − rate·λ)w − rate·m̂/(√v̂ + ε).
   *
   * @param factors the numbers of the step
   * @return the update, with m and v as states
   */
  ElementUpdate adamW(AdamWFactors factors);
}
