package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.UpdateRule;
import java.util.Collection;

/**
 * Adam with decoupled weight decay, by the rule of {@link UpdateRule.AdamW}. Loshchilov and Hutter,
 * arXiv 1711.05101.
 *
 * <p>t counts the steps of each parameter, those in which it was frozen not. Of a sparse parameter,
 * moments, decay and value change in touched rows only ("lazy Adam"), while t counts every step:
 * that differs from the dense update, in which a row with gradient 0 keeps moving with its old
 * moments.
 */
public final class AdamW extends Optimizer {
  /**
   * AdamW with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and λ = 0.01.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   */
  public AdamW(Collection<Parameter> parameters, LearningRate learningRate) {
    this(parameters, learningRate, 0.01);
  }

  /**
   * AdamW with β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   * @param weightDecay λ, at least 0, finite as a float32 number
   * @throws IllegalArgumentException if the number is out of range
   */
  public AdamW(Collection<Parameter> parameters, LearningRate learningRate, double weightDecay) {
    this(parameters, learningRate, 0.9, 0.999, 1e-8, weightDecay);
  }

  /**
   * AdamW.
   *
   * @param parameters what is trained, at least one, each once
   * @param learningRate the step size
   * @param beta1 β₁, decay of the mean gradient, in [0, 1)
   * @param beta2 β₂, decay of the mean squared gradient, in [0, 1)
   * @param epsilon ε, greater than 0 as a float32 number
   * @param weightDecay λ, at least 0, finite as a float32 number
   * @throws IllegalArgumentException if a number is out of range
   */
  public AdamW(
      Collection<Parameter> parameters,
      LearningRate learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay) {
    super(parameters, learningRate, new UpdateRule.AdamW(beta1, beta2, epsilon, weightDecay));
  }
}
