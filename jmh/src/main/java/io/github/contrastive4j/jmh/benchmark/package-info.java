/**
 * The benchmarks: each stage of a ranking loss on its own, the whole loss, and the peak that all of
 * them are measured against.
 *
 * <table>
 * <caption>Stages and benchmarks</caption>
 * <tr><th>stage</th><th>benchmark</th></tr>
 * <tr><td>normalize</td><td>{@code NormalizeBenchmark.forward}</td></tr>
 * <tr><td>similarities</td><td>{@code ProductBenchmark.abt}</td></tr>
 * <tr><td>log-sum-exp</td><td>{@code SoftmaxBenchmark.logSumExp}</td></tr>
 * <tr><td>backward</td><td>{@code SoftmaxBenchmark.softmax}, {@code ProductBenchmark.ab} for the
 *     anchors, {@code ProductBenchmark.atb} for the candidates, {@code
 *     NormalizeBenchmark.backward}</td></tr>
 * <tr><td>whole loss</td><td>{@code LossBenchmark.forward}, {@code forwardBackward}, {@code
 *     symmetric}; the fused backward pass is the difference of the first two</td></tr>
 * <tr><td>options of the loss</td><td>{@code OptionBenchmark.forwardBackward}</td></tr>
 * <tr><td>nested prefixes</td><td>{@code MatryoshkaBenchmark.forwardBackward}</td></tr>
 * <tr><td>between the layers of a model</td><td>{@code ActivationBenchmark.forward}, {@code
 *     backward}, {@code LayerNormalizationBenchmark.forward}, {@code backward}, {@code
 *     parameterGradients}, {@code DropoutBenchmark.multiply}</td></tr>
 * <tr><td>embedding bags</td><td>{@code SparseProductBenchmark.bags}, {@code rows}</td></tr>
 * <tr><td>step of an optimizer</td><td>{@code UpdateBenchmark.run}, {@code rows}</td></tr>
 * <tr><td>register tiles, packed operands in cache</td><td>{@code TileBenchmark.rows}, {@code
 *     depth}</td></tr>
 * <tr><td>peak</td><td>{@code FmaPeak}</td></tr>
 * </table>
 *
 * <p>Parameters are called as in the formulas: B anchors and as many candidates of D dimensions.
 * Inputs are correlated Gaussian pairs from a fixed seed. Every benchmark compares a result with a
 * float64 loop before it is timed (that of options, the loss with and without gradients, that of
 * nested prefixes, the losses of all of them), so that a broken kernel has no speed. With JMH's
 * {@code -t}, each thread calls for itself on data of its own; {@code workers} is the number of
 * threads that share one call.
 *
 * <p>With the build's profile {@code peers} there are other libraries too, on the same inputs:
 * {@code LibtorchLossBenchmark}, {@code LibtorchProductBenchmark}, {@code NetlibProductBenchmark}.
 * Their results are compared with the kernel's before they are timed.
 */
package io.github.contrastive4j.jmh.benchmark;
