package io.github.contrastive4j.examples.javadocsearch;

import java.time.Duration;

/**
 * How a model is trained.
 *
 * @param epochs passes over the training pairs, at least 1
 * @param budget training ends here even if epochs are left
 * @param batchSize pairs in a batch, at least 2
 * @param dimension columns of an embedding
 * @param learningRate of the table at the first step; the last step has 0
 * @param projectionLearningRate the same for the projections
 * @param scale factor on the similarity (1 + cos)/2: 40 is 20 on the raw cosine
 * @param dropout probability that a feature is left out of a batch, in [0, 1)
 * @param seed of everything random
 */
public record TrainingSettings(
    int epochs,
    Duration budget,
    int batchSize,
    int dimension,
    double learningRate,
    double projectionLearningRate,
    double scale,
    double dropout,
    long seed) {

  /** Checks the numbers. */
  public TrainingSettings {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(budget.isPositive(), "budget", budget, "more than 0");
    require(batchSize >= 2, "batchSize", batchSize, "at least 2");
    require(dimension >= 1, "dimension", dimension, "at least 1");
    require(learningRate > 0, "learningRate", learningRate, "more than 0");
    require(scale > 0, "scale", scale, "more than 0");
    require(dropout >= 0 && dropout < 1, "dropout", dropout, "in [0, 1)");
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
    }
  }
}
