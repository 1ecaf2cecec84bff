package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Directions;
import io.github.contrastive4j.kernel.Hardness;
import io.github.contrastive4j.kernel.MarginFilter;
import io.github.contrastive4j.kernel.Objective;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.SharedIds;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** An option of the ranking loss alone, and none. */
public enum Option {
  /** The loss as it is. */
  NONE(loss -> loss, batch -> batch),
  /** A weight for each anchor. */
  WEIGHTS(loss -> loss, batch -> batch.withWeights(weights(batch))),
  /** A tenth of the target distribution spread over all candidates. */
  LABEL_SMOOTHING(loss -> loss.withLabelSmoothing(0.1), batch -> batch),
  /** The square of the log-sum-exp on top. */
  Z_LOSS(loss -> loss.withZLoss(1e-4), batch -> batch),
  /** Negatives that are more alike count more. */
  HARDNESS(loss -> loss.withHardness(new Hardness(9, Hardness.Negatives.IN_BATCH)), batch -> batch),
  /** A sigmoid for each pair. */
  SIGMOID(
      loss -> loss.withObjective(Objective.SIGMOID).withScale(10).withBias(-10), batch -> batch),
  /** Candidates that share an id with the anchor, one of 16, are no negatives. */
  IDS(loss -> loss, Option::withIds),
  /** The same candidates are positives too. */
  SHARED_IDS(loss -> loss.withSharedIds(SharedIds.POSITIVES), Option::withIds),
  /** Candidates that are nearly as much alike as the positive are no negatives. */
  MARGIN_FILTER(loss -> loss.withMarginFilter(MarginFilter.absolute(0.1)), batch -> batch),
  /** The same, judged by embeddings of another model, here as wide as the batch's own. */
  GUIDE(
      loss -> loss.withMarginFilter(MarginFilter.absolute(0.1)),
      batch -> batch.withGuide(batch.anchors(), batch.candidates())),
  /** As many negatives again that get no gradient. */
  QUEUE(loss -> loss, batch -> batch.withQueue(batch.candidates())),
  /** Two softmaxes, by rows and by columns. */
  SYMMETRIC(loss -> loss.withSymmetric(true), batch -> batch),
  /** One softmax over query to document and back, among queries and among documents. */
  FOUR_DIRECTIONS(loss -> loss.withDirections(Directions.GTE), batch -> batch);

  private static final int IDS_OF_BATCH = 16;

  private final UnaryOperator<RankingLoss> loss;
  private final UnaryOperator<RankingBatch> batch;

  Option(UnaryOperator<RankingLoss> loss, UnaryOperator<RankingBatch> batch) {
    this.loss = loss;
    this.batch = batch;
  }

  RankingLoss of(RankingLoss plain) {
    return loss.apply(plain);
  }

  RankingBatch of(RankingBatch plain) {
    return batch.apply(plain);
  }

  private static double[] weights(RankingBatch batch) {
    return IntStream.range(0, batch.anchors().rows()).mapToDouble(i -> 1 + i % 3).toArray();
  }

  private static RankingBatch withIds(RankingBatch batch) {
    int rows = batch.anchors().rows();
    int[] ids = IntStream.range(0, rows).map(i -> i % IDS_OF_BATCH).toArray();
    return batch.withIds(ids, ids);
  }
}
