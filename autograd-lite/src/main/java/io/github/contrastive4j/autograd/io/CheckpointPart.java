package io.github.contrastive4j.autograd.io;

import io.github.contrastive4j.autograd.loss.EmbeddingQueue;
import io.github.contrastive4j.autograd.loss.EmbeddingQueueState;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.autograd.optim.Optimizer;
import io.github.contrastive4j.autograd.optim.OptimizerState;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What has a name in a checkpoint. Each of its arrays has a name too, which goes behind that of the
 * part.
 */
sealed interface CheckpointPart {

  /** What lies in matrices, which are written from where they lie, and read into it. */
  Map<String, Matrix> matrices();

  /** Everything else, always in the same order. */
  default Map<String, long[]> numbers() {
    return Map.of();
  }

  /**
   * What is to be done to go on from a file when its matrices have been read.
   *
   * @param numbers as {@link #numbers()}, of the file
   * @throws IllegalArgumentException if a number is out of range
   */
  default Runnable restoration(Map<String, long[]> numbers) {
    return () -> {};
  }

  /** A matrix of the caller. */
  record OfMatrix(Matrix matrix) implements CheckpointPart {
    @Override
    public Map<String, Matrix> matrices() {
      return Map.of("", matrix);
    }
  }

  /** The parameters of a module. */
  record OfModule(Module module) implements CheckpointPart {
    @Override
    public Map<String, Matrix> matrices() {
      Map<String, Matrix> matrices = new LinkedHashMap<>();
      module.state().forEach((parameter, value) -> matrices.put("/" + parameter, value));
      return matrices;
    }
  }

  /**
   * The state of an optimizer, under its kind: running values of another one mean something else.
   */
  record OfOptimizer(Optimizer optimizer) implements CheckpointPart {
    @Override
    public Map<String, Matrix> matrices() {
      OptimizerState state = optimizer.state();
      Map<String, Matrix> matrices = new LinkedHashMap<>();
      for (int k = 0; k < state.values().size(); k++) {
        matrices.put("/" + state.optimizer() + "/" + k, state.values().get(k));
      }
      return matrices;
    }

    /** The steps, and behind them those that have updated each parameter. */
    @Override
    public Map<String, long[]> numbers() {
      OptimizerState state = optimizer.state();
      LongStream updates = state.updates().stream().mapToLong(Long::longValue);
      LongStream all = LongStream.concat(LongStream.of(state.steps()), updates);
      return Map.of(steps(state), all.toArray());
    }

    @Override
    public Runnable restoration(Map<String, long[]> numbers) {
      OptimizerState old = optimizer.state();
      long[] read = numbers.get(steps(old));
      List<Long> updates = Arrays.stream(read).skip(1).boxed().toList();
      OptimizerState state = new OptimizerState(old.optimizer(), read[0], updates, old.values());
      return () -> optimizer.load(state);
    }

    private static String steps(OptimizerState state) {
      return "/" + state.optimizer() + "/steps";
    }
  }

  /** A queue of embeddings, with its free rows. */
  record OfQueue(EmbeddingQueue queue) implements CheckpointPart {
    private static final String IDS = "/ids";
    private static final String PLACES = "/places";

    @Override
    public Map<String, Matrix> matrices() {
      return Map.of("/rows", queue.state().rows());
    }

    /** The ids; how many rows are filled, and which one is next. */
    @Override
    public Map<String, long[]> numbers() {
      EmbeddingQueueState state = queue.state();
      Map<String, long[]> numbers = new LinkedHashMap<>();
      numbers.put(IDS, state.ids());
      numbers.put(PLACES, new long[] {state.size(), state.next()});
      return numbers;
    }

    @Override
    public Runnable restoration(Map<String, long[]> numbers) {
      int[] places = Arrays.stream(numbers.get(PLACES)).mapToInt(OfQueue::toInt).toArray();
      EmbeddingQueueState state =
          new EmbeddingQueueState(queue.state().rows(), numbers.get(IDS), places[0], places[1]);
      return () -> queue.load(state);
    }

    /** Out of range stays out of range. */
    private static int toInt(long place) {
      return Math.clamp(place, -1, Integer.MAX_VALUE);
    }
  }
}
