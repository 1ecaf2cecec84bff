package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.UpdateRule;
import io.github.contrastive4j.kernel.UpdateStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A step of an optimizer on B × D values, on the calling thread: as one run, as a dense parameter
 * has it, and row by row in the order of a shuffle, as a table of embeddings has it. There is no
 * rate: how many operations a square root is worth is a matter of taste.
 */
public class UpdateBenchmark extends TimedBenchmark {
  private static final double RATE = 1e-3;

  /** The rule. */
  @Param public Rule rule;

  /** Rules with the numbers that are usual. */
  public enum Rule {
    /** Stochastic gradient descent. */
    SGD(new UpdateRule.Sgd()),
    /** Gradient descent with momentum. */
    MOMENTUM(new UpdateRule.Momentum(0.9)),
    /** Adagrad. */
    ADAGRAD(new UpdateRule.Adagrad(1e-10)),
    /** Adam with decoupled weight decay. */
    ADAM_W(new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0.01));

    private final UpdateRule rule;

    Rule(UpdateRule rule) {
      this.rule = rule;
    }
  }

  private UpdateStep step;
  private float[] values;
  private float[][] states;
  private float[] gradients;
  private int[] order;

  /**
   * Draws values and gradients, and checks the first step on the last element.
   *
   * @param pairs the shape
   */
  @Setup
  public void setUp(Pairs pairs) {
    RandomGenerator random = Pairs.random();
    values = Pairs.gaussian(random, pairs.B, pairs.D).data();
    gradients = Pairs.gaussian(random, pairs.B, pairs.D).data();
    states = new float[rule.rule.stateCount()][values.length];
    step = rule.rule.at(RATE, 1);
    List<Integer> rows = new ArrayList<>(IntStream.range(0, pairs.B).boxed().toList());
    Collections.shuffle(rows, new Random(1));
    order = rows.stream().mapToInt(row -> row).toArray();
    int last = values.length - 1;
    double w = values[last];
    double g = gradients[last];
    run();
    double change =
        switch (rule) {
          case SGD, MOMENTUM -> RATE * g;
          case ADAGRAD -> RATE * Math.signum(g);
          case ADAM_W -> RATE * (0.01 * w + Math.signum(g));
        };
    Check.close("last element", values[last], w - change, 1e-6);
  }

  /**
   * All values as one run.
   *
   * @return the values
   */
  @Benchmark
  public float[] run() {
    step.apply(gradients, 0, states, 0, values, 0, values.length);
    return values;
  }

  /**
   * Row by row.
   *
   * @param pairs the shape
   * @return the values
   */
  @Benchmark
  public float[] rows(Pairs pairs) {
    for (int k = 0; k < order.length; k++) {
      int at = order[k] * pairs.D;
      step.apply(gradients, k * pairs.D, states, at, values, at, pairs.D);
    }
    return values;
  }
}
