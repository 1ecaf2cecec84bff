package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;

/**
 * A learnable scale (inverse temperature) of a ranking loss: scale = exp(θ), held in [least, most],
 * with the 1 × 1 parameter θ ("log_scale"). CLIP, Radford et al., arXiv 2103.00020, section 2.5.
 *
 * <p>Outside the range the scale is the limit and θ gets the gradient 0, so an optimizer step that
 * overshoots would end the learning: call {@link #clamp()} after each. Exclude θ from weight decay,
 * which would pull the scale to 1.
 */
public final class LogitScale extends Module {
  /** The scale at the start if the caller names none: 1/0.07, as CLIP. */
  public static final double DEFAULT_START = 1 / 0.07;

  /** The least scale if the caller names none: 1, θ = 0, as open_clip. */
  public static final double DEFAULT_LEAST = 1;

  /** The largest scale if the caller names none: 100, as CLIP. */
  public static final double DEFAULT_MOST = 100;

  private final Parameter logScale;
  private final double least;
  private final double most;
  private final float lower;
  private final float upper;

  /** Makes the scale of CLIP: at first 1/0.07, at most 100. */
  public LogitScale() {
    this(DEFAULT_START);
  }

  /**
   * Makes a scale in [1, 100].
   *
   * @param start the scale at first, such as 10 for SigLIP, in [1, 100]
   * @throws IllegalArgumentException if the start is out of range
   */
  public LogitScale(double start) {
    this(start, DEFAULT_LEAST, DEFAULT_MOST);
  }

  /**
   * Makes a scale in a range.
   *
   * @param start the scale at first, in [least, most]
   * @param least the least scale, at least 1.2e-38
   * @param most the largest scale, finite
   * @throws IllegalArgumentException if a number is out of range
   */
  public LogitScale(double start, double least, double most) {
    require(least >= Float.MIN_NORMAL, "least", least, "at least 1.2e-38");
    require(most >= least && most <= Float.MAX_VALUE, "most", most, "finite, at least " + least);
    require(start >= least && start <= most, "start", start, "in [" + least + ", " + most + "]");
    this.least = least;
    this.most = most;
    this.lower = (float) Math.log(least);
    this.upper = (float) Math.log(most);
    float theta = (float) Math.log(start);
    this.logScale = register("log_scale", Parameter.dense(Matrix.of(new float[] {theta}, 1, 1)));
  }

  /**
   * Brings the scale onto a tape.
   *
   * @param tape where the operation is recorded
   * @return exp(θ) held in the range, 1 × 1
   */
  public Variable forward(Tape tape) {
    Objects.requireNonNull(tape, "tape is null, expected the tape of the step");
    Variable theta = tape.parameter(logScale);
    Variable scale = tape.result(1, 1, theta);
    float value = (float) value();
    scale.value().set(0, 0, value);
    boolean inside = theta().get(0, 0) >= lower && theta().get(0, 0) <= upper;
    return scale.record(() -> {
      if (inside) {
        Matrix gradient = theta.gradient();
        gradient.set(0, 0, gradient.get(0, 0) + scale.gradient().get(0, 0) * value);
      }
    });
  }

  /** {@return the scale: exp(θ) held in the range} */
  public double value() {
    return Math.clamp(Math.exp(theta().get(0, 0)), least, most);
  }

  /** Puts θ itself back into the range, where its gradient is not 0. */
  public void clamp() {
    theta().set(0, 0, Math.clamp(theta().get(0, 0), lower, upper));
  }

  private Matrix theta() {
    return logScale.value();
  }

  private static void require(boolean holds, String name, double value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
    }
  }
}
