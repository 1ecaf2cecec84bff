package io.github.contrastive4j.kernel.simd;

/** A step of an optimizer, with its rate and all other numbers, on elements that follow. */
@FunctionalInterface
public interface ElementUpdate {
  /**
   * Changes values and what is kept for each, given their gradients.
   *
   * @param g gradients
   * @param gAt first of them
   * @param states what is kept, an array for each running value
   * @param stateAt first element in each of them
   * @param w values
   * @param wAt first of them
   * @param length number of elements
   */
  void apply(float[] g, int gAt, float[][] states, int stateAt, float[] w, int wAt, int length);
}
