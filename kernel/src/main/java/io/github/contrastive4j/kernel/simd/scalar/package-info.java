/** The leaf loops without the Vector API. */
package io.github.contrastive4j.kernel.simd.scalar;
