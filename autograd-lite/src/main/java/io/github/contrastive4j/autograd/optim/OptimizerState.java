package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.kernel.Matrix;
import java.util.List;
import java.util.Objects;

/**
 * What an optimizer has to know to go on where it was: stored beside the values of the parameters,
 * training resumes as if it had not been interrupted.
 *
 * @param optimizer name of its class, such as AdamW: the running values of another one mean
 *     something else
 * @param steps how many steps have been made, at least 0
 * @param updates how many of them have updated each parameter: all but those in which it was frozen
 * @param values the running values, parameter by parameter in the order of the optimizer's, each of
 *     the shape of its parameter: none for SGD, the velocity for SGD with momentum, the sum of
 *     squares for Adagrad, mean and mean square for AdamW
 */
public record OptimizerState(
    String optimizer, long steps, List<Long> updates, List<Matrix> values) {

  /**
   * Checks the numbers, and that there are a name and values.
   *
   * @throws NullPointerException if {@code optimizer}, a list or an element of one is null
   * @throws IllegalArgumentException if {@code steps} is negative, or an element of {@code updates}
   *     is negative or above {@code steps}
   */
  public OptimizerState {
    Objects.requireNonNull(optimizer, "optimizer is null, expected the name of its class");
    if (steps < 0) {
      throw new IllegalArgumentException("steps is " + steps + ", expected at least 0");
    }
    Objects.requireNonNull(updates, "updates is null, expected a number for each parameter");
    for (int p = 0; p < updates.size(); p++) {
      Long update = updates.get(p);
      Objects.requireNonNull(update, "updates has null, expected a number for each parameter");
      if (update < 0 || update > steps) {
        throw new IllegalArgumentException(
            "updates[%d] is %d, expected 0 to the %d steps".formatted(p, update, steps));
      }
    }
    updates = List.copyOf(updates);
    Objects.requireNonNull(values, "values is null, expected the running values");
    for (int k = 0; k < values.size(); k++) {
      if (values.get(k) == null) {
        throw new NullPointerException("values[" + k + "] is null, expected a matrix");
      }
    }
    values = List.copyOf(values);
  }
}
