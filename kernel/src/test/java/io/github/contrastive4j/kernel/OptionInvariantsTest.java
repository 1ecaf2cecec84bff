package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every option: threads, ways of writing, outputs left out, workspaces used again.
 */
@Tag("simd")
class OptionInvariantsTest {
  private static final long[] BUDGETS = {Workspace.DEFAULT_BUDGET, 0};

  /** Losses of all kinds over batches that have everything. */
  static Stream<ContrastiveCase> cases() {
    return Stream.of(new int[] {70, 140, 23}, new int[] {9, 20, 5}).flatMap(shape -> cases(shape));
  }

  private static Stream<ContrastiveCase> cases(int[] shape) {
    RandomGenerator random = new SplittableRandom(shape[0]);
    RankingLoss cosine = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingLoss distance = RankingLoss.of(Similarity.EUCLIDEAN, 20);
    RankingBatch plain = ContrastiveCases.batch(Similarity.RAW_COSINE, shape, random);
    RankingBatch queue = ContrastiveCases.withQueue(plain, 19, random);
    RankingBatch own = ContrastiveCases.withOwnNegatives(queue, 2, random);
    RankingBatch ids = ContrastiveCases.withIds(own, random);
    RankingBatch weights = ContrastiveCases.withWeights(ids, random);
    RankingBatch guide =
        ContrastiveCases.withGuide(ContrastiveCases.withIds(queue, random), 9, random);
    Hardness hardness = new Hardness(4, Hardness.Negatives.HARD);
    MarginFilter margin = MarginFilter.absolute(0.1);
    return Stream.of(
        new ContrastiveCase(cosine, own),
        new ContrastiveCase(cosine.withSymmetric(true), weights),
        new ContrastiveCase(distance.withDirections(Directions.GTE), weights),
        new ContrastiveCase(distance.withSymmetric(true).withHardness(hardness), ids),
        new ContrastiveCase(cosine.withMarginFilter(margin).withReduction(Reduction.NONE), ids),
        new ContrastiveCase(cosine.withSymmetric(true).withMarginFilter(margin), guide),
        new ContrastiveCase(distance.withSharedIds(SharedIds.POSITIVES), weights),
        new ContrastiveCase(
            cosine.withObjective(Objective.SIGMOID).withBias(-6).withReduction(Reduction.SUM),
            weights),
        new ContrastiveCase(
            RankingLoss.of(Similarity.MANHATTAN, 300).withLabelSmoothing(0.1).withZLoss(0.01),
            weights),
        new ContrastiveCase(cosine.withScale(400).withDirections(Directions.GTE), weights),
        new ContrastiveCase(cosine.withSymmetric(true), plain));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyNumberOfThreadsGivesTheSameBits(ContrastiveCase each) {
    each.checkThreads();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreAddedToWhatTheOutputsHold(ContrastiveCase each) {
    for (long budget : BUDGETS) {
      ContrastiveResult alone = each.run(new Workspace(budget), Parallelism.sequential());
      Framed a = output(each.batch().anchors(), 0.25f);
      Framed c = output(each.batch().candidates(), -0.5f);
      Matrix negatives = each.batch().ownNegatives();
      Framed own = output(negatives == null ? Matrix.zeros(1, 1) : negatives, 2f);
      RankingGradients sink =
          each.sink(a.view(), c.view(), negatives == null ? null : own.view(), Update.ACCUMULATE);
      double value =
          each.loss()
              .forwardBackward(each.batch(), sink, new Workspace(budget), Parallelism.sequential());
      assertThat(value).isEqualTo(alone.value());
      assertThat(sink.scale()).isEqualTo(alone.gradients().scale());
      assertThat(sink.bias()).isEqualTo(alone.gradients().bias());
      assertSum(a.view(), 0.25f, alone.gradients().anchors());
      assertSum(c.view(), -0.5f, alone.gradients().candidates());
      if (negatives != null) {
        assertSum(own.view(), 2f, alone.gradients().ownNegatives());
      }
      a.assertFrameUntouched();
      c.assertFrameUntouched();
      own.assertFrameUntouched();
    }
  }

  private static Framed output(Matrix x, float content) {
    return Framed.output(x.rows(), x.columns(), content);
  }

  private static void assertSum(Matrix sum, float start, Matrix gradient) {
    for (int r = 0; r < sum.rows(); r++) {
      for (int k = 0; k < sum.columns(); k++) {
        float expected = start + gradient.get(r, k);
        // Groups of anchors and directions each add their share.
        float size = Math.max(Math.abs(expected), Math.abs(start));
        assertThat(Math.abs(sum.get(r, k) - expected)).isLessThanOrEqualTo(8 * Math.ulp(size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyOutputMayBeLeftOut(ContrastiveCase each) {
    for (long budget : BUDGETS) {
      ContrastiveResult all = each.run(new Workspace(budget), Parallelism.sequential());
      for (int wanted = 0; wanted < 8; wanted++) {
        Matrix a = (wanted & 1) == 0 ? null : like(each.batch().anchors());
        Matrix c = (wanted & 2) == 0 ? null : like(each.batch().candidates());
        boolean hasOwn = each.batch().ownNegatives() != null;
        Matrix own = (wanted & 4) == 0 || !hasOwn ? null : like(each.batch().ownNegatives());
        RankingGradients sink = each.sink(a, c, own, Update.OVERWRITE);
        double value =
            each.loss()
                .forwardBackward(
                    each.batch(), sink, new Workspace(budget), Parallelism.sequential());
        assertThat(value).isEqualTo(all.value());
        assertThat(sink.scale()).isEqualTo(all.gradients().scale());
        assertThat(sink.bias()).isEqualTo(all.gradients().bias());
        assertSame(a, all.gradients().anchors());
        assertSame(c, all.gradients().candidates());
        assertSame(own, all.gradients().ownNegatives());
      }
    }
  }

  private static Matrix like(Matrix x) {
    return Framed.output(x.rows(), x.columns(), Float.NaN).view();
  }

  private static void assertSame(Matrix actual, Matrix expected) {
    if (actual != null) {
      assertThat(actual.toArray()).isEqualTo(expected.toArray());
    }
  }

  @Test
  void aWorkspaceRemembersNothingOfOtherOptionsAndShapes() {
    List<ContrastiveCase> all = cases().toList();
    for (long budget : BUDGETS) {
      List<ContrastiveResult> fresh =
          all.stream()
              .map(each -> each.run(new Workspace(budget), Parallelism.sequential()))
              .toList();
      Workspace workspace = new Workspace(budget);
      RandomGenerator random = new SplittableRandom(3);
      for (int turn = 0; turn < 4 * all.size(); turn++) {
        int next = random.nextInt(all.size());
        all.get(next).run(workspace, Parallelism.sequential()).assertSameBits(fresh.get(next));
      }
    }
  }

  @Test
  void withoutAReportTheValueIsTheSame() {
    cases()
        .forEach(each -> {
          ContrastiveResult full = each.run(new Workspace(), Parallelism.sequential());
          RankingGradients sink = each.sink(null, null, null, Update.OVERWRITE);
          assertThat(
                  each.loss()
                      .forwardBackward(
                          each.batch(), sink, new Workspace(), Parallelism.sequential()))
              .isEqualTo(full.value());
          RankingReport losses = RankingReport.ofLosses();
          each.loss()
              .forwardBackward(
                  each.batch(), sink, losses, new Workspace(), Parallelism.sequential());
          for (int i = 0; i < losses.size(); i++) {
            assertThat(losses.loss(i)).isEqualTo(full.report().loss(i));
          }
        });
  }
}
