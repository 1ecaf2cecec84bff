package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * Makes negatives that are more alike the anchor count more: adds strength · s(a_i, c_j), taken as
 * a constant by the gradient, to the logits of some negatives. Lan et al. 2025 (LLaVE), arXiv
 * 2503.04812, equation 5; {@code hardness_mode} and {@code hardness_strength} of
 * sentence-transformers.
 *
 * <p>The similarity is that of the loss, so with {@link Similarity#SHIFTED_COSINE} half of the raw
 * cosine counts, and a constant half that negatives get and positives do not. Applies to the
 * query-to-doc direction alone.
 *
 * @param strength α, from 0 to 100; 0 switches it off
 * @param negatives whose logits are raised
 */
public record Hardness(double strength, Negatives negatives) {
  /** Common ones are below 10; float32 holds the factor e^(α/2) of the shifted cosine. */
  private static final double LARGEST_STRENGTH = 100;

  /** No weighting. */
  public static final Hardness NONE = new Hardness(0, Negatives.ALL);

  /** Kinds of negatives of an anchor. */
  public enum Negatives {
    /**
     * All candidates, the queue included, except the anchor's own: its positive, its hard negatives
     * and its {@linkplain RankingBatch#ownNegatives own negatives}. Hard negatives of anchor i are
     * rows M + i, 2M + i … of the candidates, if N is a multiple of M and candidate i its positive;
     * otherwise there are none.
     */
    IN_BATCH,
    /** The anchor's hard negatives and own negatives; without any this has no effect. */
    HARD,
    /** All but the positive. */
    ALL
  }

  /**
   * Checks the strength.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Hardness {
    Arguments.require(
        strength >= 0 && strength <= LARGEST_STRENGTH,
        "strength",
        strength,
        "a number from 0 to 100");
    Objects.requireNonNull(negatives, "negatives is null, expected IN_BATCH, HARD or ALL");
  }

  boolean isOn() {
    return strength > 0;
  }
}
