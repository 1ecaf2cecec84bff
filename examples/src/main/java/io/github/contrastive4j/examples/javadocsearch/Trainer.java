package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.IndexBags;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.loss.Distance;
import io.github.contrastive4j.autograd.loss.MultipleNegativesRankingLoss;
import io.github.contrastive4j.autograd.optim.Adagrad;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains a model with the symmetric Multiple Negatives Ranking Loss and Adagrad: all other methods
 * of a batch are negatives of a query, and all other queries of a method.
 *
 * <p>The learning rate falls linearly to 0, with the share of the steps or of the time budget that
 * is used up, whichever is greater.
 */
public final class Trainer {
  private final TwoTowerModel model;
  private final TrainingSettings settings;
  private final Tape tape;

  /** Is told how training goes. */
  public interface Observer {
    /**
     * A batch is done.
     *
     * @param pairs pairs in it
     * @param loss its loss
     */
    void batch(int pairs, double loss);

    /**
     * An epoch is done; also called after the last one if time ran out in the middle of it.
     *
     * @param epoch from 1 on
     * @param meanLoss mean loss of its batches
     */
    void epoch(int epoch, double meanLoss);
  }

  /**
   * A trainer.
   *
   * @param model trained in place
   * @param settings how
   * @param tape where steps are recorded; nobody else may use it while training
   */
  public Trainer(TwoTowerModel model, TrainingSettings settings, Tape tape) {
    this.model = model;
    this.settings = settings;
    this.tape = tape;
  }

  /**
   * Trains until the epochs or the time are used up, but at least one batch.
   *
   * @param queries features of the queries
   * @param declarations features of the declarations, in the same order
   * @param sampler deals their indices into batches
   * @param observer is told
   */
  public void train(
      List<FeatureBag> queries,
      List<FeatureBag> declarations,
      BatchSampler sampler,
      Observer observer) {
    MultipleNegativesRankingLoss loss =
        new MultipleNegativesRankingLoss(settings.scale(), Distance.COSINE, true);
    Schedule schedule =
        new Schedule((long) settings.epochs() * sampler.batchesPerEpoch(), settings.budget());
    Adagrad tableOptimizer =
        new Adagrad(model.tableParameters(), schedule.from(settings.learningRate()));
    Adagrad projectionOptimizer =
        new Adagrad(model.projectionParameters(), schedule.from(settings.projectionLearningRate()));
    SplittableRandom random = new SplittableRandom(settings.seed());
    for (int epoch = 1;
        epoch <= settings.epochs() && (epoch == 1 || !schedule.timeIsUp());
        epoch++) {
      double lossSum = 0;
      int batches = 0;
      for (int[] batch : sampler.epoch()) {
        if (batches > 0 && schedule.timeIsUp()) {
          break;
        }
        tape.reset();
        Variable anchors = model.queries(tape, select(queries, batch, random));
        Variable positives = model.declarations(tape, select(declarations, batch, random));
        Variable value = loss.forward(anchors, positives);
        value.backward();
        tableOptimizer.step(tape.parallelism());
        projectionOptimizer.step(tape.parallelism());
        tableOptimizer.zeroGradients();
        projectionOptimizer.zeroGradients();
        lossSum += value.scalar();
        batches++;
        observer.batch(batch.length, value.scalar());
      }
      observer.epoch(epoch, lossSum / Math.max(1, batches));
    }
  }

  private IndexBags select(List<FeatureBag> bags, int[] batch, SplittableRandom random) {
    List<FeatureBag> selected = Arrays.stream(batch).mapToObj(bags::get).toList();
    return FeatureBag.join(selected, settings.dropout(), random);
  }
}
