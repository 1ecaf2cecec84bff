/**
 * Contrastive losses and their building blocks over views of the caller's float arrays.
 *
 * <p>The one problem behind all losses is rectangular: M anchors, N candidates, for each anchor the
 * candidate that is its positive ({@link io.github.contrastive4j.kernel.RankingBatch}). {@link
 * io.github.contrastive4j.kernel.RankingLoss} computes the loss alone, or the loss and its
 * gradients, in one fused sweep whose memory grows with M + N; the scores of all M × N pairs are
 * kept only where they fit a budget:
 *
 * <ol>
 *   <li>arguments are checked at the door, on views ({@link
 *       io.github.contrastive4j.kernel.Matrix}); nothing is copied there;
 *   <li>rows are measured: norms and the logits of the targets, in float64;
 *   <li>rows are normalized and packed into the panels that the tiles read;
 *   <li>scores come tile by tile, and their exponentials while they are in cache;
 *   <li>what the filters drop is marked, and sums are taken over the rest, per row and per column;
 *   <li>the weights of the entries go back through two products;
 *   <li>gradients are projected and written, or added, to the caller's arrays.
 * </ol>
 *
 * <p>Hard negatives, queues, filters, weights, directions and the sigmoid objective are the same
 * problem with other arguments. So is a part of a problem that is spread over processes: {@link
 * io.github.contrastive4j.kernel.ShardedRankingLoss}. Nested prefixes of the rows share its
 * products: {@link io.github.contrastive4j.kernel.MatryoshkaRankingLoss}.
 *
 * <p>{@link io.github.contrastive4j.kernel.L2Normalization}, {@link
 * io.github.contrastive4j.kernel.MatrixProduct} and {@link io.github.contrastive4j.kernel.Softmax}
 * are the same stages on their own. {@link io.github.contrastive4j.kernel.Activation}, {@link
 * io.github.contrastive4j.kernel.LayerNormalization}, {@link
 * io.github.contrastive4j.kernel.DropoutMask}, {@link io.github.contrastive4j.kernel.ColumnSums}
 * and {@link io.github.contrastive4j.kernel.Axpy} are for what comes between the products of a
 * model, {@link io.github.contrastive4j.kernel.SparseProduct} for its embedding bags; {@link
 * io.github.contrastive4j.kernel.UpdateRule} is for what changes its parameters, and {@link
 * io.github.contrastive4j.kernel.RowDistance} for losses of one's own. Scratch memory lives in a
 * {@link io.github.contrastive4j.kernel.Workspace}; who works is said by a {@link
 * io.github.contrastive4j.kernel.Parallelism}; {@link io.github.contrastive4j.kernel.SimdSupport}
 * tells which vector units are in use.
 */
package io.github.contrastive4j.kernel;
