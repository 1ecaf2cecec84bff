package io.github.contrastive4j.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The directions of a loss, and whether they share a softmax.
 *
 * @param all the directions, {@link Direction#QUERY_TO_DOC} among them
 * @param joint true for one softmax over all of them: ℓ_i = log Σ exp(all logits of pair i) −
 *     L_{i,t_i}, in which {@link Direction#DOC_TO_QUERY} counts the positive pair a second time, as
 *     in sentence-transformers; false for a softmax each and the mean of their losses, for which
 *     each direction must hold the positive. A single direction is always joint
 */
public record Directions(Set<Direction> all, boolean joint) {
  /** Each query is asked for its document. */
  public static final Directions FORWARD = new Directions(Set.of(Direction.QUERY_TO_DOC), true);

  /** Each query is asked for its document, each document for its query: the mean of both losses. */
  public static final Directions SYMMETRIC =
      new Directions(Set.of(Direction.QUERY_TO_DOC, Direction.DOC_TO_QUERY), false);

  /** All four in one softmax: the improved contrastive loss of GTE, Li et al., arXiv 2308.03281. */
  public static final Directions GTE = new Directions(EnumSet.allOf(Direction.class), true);

  /**
   * Checks that the directions make a loss.
   *
   * @throws NullPointerException if {@code all} is null or holds null
   * @throws IllegalArgumentException if the query-to-doc direction is missing, or separate
   *     softmaxes are asked for and one has no positive
   */
  public Directions {
    Objects.requireNonNull(all, "directions is null, expected a set of directions");
    all.forEach(
        direction -> Objects.requireNonNull(direction, "directions has null, expected directions"));
    if (!all.contains(Direction.QUERY_TO_DOC)) {
      throw new IllegalArgumentException(
          "directions is %s, expected QUERY_TO_DOC among them: it holds the positive pair"
              .formatted(all));
    }
    all = Collections.unmodifiableSet(EnumSet.copyOf(all));
    if (all.size() == 1) {
      joint = true;
    }
    if (!joint && (all.contains(Direction.QUERY_TO_QUERY) || all.contains(Direction.DOC_TO_DOC))) {
      throw new IllegalArgumentException(
          "directions is %s with a softmax each, expected a joint one: QUERY_TO_QUERY and DOC_TO_DOC have no positive"
              .formatted(all));
    }
  }

  /**
   * One softmax over some directions.
   *
   * @param directions the directions, {@link Direction#QUERY_TO_DOC} among them
   * @return the joint directions
   * @throws NullPointerException if {@code directions} is null or has null
   * @throws IllegalArgumentException if the query-to-doc direction is missing, or one is there
   *     twice
   */
  public static Directions joint(Direction... directions) {
    Objects.requireNonNull(directions, "directions is null, expected some");
    Set<Direction> all = new HashSet<>();
    for (Direction direction : directions) {
      if (!all.add(direction)) {
        throw new IllegalArgumentException(
            "directions has %s twice, expected each once".formatted(direction));
      }
    }
    return new Directions(all, true);
  }

  boolean has(Direction direction) {
    return all.contains(direction);
  }

  /** Whether several directions share a softmax. */
  boolean shareSoftmax() {
    return joint && all.size() > 1;
  }

  /** Whether the mean of the two directions is wanted. */
  boolean symmetric() {
    return !joint;
  }
}
