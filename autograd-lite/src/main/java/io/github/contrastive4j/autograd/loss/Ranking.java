package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.RankingReport;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a fused ranking loss is computed of: M anchors and N candidates on a tape, and whatever else
 * belongs to the batch. Gradients flow into anchors, candidates, own negatives, scale and bias, as
 * far as they are given and require one; the rest is constant.
 *
 * <p>{@code Ranking.of(anchors, candidates).withQueue(queue).withScale(scale).loss(loss)}. The
 * methods return changed copies. Shapes and meaning are those of {@link RankingBatch}, whose
 * matrices these variables stand for; a queue is given before ids and guide, which cover its rows.
 * Arrays and matrices are viewed, not copied, and must not change before the backward pass is over.
 */
public final class Ranking {
  private final Variable anchors;
  private final Variable candidates;
  private final Variable ownNegatives;
  private final Variable scale;
  private final Variable bias;
  private final RankingBatch batch;
  private final RankingReport report;

  private Ranking(
      Variable anchors,
      Variable candidates,
      Variable ownNegatives,
      Variable scale,
      Variable bias,
      RankingBatch batch,
      RankingReport report) {
    this.anchors = anchors;
    this.candidates = candidates;
    this.ownNegatives = ownNegatives;
    this.scale = scale;
    this.bias = bias;
    this.batch = batch;
    this.report = report;
  }

  /**
   * The first columns of all embeddings, for a loss over nested prefixes.
   *
   * @param columns number of columns, 1 to D
   * @param weight factor on the loss of this prefix, finite and greater than 0
   */
  public record Prefix(int columns, double weight) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Prefix {
      if (columns < 1) {
        throw new IllegalArgumentException(
            "columns of a prefix is " + columns + ", expected at least 1");
      }
      if (!(weight > 0 && weight <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "weight of a prefix is " + weight + ", expected a finite number greater than 0");
      }
    }
  }

  /**
   * Anchor i belongs to candidate i.
   *
   * @param anchors M × D, M at least 1
   * @param candidates N × D, N ≥ M
   * @return the input of a loss
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Ranking of(Variable anchors, Variable candidates) {
    return of(anchors, candidates, null);
  }

  /**
   * Anchor i belongs to candidate {@code targets[i]}.
   *
   * @param anchors M × D, M at least 1
   * @param candidates N × D, N at least 1
   * @param targets for each anchor the row of its positive, in [0, N); null stands for the row of
   *     the same index
   * @return the input of a loss
   * @throws IllegalArgumentException if the shapes or targets do not fit
   */
  public static Ranking of(Variable anchors, Variable candidates, int[] targets) {
    Objects.requireNonNull(anchors, "anchors is null, expected an M x D variable");
    Objects.requireNonNull(candidates, "candidates is null, expected an N x D variable");
    RankingBatch batch = new RankingBatch(anchors.value(), candidates.value(), targets);
    return new Ranking(anchors, candidates, null, null, null, batch, null);
  }

  /**
   * Pairs, and hard negatives that the whole batch shares: with positives D and hard negatives N₁,
   * N₂ … the candidates are D, N₁, N₂ … below each other, so that row r of each belongs to anchor
   * r.
   *
   * @param anchors M × D, M at least 1
   * @param positives M × D
   * @param hardNegatives any number of M × D matrices
   * @return the input of a loss
   * @throws IllegalArgumentException if the shapes do not fit or there are no rows
   */
  public static Ranking ofPairs(Variable anchors, Variable positives, Variable... hardNegatives) {
    Objects.requireNonNull(anchors, "anchors is null, expected an n x D variable");
    Objects.requireNonNull(hardNegatives, "hardNegatives is null, expected none or more");
    if (anchors.rows() == 0) {
      throw new IllegalArgumentException("anchors has no rows, expected at least one");
    }
    requireShape("positives", positives, anchors);
    for (int k = 0; k < hardNegatives.length; k++) {
      requireShape("hardNegatives[" + k + "]", hardNegatives[k], anchors);
    }
    if (hardNegatives.length == 0) {
      return of(anchors, positives);
    }
    Stream<Variable> parts = Stream.concat(Stream.of(positives), Stream.of(hardNegatives));
    return of(anchors, Variable.concatRows(parts.toArray(Variable[]::new)));
  }

  /**
   * With further negatives that get no gradient, such as those of {@link EmbeddingQueue}.
   *
   * @param queue K × D, or null for none
   * @return the changed input
   * @throws IllegalArgumentException if the shape does not fit
   */
  public Ranking withQueue(Matrix queue) {
    return with(batch.withQueue(queue));
  }

  /**
   * With negatives that their own anchor alone sees.
   *
   * @param ownNegatives (M·k) × D, row i·k + r for anchor i
   * @return the changed input
   * @throws IllegalArgumentException if the shape does not fit
   */
  public Ranking withOwnNegatives(Variable ownNegatives) {
    Objects.requireNonNull(ownNegatives, "ownNegatives is null, expected an (M·k) x D variable");
    RankingBatch more = batch.withOwnNegatives(ownNegatives.value());
    return new Ranking(anchors, candidates, ownNegatives, scale, bias, more, report);
  }

  /**
   * With one more kind of ids: an anchor and a candidate that share one are no negatives of one
   * another, see {@link io.github.contrastive4j.kernel.SharedIds}.
   *
   * @param anchorIds an id per anchor, of the same kind as those of the candidates: that of its own
   *     positive, where they tell documents that are there twice
   * @param candidateIds an id per candidate, those of the queue behind them
   * @return the changed input
   * @throws IllegalArgumentException if a length does not fit
   */
  public Ranking withIds(long[] anchorIds, long[] candidateIds) {
    return with(batch.withIds(anchorIds, candidateIds));
  }

  /**
   * The same with ids of 32 bits, of which a copy is taken.
   *
   * @param anchorIds an id per anchor
   * @param candidateIds an id per candidate, those of the queue behind them
   * @return the changed input
   * @throws IllegalArgumentException if a length does not fit
   */
  public Ranking withIds(int[] anchorIds, int[] candidateIds) {
    return with(batch.withIds(anchorIds, candidateIds));
  }

  /**
   * With a weight on each anchor's loss.
   *
   * @param weights M finite numbers, at least 0 and not all 0; null stands for 1 each
   * @return the changed input
   * @throws IllegalArgumentException if the weights do not fit
   */
  public Ranking withWeights(double[] weights) {
    return with(batch.withWeights(weights));
  }

  /**
   * With embeddings of another model that judge for the {@link
   * io.github.contrastive4j.kernel.MarginFilter}; a loss without one does not ask them.
   *
   * @param guideAnchors M × G
   * @param guideCandidates (N + K) × G, those of the queue behind the candidates
   * @return the changed input
   * @throws IllegalArgumentException if a shape does not fit
   */
  public Ranking withGuide(Matrix guideAnchors, Matrix guideCandidates) {
    return with(batch.withGuide(guideAnchors, guideCandidates));
  }

  /**
   * With a scale that can be learned, in place of the loss's own; such as that of {@link
   * io.github.contrastive4j.autograd.nn.LogitScale}. It may be other than 1 with dot products, too,
   * which a {@link MultipleNegativesRankingLoss} has at scale 1 alone, as Quaterion does.
   *
   * @param scale 1 × 1, a normal float32 number greater than 0
   * @return the changed input
   * @throws IllegalArgumentException if it is no scalar
   */
  public Ranking withScale(Variable scale) {
    requireScalar("scale", scale);
    return new Ranking(anchors, candidates, ownNegatives, scale, bias, batch, report);
  }

  /**
   * With a bias that can be learned, in place of the loss's own; such as that of {@link
   * io.github.contrastive4j.autograd.nn.LogitBias}.
   *
   * @param bias 1 × 1, finite
   * @return the changed input
   * @throws IllegalArgumentException if it is no scalar
   */
  public Ranking withBias(Variable bias) {
    requireScalar("bias", bias);
    return new Ranking(anchors, candidates, ownNegatives, scale, bias, batch, report);
  }

  /**
   * With a report for metrics: row losses, and ranks if the report has them.
   *
   * @param report filled by each loss of this input; with prefixes its losses are the weighted
   *     sums, and its ranks those of the prefix that was named first
   * @return the changed input
   */
  public Ranking withReport(RankingReport report) {
    Objects.requireNonNull(report, "report is null, expected where row losses go");
    return new Ranking(anchors, candidates, ownNegatives, scale, bias, batch, report);
  }

  /**
   * Computes a loss; the M × N logits are never recorded.
   *
   * @param loss similarity, scale and all options
   * @return a scalar; with {@link io.github.contrastive4j.kernel.Reduction#NONE} the row losses w_i
   *     ℓ_i, M × 1
   * @throws IllegalArgumentException if a variable belongs to another tape, or the loss cannot
   *     treat the batch, or scale or bias are out of range
   * @throws IllegalStateException if the tape has been reset since a variable was made
   */
  public Variable loss(RankingLoss loss) {
    return loss(loss, new Prefix(anchors.columns(), 1));
  }

  /**
   * Computes Σ_k weight_k · loss(the first columns_k columns of everything but the guide), in one
   * operation. Cosines are those of the prefixes: normalized again for each.
   *
   * @param loss similarity, scale and all options
   * @param prefixes at least one
   * @return as {@link #loss(RankingLoss)}
   * @throws IllegalArgumentException as {@link #loss(RankingLoss)}, or if there is no prefix or one
   *     has more than D columns
   * @throws IllegalStateException if the tape has been reset since a variable was made
   */
  public Variable loss(RankingLoss loss, Prefix... prefixes) {
    Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
    Objects.requireNonNull(prefixes, "prefixes is null, expected at least one");
    return new RankingOperation(this, scaled(loss), requireFitting(prefixes)).run();
  }

  Variable anchors() {
    return anchors;
  }

  Variable candidates() {
    return candidates;
  }

  /** The negatives, or null. */
  Variable ownNegatives() {
    return ownNegatives;
  }

  /** The scale, or null where that of the loss counts. */
  Variable scale() {
    return scale;
  }

  /** The bias, or null where that of the loss counts. */
  Variable bias() {
    return bias;
  }

  /** The caller's report, or null. */
  RankingReport report() {
    return report;
  }

  RankingBatch batch() {
    return batch;
  }

  private Ranking with(RankingBatch changed) {
    return new Ranking(anchors, candidates, ownNegatives, scale, bias, changed, report);
  }

  private RankingLoss scaled(RankingLoss loss) {
    RankingLoss scaled = scale == null ? loss : loss.withScale(scale.scalar());
    return bias == null ? scaled : scaled.withBias(bias.scalar());
  }

  private Prefix[] requireFitting(Prefix... prefixes) {
    if (prefixes.length == 0) {
      throw new IllegalArgumentException("prefixes is empty, expected at least one");
    }
    for (int k = 0; k < prefixes.length; k++) {
      if (prefixes[k] == null) {
        throw new NullPointerException("prefixes[%d] is null, expected a prefix".formatted(k));
      }
      if (prefixes[k].columns() > anchors.columns()) {
        throw new IllegalArgumentException(
            "prefixes[%d] has %d columns, expected at most the %d of anchors"
                .formatted(k, prefixes[k].columns(), anchors.columns()));
      }
    }
    return prefixes.clone();
  }

  private static void requireShape(String name, Variable x, Variable anchors) {
    Objects.requireNonNull(x, name + " is null, expected an n x D variable");
    if (x.rows() != anchors.rows() || x.columns() != anchors.columns()) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected %d x %d as anchors"
              .formatted(name, x.rows(), x.columns(), anchors.rows(), anchors.columns()));
    }
  }

  private static void requireScalar(String name, Variable x) {
    Objects.requireNonNull(x, name + " is null, expected a 1 x 1 variable");
    if (x.rows() != 1 || x.columns() != 1) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected 1 x 1".formatted(name, x.rows(), x.columns()));
    }
  }
}
