package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.util.Map;
import java.util.Objects;

/**
 * Multiple Negatives Ranking Loss: each pair is an anchor and its positive, and the positives of
 * all other pairs are the anchor's negatives. Henderson et al., arXiv 1705.00652.
 *
 * <p>With s the {@linkplain Distance#similarityMatrix matrix form} of the similarity, aᵢ and pᵢ the
 * members of pair i of n: loss = 1/n Σᵢ (log Σⱼ exp(scale·s(aᵢ, pⱼ)) − scale·s(aᵢ, pᵢ)). The
 * symmetric loss is the mean of this and of the same with anchors and positives exchanged. That is
 * all of Quaterion's loss, whose Euclidean distances of two different matrices are not those of
 * their rows, however; a {@link RankingLoss} as options varies it in every way that the kernel
 * knows, and a {@link Ranking} brings a batch with more than pairs.
 *
 * <p>Immutable apart from the training flag, which does not influence it; safe to share between
 * threads, each with a tape of its own.
 */
public final class MultipleNegativesRankingLoss extends PairwiseLoss {
  /** The scale if the caller names none. */
  public static final double DEFAULT_SCALE = 20;

  private final RankingLoss options;

  /** Makes the loss with scale 20, {@link Distance#COSINE}, in one direction. */
  public MultipleNegativesRankingLoss() {
    this(DEFAULT_SCALE, Distance.COSINE, false);
  }

  /**
   * Makes the loss.
   *
   * @param scale factor on the similarities, a normal float32 number greater than 0; 1 for {@link
   *     Distance#DOT_PRODUCT}
   * @param distance how embeddings are compared
   * @param symmetric whether each positive is asked for its anchor as well
   * @throws IllegalArgumentException if the scale is out of range or does not fit the distance
   */
  public MultipleNegativesRankingLoss(double scale, Distance distance, boolean symmetric) {
    this(plain(scale, distance, symmetric));
  }

  /**
   * Makes the loss with options.
   *
   * <p>{@code RankingLoss.of(Similarity.RAW_COSINE, 20)} makes the loss of sentence-transformers:
   * its cosine is not shifted, so that scale 20 is this class's scale 40 of {@link
   * Distance#COSINE}.
   *
   * @param options the loss; its scale is 1 with {@link Similarity#DOT_PRODUCT}
   * @throws IllegalArgumentException if the scale does not fit the similarity
   */
  public MultipleNegativesRankingLoss(RankingLoss options) {
    super(Distance.of(requireOptions(options).similarity()));
    this.options = options;
  }

  /**
   * Makes the loss that a configuration describes.
   *
   * @param config what {@link #config()} returns, such as a parsed JSON object
   * @return the loss
   * @throws IllegalArgumentException if keys are missing or unknown, or a value is of the wrong
   *     type or out of range
   */
  public static MultipleNegativesRankingLoss fromConfig(Map<String, ?> config) {
    return new MultipleNegativesRankingLoss(RankingConfig.read(config));
  }

  /** {@return the factor on the similarities} */
  public double scale() {
    return options.scale();
  }

  /** {@return whether each positive is asked for its anchor as well} */
  public boolean symmetric() {
    return options.symmetric();
  }

  /** {@return the loss of the kernel that this is, with all options} */
  public RankingLoss options() {
    return options;
  }

  /**
   * The settings of this loss, of types that JSON has; enums are their lower-case names.
   *
   * @return {@code distance_metric_name} (a string), {@code scale} (a number) and {@code symmetric}
   *     (a boolean); and those of the following that are not the default: {@code similarity}
   *     ("raw_cosine"), {@code bias}, {@code objective}, {@code directions} (a list of those that
   *     share a softmax), {@code label_smoothing}, {@code z_loss}, {@code reduction}, {@code
   *     hardness} (a map of strength and negatives), {@code margin_filter} (a map of kind and
   *     margin), {@code shared_ids}
   */
  @Override
  public Map<String, Object> config() {
    Map<String, Object> config = super.config();
    RankingConfig.write(options, config);
    return config;
  }

  /**
   * Computes the loss. One pair has no negatives: without other options than Quaterion has, its
   * loss is 0, and so are its gradients.
   *
   * @param embeddings E, rows × D; rows in no pair get the gradient 0
   * @param pairs n ≥ 1 pairs: row of the anchor, row of the positive
   * @param labels null, empty, or one for each pair with a sum equal to their number
   * @param subgroups ignored
   * @return the loss on the tape of the embeddings: a scalar, or n × 1 without a reduction
   * @throws IllegalArgumentException if there are no pairs, one of them is no pair, or the labels
   *     do not say that the pairs are positive
   * @throws IndexOutOfBoundsException if a row is out of range
   */
  @Override
  public Variable forward(Variable embeddings, int[][] pairs, float[] labels, int[] subgroups) {
    Objects.requireNonNull(embeddings, "embeddings is null, expected a rows x D variable");
    requirePairs(pairs, embeddings.rows());
    requirePositive(labels, pairs.length);
    return forward(
        embeddings.gatherRows(member(pairs, 0)), embeddings.gatherRows(member(pairs, 1)));
  }

  /**
   * Computes the loss of two towers' outputs: row i of the positives and of each matrix of hard
   * negatives belongs to row i of the anchors. All anchors see all hard negatives.
   *
   * @param anchors n × D, n ≥ 1
   * @param positives n × D
   * @param hardNegatives any number of n × D matrices, candidates in this order behind positives
   * @return the loss on the tape of the anchors: a scalar, or n × 1 without a reduction
   * @throws IllegalArgumentException if the shapes do not fit or there are no rows
   */
  public Variable forward(Variable anchors, Variable positives, Variable... hardNegatives) {
    return forward(Ranking.ofPairs(anchors, positives, hardNegatives));
  }

  /**
   * Computes the loss of a batch with more than pairs: a queue, own negatives, ids, weights, a
   * guide, or a scale and bias that are learned.
   *
   * @param batch M anchors and what they are compared with
   * @return the loss on the tape of the anchors: a scalar, or M × 1 without a reduction
   * @throws IllegalArgumentException as {@link Ranking#loss(RankingLoss)}
   */
  public Variable forward(Ranking batch) {
    return Objects.requireNonNull(batch, "batch is null, expected anchors and candidates")
        .loss(options);
  }

  private static RankingLoss plain(double scale, Distance distance, boolean symmetric) {
    Objects.requireNonNull(distance, "distance is null, expected a Distance");
    return RankingLoss.of(distance.kernelSimilarity(), scale).withSymmetric(symmetric);
  }

  private static RankingLoss requireOptions(RankingLoss options) {
    Objects.requireNonNull(options, "options is null, expected a ranking loss");
    if (options.similarity() == Similarity.DOT_PRODUCT && options.scale() != 1) {
      throw new IllegalArgumentException(
          "scale is "
              + options.scale()
              + ", expected 1 with the distance dot_product, which is unbounded");
    }
    return options;
  }

  private static int[] member(int[][] pairs, int side) {
    int[] rows = new int[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      rows[i] = pairs[i][side];
    }
    return rows;
  }

  private static void requirePairs(int[][] pairs, int rows) {
    Objects.requireNonNull(pairs, "pairs is null, expected index pairs");
    if (pairs.length == 0) {
      throw new IllegalArgumentException("pairs is empty, expected at least one pair");
    }
    for (int i = 0; i < pairs.length; i++) {
      if (pairs[i] == null || pairs[i].length != 2) {
        throw new IllegalArgumentException(
            "pairs[%d] has %s elements, expected 2: the rows of an anchor and its positive"
                .formatted(i, pairs[i] == null ? "no" : pairs[i].length));
      }
      for (int side = 0; side < 2; side++) {
        if (pairs[i][side] < 0 || pairs[i][side] >= rows) {
          throw new IndexOutOfBoundsException(
              "pairs[%d][%d] is %d, expected a row of the embeddings in [0, %d)"
                  .formatted(i, side, pairs[i][side], rows));
        }
      }
    }
  }

  private static void requirePositive(float[] labels, int pairs) {
    if (labels == null || labels.length == 0) {
      return;
    }
    if (labels.length != pairs) {
      throw new IllegalArgumentException(
          "labels has %d elements, expected one for each of %d pairs"
              .formatted(labels.length, pairs));
    }
    double sum = 0;
    for (float label : labels) {
      sum += label;
    }
    if (sum != labels.length) {
      throw new IllegalArgumentException(
          "labels sum to %s, expected %d: the pairs must be positive pairs with a score of 1"
              .formatted(sum, labels.length));
    }
  }
}
