package io.github.contrastive4j.autograd.optim;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.L2Normalization;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.Arrays;
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
    return norm(distinct(parameters), Parallelism.sequential());
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
    return clip(parameters, maxNorm, Parallelism.sequential());
  }

  /**
   * Scales all gradients by one factor if their norm is above a limit, so that it is the limit.
   *
   * @param parameters whose gradients count, each once, those that are frozen not
   * @param maxNorm the limit, above 0; 1 is usual
   * @param parallelism who works, such as the tape's; the result is bitwise the same for any choice
   * @return the norm before
   * @throws NullPointerException if {@code parameters}, one of them or {@code parallelism} is null
   * @throws IllegalArgumentException if the limit is out of range, or a gradient has an element
   *     that is not finite; then no gradient has been changed
   */
  public static double clip(
      Collection<Parameter> parameters, double maxNorm, Parallelism parallelism) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("maxNorm is " + maxNorm + ", expected a number above 0");
    }
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Set<Parameter> distinct = distinct(parameters);
    double norm = norm(distinct, parallelism);
    if (norm > maxNorm) {
      double factor = maxNorm / norm;
      distinct.forEach(parameter -> scale(parameter.gradient().values(), factor, parallelism));
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

  private static double norm(Set<Parameter> parameters, Parallelism parallelism) {
    double squares = 0;
    for (Parameter parameter : parameters) {
      double share = squares(parameter.gradient().values(), parallelism);
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

  /** Adds up parts of some rows, which do not depend on the workers. */
  private static double squares(Matrix gradient, Parallelism parallelism) {
    int height = Optimizer.partRows(gradient);
    double[] parts = new double[Math.ceilDiv(gradient.rows(), height)];
    parallelism.forEachRange(
        gradient.rows(),
        height,
        (from, to) -> parts[from / height] = squares(gradient.rowRange(from, to)));
    return Arrays.stream(parts).sum();
  }

  private static double squares(Matrix some) {
    Matrix rows = some.isDense() ? asOneRow(some) : some;
    double sum = 0;
    for (int r = 0; r < rows.rows(); r++) {
      double norm = L2Normalization.norm(rows, r);
      sum += norm * norm;
    }
    return sum;
  }

  private static Matrix asOneRow(Matrix x) {
    int elements = x.rows() * x.columns();
    return new Matrix(x.data(), x.offset(), 1, elements, elements);
  }

  private static void scale(Matrix gradient, double factor, Parallelism parallelism) {
    float[] data = gradient.data();
    int columns = gradient.columns();
    parallelism.forEachRow(
        gradient.rows(),
        columns,
        r -> {
          int start = gradient.start(r);
          for (int k = start; k < start + columns; k++) {
            data[k] = (float) (data[k] * factor);
          }
        });
  }
}
