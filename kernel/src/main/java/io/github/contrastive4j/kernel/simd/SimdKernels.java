package io.github.contrastive4j.kernel.simd;

/**
 * The leaf loops of the library: everything that is worth a vector instruction.
 *
 * @param bits vector width; 0 for scalar code that is left to the compiler
 * @param tiles products and distances of panels
 * @param scores passes over panels of scores
 * @param weights passes over panels of weights
 * @param rows loops over single rows
 * @param normalization mean and variance of single rows
 * @param activations functions of single elements
 * @param updates steps of optimizers
 */
public record SimdKernels(
    int bits,
    TileKernels tiles,
    ScoreKernels scores,
    WeightKernels weights,
    RowKernels rows,
    NormalizationKernels normalization,
    ActivationKernels activations,
    UpdateKernels updates) {}
