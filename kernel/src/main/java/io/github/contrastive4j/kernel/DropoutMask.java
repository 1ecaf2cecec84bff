package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.ActivationKernels;
import io.github.contrastive4j.kernel.simd.RandomBits;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * The mask of inverted dropout: each element is 0 with probability rate, and otherwise 1/(1 −
 * rate). It takes no memory, because the seed and the place of an element among those of the
 * matrix, row after row, decide about it: the same for any width of vectors, any number of workers
 * and however rows lie in memory. Srivastava et al., JMLR 15 (2014).
 *
 * @param rate probability that an element is 0, in [0, 1 − 2⁻²⁵); counts as the nearest multiple of
 *     2⁻²⁴
 * @param seed any number; masks of the same shape and seed are equal, those of different seeds as
 *     good as independent
 */
public record DropoutMask(double rate, long seed) {
  private static final int STEPS = 1 << 24;

  /**
   * Makes a mask.
   *
   * @throws IllegalArgumentException if the rate is out of range
   */
  public DropoutMask {
    boolean fits = rate >= 0 && Math.round(rate * STEPS) < STEPS;
    Arguments.require(fits, "rate", rate, "a number in [0, 1 - 2^-25)");
  }

  /**
   * y (+)= x · mask, element by element; so is the gradient of x that of y times the mask. NaN and
   * ∞ spread as in arithmetic, where they are dropped too.
   *
   * @param x input, R × C
   * @param y output, R × C; the same view as {@code x}, or one that does not overlap it
   * @param update overwrite or accumulate; accumulating into {@code x} itself is refused
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the shape of {@code y} does not fit, or views overlap
   *     otherwise; nothing has been written then
   */
  public void multiply(Matrix x, Matrix y, Update update, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the input");
    Objects.requireNonNull(y, "y is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("y", y, x.rows(), x.columns());
    Arguments.requireOutput(update, "y", y, "x", x);
    ActivationKernels kernels = SimdProvider.kernels().activations();
    long key = RandomBits.key(seed);
    int dropped = (int) Math.round(rate * STEPS);
    float kept = (float) ((double) STEPS / (STEPS - dropped));
    boolean add = update == Update.ACCUMULATE;
    ElementRuns.forEach(
        parallelism,
        (row, length) ->
            kernels.dropout(
                x.data(),
                x.start(row),
                y.data(),
                y.start(row),
                length,
                key,
                row * x.columns(),
                dropped,
                kept,
                add),
        x,
        y);
  }
}
