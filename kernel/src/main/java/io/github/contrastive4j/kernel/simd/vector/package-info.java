/**
 * The leaf loops on the incubating Vector API. Loaded only where its module is present. All classes
 * share one vector width, a compile-time constant of {@code Lanes}.
 */
package io.github.contrastive4j.kernel.simd.vector;
