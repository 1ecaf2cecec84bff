package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.nn.Module;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Trains embeddings whose first columns are embeddings too, to be cut off where memory is dear: Σ_k
 * weight_k · loss(the first dimension_k columns). Kusupati et al., arXiv 2205.13147.
 *
 * <p>The similarity of a prefix is that of the prefixes themselves: a cosine normalizes them again.
 * All prefixes are views of the same matrices, and their gradients add up in place. Widths that are
 * multiples of 32 cost least; see {@link io.github.contrastive4j.kernel.MatryoshkaRankingLoss}.
 *
 * <p>Immutable apart from the training flag, which does not influence it.
 */
public final class MatryoshkaLoss extends Module {
  private static final String LOSS_KEY = "loss";
  private static final String DIMENSIONS_KEY = "matryoshka_dims";
  private static final String WEIGHTS_KEY = "matryoshka_weights";

  private final MultipleNegativesRankingLoss loss;
  private final Ranking.Prefix[] prefixes;

  /**
   * Makes a loss of prefixes that weigh 1 each.
   *
   * @param loss the loss of one prefix
   * @param dimensions columns of each prefix, at least 1 and all different; the full width is not
   *     among them unless it is named
   * @throws IllegalArgumentException if there is no dimension or one is out of range
   */
  public MatryoshkaLoss(MultipleNegativesRankingLoss loss, int... dimensions) {
    this(loss, dimensions, ones(dimensions));
  }

  /**
   * Makes a loss.
   *
   * @param loss the loss of one prefix
   * @param dimensions columns of each prefix, at least 1 and all different
   * @param weights factor on the loss of each prefix, finite and greater than 0
   * @throws IllegalArgumentException if there is no dimension, a number is out of range, or there
   *     is not one weight for each dimension
   */
  public MatryoshkaLoss(MultipleNegativesRankingLoss loss, int[] dimensions, double[] weights) {
    Objects.requireNonNull(loss, "loss is null, expected the loss of one prefix");
    requireDimensions(dimensions);
    Objects.requireNonNull(weights, "weights is null, expected one for each dimension");
    if (weights.length != dimensions.length) {
      throw new IllegalArgumentException(
          "weights has %d elements, expected one for each of %d dimensions"
              .formatted(weights.length, dimensions.length));
    }
    this.loss = register(LOSS_KEY, loss);
    this.prefixes =
        IntStream.range(0, dimensions.length)
            .mapToObj(k -> new Ranking.Prefix(dimensions[k], weights[k]))
            .toArray(Ranking.Prefix[]::new);
  }

  /**
   * Makes the loss that a configuration describes.
   *
   * @param config what {@link #config()} returns, such as a parsed JSON object
   * @return the loss
   * @throws IllegalArgumentException if keys are missing or unknown, or a value is of the wrong
   *     type or out of range
   */
  public static MatryoshkaLoss fromConfig(Map<String, ?> config) {
    ConfigReader reader =
        new ConfigReader(config, Set.of(LOSS_KEY, DIMENSIONS_KEY, WEIGHTS_KEY), Set.of());
    int[] dimensions =
        IntStream.range(0, reader.list(DIMENSIONS_KEY).size())
            .map(k -> reader.integer(DIMENSIONS_KEY, k))
            .toArray();
    double[] weights =
        IntStream.range(0, reader.list(WEIGHTS_KEY).size())
            .mapToDouble(k -> reader.number(WEIGHTS_KEY, k))
            .toArray();
    var loss = new MultipleNegativesRankingLoss(RankingConfig.read(reader, LOSS_KEY));
    return new MatryoshkaLoss(loss, dimensions, weights);
  }

  /** {@return the loss of one prefix} */
  public MultipleNegativesRankingLoss loss() {
    return loss;
  }

  /** {@return the prefixes with their weights} */
  public List<Ranking.Prefix> prefixes() {
    return List.of(prefixes);
  }

  /**
   * The settings of this loss, of types that JSON has.
   *
   * @return {@code loss} (the {@linkplain MultipleNegativesRankingLoss#config() map} of the loss of
   *     one prefix), {@code matryoshka_dims} and {@code matryoshka_weights} (lists of numbers)
   */
  public Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put(LOSS_KEY, loss.config());
    config.put(DIMENSIONS_KEY, Arrays.stream(prefixes).map(Ranking.Prefix::columns).toList());
    config.put(WEIGHTS_KEY, Arrays.stream(prefixes).map(Ranking.Prefix::weight).toList());
    return config;
  }

  /** Names the loss and its settings. */
  @Override
  public String toString() {
    return "MatryoshkaLoss" + config();
  }

  /**
   * Computes the loss of two towers' outputs.
   *
   * @param anchors n × D, n ≥ 1, D at least the largest dimension
   * @param positives n × D
   * @param hardNegatives any number of n × D matrices that all anchors see
   * @return as {@link MultipleNegativesRankingLoss#forward(Variable, Variable, Variable...)}
   * @throws IllegalArgumentException if the shapes do not fit or there are no rows
   */
  public Variable forward(Variable anchors, Variable positives, Variable... hardNegatives) {
    return forward(Ranking.ofPairs(anchors, positives, hardNegatives));
  }

  /**
   * Computes the loss of a batch with more than pairs. A queue and own negatives are cut like the
   * rest, a guide is not; scale and bias are the same for all prefixes; a report has the weighted
   * sums of the row losses, and the ranks in the prefix that was named first.
   *
   * @param batch M anchors and what they are compared with
   * @return as {@link MultipleNegativesRankingLoss#forward(Ranking)}
   * @throws IllegalArgumentException as there, or if a dimension is larger than D
   */
  public Variable forward(Ranking batch) {
    return Objects.requireNonNull(batch, "batch is null, expected anchors and candidates")
        .loss(loss.options(), prefixes);
  }

  private static double[] ones(int... dimensions) {
    requireDimensions(dimensions);
    double[] ones = new double[dimensions.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static void requireDimensions(int... dimensions) {
    Objects.requireNonNull(dimensions, "dimensions is null, expected columns of each prefix");
    if (dimensions.length == 0) {
      throw new IllegalArgumentException("dimensions is empty, expected at least one");
    }
    if (Arrays.stream(dimensions).distinct().count() < dimensions.length) {
      throw new IllegalArgumentException(
          "dimensions is %s, expected no number twice".formatted(Arrays.toString(dimensions)));
    }
  }
}
