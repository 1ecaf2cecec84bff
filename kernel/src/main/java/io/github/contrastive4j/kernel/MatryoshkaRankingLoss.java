package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A ranking loss on nested prefixes of the embeddings: Σ_k weight_k · loss(the first d_k columns),
 * so that shortened embeddings are useful too. Kusupati et al., arXiv 2205.13147.
 *
 * <p>Each prefix is compared as rows of its own; a cosine normalizes it again, with norms of all
 * prefixes from one pass over each row. What is behind the widest one is not looked at. A guide
 * judges with all its columns. Immutable and safe to share between threads.
 *
 * <p>Cosines and dot products under a softmax in one or both directions share the products of
 * nested prefixes, so that all take little more than the widest alone, if all widths but the widest
 * are multiples of 32 and the memory has room for the similarities of all prefixes, of 96 anchors
 * at the least. That is without a z-loss, a guide and negatives that one anchor has for itself,
 * where it saves time, and where no prefix is a vanishing part (2⁻⁴⁰) of a row. Else prefixes are
 * computed in turn, and take as long as that.
 *
 * <p>A call takes some 400 bytes from the heap for each prefix, some 1.1 KiB where there are ids, a
 * queue and own negatives, and with a report 8 bytes for each row and prefix; if prefixes are
 * computed in turn only because one vanishes, their plans too.
 */
public final class MatryoshkaRankingLoss {
  private final RankingLoss loss;
  private final int[] columns;
  private final double[] weights;

  /** Which prefix comes in which place, the widest first. */
  private final int[] order;

  /** Columns of all prefixes, ascending. */
  private final int[] ends;

  /**
   * Makes the loss.
   *
   * @param loss the loss on each prefix
   * @param columns d_k, at least 1 each, none twice, in any order
   * @param weights weight_k, finite
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there are no prefixes, their numbers differ, or a number is
   *     out of range
   */
  public MatryoshkaRankingLoss(RankingLoss loss, int[] columns, double[] weights) {
    this.loss = Objects.requireNonNull(loss, "loss is null, expected a ranking loss");
    this.columns = Objects.requireNonNull(columns, "columns is null, expected widths").clone();
    this.weights = Objects.requireNonNull(weights, "weights is null, expected factors").clone();
    Arguments.require(columns.length >= 1, "length of columns", columns.length, "at least 1");
    Arguments.require(
        weights.length == columns.length, "length of weights", weights.length, columns.length + "");
    for (int k = 0; k < columns.length; k++) {
      Arguments.require(columns[k] >= 1, "columns[" + k + "]", columns[k], "at least 1");
      Arguments.require(
          Double.isFinite(weights[k]), "weights[" + k + "]", weights[k], "a finite number");
    }
    ends = Arrays.stream(columns).sorted().distinct().toArray();
    Arguments.require(
        ends.length == columns.length, "columns", Arrays.toString(columns), "no width twice");
    order = new int[columns.length];
    for (int k = 0; k < columns.length; k++) {
      order[columns.length - 1 - Arrays.binarySearch(ends, columns[k])] = k;
    }
  }

  /**
   * Computes the loss alone.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if another call is using the workspace
   * @throws IllegalArgumentException as in {@link RankingLoss#forward(RankingBatch, Workspace,
   *     Parallelism)}, or if a prefix is wider than the batch
   */
  public double forward(RankingBatch batch, Workspace workspace, Parallelism parallelism) {
    return run(batch, null, null, workspace, parallelism);
  }

  /**
   * Computes the loss alone, and reports on its rows.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param report where Σ_k weight_k ℓ_i go, and the ranks in the prefix that was named first; or
   *     null
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss
   * @throws NullPointerException if an argument but the report is null
   * @throws IllegalStateException if another call is using the workspace
   * @throws IllegalArgumentException as in {@link RankingLoss#forward(RankingBatch, Workspace,
   *     Parallelism)}, or if a prefix is wider than the batch
   */
  public double forward(
      RankingBatch batch, RankingReport report, Workspace workspace, Parallelism parallelism) {
    return run(batch, null, report, workspace, parallelism);
  }

  /**
   * Computes the loss and its gradients.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param gradients where the gradients go, for all columns; those in no prefix get 0
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss, without the upstream factor
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if another call is using the workspace
   * @throws IllegalArgumentException as in {@link #forward(RankingBatch, Workspace, Parallelism)},
   *     or if a gradient does not fit, or upstream, weights and scale together are beyond float32;
   *     nothing has been written then
   */
  public double forwardBackward(
      RankingBatch batch,
      RankingGradients gradients,
      Workspace workspace,
      Parallelism parallelism) {
    return forwardBackward(batch, gradients, null, workspace, parallelism);
  }

  /**
   * Computes the loss and its gradients, and reports on the rows.
   *
   * @param batch anchors, candidates, targets and what else belongs to the data
   * @param gradients where the gradients go, for all columns; those in no prefix get 0
   * @param report where Σ_k weight_k ℓ_i go, and the ranks in the prefix that was named first; or
   *     null
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @return the loss, without the upstream factor
   * @throws NullPointerException if an argument but the report is null
   * @throws IllegalStateException if another call is using the workspace
   * @throws IllegalArgumentException as in {@link #forward(RankingBatch, Workspace, Parallelism)},
   *     or if a gradient does not fit, or upstream, weights and scale together are beyond float32;
   *     nothing has been written then
   */
  public double forwardBackward(
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(gradients, "gradients is null, expected where the gradients go");
    return run(batch, gradients, report, workspace, parallelism);
  }

  /** What a call takes of a workspace, whether prefixes are worked on together or in turn. */
  long bytes(RankingBatch batch, boolean gradients, int workers, long budget) {
    requireWidth(batch);
    List<RankingPlan> inTurn = new ArrayList<>();
    for (int k : order) {
      RankingShape shape = RankingShape.of(loss, batch.prefix(columns[k]), gradients);
      inTurn.add(RankingPlan.of(shape, budget));
    }
    RankingPlan widest = inTurn.getFirst();
    long bytes = widest.bytes(PrefixPlans.longest(inTurn, workers), workers);
    if (PrefixPlans.workedOnTogether(loss, widest.shape(), ends, budget)) {
      RankingPlan together = PrefixPlans.plan(widest.shape(), ends.length, budget);
      bytes = Math.max(bytes, together.bytes(workers));
    }
    return bytes + PrefixNorms.bytes(batch, columns.length);
  }

  private void requireWidth(RankingBatch batch) {
    int widest = columns[order[0]];
    int width = batch.anchors().columns();
    Arguments.require(widest <= width, "the widest prefix", widest, "at most " + width);
  }

  private double run(
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(batch, "batch is null, expected anchors and candidates");
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    requireWidth(batch);
    batch.checkArrays();
    if (gradients != null) {
      gradients.check(batch, loss.reduction());
    }
    OptionConflicts.check(loss, batch);
    workspace.enter();
    try (Crew crew = workspace.assemble(parallelism, batch, gradients != null)) {
      workspace.prefixNorms().measure(batch, ends, crew);
      double value = run(batch, gradients, report, workspace, crew);
      workspace.complete();
      return value;
    } finally {
      workspace.leave();
    }
  }

  private double run(
      RankingBatch batch,
      RankingGradients gradients,
      RankingReport report,
      Workspace workspace,
      Crew crew) {
    List<PrefixPart> parts = new ArrayList<>();
    for (int k : order) {
      RankingGradients sink = gradients == null ? null : gradients.prefix(columns[k], weights[k]);
      RankingReport about = k == 0 || report == null ? report : RankingReport.ofLosses();
      parts.add(new PrefixPart(batch.prefix(columns[k]), sink, about));
    }
    double[] losses = new double[order.length];
    PrefixNorms norms = workspace.prefixNorms();
    workspace.prefixes().run(loss, parts, ends, workspace.budget(), crew, norms, losses);
    double total = 0;
    double scaleGradient = 0;
    double biasGradient = 0;
    double[] rows = new double[report == null ? 0 : batch.anchors().rows()];
    for (int place = 0; place < order.length; place++) {
      PrefixPart part = parts.get(place);
      double weight = weights[order[place]];
      total += weight * losses[place];
      for (int i = 0; i < rows.length; i++) {
        rows[i] += weight * part.report().loss(i);
      }
      if (gradients != null) {
        scaleGradient += part.gradients().scale();
        biasGradient += part.gradients().bias();
      }
    }
    if (gradients != null) {
      gradients.clearBeyond(columns[order[0]]);
      gradients.set(scaleGradient, biasGradient);
    }
    if (report != null) {
      report.setLosses(rows);
    }
    return total;
  }
}
