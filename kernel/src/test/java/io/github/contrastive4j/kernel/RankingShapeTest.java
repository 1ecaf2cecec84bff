package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A plan is kept only for calls of its own shape. */
class RankingShapeTest {
  /** What a shape is made of. */
  private record Call(
      RankingLoss loss,
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      boolean shard) {
    RankingShape shape() {
      return RankingShape.of(loss, batch, gradients, report, shard);
    }

    boolean fits(RankingShape shape) {
      return shape.fits(loss, batch, gradients, report, shard);
    }

    Call with(RankingLoss changed) {
      return new Call(changed, batch, gradients, report, shard);
    }

    Call with(RankingBatch changed) {
      return new Call(loss, changed, gradients, report, shard);
    }

    Call with(RankingGradients changed) {
      return new Call(loss, batch, changed, report, shard);
    }
  }

  private static final RankingLoss LOSS =
      RankingLoss.of(Similarity.RAW_COSINE, 20)
          .withMarginFilter(MarginFilter.absolute(0.1))
          .withHardness(new Hardness(1, Hardness.Negatives.HARD));

  private static final Call CALL =
      new Call(LOSS, batch(4, 8, 3), gradients(true, true), null, false);

  private static RankingBatch batch(int anchors, int candidates, int dimensions) {
    return RankingBatch.of(Matrix.zeros(anchors, dimensions), Matrix.zeros(candidates, dimensions));
  }

  private static RankingGradients gradients(boolean anchors, boolean candidates) {
    return RankingGradients.into(
        anchors ? Matrix.zeros(4, 3) : null, candidates ? Matrix.zeros(8, 3) : null);
  }

  /** For each component of a shape, and of what the loss decides, a call that differs in it. */
  private static Map<String, Call> others() {
    Map<String, Call> others = new LinkedHashMap<>();
    others.put("anchors", CALL.with(batch(8, 8, 3)));
    others.put("candidates", CALL.with(batch(4, 9, 3)));
    others.put("queue", CALL.with(CALL.batch.withQueue(Matrix.zeros(2, 3))));
    others.put("ownNegativesEach", CALL.with(CALL.batch.withOwnNegatives(Matrix.zeros(4, 3))));
    others.put("ownCandidates", CALL.with(LOSS.withHardness(Hardness.NONE)));
    others.put("dimensions", CALL.with(batch(4, 8, 2)));
    others.put("guide", CALL.with(CALL.batch.withGuide(Matrix.zeros(4, 5), Matrix.zeros(8, 5))));
    others.put("idKinds", CALL.with(CALL.batch.withIds(new long[4], new long[8])));
    others.put("ranks", new Call(LOSS, CALL.batch, null, RankingReport.ofLossesAndRanks(), false));
    others.put("anchorGradients", CALL.with(gradients(false, true)));
    others.put("candidateGradients", CALL.with(gradients(true, false)));
    others.put("shard", new Call(LOSS, CALL.batch, CALL.gradients, null, true));
    others.put("columns", CALL.with(LOSS.withSymmetric(true)));
    others.put("queries", CALL.with(joint(Direction.QUERY_TO_QUERY)));
    others.put("documents", CALL.with(joint(Direction.DOC_TO_DOC)));
    others.put("smoothing", CALL.with(LOSS.withLabelSmoothing(0.1)));
    others.put(
        "positives",
        CALL.with(LOSS.withHardness(Hardness.NONE).withSharedIds(SharedIds.POSITIVES)));
    others.put("geometry", CALL.with(RankingLoss.of(Similarity.MANHATTAN, 20)));
    return others;
  }

  private static RankingLoss joint(Direction other) {
    return LOSS.withDirections(Directions.joint(Direction.QUERY_TO_DOC, other));
  }

  @Test
  void aCallFitsItsOwnShapeAlone() {
    assertThat(CALL.fits(CALL.shape())).isTrue();
    others()
        .forEach((component, call) -> {
          assertThat(call.fits(call.shape())).as(component).isTrue();
          assertThat(call.fits(CALL.shape())).as(component).isFalse();
          assertThat(CALL.fits(call.shape())).as(component).isFalse();
        });
  }

  /** Prefixes are for plans that are made of others, and never looked up. */
  @Test
  void everyComponentIsAmongThose() {
    assertThat(names(RankingShape.class, LossShape.class).filter(name -> !name.equals("loss")))
        .filteredOn(name -> !name.equals("prefixes"))
        .containsExactlyInAnyOrderElementsOf(others().keySet());
  }

  private static Stream<String> names(Class<?>... records) {
    return Arrays.stream(records)
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .map(RecordComponent::getName);
  }
}
