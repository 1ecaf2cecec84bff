package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Collection;
import java.util.Objects;

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
   * @param parameters whose gradients count; a parameter without one counts as 0
   * @return √Σg², finite
   * @throws NullPointerException if {@code parameters} or one of them is null
   * @throws IllegalArgumentException if a gradient has an element that is not finite
   */
  public static double of(Collection<Parameter> parameters) {
    Objects.requireNonNull(parameters, "parameters is null, expected what has gradients");
    double squares = 0;
    int number = 0;
    for (Parameter parameter : parameters) {
      Objects.requireNonNull(parameter, "parameters has null, expected what has gradients");
      if (parameter.hasGradient()) {
        double share = squares(parameter.gradient().values());
        if (!Double.isFinite(share)) {
          throw new IllegalArgumentException(
              "the gradient of parameters[" + number + "] has NaN or ∞, expected finite numbers");
        }
        squares += share;
      }
      number++;
    }
    return Math.sqrt(squares);
  }

  /**
   * Scales all gradients by one factor if their norm is above a limit, so that it is the limit.
   *
   * @param parameters whose gradients count
   * @param most the limit, above 0; 1 is usual
   * @return the norm before
   * @throws NullPointerException if {@code parameters} or one of them is null
   * @throws IllegalArgumentException if the limit is out of range, or a gradient has an element
   *     that is not finite; then no gradient has been changed
   */
  public static double clip(Collection<Parameter> parameters, double most) {
    if (!(most > 0)) {
      throw new IllegalArgumentException("most is " + most + ", expected a number above 0");
    }
    double norm = of(parameters);
    if (norm > most) {
      float factor = (float) (most / norm);
      for (Parameter parameter : parameters) {
        if (parameter.hasGradient()) {
          scale(parameter.gradient().values(), factor);
        }
      }
    }
    return norm;
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

  private static void scale(Matrix gradient, float factor) {
    for (int r = 0; r < gradient.rows(); r++) {
      int start = gradient.start(r);
      for (int c = 0; c < gradient.columns(); c++) {
        gradient.data()[start + c] *= factor;
      }
    }
  }
}
