package io.github.contrastive4j.kernel.simd;

/**
 * What a step of AdamW multiplies by.
 *
 * @param keepMean β₁
 * @param addMean 1 − β₁
 * @param keepSquare β₂
 * @param addSquare 1 − β₂
 * @param meanBias 1/(1 − β₁ᵗ), from m to m̂
 * @param squareBias 1/(1 − β₂ᵗ), from v to v̂
 * @param epsilon ε
 * @param keepValue 1 − rate·λ
 * @param rate the learning rate
 * @param leastGradient up to which size gradients count as 0 in squares, a power of two or 0
 * @param besideMean up to which size mean squares stay until their mean is 0: {@link
 *     Float#MIN_NORMAL} where all squares count, else 0
 */
public record AdamWFactors(
    float keepMean,
    float addMean,
    float keepSquare,
    float addSquare,
    float meanBias,
    float squareBias,
    float epsilon,
    float keepValue,
    float rate,
    float leastGradient,
    float besideMean) {}
