package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.UpdateRule;
import java.util.Collection;

/**
 * Stochastic gradient descent, by the rule of {@link UpdateRule.Sgd}, or of {@link
 * UpdateRule.Momentum}.
 *
 * <p>Of a sparse parameter, velocity and value change in touched rows only.
 */
public final class Sgd extends Optimizer {
  /**
   * Plain gradient descent.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   */
  public Sgd(Collection<Parameter> parameters, LearningRate learningRate) {
    this(parameters, learningRate, 0);
  }

  /**
   * Gradient descent with momentum.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   * @param momentum μ, in [0, 1)
   * @throws IllegalArgumentException if the momentum is out of range
   */
  public Sgd(Collection<Parameter> parameters, LearningRate learningRate, double momentum) {
    super(
        parameters,
        learningRate,
        momentum == 0 ? new UpdateRule.Sgd() : new UpdateRule.Momentum(momentum));
  }
}
