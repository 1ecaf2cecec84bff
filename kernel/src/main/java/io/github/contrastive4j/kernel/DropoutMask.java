package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.ActivationKernels;
import io.github.contrastive4j.kernel.simd.RandomBits;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.util.Objects;

/**
 * The mask of inverted dropout: each element is 0 with probability rate, and otherwise 1/(1 −
 * rate). It takes no memory, because the seed and the place of an element, row after row, decide
 * about it: the same for any width of vectors, any number of workers and any view. Srivastava et
 * al., JMLR 15 (2014).
 *
 * @param rate probability that an element is 0, in [0, 1); counts in steps of 2⁻²⁴
 * @param seed any number; masks of different ones have nothing in common
 */
public record DropoutMask(double rate, long seed) {
  private static final int STEPS = 1 << 24;

  /**
   * Makes a mask.
   *
   * @throws IllegalArgumentException if the rate is out of range, or so near to 1 that float32 does
   *     not tell the difference
   */
  public DropoutMask {
    Arguments.require(rate >= 0 && (float) rate < 1, "rate", rate, "a number in [0, 1)");
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
   * @throws IllegalArgumentException if the shape of {@code y} does not fit, or views overlap;
   *     nothing has been written then
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
    int dropped = (int) Math.ceil(rate * STEPS);
    float kept = (float) (1 / (1 - rate));
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
