package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.optim.LearningRate;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Linear decay of the learning rate to 0 over a number of steps, or over as many as the time budget
 * allows if those are fewer.
 *
 * <p>As long as the speed is enough to do all steps in time, the clock has no influence at all, and
 * training gives the same model each time.
 */
final class Schedule {
  /** Share of the budget after which the speed is known well enough to plan with. */
  private static final double WARM = 0.1;

  private final long plannedSteps;
  private final double budgetNanos;
  private final LongSupplier nanoClock;
  private final long start;

  Schedule(long plannedSteps, Duration budget) {
    this(plannedSteps, budget, System::nanoTime);
  }

  Schedule(long plannedSteps, Duration budget, LongSupplier nanoClock) {
    this.plannedSteps = Math.max(1, plannedSteps);
    this.budgetNanos = budget.toNanos();
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  /**
   * Whether training has to end.
   *
   * @return true once the budget is used up
   */
  boolean timeIsUp() {
    return usedShare() >= 1;
  }

  /**
   * The decay of one learning rate.
   *
   * @param peak rate of the first step
   * @return the schedule for an optimizer
   */
  LearningRate from(double peak) {
    return step -> peak * Math.max(0, 1 - step / expectedSteps(step));
  }

  /** The planned steps, or as many as fit into the budget at the speed so far. */
  private double expectedSteps(long done) {
    double used = usedShare();
    return used < WARM ? plannedSteps : Math.min(plannedSteps, Math.max(1, done) / used);
  }

  private double usedShare() {
    return (nanoClock.getAsLong() - start) / budgetNanos;
  }
}
