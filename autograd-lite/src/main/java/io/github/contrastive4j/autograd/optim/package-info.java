/**
 * Optimizers and learning rates.
 *
 * <p>An {@link io.github.contrastive4j.autograd.optim.Optimizer} walks over its parameters and
 * their gradients, and applies a {@linkplain io.github.contrastive4j.kernel.UpdateRule rule of the
 * kernel} to each element; {@link io.github.contrastive4j.autograd.optim.Sgd}, {@link
 * io.github.contrastive4j.autograd.optim.AdamW} and {@link
 * io.github.contrastive4j.autograd.optim.Adagrad} say which. Of a parameter with a sparse gradient
 * only the touched rows are visited, and of a frozen one nothing. The step size is a {@link
 * io.github.contrastive4j.autograd.optim.LearningRate}, a function of the number of the step. What
 * an optimizer has to remember from step to step is its {@link
 * io.github.contrastive4j.autograd.optim.OptimizerState}. {@link
 * io.github.contrastive4j.autograd.optim.GradientNorm} limits the gradients of all optimizers
 * together before their steps.
 */
package io.github.contrastive4j.autograd.optim;
