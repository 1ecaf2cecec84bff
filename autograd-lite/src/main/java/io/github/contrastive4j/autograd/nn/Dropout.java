package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Inverted dropout: in training each element is 0 with probability rate, and otherwise divided by 1
 * − rate, which keeps its expectation; in evaluation nothing happens. Srivastava et al., JMLR 15
 * (2014).
 *
 * <p>Elements are drawn row after row, one {@code nextFloat()} each, so a generator in the same
 * state drops the same ones.
 */
public final class Dropout extends Module implements Layer {
  private final float rate;
  private final RandomGenerator random;

  /**
   * Makes a layer.
   *
   * @param rate probability that an element is dropped, in [0, 1)
   * @param random decides about each element, outside of {@link
   *     io.github.contrastive4j.autograd.Tape#withRandom}
   * @throws IllegalArgumentException if the rate is out of range
   */
  public Dropout(double rate, RandomGenerator random) {
    if (!(rate >= 0 && (float) rate < 1)) {
      throw new IllegalArgumentException("rate is " + rate + ", expected a number in [0, 1)");
    }
    this.rate = (float) rate;
    this.random = Objects.requireNonNull(random, "random is null, expected a generator");
  }

  @Override
  public Variable forward(Variable x) {
    Objects.requireNonNull(x, "x is null, expected a variable");
    if (!isTraining() || rate == 0) {
      return x;
    }
    RandomGenerator generator = x.tape().randomOr(random);
    Matrix mask = x.tape().allocate(x.rows(), x.columns());
    float kept = 1 / (1 - rate);
    for (int k = 0; k < x.rows() * x.columns(); k++) {
      mask.data()[k] = generator.nextFloat() < rate ? 0 : kept;
    }
    return x.multiply(x.tape().constant(mask));
  }
}
