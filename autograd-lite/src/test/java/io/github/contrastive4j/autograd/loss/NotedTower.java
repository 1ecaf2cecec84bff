package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.autograd.loss.GradCache.Tower;
import io.github.contrastive4j.autograd.nn.Dropout;
import io.github.contrastive4j.autograd.nn.Linear;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.kernel.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A tower over given inputs that notes the randomness of its chunks. */
final class NotedTower {
  static final int INPUTS = 7;

  /** Dropout between two layers. */
  static final class Encoder extends Module {
    private final Linear first;
    private final Linear second;
    private final Dropout dropout;

    Encoder(int hidden, SplittableRandom random) {
      first = register("first", new Linear(INPUTS, hidden, random));
      second = register("second", new Linear(hidden, 5, random));
      dropout = register("dropout", new Dropout(0.3, random));
    }

    Variable forward(Variable x, RandomGenerator random) {
      return x.tape()
          .withRandom(random, () -> second.forward(dropout.forward(first.forward(x).tanh())));
    }
  }

  final Encoder encoder;
  private final Matrix inputs;
  final Map<Integer, Long> seeds = new TreeMap<>();
  private final Map<Integer, Integer> ends = new TreeMap<>();

  NotedTower(Encoder encoder, Matrix inputs) {
    this.encoder = encoder;
    this.inputs = inputs;
  }

  Tower tower() {
    return new Tower(
        inputs.rows(),
        (tape, from, to) -> {
          long seed = tape.randomOr(null).nextLong();
          Long before = seeds.put(from, seed);
          assertThat(before).isIn(null, seed);
          ends.put(from, to);
          return encode(tape, from, to, seed);
        });
  }

  /** The whole batch with the randomness that was noted. */
  Variable all(Tape tape) {
    List<Variable> chunks = new ArrayList<>();
    seeds.forEach((from, seed) -> chunks.add(encode(tape, from, ends.get(from), seed)));
    return Variable.concatRows(chunks.toArray(Variable[]::new));
  }

  private Variable encode(Tape tape, int from, int to, long seed) {
    return encoder.forward(tape.constant(inputs.rowRange(from, to)), new SplittableRandom(seed));
  }
}
