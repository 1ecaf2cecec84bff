/**
 * Losses over embeddings of which some pairs are known to belong together.
 *
 * <p>A {@link io.github.contrastive4j.autograd.loss.SimilarityLoss} compares embeddings by a {@link
 * io.github.contrastive4j.autograd.loss.Distance}; a {@link
 * io.github.contrastive4j.autograd.loss.PairwiseLoss} is told by index pairs which of them belong
 * together; {@link io.github.contrastive4j.autograd.loss.MultipleNegativesRankingLoss} takes the
 * other pairs of the batch as negatives. Names and rules are those of the Python library Quaterion,
 * so that configurations can be moved from there. A {@link
 * io.github.contrastive4j.autograd.loss.Ranking} is what a loss is computed of, where that is more
 * than pairs; {@code RankingOperation} is the kernel's loss as an operation of the tape.
 *
 * <p>Around it: {@link io.github.contrastive4j.autograd.loss.MatryoshkaLoss} for embeddings that
 * can be cut off, {@link io.github.contrastive4j.autograd.loss.EmbeddingQueue} for negatives of
 * earlier batches, and {@link io.github.contrastive4j.autograd.loss.GradCache} for batches larger
 * than memory.
 */
package io.github.contrastive4j.autograd.loss;
