package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.team.Crew;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Row-wise log-sum-exp and softmax with the row maximum subtracted.
 *
 * <p>Entries may be −∞, an excluded element whose probability is 0, as long as one entry of each
 * row is finite. NaN and +∞ are refused.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * result[r] = log Σ_c exp(logits[r][c]).
   *
   * @param logits input, R × C
   * @param result output, R values
   * @param parallelism who works
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the output is too short or the array of the logits, or a
   *     row is refused; nothing has been written then
   */
  public static void logSumExp(Matrix logits, float[] result, Parallelism parallelism) {
    Objects.requireNonNull(result, "result is null, expected the output");
    check(logits, parallelism);
    Arguments.require(
        result.length >= logits.rows(),
        "length of result",
        result.length,
        "at least " + logits.rows());
    if (result == logits.data()) {
      throw new IllegalArgumentException(
          "result is the array of logits, expected an output of its own");
    }
    try (Crew crew = RowTasks.assemble(parallelism, logits)) {
      requireSummable(logits, crew);
      RowTasks.forEach(crew, logits, r -> result[r] = (float) logSumExp(logits, r));
    }
  }

  /**
   * probabilities[r][c] = exp(logits[r][c] − logSumExp(logits[r])).
   *
   * @param logits input, R × C
   * @param probabilities output, R × C; the same view as {@code logits}, or one that does not
   *     overlap it
   * @param parallelism who works
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, views overlap in part, or a row is
   *     refused; nothing has been written then
   */
  public static void softmax(Matrix logits, Matrix probabilities, Parallelism parallelism) {
    Objects.requireNonNull(probabilities, "probabilities is null, expected the output");
    check(logits, parallelism);
    Arguments.requireShape("probabilities", probabilities, logits.rows(), logits.columns());
    Arguments.requireSameOrApart("probabilities", probabilities, "logits", logits);
    try (Crew crew = RowTasks.assemble(parallelism, logits)) {
      requireSummable(logits, crew);
      RowTasks.forEach(crew, logits, r -> softmax(logits, probabilities, r));
    }
  }

  private static double logSumExp(Matrix logits, int row) {
    RowKernels rows = SimdProvider.kernels().rows();
    int at = logits.start(row);
    float max = rows.max(logits.data(), at, logits.columns());
    return max + Math.log(rows.sumOfExponentials(logits.data(), at, logits.columns(), max));
  }

  private static void softmax(Matrix logits, Matrix probabilities, int row) {
    RowKernels rows = SimdProvider.kernels().rows();
    int at = logits.start(row);
    int out = probabilities.start(row);
    int columns = logits.columns();
    float max = rows.max(logits.data(), at, columns);
    double sum = rows.sumOfExponentials(logits.data(), at, columns, max);
    rows.exponentials(
        logits.data(), at, columns, max, (float) (1 / sum), probabilities.data(), out);
  }

  private static void check(Matrix logits, Parallelism parallelism) {
    Objects.requireNonNull(logits, "logits is null, expected an R x C matrix");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
  }

  private static void requireSummable(Matrix logits, Crew crew) {
    AtomicBoolean refused = new AtomicBoolean();
    RowTasks.forEach(
        crew,
        logits,
        r -> {
          // NaN and +∞ win every comparison for the maximum.
          if (!Float.isFinite(max(logits, r))) {
            refused.set(true);
          }
        });
    for (int r = 0; refused.get() && r < logits.rows(); r++) {
      refuse(logits, r);
    }
  }

  private static float max(Matrix logits, int row) {
    RowKernels rows = SimdProvider.kernels().rows();
    return rows.max(logits.data(), logits.start(row), logits.columns());
  }

  private static void refuse(Matrix logits, int row) {
    for (int c = 0; c < logits.columns(); c++) {
      float value = logits.get(row, c);
      if (!(value < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "logits[%d][%d] is %s, expected a finite number or -Infinity".formatted(row, c, value));
      }
    }
    if (max(logits, row) == Float.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "logits[%d] is -Infinity throughout, expected a finite entry".formatted(row));
    }
  }
}
