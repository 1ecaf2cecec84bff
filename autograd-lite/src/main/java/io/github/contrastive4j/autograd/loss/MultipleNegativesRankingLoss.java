package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.RankingLoss;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Multiple Negatives Ranking Loss: each pair is an anchor and its positive, and the positives of
 * all other pairs are the anchor's negatives. Henderson et al., arXiv 1705.00652.
 *
 * <p>With s the {@linkplain Distance#similarityMatrix matrix form} of the similarity, aᵢ and pᵢ the
 * members of pair i of n: loss = 1/n Σᵢ (log Σⱼ exp(scale·s(aᵢ, pⱼ)) − scale·s(aᵢ, pᵢ)). The
 * symmetric loss is the mean of this and of the same with anchors and positives exchanged.
 *
 * <p>Immutable apart from the training flag, which does not influence it; safe to share between
 * threads, each with a tape of its own.
 */
public final class MultipleNegativesRankingLoss extends PairwiseLoss {
  /** The scale if the caller names none. */
  public static final double DEFAULT_SCALE = 20;

  private static final String SCALE_KEY = "scale";
  private static final String SYMMETRIC_KEY = "symmetric";
  private static final Set<String> KEYS = Set.of(DISTANCE_KEY, SCALE_KEY, SYMMETRIC_KEY);

  private final RankingLoss kernelLoss;

  /** Makes the loss with scale 20, {@link Distance#COSINE}, in one direction. */
  public MultipleNegativesRankingLoss() {
    this(DEFAULT_SCALE, Distance.COSINE, false);
  }

  /**
   * Makes the loss.
   *
   * @param scale factor on the similarities, finite and greater than 0; 1 for {@link
   *     Distance#DOT_PRODUCT}
   * @param distance how embeddings are compared
   * @param symmetric whether each positive is asked for its anchor as well
   * @throws IllegalArgumentException if the scale is out of range or does not fit the distance
   */
  public MultipleNegativesRankingLoss(double scale, Distance distance, boolean symmetric) {
    super(distance);
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "scale is " + scale + ", expected a finite number greater than 0");
    }
    if (distance == Distance.DOT_PRODUCT && scale != 1) {
      throw new IllegalArgumentException(
          "scale is " + scale + ", expected 1 with the distance dot_product, which is unbounded");
    }
    this.kernelLoss = RankingLoss.of(distance.kernelSimilarity(), scale).withSymmetric(symmetric);
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
    Objects.requireNonNull(config, "config is null, expected a map");
    Set<String> missing = new TreeSet<>(KEYS);
    missing.removeAll(config.keySet());
    Set<String> unknown = new TreeSet<>(config.keySet());
    unknown.removeAll(KEYS);
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the keys of the configuration do not fit: missing %s, unknown %s"
              .formatted(missing, unknown));
    }
    return new MultipleNegativesRankingLoss(
        value(config, SCALE_KEY, Number.class).doubleValue(),
        Distance.byName(value(config, DISTANCE_KEY, String.class)),
        value(config, SYMMETRIC_KEY, Boolean.class));
  }

  /** {@return the factor on the similarities} */
  public double scale() {
    return kernelLoss.scale();
  }

  /** {@return whether each positive is asked for its anchor as well} */
  public boolean symmetric() {
    return kernelLoss.symmetric();
  }

  /**
   * The settings of this loss, of types that JSON has.
   *
   * @return {@code distance_metric_name} (a string), {@code scale} (a number) and {@code symmetric}
   *     (a boolean)
   */
  @Override
  public Map<String, Object> config() {
    Map<String, Object> config = super.config();
    config.put(SCALE_KEY, scale());
    config.put(SYMMETRIC_KEY, symmetric());
    return config;
  }

  /**
   * Computes the loss. One pair has no negatives: its loss is 0, and so are its gradients.
   *
   * @param embeddings E, rows × D; rows in no pair get the gradient 0
   * @param pairs n ≥ 1 pairs: row of the anchor, row of the positive
   * @param labels null, empty, or one for each pair with a sum equal to their number
   * @param subgroups ignored
   * @return the loss, a scalar on the tape of the embeddings
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
   * Computes the loss of two towers' outputs: row i of the positives belongs to row i of the
   * anchors.
   *
   * @param anchors n × D, n ≥ 1
   * @param positives n × D
   * @return the loss, a scalar on the tape of the anchors
   * @throws IllegalArgumentException if the shapes do not fit or there are no rows
   */
  public Variable forward(Variable anchors, Variable positives) {
    Objects.requireNonNull(anchors, "anchors is null, expected an n x D variable");
    Objects.requireNonNull(positives, "positives is null, expected an n x D variable");
    if (anchors.rows() == 0) {
      throw new IllegalArgumentException("anchors has no rows, expected at least one");
    }
    if (positives.rows() != anchors.rows() || positives.columns() != anchors.columns()) {
      throw new IllegalArgumentException(
          "positives is %d x %d, expected %d x %d as anchors"
              .formatted(positives.rows(), positives.columns(), anchors.rows(), anchors.columns()));
    }
    return anchors.rankingLoss(positives, null, kernelLoss);
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

  private static <T> T value(Map<String, ?> config, String key, Class<T> type) {
    Object value = config.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s is %s, expected a %s".formatted(key, value, type.getSimpleName()));
    }
    return type.cast(value);
  }
}
