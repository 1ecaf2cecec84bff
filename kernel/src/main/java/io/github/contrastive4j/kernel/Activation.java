package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.ActivationKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * Functions y = f(x) of single elements between the layers of a model, forward and backward.
 *
 * <p>y is within 3e-7 of the larger of 1 and |y|, and f'(x) within 3e-7. Where they decay
 * exponentially, y is within 1.2e-6 · max(1, |x|) of itself, down to 1.2e-37. Infinite elements
 * give the limits, and NaN gives NaN.
 */
public enum Activation {
  /** The hyperbolic tangent. */
  TANH,

  /**
   * The Gaussian error linear unit in its tanh form, ½x(1 + tanh(√(2/π)(x + 0.044715x³))), within
   * 5e-4 of the exact x·Φ(x). Hendrycks and Gimpel, arXiv 1606.08415.
   */
  GELU;

  /**
   * y = f(x).
   *
   * @param x input, R × C
   * @param y output, R × C; the same view as {@code x}, or one that does not overlap it
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the shape of {@code y} does not fit, or views overlap in
   *     part; nothing has been written then
   */
  public void forward(Matrix x, Matrix y, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the input");
    Objects.requireNonNull(y, "y is null, expected the output");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("y", y, x.rows(), x.columns());
    Arguments.requireSameOrApart("y", y, "x", x);
    ActivationKernels kernels = SimdProvider.kernels().activations();
    ElementRuns.forEach(
        parallelism,
        (row, length) -> {
          int from = x.start(row);
          int to = y.start(row);
          switch (this) {
            case TANH -> kernels.tanh(x.data(), from, y.data(), to, length);
            case GELU -> kernels.gelu(x.data(), from, y.data(), to, length);
          }
        },
        x,
        y);
  }

  /**
   * xGradient (+)= yGradient · f'(x), element by element.
   *
   * @param x input of the forward pass, R × C
   * @param yGradient gradient with respect to its output, R × C
   * @param xGradient output, R × C; the same view as {@code yGradient}, or one that does not
   *     overlap it; must not overlap {@code x}
   * @param update overwrite or accumulate; accumulating into {@code yGradient} itself is refused
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit or views overlap; nothing has been
   *     written then
   */
  public void backward(
      Matrix x, Matrix yGradient, Matrix xGradient, Update update, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the input of the forward pass");
    Objects.requireNonNull(yGradient, "yGradient is null, expected the incoming gradient");
    Objects.requireNonNull(xGradient, "xGradient is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("yGradient", yGradient, x.rows(), x.columns());
    Arguments.requireShape("xGradient", xGradient, x.rows(), x.columns());
    Arguments.requireApart("xGradient", xGradient, "x", x);
    Arguments.requireOutput(update, "xGradient", xGradient, "yGradient", yGradient);
    boolean add = update == Update.ACCUMULATE;
    ActivationKernels kernels = SimdProvider.kernels().activations();
    float[] in = x.data();
    float[] dy = yGradient.data();
    float[] dx = xGradient.data();
    ElementRuns.forEach(
        parallelism,
        (row, length) -> {
          int at = x.start(row);
          int from = yGradient.start(row);
          int to = xGradient.start(row);
          switch (this) {
            case TANH -> kernels.tanhGradient(in, at, dy, from, dx, to, length, add);
            case GELU -> kernels.geluGradient(in, at, dy, from, dx, to, length, add);
          }
        },
        x,
        yGradient,
        xGradient);
  }
}
