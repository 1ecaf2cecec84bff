package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Variable;

/**
 * Turns a batch of rows into another one. Activations are method references: {@code
 * Variable::tanh}, {@code Variable::relu}, {@code Variable::gelu}, {@code Variable::normalizeRows}.
 */
@FunctionalInterface
public interface Layer {

  /**
   * Applies the layer on the input's tape.
   *
   * @param x R × C, one example a row
   * @return R rows
   */
  Variable forward(Variable x);
}
