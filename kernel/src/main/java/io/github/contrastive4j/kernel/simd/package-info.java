/**
 * The leaf loops and the choice among their implementations.
 *
 * <p>{@link io.github.contrastive4j.kernel.simd.TileKernels} says what a leaf loop does and in
 * which layout; {@link io.github.contrastive4j.kernel.simd.SimdProvider} chooses who does it.
 * Nothing outside the vector package names the incubating Vector API.
 */
package io.github.contrastive4j.kernel.simd;
