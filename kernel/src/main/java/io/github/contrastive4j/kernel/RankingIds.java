package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * One kind of identity, such as the query, the document or the text that a row stands for. An
 * anchor and a candidate with the same id are not negatives of one another, see {@link SharedIds}.
 * Documents that are there twice are told by the id of its positive for each anchor, and for each
 * candidate its own. Any number is an id like the others: rows of which nothing is known want one
 * each, not the same. The arrays are read during each call, not copied.
 *
 * @param anchors an id per anchor
 * @param candidates an id per candidate, those of the queue behind them
 */
public record RankingIds(long[] anchors, long[] candidates) {

  /**
   * Takes the ids.
   *
   * @throws NullPointerException if an array is null
   */
  public RankingIds {
    Objects.requireNonNull(anchors, "ids of anchors is null, expected an id per anchor");
    Objects.requireNonNull(candidates, "ids of candidates is null, expected an id per candidate");
  }
}
