/**
 * Checks that gradients are right.
 *
 * <p>{@link io.github.contrastive4j.autograd.check.GradientCheck} compares what the backward pass
 * of a tape function gives with central differences, formed in float64, of the function itself or
 * of a float64 reference, and returns a {@link
 * io.github.contrastive4j.autograd.check.GradientReport} that names every element with both values.
 */
package io.github.contrastive4j.autograd.check;
