package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The Euclidean norm of the gradients of several parameters together, and a limit on it: a batch
 * that gives an unusually large gradient makes a step of usual length. Pascanu et al., arXiv
 * 1211.5063.
 *
 * <p>To be called between the backward pass and the step, for the parameters of all optimizers at
 * once.
 */
public final class GradientNorm {
  private GradientNorm() {}

  /**
   * The norm of all gradients.
   *
   * @param parameters whose gradients count, each once, those that are frozen not
   * @return √Σg², finite
   * @throws NullPointerException if {@code parameters} or one of them is null
   * @throws IllegalArgumentException if a gradient has an element that is not finite
   */
  public static double of(Collection<Parameter> parameters) {
    return norm(distinct(parameters));
  }

  /**
   * Scales all gradients by one factor if their norm is above a limit, so that it is the limit.
   *
   * @param parameters whose gradients count, each once, those that are frozen not
   * @param maxNorm the limit, above 0; 1 is usual
   * @return the norm before
   * @throws NullPointerException if {@code parameters} or one of them is null
   * @throws IllegalArgumentException if the limit is out of range, or a gradient has an element
   *     that is not finite; then no gradient has been changed
   */
  public static double clip(Collection<Parameter> parameters, double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("maxNorm is " + maxNorm + ", expected a number above 0");
    }
    Set<Parameter> distinct = distinct(parameters);
    double norm = norm(distinct);
    if (norm > maxNorm) {
      double factor = maxNorm / norm;
      distinct.forEach(parameter -> scale(parameter.gradient().values(), factor));
    }
    return norm;
  }

  /** Towers may share parameters; no optimizer steps what is frozen. */
  private static Set<Parameter> distinct(Collection<Parameter> parameters) {
    Objects.requireNonNull(parameters, "parameters is null, expected what has gradients");
    Set<Parameter> distinct = new LinkedHashSet<>();
    for (Parameter parameter : parameters) {
      Objects.requireNonNull(parameter, "parameters has null, expected what has gradients");
      if (!parameter.isFrozen()) {
        distinct.add(parameter);
      }
    }
    return distinct;
  }

  private static double norm(Set<Parameter> parameters) {
    double squares = 0;
    for (Parameter parameter : parameters) {
      double share = squares(parameter.gradient().values());
      if (!Double.isFinite(share)) {
        Matrix value = parameter.value();
        throw new IllegalArgumentException(
            "the gradient of a parameter of %d x %d has NaN or ∞, expected finite numbers"
                .formatted(value.rows(), value.columns()));
      }
      squares += share;
    }
    return Math.sqrt(squares);
  }

  private static double squares(Matrix gradient) {
    double sum = 0;
    for (int r = 0; r < gradient.rows(); r++) {
      int start = gradient.start(r);
      for (int c = 0; c < gradient.columns(); c++) {
        double element = gradient.data()[start + c];
        sum += element * element;
      }
    }
    return sum;
  }

  private static void scale(Matrix gradient, double factor) {
    for (int r = 0; r < gradient.rows(); r++) {
      int start = gradient.start(r);
      for (int c = 0; c < gradient.columns(); c++) {
        gradient.data()[start + c] = (float) (gradient.data()[start + c] * factor);
      }
    }
  }
}
