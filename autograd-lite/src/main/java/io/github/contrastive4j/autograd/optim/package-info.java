/**
 * Optimizers and learning rates.
 *
 * <p>An {@link io.github.contrastive4j.autograd.optim.Optimizer} walks over its parameters and
 * their gradients row by row; what differs is how one row is updated ({@link
 * io.github.contrastive4j.autograd.optim.Sgd}, {@link
 * io.github.contrastive4j.autograd.optim.AdamW}, {@link
 * io.github.contrastive4j.autograd.optim.Adagrad}). Of a parameter with a sparse gradient only the
 * touched rows are visited, and of a frozen one nothing. The step size is a {@link
 * io.github.contrastive4j.autograd.optim.LearningRate}, a function of the number of the step.
 * {@link io.github.contrastive4j.autograd.optim.GradientNorm} limits the gradients of all
 * optimizers together before their steps.
 */
package io.github.contrastive4j.autograd.optim;
