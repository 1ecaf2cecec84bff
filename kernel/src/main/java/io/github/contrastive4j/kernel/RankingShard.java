package io.github.contrastive4j.kernel;

import java.util.List;
import java.util.Objects;

/**
 * One rectangle of a ranking problem that is larger than this process: some of its anchors, and
 * some of its candidates. Shards that cover every pair of anchor and candidate once make up the
 * whole.
 *
 * @param batch the rows that are here, with their ids if there are any; its targets say nothing
 * @param firstAnchor which anchor of the whole the first row of anchors is
 * @param firstCandidate which candidate of the whole the first row of candidates is
 */
public record RankingShard(RankingBatch batch, int firstAnchor, int firstCandidate) {

  /**
   * Checks the offsets, and that there is nothing that belongs to the whole.
   *
   * @throws IllegalArgumentException if an offset is negative, or the batch has a queue, own
   *     negatives, weights or a guide
   */
  public RankingShard {
    Objects.requireNonNull(batch, "batch is null, expected the rows of the shard");
    Arguments.require(firstAnchor >= 0, "firstAnchor", firstAnchor, "at least 0");
    Arguments.require(firstCandidate >= 0, "firstCandidate", firstCandidate, "at least 0");
    requireNone("queue", batch.queue(), "candidates of a shard, without a gradient sink");
    requireNone("ownNegatives", batch.ownNegatives(), "the anchors' process to add them");
    requireNone("weights", batch.weights(), "those of the whole, in ShardedRankingLoss");
    requireNone("guide", batch.guide(), "a filter by ids");
  }

  /**
   * A shard of anchors and candidates alone.
   *
   * @param anchors m × D
   * @param firstAnchor which anchor of the whole the first row is
   * @param candidates n × D
   * @param firstCandidate which candidate of the whole the first row is
   * @return the shard
   */
  public static RankingShard of(
      Matrix anchors, int firstAnchor, Matrix candidates, int firstCandidate) {
    Objects.requireNonNull(anchors, "anchors is null, expected an m x D matrix");
    RankingBatch batch =
        new RankingBatch(
            anchors, candidates, new int[anchors.rows()], null, null, List.of(), null, null);
    return new RankingShard(batch, firstAnchor, firstCandidate);
  }

  /**
   * The same shard with one more kind of ids.
   *
   * @param anchorIds an id per anchor of the shard
   * @param candidateIds an id per candidate of the shard
   * @return the shard
   */
  public RankingShard withIds(long[] anchorIds, long[] candidateIds) {
    return new RankingShard(batch.withIds(anchorIds, candidateIds), firstAnchor, firstCandidate);
  }

  /**
   * The same with ids of 32 bits, of which a copy is taken.
   *
   * @param anchorIds an id per anchor of the shard
   * @param candidateIds an id per candidate of the shard
   * @return the shard
   */
  public RankingShard withIds(int[] anchorIds, int[] candidateIds) {
    return new RankingShard(batch.withIds(anchorIds, candidateIds), firstAnchor, firstCandidate);
  }

  private static void requireNone(String name, Object value, String expected) {
    if (value != null) {
      throw new IllegalArgumentException(
          "%s is given, expected none in a shard: %s".formatted(name, expected));
    }
  }
}
