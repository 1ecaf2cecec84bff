package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

/** A loss with options, a batch for it, and the ways to hold the kernel against the truth. */
record ContrastiveCase(RankingLoss loss, RankingBatch batch) {
  private static final double UPSTREAM = 0.7;
  private static final double TOLERANCE = 3e-6;
  private static final long[] BUDGETS = {Workspace.DEFAULT_BUDGET, 0};

  Float64ContrastiveLoss truth() {
    return new Float64ContrastiveLoss(loss, batch, UPSTREAM, rowUpstream());
  }

  private double[] rowUpstream() {
    return loss.reduction() == Reduction.NONE
        ? new SplittableRandom(77).doubles(batch.anchors().rows(), -1, 1.5).toArray()
        : null;
  }

  /** Fails unless value, gradients and report are those of the truth, for every budget. */
  Float64ContrastiveLoss check() {
    Float64ContrastiveLoss truth = truth();
    assertThat(truth.isClear).as("%s: a clear decision of the margin filter", this).isTrue();
    // An error of a logit is proportional to the logit, and an error of the result to that; of a
    // squared distance up to three bits cancel.
    double cancelled = loss.similarity() == Similarity.EUCLIDEAN ? 2 : 1;
    double tolerance = TOLERANCE * cancelled * Math.max(1, truth.largestLogit / 20);
    for (long budget : BUDGETS) {
      try {
        Workspace workspace = new Workspace(budget);
        run(workspace, Parallelism.sequential()).assertCloseTo(truth, tolerance);
        double alone = loss.forward(batch, workspace, Parallelism.sequential());
        ContrastiveResult.assertNumber("loss alone", alone, truth.loss, tolerance * truth.lossSize);
        RankingReport report = RankingReport.ofLossesAndRanks();
        alone = loss.forward(batch, report, workspace, Parallelism.sequential());
        ContrastiveResult.assertNumber("loss alone", alone, truth.loss, tolerance * truth.lossSize);
        ContrastiveResult.assertReport(report, truth, tolerance);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("%s, budget %d: %s".formatted(this, budget, e.getMessage()), e);
      }
    }
    return truth;
  }

  /** Fails unless one, two and three threads give the same bits, for every budget. */
  void checkThreads() {
    for (long budget : BUDGETS) {
      ContrastiveResult alone = run(new Workspace(budget), Parallelism.sequential());
      double value = loss.forward(batch, new Workspace(budget), Parallelism.sequential());
      for (int workers = 2; workers <= 3; workers++) {
        try (Parallelism team = Parallelism.workers(workers)) {
          run(new Workspace(budget), team).assertSameBits(alone);
          assertThat(loss.forward(batch, new Workspace(budget), team)).isEqualTo(value);
        } catch (AssertionError e) {
          throw new AssertionError(
              "%s, budget %d, %d threads: %s".formatted(this, budget, workers, e.getMessage()), e);
        }
      }
    }
  }

  ContrastiveResult run(Workspace workspace, Parallelism parallelism) {
    Framed a = output(batch.anchors());
    Framed c = output(batch.candidates());
    Framed own = batch.ownNegatives() == null ? null : output(batch.ownNegatives());
    RankingGradients sink =
        sink(a.view(), c.view(), own == null ? null : own.view(), Update.OVERWRITE);
    RankingReport report = RankingReport.ofLossesAndRanks();
    double value = loss.forwardBackward(batch, sink, report, workspace, parallelism);
    a.assertFrameUntouched();
    c.assertFrameUntouched();
    if (own != null) {
      own.assertFrameUntouched();
    }
    return new ContrastiveResult(value, sink, report);
  }

  /** A sink for all gradients, with the upstream factors of this case. */
  RankingGradients sink() {
    Matrix own = batch.ownNegatives();
    return sink(
        like(batch.anchors()),
        like(batch.candidates()),
        own == null ? null : like(own),
        Update.OVERWRITE);
  }

  private static Matrix like(Matrix x) {
    return Matrix.zeros(x.rows(), x.columns());
  }

  /** A sink with the upstream factors of this case. */
  RankingGradients sink(Matrix anchors, Matrix candidates, Matrix ownNegatives, Update update) {
    return RankingGradients.into(anchors, candidates)
        .withOwnNegatives(ownNegatives)
        .withUpdate(update)
        .withUpstream(UPSTREAM)
        .withRowUpstream(rowUpstream());
  }

  private static Framed output(Matrix x) {
    return Framed.output(x.rows(), x.columns(), Float.NaN);
  }

  /** The options that are not those of the plain loss, and what the batch has. */
  @Override
  public String toString() {
    RankingLoss plain = RankingLoss.of(loss.similarity(), loss.scale());
    StringBuilder text = new StringBuilder();
    text.append(loss.similarity()).append(" scale ").append(loss.scale());
    append(text, "bias", loss.bias(), plain.bias());
    append(text, "objective", loss.objective(), plain.objective());
    append(text, "directions", loss.directions(), plain.directions());
    append(text, "labelSmoothing", loss.labelSmoothing(), plain.labelSmoothing());
    append(text, "zLoss", loss.zLoss(), plain.zLoss());
    append(text, "reduction", loss.reduction(), plain.reduction());
    append(text, "hardness", loss.hardness(), plain.hardness());
    append(text, "marginFilter", loss.marginFilter(), plain.marginFilter());
    append(text, "sharedIds", loss.sharedIds(), plain.sharedIds());
    text.append(", ").append(batch.anchors().rows());
    text.append(" x ").append(batch.candidates().rows());
    text.append(" x ").append(batch.anchors().columns());
    append(text, "targets", batch.targets() == null ? "diagonal" : "given", "diagonal");
    append(text, "queue", batch.queue() == null ? 0 : batch.queue().rows(), 0);
    append(text, "ownNegatives", batch.ownNegatives() == null ? 0 : batch.ownNegatives().rows(), 0);
    append(text, "kinds of ids", batch.ids().size(), 0);
    append(text, "weights", batch.weights() == null ? "none" : "given", "none");
    append(text, "guide", batch.guide() == null ? "none" : "given", "none");
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Object value, Object usual) {
    if (!value.equals(usual)) {
      text.append(", ").append(name).append(' ').append(value);
    }
  }
}
