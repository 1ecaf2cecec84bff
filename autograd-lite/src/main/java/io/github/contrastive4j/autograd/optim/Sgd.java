package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import java.util.Collection;

/**
 * Stochastic gradient descent with momentum: v ← μ·v + g, w ← w − rate·v.
 *
 * <p>Of a sparse parameter, velocity and value change in touched rows only.
 */
public final class Sgd extends Optimizer {
  private final float momentum;

  /**
   * Plain gradient descent.
   *
   * @param parameters what is trained
   * @param learningRate the step size
   */
  public Sgd(Collection<Parameter> parameters, LearningRate learningRate) {
    this(parameters, learningRate, 0);
  }

  /**
   * Gradient descent with momentum.
   *
   * @param parameters what is trained
   * @param learningRate the step size
   * @param momentum μ, in [0, 1)
   * @throws IllegalArgumentException if the momentum is out of range
   */
  public Sgd(Collection<Parameter> parameters, LearningRate learningRate, double momentum) {
    super(parameters, learningRate, momentum == 0 ? 0 : 1);
    this.momentum = (float) requireDecay("momentum", momentum);
  }

  @Override
  ElementUpdate elementUpdate(float rate) {
    return momentum == 0 ? plain(rate) : withMomentum(rate);
  }

  private static ElementUpdate plain(float rate) {
    return (w, g, _, from, to) -> {
      for (int c = from; c < to; c++) {
        w[c] -= rate * g[c];
      }
    };
  }

  private ElementUpdate withMomentum(float rate) {
    return (w, g, s, from, to) -> {
      float[] velocity = s[0];
      for (int c = from; c < to; c++) {
        velocity[c] = momentum * velocity[c] + g[c];
        w[c] -= rate * velocity[c];
      }
    };
  }
}
