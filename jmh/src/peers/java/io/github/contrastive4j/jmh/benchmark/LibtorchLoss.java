package io.github.contrastive4j.jmh.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import io.github.contrastive4j.kernel.RankingBatch;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.util.function.BiConsumer;

/**
 * The ranking loss with its gradients as one writes it for libtorch: eager operations and autograd.
 *
 * <p>What no later operation needs is released at once, as reference counts do in Python, and each
 * step has fresh leaves, as after {@code zero_grad}: memory and time are the least that this way of
 * writing it takes.
 */
final class LibtorchLoss implements AutoCloseable {
  private static final double EPSILON = 1e-12;

  private final Engine engine;
  private final RankingLoss loss;
  private final NDManager manager;
  private final NDArray anchors;
  private final NDArray candidates;
  private final NDArray labels;

  /**
   * Copies the batch into libtorch's memory.
   *
   * @param engine libtorch
   * @param loss cosine or dot product
   * @param batch as many candidates as anchors, in their order
   */
  LibtorchLoss(Engine engine, RankingLoss loss, RankingBatch batch) {
    if (loss.similarity() != Similarity.RAW_COSINE && loss.similarity() != Similarity.DOT_PRODUCT) {
      throw new IllegalArgumentException(
          "similarity is " + loss.similarity() + ", expected RAW_COSINE or DOT_PRODUCT");
    }
    this.engine = engine;
    this.loss = loss;
    this.manager = engine.newBaseManager();
    this.anchors = Libtorch.copy(batch.anchors(), manager);
    this.candidates = Libtorch.copy(batch.candidates(), manager);
    int rows = batch.anchors().rows();
    this.labels = manager.arange(0, rows, 1, DataType.INT64).reshape(rows, 1);
  }

  /** One step, whose gradients go nowhere. */
  double step() {
    return step((a, c) -> {});
  }

  /**
   * One step.
   *
   * @param gradients receives those of the anchors and of the candidates, for as long as it runs
   * @return the loss
   */
  double step(BiConsumer<NDArray, NDArray> gradients) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector tape = engine.newGradientCollector()) {
      NDArray a = leaf(anchors, scope);
      NDArray c = leaf(candidates, scope);
      NDArray value = value(a, c);
      tape.backward(value);
      gradients.accept(a.getGradient(), c.getGradient());
      return value.getFloat();
    }
  }

  private static NDArray leaf(NDArray input, NDManager scope) {
    NDArray leaf = input.stopGradient();
    leaf.attach(scope);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private NDArray value(NDArray a, NDArray c) {
    try (NDArray logits = logits(a, c)) {
      NDArray rows = crossEntropy(logits);
      if (!loss.symmetric()) {
        return rows;
      }
      try (NDArray transposed = logits.transpose()) {
        return rows.add(crossEntropy(transposed)).div(2);
      }
    }
  }

  private NDArray logits(NDArray a, NDArray c) {
    boolean cosine = loss.similarity() == Similarity.RAW_COSINE;
    NDArray x = cosine ? a.normalize(2, 1, EPSILON) : a;
    NDArray y = cosine ? c.normalize(2, 1, EPSILON) : c;
    try (NDArray transposed = y.transpose();
        NDArray similarities = x.matMul(transposed)) {
      return similarities.mul(loss.scale());
    }
  }

  private NDArray crossEntropy(NDArray logits) {
    try (NDArray logProbabilities = logits.logSoftmax(1)) {
      return logProbabilities.gather(labels, 1).mean().neg();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
