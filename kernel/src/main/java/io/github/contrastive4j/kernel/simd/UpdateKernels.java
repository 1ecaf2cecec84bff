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
   * Gradient descent with momentum.
   *
   * @param momentum μ
   * @param rate the learning rate
   * @return the update, with the velocity as state
   */
  ElementUpdate momentum(float momentum, float rate);

  /**
   * Adagrad.
   *
   * @param rate the learning rate
   * @param epsilon ε
   * @param least up to which size gradients count as 0 in squares, a power of two or 0
   * @return the update, with the sum of squares as state
   */
  ElementUpdate adagrad(float rate, float epsilon, float least);

  /**
   * Adam with decoupled weight decay.
   *
   * @param factors the numbers of the step
   * @return the update, with mean and mean square as states
   */
  ElementUpdate adamW(AdamWFactors factors);
}
