package io.github.contrastive4j.autograd.optim;

/** The step size as a function of the number of the step, which starts at 0. */
@FunctionalInterface
public interface LearningRate {

  /**
   * The step size.
   *
   * @param step number of the step, from 0 on
   * @return at least 0, finite as a float32 number
   */
  double at(long step);

  /**
   * The same rate at every step.
   *
   * @param rate at least 0, finite as a float32 number
   * @return the schedule
   * @throws IllegalArgumentException if the rate is out of range
   */
  static LearningRate constant(double rate) {
    Optimizer.requireRate("rate", rate);
    return _ -> rate;
  }

  /**
   * Linear warm-up and linear decay: peak·(step + 1)/(warmup + 1) before step {@code warmup}, then
   * peak·(total − step)/(total − warmup), and 0 from step {@code total} on.
   *
   * @param peak rate at step {@code warmup}; at least 0, finite as a float32 number
   * @param warmup steps before the peak, at least 0
   * @param total steps of the training, more than {@code warmup}
   * @return the schedule
   * @throws IllegalArgumentException if a number is out of range
   */
  static LearningRate warmupLinear(double peak, long warmup, long total) {
    Optimizer.requireRate("peak", peak);
    requireSteps(warmup, total);
    return step ->
        step < warmup ? warm(peak, warmup, step) : peak * (1 - progress(warmup, total, step));
  }

  /**
   * Linear warm-up and cosine decay: peak·(step + 1)/(warmup + 1) before step {@code warmup}, then
   * peak·½(1 + cos(π·(step − warmup)/(total − warmup))), and 0 from step {@code total} on.
   * Loshchilov and Hutter, arXiv 1608.03983.
   *
   * @param peak rate at step {@code warmup}; at least 0, finite as a float32 number
   * @param warmup steps before the peak, at least 0
   * @param total steps of the training, more than {@code warmup}
   * @return the schedule
   * @throws IllegalArgumentException if a number is out of range
   */
  static LearningRate warmupCosine(double peak, long warmup, long total) {
    Optimizer.requireRate("peak", peak);
    requireSteps(warmup, total);
    return step ->
        step < warmup
            ? warm(peak, warmup, step)
            : peak * 0.5 * (1 + Math.cos(Math.PI * progress(warmup, total, step)));
  }

  private static double warm(double peak, long warmup, long step) {
    return peak * (step + 1) / (warmup + 1);
  }

  private static double progress(long warmup, long total, long step) {
    return Math.min(1, (double) (step - warmup) / (total - warmup));
  }

  private static void requireSteps(long warmup, long total) {
    if (warmup < 0) {
      throw new IllegalArgumentException("warmup is " + warmup + ", expected at least 0");
    }
    if (total <= warmup) {
      throw new IllegalArgumentException(
          "total is " + total + ", expected more than the warmup of " + warmup);
    }
  }
}
