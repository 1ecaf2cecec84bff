package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.NormalizationKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * Layer normalization y = (x − mean)/√(variance + ε) · gain + bias of each row, forward and
 * backward. Ba et al., arXiv 1607.06450.
 *
 * <p>Mean and variance (divided by C, the number of columns) are formed in float64, so that rows
 * that are long, short or far from 0 come out right. A row of x with an element that is not finite
 * is NaN throughout in y and in the gradient with respect to x. Products of an incoming gradient
 * and a gain have to fit float32.
 */
public final class LayerNormalization {
  private LayerNormalization() {}

  /**
   * y = (x − mean)/√(variance + ε) · gain + bias.
   *
   * @param x input, R × C
   * @param gain a factor for each column, 1 × C
   * @param bias a term for each column, 1 × C
   * @param epsilon ε, greater than 0
   * @param y output, R × C; the same view as {@code x}, or one that does not overlap it; must not
   *     overlap {@code gain} or {@code bias}
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, views overlap in part, or ε is out of
   *     range; nothing has been written then
   */
  public static void forward(
      Matrix x, Matrix gain, Matrix bias, double epsilon, Matrix y, Parallelism parallelism) {
    requirePresent(x, parallelism);
    Objects.requireNonNull(gain, "gain is null, expected a factor for each column");
    Objects.requireNonNull(bias, "bias is null, expected a term for each column");
    Objects.requireNonNull(y, "y is null, expected the output");
    requireEpsilon(epsilon);
    Arguments.requireShape("gain", gain, 1, x.columns());
    Arguments.requireShape("bias", bias, 1, x.columns());
    Arguments.requireShape("y", y, x.rows(), x.columns());
    Arguments.requireSameOrApart("y", y, "x", x);
    Arguments.requireApart("y", y, "gain", gain);
    Arguments.requireApart("y", y, "bias", bias);
    NormalizationKernels kernels = SimdProvider.kernels().normalization();
    parallelism.forEachRow(
        x.rows(),
        x.columns(),
        r -> {
          double mean = mean(kernels, x, r);
          kernels.standardize(
              x.data(),
              x.start(r),
              x.columns(),
              mean,
              factor(kernels, x, r, mean, epsilon),
              gain.data(),
              gain.start(0),
              bias.data(),
              bias.start(0),
              y.data(),
              y.start(r));
        });
  }

  /**
   * xGradient (+)= (g − mean(g) − u · mean(g·u))/√(variance + ε) for each row, with g = yGradient ·
   * gain and u = (x − mean)/√(variance + ε).
   *
   * @param x input of the forward pass, R × C
   * @param gain a factor for each column, 1 × C
   * @param epsilon ε, greater than 0
   * @param yGradient gradient with respect to the output of the forward pass, R × C
   * @param xGradient output, R × C; the same view as {@code yGradient}, or one that does not
   *     overlap it; must not overlap {@code x} or {@code gain}
   * @param update overwrite or accumulate; accumulating into {@code yGradient} itself is refused
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, views overlap, or ε is out of range;
   *     nothing has been written then
   */
  public static void backward(
      Matrix x,
      Matrix gain,
      double epsilon,
      Matrix yGradient,
      Matrix xGradient,
      Update update,
      Parallelism parallelism) {
    requirePresent(x, parallelism);
    Objects.requireNonNull(gain, "gain is null, expected a factor for each column");
    Objects.requireNonNull(yGradient, "yGradient is null, expected the incoming gradient");
    Objects.requireNonNull(xGradient, "xGradient is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    requireEpsilon(epsilon);
    Arguments.requireShape("gain", gain, 1, x.columns());
    Arguments.requireShape("yGradient", yGradient, x.rows(), x.columns());
    Arguments.requireShape("xGradient", xGradient, x.rows(), x.columns());
    Arguments.requireApart("xGradient", xGradient, "x", x);
    Arguments.requireApart("xGradient", xGradient, "gain", gain);
    Arguments.requireOutput(update, "xGradient", xGradient, "yGradient", yGradient);
    NormalizationKernels kernels = SimdProvider.kernels().normalization();
    boolean add = update == Update.ACCUMULATE;
    parallelism.forEachRow(
        x.rows(),
        x.columns(),
        r -> backward(kernels, x, gain, epsilon, yGradient, xGradient, add, r));
  }

  private static void backward(
      NormalizationKernels kernels,
      Matrix x,
      Matrix gain,
      double epsilon,
      Matrix yGradient,
      Matrix xGradient,
      boolean add,
      int r) {
    int columns = x.columns();
    float[] dy = yGradient.data();
    int at = yGradient.start(r);
    float[] w = gain.data();
    int wAt = gain.start(0);
    double mean = mean(kernels, x, r);
    double factor = factor(kernels, x, r, mean, epsilon);
    double shift = SimdProvider.kernels().rows().dot(dy, at, w, wAt, columns) / columns;
    double along =
        kernels.weightedDeviations(dy, at, w, wAt, x.data(), x.start(r), columns, mean) / columns;
    kernels.standardizedGradient(
        dy,
        at,
        w,
        wAt,
        x.data(),
        x.start(r),
        columns,
        mean,
        factor,
        shift,
        along * factor,
        xGradient.data(),
        xGradient.start(r),
        add);
  }

  /**
   * gainGradient (+)= Σ yGradient · u and biasGradient (+)= Σ yGradient over the rows, with u = (x
   * − mean)/√(variance + ε). An element of x that is not finite makes all gradients of gains NaN.
   *
   * @param x input of the forward pass, R × C
   * @param epsilon ε, greater than 0
   * @param yGradient gradient with respect to the output of the forward pass, R × C
   * @param gainGradient output, 1 × C
   * @param biasGradient output, 1 × C; outputs overlap neither each other nor an input
   * @param update overwrite or accumulate
   * @param workspace scratch, used by this call alone while it runs: at most 128·C floats and as
   *     many doubles
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, views overlap, or ε is out of range;
   *     nothing has been written then
   * @throws IllegalStateException if another call is using the workspace
   */
  public static void parameterGradients(
      Matrix x,
      double epsilon,
      Matrix yGradient,
      Matrix gainGradient,
      Matrix biasGradient,
      Update update,
      Workspace workspace,
      Parallelism parallelism) {
    requirePresent(x, parallelism);
    Objects.requireNonNull(yGradient, "yGradient is null, expected the incoming gradient");
    Objects.requireNonNull(gainGradient, "gainGradient is null, expected an output");
    Objects.requireNonNull(biasGradient, "biasGradient is null, expected an output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    requireEpsilon(epsilon);
    Arguments.requireShape("yGradient", yGradient, x.rows(), x.columns());
    requireSum("gainGradient", gainGradient, x, yGradient);
    requireSum("biasGradient", biasGradient, x, yGradient);
    Arguments.requireApart("biasGradient", biasGradient, "gainGradient", gainGradient);
    workspace.enter();
    try {
      int columns = x.columns();
      PartialColumnSums sums = workspace.columnSums();
      sums.reserve(x.rows(), columns, 2L * columns, true);
      parallelism.forEachRange(
          x.rows(),
          sums.height(),
          (from, to) -> {
            int at = sums.beginBlocks(from);
            for (int r = from; r < to; r++) {
              sums.advance(at, r);
              addParameterGradients(x, epsilon, yGradient, r, sums.blocks(), at);
            }
            sums.end(at);
          });
      sums.write(0, 1, gainGradient, update);
      sums.write(columns, 1, biasGradient, update);
    } finally {
      workspace.leave();
    }
  }

  private static void addParameterGradients(
      Matrix x, double epsilon, Matrix yGradient, int r, float[] sums, int at) {
    NormalizationKernels kernels = SimdProvider.kernels().normalization();
    double mean = mean(kernels, x, r);
    kernels.addParameterGradients(
        yGradient.data(),
        yGradient.start(r),
        x.data(),
        x.start(r),
        x.columns(),
        mean,
        factor(kernels, x, r, mean, epsilon),
        sums,
        at,
        sums,
        at + x.columns());
  }

  private static double mean(NormalizationKernels kernels, Matrix x, int row) {
    return kernels.sum(x.data(), x.start(row), x.columns()) / x.columns();
  }

  /** The reciprocal of the deviation of a row. */
  private static double factor(
      NormalizationKernels kernels, Matrix x, int row, double mean, double epsilon) {
    double squares = kernels.squaredDeviations(x.data(), x.start(row), x.columns(), mean);
    return 1 / Math.sqrt(squares / x.columns() + epsilon);
  }

  private static void requirePresent(Matrix x, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the rows to normalize");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
  }

  private static void requireEpsilon(double epsilon) {
    boolean positive = epsilon > 0 && epsilon < Double.POSITIVE_INFINITY;
    Arguments.require(positive, "epsilon", epsilon, "a number greater than 0");
  }

  private static void requireSum(String name, Matrix sum, Matrix x, Matrix yGradient) {
    Arguments.requireShape(name, sum, 1, x.columns());
    Arguments.requireApart(name, sum, "x", x);
    Arguments.requireApart(name, sum, "yGradient", yGradient);
  }
}
