package io.github.contrastive4j.kernel;

/**
 * What all shards of a problem make up.
 *
 * @param loss the reduced loss
 * @param scaleGradient ∂loss/∂scale
 * @param biasGradient ∂loss/∂bias; 0 without z-loss
 */
public record ShardedValue(double loss, double scaleGradient, double biasGradient) {}
