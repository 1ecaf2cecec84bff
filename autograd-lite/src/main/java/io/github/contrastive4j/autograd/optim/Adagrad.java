package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.UpdateRule;
import java.util.Collection;

/**
 * Adagrad, by the rule of {@link UpdateRule.Adagrad}. Duchi, Hazan and Singer, JMLR 2011.
 *
 * <p>An element with gradient 0 does not change, so the sparse update is the dense one.
 */
public final class Adagrad extends Optimizer {
  /**
   * Adagrad with ε = 1e-10.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   */
  public Adagrad(Collection<Parameter> parameters, LearningRate learningRate) {
    this(parameters, learningRate, 1e-10);
  }

  /**
   * Adagrad.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   * @param epsilon ε, greater than 0 as a float32 number
   * @throws IllegalArgumentException if ε is out of range
   */
  public Adagrad(Collection<Parameter> parameters, LearningRate learningRate, double epsilon) {
    super(parameters, learningRate, new UpdateRule.Adagrad(epsilon));
  }
}
