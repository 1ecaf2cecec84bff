package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.AdamWFactors;
import io.github.contrastive4j.kernel.simd.Float32Updates;
import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;

/**
 * How an optimizer changes values w against their gradients g: every element for itself, with a
 * state of a few running values. Values, gradients and states are in float32 and rounded after each
 * operation, and so are the factors of a step. Running values that fade become 0 where float32 has
 * no more normal numbers, and gradients whose squares would be none, and nothing beside ε, count as
 * 0 in them. Immutable and safe to share.
 */
public sealed interface UpdateRule {
  /**
   * Number of running values that each value has.
   *
   * @return 0, 1 or 2; all of them begin with 0
   */
  int stateCount();

  /**
   * The update of one step.
   *
   * @param rate the learning rate, at least 0, finite as a float32 number
   * @param step which step it is; the first is 1
   * @return the update
   * @throws IllegalArgumentException if a number is out of range
   */
  UpdateStep at(double rate, long step);

  /** Stochastic gradient descent: w ← w − rate·g. */
  record Sgd() implements UpdateRule {
    @Override
    public int stateCount() {
      return 0;
    }

    @Override
    public UpdateStep at(double rate, long step) {
      float rate32 = requireStep(rate, step);
      RowKernels rows = SimdProvider.kernels().rows();
      return new UpdateStep(
          stateCount(),
          (g, gAt, _, _, w, wAt, length) -> rows.addScaled(-rate32, g, gAt, w, wAt, length));
    }
  }

  /**
   * Gradient descent with momentum: v ← μ·v + g, w ← w − rate·v.
   *
   * @param momentum μ, in [0, 1)
   */
  record Momentum(double momentum) implements UpdateRule {
    /**
     * Checks the number.
     *
     * @param momentum μ, in [0, 1)
     * @throws IllegalArgumentException if it is out of range
     */
    public Momentum {
      requireDecay("momentum", momentum);
    }

    @Override
    public int stateCount() {
      return 1;
    }

    @Override
    public UpdateStep at(double rate, long step) {
      float rate32 = requireStep(rate, step);
      return new UpdateStep(
          stateCount(), SimdProvider.kernels().updates().momentum((float) momentum, rate32));
    }
  }

  /**
   * Adagrad: a ← a + g², w ← w − rate·g/(√a + ε). Duchi, Hazan and Singer, JMLR 2011.
   *
   * @param epsilon ε, greater than 0 as a float32 number
   */
  record Adagrad(double epsilon) implements UpdateRule {
    /**
     * Checks the number.
     *
     * @param epsilon ε, greater than 0 as a float32 number
     * @throws IllegalArgumentException if it is out of range
     */
    public Adagrad {
      requirePositive("epsilon", epsilon);
    }

    @Override
    public int stateCount() {
      return 1;
    }

    @Override
    public UpdateStep at(double rate, long step) {
      float rate32 = requireStep(rate, step);
      float least = Float32Updates.leastGradient(1, epsilon);
      return new UpdateStep(
          stateCount(), SimdProvider.kernels().updates().adagrad(rate32, (float) epsilon, least));
    }
  }

  /**
   * Adam with decoupled weight decay, at step t: m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← (1
   * − rate·λ)w − rate·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). Loshchilov and Hutter,
   * arXiv 1711.05101.
   *
   * @param beta1 β₁, decay of the mean gradient, in [0, 1)
   * @param beta2 β₂, decay of the mean squared gradient, in [0, 1)
   * @param epsilon ε, greater than 0 as a float32 number
   * @param weightDecay λ, at least 0, finite as a float32 number
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements UpdateRule {
    /**
     * Checks the numbers.
     *
     * @param beta1 β₁, in [0, 1)
     * @param beta2 β₂, in [0, 1)
     * @param epsilon ε, greater than 0 as a float32 number
     * @param weightDecay λ, at least 0, finite as a float32 number
     * @throws IllegalArgumentException if one is out of range
     */
    public AdamW {
      requireDecay("beta1", beta1);
      requireDecay("beta2", beta2);
      requirePositive("epsilon", epsilon);
      Arguments.require(
          weightDecay >= 0 && weightDecay <= Float.MAX_VALUE,
          "weightDecay",
          weightDecay,
          "a finite float32 number of at least 0");
    }

    @Override
    public int stateCount() {
      return 2;
    }

    @Override
    public UpdateStep at(double rate, long step) {
      float rate32 = requireStep(rate, step);
      double keepValue = 1 - rate32 * weightDecay;
      Arguments.require(
          Math.abs(keepValue) <= Float.MAX_VALUE,
          "1 - rate * weightDecay",
          keepValue,
          "a finite float32 number");
      float least = Float32Updates.leastGradient(1 - beta2, epsilon);
      AdamWFactors factors =
          new AdamWFactors(
              (float) beta1,
              (float) (1 - beta1),
              (float) beta2,
              (float) (1 - beta2),
              (float) (1 / (1 - Math.pow(beta1, step))),
              (float) (1 / (1 - Math.pow(beta2, step))),
              (float) epsilon,
              (float) keepValue,
              rate32,
              least,
              least > 0 ? 0 : Float.MIN_NORMAL);
      return new UpdateStep(stateCount(), SimdProvider.kernels().updates().adamW(factors));
    }
  }

  private static float requireStep(double rate, long step) {
    Arguments.require(
        rate >= 0 && rate <= Float.MAX_VALUE,
        "rate",
        rate,
        "a finite float32 number of at least 0");
    Arguments.require(step >= 1, "step", step, "at least 1");
    return (float) rate;
  }

  private static void requireDecay(String name, double number) {
    Arguments.require(number >= 0 && number < 1, name, number, "a number in [0, 1)");
  }

  private static void requirePositive(String name, double number) {
    float rounded = (float) number;
    Arguments.require(
        rounded > 0 && rounded < Float.POSITIVE_INFINITY,
        name,
        number,
        "a finite float32 number greater than 0");
  }
}
