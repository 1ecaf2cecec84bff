/**
 * Modules: the trainable pieces of a model.
 *
 * <p>A {@link io.github.contrastive4j.autograd.nn.Module} owns parameters and other modules under
 * names, from which the names of its state follow ({@code "encoder.0.weight"}). A {@link
 * io.github.contrastive4j.autograd.nn.Layer} is anything that turns a variable into another one: a
 * module such as {@link io.github.contrastive4j.autograd.nn.Linear}, or an activation such as
 * {@code Variable::gelu}. {@link io.github.contrastive4j.autograd.nn.LogitScale} and {@link
 * io.github.contrastive4j.autograd.nn.LogitBias} are the parameters that a ranking loss may have.
 * Initial values are given, or come from the caller's random generator, one draw after the other,
 * so a model made in the same order from the same seed is the same model. A module can be frozen:
 * it stays as it is, and gradients pass through it.
 */
package io.github.contrastive4j.autograd.nn;
