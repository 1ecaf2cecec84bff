/**
 * The tape: matrices with gradients.
 *
 * <p>A {@link io.github.contrastive4j.autograd.Tape} records what is done to its {@link
 * io.github.contrastive4j.autograd.Variable}s. From a scalar at the end, {@code backward()} walks
 * the record in reverse and adds to the gradient of everything that the scalar depends on. Between
 * the steps of a training live {@link io.github.contrastive4j.autograd.Parameter}s: values, and a
 * {@link io.github.contrastive4j.autograd.Gradient} that is dense, or sparse for an embedding
 * table.
 *
 * <p>Read the package in this order: {@code Tape}, {@code Variable} and {@code Adjoint} (all of the
 * mechanism), then one class for each family of operations: {@code BroadcastArithmetic}, {@code
 * ElementwiseFunctions}, {@code Products}, {@code RowLookup}, {@code RowFunctions}, {@code
 * SoftmaxCrossEntropy}, {@code Slices}.
 */
package io.github.contrastive4j.autograd;
