/**
 * The leaf loops and the choice among their implementations.
 *
 * <p>{@link io.github.contrastive4j.kernel.simd.SimdKernels} gathers them: tiles, passes over
 * scores and weights, rows and their normalization, activations, and updates of parameters. {@link
 * io.github.contrastive4j.kernel.simd.PanelLayout} says in which layout they work, and {@link
 * io.github.contrastive4j.kernel.simd.SimdProvider} chooses who does it. Nothing outside the vector
 * package names the incubating Vector API.
 */
package io.github.contrastive4j.kernel.simd;
