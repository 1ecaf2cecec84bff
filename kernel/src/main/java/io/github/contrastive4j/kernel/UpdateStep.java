package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.ElementUpdate;
import java.util.Objects;

/**
 * One step of an {@link UpdateRule}, for any number of elements: each is changed the same way,
 * whichever others come along. Immutable and safe to share. Allocates nothing, once the JIT
 * compiler has seen the loops; without the Vector API each thread keeps 16 KiB, as long as it
 * lives.
 */
public final class UpdateStep {
  private final int stateCount;
  private final ElementUpdate update;

  UpdateStep(int stateCount, ElementUpdate update) {
    this.stateCount = stateCount;
    this.update = update;
  }

  /**
   * Changes values, and their states, against their gradients. NaN and ∞ spread as arithmetic has
   * it.
   *
   * @param gradients array of the gradients
   * @param gradientsStart first of them
   * @param states as many arrays as the rule has {@linkplain UpdateRule#stateCount() running
   *     values}
   * @param statesStart first element in each of them
   * @param values array of the values; all arrays are different ones
   * @param valuesStart first of them
   * @param length number of elements, at least 0
   * @throws NullPointerException if an array is null
   * @throws IllegalArgumentException if the number of states differs, or an array is there twice;
   *     nothing has been written then
   * @throws IndexOutOfBoundsException if elements lie outside of their array; nothing has been
   *     written then
   */
  public void apply(
      float[] gradients,
      int gradientsStart,
      float[][] states,
      int statesStart,
      float[] values,
      int valuesStart,
      int length) {
    Objects.requireNonNull(gradients, "gradients is null, expected an array");
    Objects.requireNonNull(states, "states is null, expected an array for each running value");
    Objects.requireNonNull(values, "values is null, expected an array");
    requireCount(states.length);
    Arguments.requireElements("gradients", gradients, gradientsStart, length);
    Arguments.requireElements("values", values, valuesStart, length);
    requireOwn("gradients", gradients != values);
    for (int s = 0; s < stateCount; s++) {
      requireState(s, states[s]);
      Arguments.requireElements("states", states[s], statesStart, length);
      boolean own = states[s] != values && states[s] != gradients;
      requireOwn("states", own && (s == 0 || states[s] != states[0]));
    }
    update.apply(gradients, gradientsStart, states, statesStart, values, valuesStart, length);
  }

  /** Runs for each row of a table: no message is made unless it is needed. */
  private void requireCount(int length) {
    if (length != stateCount) {
      throw new IllegalArgumentException(
          "states.length is %d, expected %d".formatted(length, stateCount));
    }
  }

  private static void requireState(int number, float[] state) {
    if (state == null) {
      throw new NullPointerException("states[%d] is null, expected an array".formatted(number));
    }
  }

  private static void requireOwn(String name, boolean own) {
    if (!own) {
      throw new IllegalArgumentException(
          name + " has an array that is there twice, expected different arrays");
    }
  }
}
