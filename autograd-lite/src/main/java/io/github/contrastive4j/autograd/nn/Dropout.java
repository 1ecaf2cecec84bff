package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.DropoutMask;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Inverted dropout: in training each element is 0 with probability rate, and otherwise divided by 1
 * − rate, which keeps its expectation; in evaluation nothing happens. Srivastava et al., JMLR 15
 * (2014).
 *
 * <p>Each call in training draws one {@code nextLong()}, if the rate is not 0, so a generator in
 * the same state drops the same elements.
 */
public final class Dropout extends Module implements Layer {
  private final double rate;
  private final RandomGenerator random;

  /**
   * Makes a layer.
   *
   * @param rate probability that an element is dropped, in [0, 1 − 2⁻²⁵)
   * @param random decides about the elements, outside of {@link
   *     io.github.contrastive4j.autograd.Tape#withRandom}
   * @throws IllegalArgumentException if the rate is out of range
   */
  public Dropout(double rate, RandomGenerator random) {
    // Refuses what the masks of later calls would refuse.
    this.rate = new DropoutMask(rate, 0).rate();
    this.random = Objects.requireNonNull(random, "random is null, expected a generator");
  }

  @Override
  public Variable forward(Variable x) {
    Objects.requireNonNull(x, "x is null, expected a variable");
    if (!isTraining() || rate == 0) {
      return x;
    }
    return x.dropout(rate, x.tape().randomOr(random).nextLong());
  }
}
